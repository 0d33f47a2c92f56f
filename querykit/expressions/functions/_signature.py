"""What a function declares of itself, as data: parameters, result, and how it may be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from querykit.errors import EvaluationError
from querykit.shelf import Extra
from querykit.types.notation import parse
from querykit.types.types import Applied, Type
from querykit.types.values import misfit
from querykit.types.words import phrase

__all__ = ["ArgumentError", "Parameter", "Signature"]


class ArgumentError(Exception):
    """What a function raises where an argument is of the right type and still nothing it can take.

    parameter: the name of the parameter; None where several do not go together.
    what: what is wrong, as it follows the argument: "is not a duration".
    """

    def __init__(self, parameter: str | None, what: str, *, hint: str | None = None) -> None:
        super().__init__(parameter, what)
        self.parameter = parameter
        self.what = what
        self.hint = hint


Gives = Literal["", "elements", "argument", "applied"]
Place = Literal["", "anywhere", "start", "end"]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a function.

    type: its type, as ``types.notation`` reads it. An optional one that is given is never null.
    variadic: of the last parameter, that it takes one argument or more.
    check: raises ArgumentError for a value of that type that the function cannot take. A literal
        is checked before any AWS call.
    """

    name: str
    type: str
    optional: bool = False
    variadic: bool = False
    check: Callable[[Any], object] | None = None

    @cached_property
    def accepts(self) -> Type:
        """Return the type that the argument must have."""
        return parse(self.type)

    @cached_property
    def is_expref(self) -> bool:
        """Return whether the argument is written with ``&``; the function gets a callable."""
        return isinstance(self.accepts, Applied)

    def __str__(self) -> str:
        return f"{self.name}{'?' * self.optional}: {self.type}{' ...' * self.variadic}"


@dataclass(frozen=True)
class Signature:
    """The parameters of a function, the type of its result, and how an expression may use it.

    result: the type of the result, as ``types.notation`` reads it.
    clock: whether the function is given ``now``, the moment that is the same throughout a run.
    needs: the optional dependency without which it does not work.
    condenses: whether it returns a list, and f(a + b) is f(f(a) + b) for all lists: what came so
        far can be condensed before more comes.
    picks: whether it returns an element, and f(a + b) is f([f(a)] + b) for all non-empty lists.
    gives: what of its arguments it returns: the same elements, perhaps fewer or in another order;
        the first argument that is not null; or a list of what an expression returns.
    passes: whether it returns its argument, or elements of it, without reading what is in them.
    orders: whether it compares the elements of its list, or the keys that an expression returns.
    counts: whether it reads only what its argument is, or how many elements it has.
    reduces: what is enough to keep of a list to know the result.
    looks: where in its first argument it looks for its second one.
    calm: whether it raises for no arguments.
    lacks: the letters that are in no string that it gives, and what they are called.
    derive: the type of the result from those of the arguments and of what the expression with &
        returns, if it depends on more than ``result`` says.
    length: how many characters the string has that it returns, where it may have many times as many
        as its arguments.
    explained: what it does with a list, as a verb and its object: take, the largest. In the
        object ``{}`` is what the expression with & returns.
    """

    parameters: tuple[Parameter, ...]
    result: str
    clock: bool = False
    needs: Extra | None = None
    condenses: bool = False
    picks: bool = False
    gives: Gives = ""
    passes: bool = False
    orders: Literal["", "elements", "keys"] = ""
    counts: bool = False
    reduces: Literal["", "number", "sum", "average"] = ""
    looks: Place = ""
    calm: bool = False
    lacks: tuple[str, str] | None = None
    length: Callable[..., int] | None = None
    explained: tuple[str, str] = ("", "")
    derive: Callable[[list[Type], Type], Type] | None = None

    @cached_property
    def returns(self) -> Type:
        """Return the type of the result."""
        return parse(self.result)

    @property
    def sorts(self) -> bool:
        """Return whether it returns the elements of its list in order."""
        return self.gives == "elements" and self.orders != ""

    @cached_property
    def least(self) -> int:
        """Return the lowest number of arguments."""
        return sum(not parameter.optional for parameter in self.parameters)

    @cached_property
    def most(self) -> int | None:
        """Return the highest number of arguments; None if there is no limit."""
        variadic = any(parameter.variadic for parameter in self.parameters)
        return None if variadic else len(self.parameters)

    def parameter(self, number: int) -> Parameter:
        """Return the parameter that an argument, counted from 0, is for."""
        return self.parameters[min(number, len(self.parameters) - 1)]

    def misfit(self, number: int, value: Any) -> str | None:
        """Return what is wrong with the type of an argument, counted from 0: ``must be ...``."""
        parameter = self.parameter(number)
        actual = misfit(parameter.accepts, value)
        return actual and f"must be {phrase(parameter.accepts)}, not {actual}"

    def subject(self, name: str, number: int) -> str:
        """Return how a message names an argument, counted from 0: argument 1 (text) of lower()."""
        return f"argument {number + 1} ({self.parameter(number).name}) of {name}()"

    def explain(self, name: str, error: ArgumentError) -> EvaluationError:
        """Return the error of an argument, with the function and the argument named."""
        names = [parameter.name for parameter in self.parameters]
        if error.parameter is None:
            return EvaluationError(f"{name}() {error.what}", hint=error.hint)
        subject = self.subject(name, names.index(error.parameter))
        return EvaluationError(f"{subject} {error.what}", hint=error.hint)

    def text(self, name: str) -> str:
        """Return the signature as it is written in the documentation.

        >>> Signature((Parameter("text", "string or null"),), "string or null").text("lower")
        'lower(text: string or null) -> string or null'
        """
        return f"{name}({', '.join(map(str, self.parameters))}) -> {self.result}"


def arity(least: int, most: int | None) -> str:
    """Return how many arguments a function takes, in words.

    >>> arity(1, 1), arity(2, None), arity(1, 2)
    ('1 argument', '2 or more arguments', '1 or 2 arguments')
    """
    numbers: Sequence[object] = [least] if most == least else [least, most or "more"]
    return f"{' or '.join(map(str, numbers))} argument{'' if numbers == [1] else 's'}"
