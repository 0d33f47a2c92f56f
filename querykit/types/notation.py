"""Types as signatures write them, ``array[string]|null``, and whether a value is of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jmespath import visitor

__all__ = ["Kind", "Type", "described", "kind_of"]

_NAMES = ("any", "array", "boolean", "expref", "integer", "null", "number", "object", "string")
_CLASSES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "expref": (visitor._Expression,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
# bool before int, which it is a subclass of.
_ORDER = ("boolean", "string", "null", "object", "array", "number", "expref")
_SHOWN = 60


@dataclass(frozen=True)
class Kind:
    """One alternative of a type.

    name: any, array, boolean, expref, integer, null, number, object or string; or a capital,
        which stands for one type throughout a signature.
    of: the type of an array's elements or of an object's values; of an expref, what it is applied
        to and what it gives. Empty where nothing is said about it.
    members: of an object, its members and their types, where they are always the same.
    """

    name: str
    of: tuple[Type, ...] = ()
    members: tuple[tuple[str, Type], ...] = ()

    def __str__(self) -> str:
        if self.members:
            return "{" + ", ".join(f"{name}: {type_}" for name, type_ in self.members) + "}"
        return self.name + (f"[{', '.join(map(str, self.of))}]" if self.of else "")

    @property
    def told(self) -> str:
        """The kind in a message, which has no word of the elements where they may be anything."""
        return self.name if all(type_.is_open for type_ in self.of) else str(self)


@dataclass(frozen=True)
class Type:
    """What a value may be: any of its kinds.

    >>> found = Type.parse("array[T]|null")
    >>> [kind.name for kind in found.kinds], found.kinds[0].of[0].is_open, str(found)
    (['array', 'null'], True, 'array[T]|null')
    """

    kinds: tuple[Kind, ...]

    @classmethod
    def parse(cls, text: str) -> Type:
        """The type that a text is. Raises ValueError.

        >>> Type.parse("{id: string, tags: object[string]}").kinds[0].members[0]
        ('id', Type(kinds=(Kind(name='string', of=(), members=()),)))
        """
        reader = _Reader(text)
        type_ = reader.type()
        reader.take("")
        return type_

    def __str__(self) -> str:
        return "|".join(map(str, self.kinds))

    @property
    def is_open(self) -> bool:
        """Whether every value is of this type."""
        return any(kind.name == "any" or len(kind.name) == 1 for kind in self.kinds)

    def takes(self, kind: str) -> bool:
        """Whether values of that kind may be of this type: ``takes("array")``."""
        return self.is_open or any(one.name == kind for one in self.kinds)

    @cached_property
    def classes(self) -> frozenset[type]:
        """The classes of Python whose values are all of this type."""
        plain = (kind.name for kind in self.kinds if all(type_.is_open for type_ in kind.of))
        return frozenset(class_ for name in plain for class_ in _CLASSES.get(name, ()))

    def misfit(self, value: Any) -> str | None:
        """What a value is, in words, where it is not of this type.

        >>> Type.parse("array[string]").misfit(["a", 5])
        'an array whose element 2 is the number 5'
        """
        if type(value) in self.classes or self.is_open:
            return None
        actual = kind_of(value)
        inside = None
        for kind in self.kinds:
            if kind.name == actual:
                inside = _inside(kind, value)
                if inside is None:
                    return None
            elif kind.name == "integer" and actual == "number" and value == value // 1:
                return None
        return inside or described(value)


def _inside(kind: Kind, value: Any) -> str | None:
    if kind.name == "expref" or not kind.of:
        return None
    if isinstance(value, list) and all(type(element) in kind.of[0].classes for element in value):
        return None
    named = value.items() if isinstance(value, dict) else enumerate(value, 1)
    for name, member in named:
        if actual := kind.of[0].misfit(member):
            what = f"member {name!r}" if kind.name == "object" else f"element {name}"
            return f"{_with_article(kind.name)} whose {what} is {actual}"
    return None


def kind_of(value: Any) -> str:
    """The name of JMESPath's type of a value; ``unknown`` for what JSON has not."""
    return next((name for name in _ORDER if isinstance(value, _CLASSES[name])), "unknown")


def described(value: Any) -> str:
    """A value for a message: scalars are told, and of the rest only what it is.

    >>> described(5), described(None), described([1])
    ('the number 5', 'null', 'an array')
    """
    kind = kind_of(value)
    if kind == "null":
        return "null"
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("string", "number"):
        text = repr(value)
        return f"the {kind} {text if len(text) <= _SHOWN else f'{text[:_SHOWN]}...'}"
    return _with_article(kind if kind != "unknown" else type(value).__name__)


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


class _Reader:
    """A recursive-descent parser: type = kind | kind '|' type."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: Sequence[str] = [*re.findall(r"\w+|[^\w\s]", text), ""]
        self._at = 0

    def type(self) -> Type:
        kinds = [self._kind()]
        while self._accept("|"):
            kinds.append(self._kind())
        return Type(tuple(kinds))

    def take(self, token: str) -> None:
        if not self._accept(token):
            raise ValueError(f"{self._text!r} is no type: {self._tokens[self._at]!r} stands there")

    def _accept(self, token: str) -> bool:
        found = self._tokens[self._at] == token
        self._at += found
        return found

    def _kind(self) -> Kind:
        if self._accept("{"):
            return Kind("object", members=self._members())
        name = self._tokens[self._at]
        if name not in _NAMES and not re.fullmatch("[A-Z]", name):
            raise ValueError(f"{self._text!r} is no type: nothing is named {name!r}")
        self._at += 1
        of = []
        if self._accept("["):
            of.append(self.type())
            while self._accept(","):
                of.append(self.type())
            self.take("]")
        return Kind(name, tuple(of))

    def _members(self) -> tuple[tuple[str, Type], ...]:
        members = []
        while True:
            name = self._tokens[self._at]
            self._at += 1
            self.take(":")
            members.append((name, self.type()))
            if not self._accept(","):
                self.take("}")
                return tuple(members)
