"""Signatures of functions, JMESPath's own and the shelf's, in terms of types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from querykit.expressions import functions
from querykit.types.contents import elements
from querykit.types.types import (
    ANYTHING,
    NOTHING,
    Applied,
    Letter,
    List,
    Map,
    Type,
    Union,
    choices,
    kinds,
    union,
)
from querykit.types.words import phrase

__all__ = [
    "Accepted",
    "Signature",
    "always_fits",
    "bind",
    "fits",
    "signature",
    "substitute",
]


@dataclass(frozen=True)
class Accepted:
    """What a parameter accepts: its types; empty if it accepts everything.

    text: the types in words, for messages.
    """

    types: tuple[Type, ...] = ()
    text: str = ""

    @property
    def takes_null(self) -> bool:
        """Return whether null is accepted."""
        return not self.types or any(type_.kind == "null" for type_ in self.types)


@dataclass(frozen=True)
class Signature:
    """The parameters of a function, of which the last may stand for more than one argument."""

    name: str
    parameters: tuple[Accepted, ...]
    declared: functions.Signature
    names: tuple[str, ...] = ()

    def parameter(self, number: int) -> Accepted:
        """Return what the parameter of an argument, counted from 0, accepts."""
        return self.parameters[min(number, len(self.parameters) - 1)]

    def subject(self, number: int) -> str:
        """Return how a message names an argument, counted from 0."""
        name = f" ({self.names[min(number, len(self.names) - 1)]})" if self.names else ""
        return f"argument {number + 1}{name} of {self.name}()"


@lru_cache(maxsize=256)
def signature(name: str) -> Signature:
    """Return the signature of a function that there is."""
    declared = functions.signature(name)
    # JMESPath's own arguments have numbers only, as in jmespath.py's messages.
    is_own = name in functions.BUILT_IN
    names = () if is_own else tuple(parameter.name for parameter in declared.parameters)
    accepted = tuple(_accepted(parameter.accepts) for parameter in declared.parameters)
    return Signature(name, accepted, declared, names)


def _accepted(type_: Type) -> Accepted:
    if isinstance(type_, Applied) or "unknown" in kinds(type_):
        return Accepted()
    return Accepted(choices(type_), phrase(type_))


def substitute(type_: Type, letters: dict[str, Type]) -> Type:
    """Return a type of a signature with what its capitals stand for in their places."""
    if isinstance(type_, Letter):
        return letters.get(type_.name, ANYTHING)
    if isinstance(type_, Union):
        return union(*(substitute(choice, letters) for choice in type_.of), NOTHING)
    if isinstance(type_, List):
        return List(substitute(type_.of, letters))
    return Map(substitute(type_.of, letters)) if isinstance(type_, Map) else type_


def bind(written: Type, given: Type, letters: dict[str, Type]) -> None:
    """Learn from an argument what the capitals in its parameter's type stand for."""
    for choice in choices(written):
        if isinstance(choice, Letter):
            letters.setdefault(choice.name, given)
        elif isinstance(choice, List):
            bind(choice.of, elements(given), letters)


def fits(choice: Type, accepted: Type) -> bool:
    """Return whether some value of a type, which is not a union, may be accepted."""
    if "unknown" in (choice.kind, accepted.kind):
        return True
    if choice.kind != accepted.kind:
        return False
    if isinstance(choice, List) and isinstance(accepted, List):
        return _elements_fit(choice, accepted.of)
    return True


def _elements_fit(found: List, accepted: Type) -> bool:
    wanted, given = kinds(accepted), kinds(found.of)
    if not given or "unknown" in given | wanted:
        return True
    if found.items:
        return all("unknown" in kinds(item) or kinds(item) & wanted for item in found.items)
    return bool(given & wanted)


def always_fits(choice: Type, accepted: Type) -> bool:
    """Return whether every value of a type, which is not a union, is accepted."""
    if accepted.kind == "unknown":
        return True
    if choice.kind != accepted.kind:
        return False
    if isinstance(accepted, List):
        wanted = kinds(accepted.of)
        return "unknown" in wanted or kinds(elements(choice)) <= wanted
    return True
