"""Signatures of functions, JMESPath's own and the shelf's, in terms of types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from querykit.expressions.functions import FUNCTIONS
from querykit.expressions.functions._calls import BUILT_IN
from querykit.types.notation import Kind
from querykit.types.notation import Type as Written
from querykit.types.types import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    NOTHING,
    NULL,
    NUMBER,
    STRING,
    Anything,
    List,
    Map,
    Record,
    Type,
    choices,
    kinds,
    union,
)

__all__ = [
    "Accepted",
    "Signature",
    "always_fits",
    "bound",
    "elements",
    "fits",
    "of_written",
    "signature",
]

_PLAIN = {
    "any": ANYTHING,
    "array": List(ANYTHING),
    "boolean": BOOLEAN,
    "integer": INTEGER,
    "null": NULL,
    "number": NUMBER,
    "object": Map(ANYTHING),
    "string": STRING,
}


@dataclass(frozen=True)
class Accepted:
    """What a parameter accepts: types, each by itself; none where it accepts everything.

    text: how a message tells it.
    applied: of what is written with ``&``, to the elements of which argument it is applied.
    """

    types: tuple[Type, ...] = ()
    text: str = ""
    applied: bool = False

    @property
    def takes_null(self) -> bool:
        return not self.types or any(type_.kind in ("null", "unknown") for type_ in self.types)


@dataclass(frozen=True)
class Signature:
    """The parameters of a function, of which the last may stand for more than one argument."""

    name: str
    parameters: tuple[Accepted, ...]
    names: tuple[str, ...] = ()
    result: Written | None = None

    def parameter(self, number: int) -> Accepted:
        return self.parameters[min(number, len(self.parameters) - 1)]

    def subject(self, number: int) -> str:
        """How a message names an argument, counted from 0."""
        name = f" ({self.names[min(number, len(self.names) - 1)]})" if self.names else ""
        return f"argument {number + 1}{name} of {self.name}()"


@lru_cache(maxsize=256)
def signature(name: str) -> Signature:
    """The signature of a function that there is."""
    if name in BUILT_IN:
        return Signature(name, tuple(map(_built_in, BUILT_IN[name]["signature"])))
    found = FUNCTIONS.member(name).SIGNATURE
    names = tuple(parameter.name for parameter in found.parameters)
    accepted = tuple(_shelved(parameter.accepts) for parameter in found.parameters)
    return Signature(name, accepted, names, found.returns)


def _built_in(parameter: dict[str, Any]) -> Accepted:
    """One of jmespath.py's own, such as ``array-number``."""
    types, texts = [], []
    for written in parameter["types"]:
        kind, _, element = written.partition("-")
        if kind == "expref":
            return Accepted(applied=True)
        types.append(List(_PLAIN[element]) if element else _PLAIN[kind])
        texts.append(f"a list of {element}s" if element else _ARTICLES[kind])
    return Accepted(tuple(types), " or ".join(texts))


_ARTICLES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "text",
}


def _shelved(written: Written) -> Accepted:
    if any(kind.name == "expref" for kind in written.kinds):
        return Accepted(applied=True)
    if written.is_open:
        return Accepted()
    types = tuple(of_written(Written((kind,)), {}) for kind in written.kinds)
    told = [_told(kind) for kind in written.kinds if kind.name != "null"]
    return Accepted(types, " or ".join(told))


def _told(kind: Kind) -> str:
    if kind.name == "array" and kind.of and not kind.of[0].is_open:
        return f"a list of {kind.of[0]}s"
    return _ARTICLES[kind.name]


def of_written(written: Written, letters: dict[str, Type]) -> Type:
    """A type that a signature writes; ``letters`` has what its capitals stand for."""
    return union(*(_of_kind(kind, letters) for kind in written.kinds), NOTHING)


def _of_kind(kind: Kind, letters: dict[str, Type]) -> Type:
    if len(kind.name) == 1:
        return letters.get(kind.name, ANYTHING)
    if kind.members:
        return Record(tuple((name, of_written(type_, letters)) for name, type_ in kind.members))
    if kind.of and kind.name in ("array", "object"):
        inner = of_written(kind.of[0], letters)
        return List(inner) if kind.name == "array" else Map(inner)
    return _PLAIN[kind.name]


def bound(written: Written, given: Type, letters: dict[str, Type]) -> None:
    """Learn from an argument what the capitals in its parameter's type stand for."""
    for kind in written.kinds:
        if len(kind.name) == 1:
            letters.setdefault(kind.name, given)
        elif kind.name == "array" and kind.of:
            bound(kind.of[0], elements(given), letters)


def elements(type_: Type) -> Type:
    """What the elements of a list may be; anything where it is not known to be a list."""
    found = [choice for choice in choices(type_) if choice.kind != "null"]
    lists = [choice for choice in found if isinstance(choice, List)]
    if any(isinstance(choice, Anything) for choice in found):
        return ANYTHING
    return union(*(choice.of for choice in lists), NOTHING)


def fits(choice: Type, accepted: Type) -> bool:
    """Whether some value of a type, which is no union, may be accepted."""
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
    """Whether every value of a type, which is no union, is accepted."""
    if accepted.kind == "unknown":
        return True
    if choice.kind != accepted.kind:
        return False
    if isinstance(choice, List) and isinstance(accepted, List):
        wanted = kinds(accepted.of)
        return "unknown" in wanted or kinds(choice.of) <= wanted
    return True
