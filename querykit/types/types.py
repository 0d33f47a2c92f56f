"""The types of values that expressions return, as plain data.

A value that may be null has null as one of the choices of a union. Every field of a response may
be null, because AWS omits empty values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import blake2b
from typing import Any, ClassVar

__all__ = [
    "ANYTHING",
    "BOOLEAN",
    "INTEGER",
    "MIXED",
    "NOTHING",
    "NULL",
    "NUMBER",
    "STRING",
    "TIMESTAMP",
    "Anything",
    "Applied",
    "Boolean",
    "Document",
    "Known",
    "Letter",
    "List",
    "Map",
    "Null",
    "Number",
    "Record",
    "String",
    "Structure",
    "Type",
    "Union",
    "choices",
    "kinds",
    "literal",
    "nullable",
    "present",
    "union",
]

Shape = Any
"""A shape of botocore's model."""


@dataclass(frozen=True)
class Known:
    """What is known of an operation's responses beyond their shapes.

    documents: the names of shapes of strings that come as the data that was written in them.
    members: members that are not in the model, by the name of the structure, and their shapes'
        types: ``{"HeadObjectOutput": {"ExpiresString": "string"}}``.
    withheld: fields of every response that no expression sees.
    values: what enumerations have besides the model's values, by the name of the shape.
    """

    documents: frozenset[str] = frozenset()
    members: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    withheld: frozenset[str] = frozenset(("ResponseMetadata",))
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def digest(self) -> bytes:
        """Return a hash of what is known."""
        said = (sorted(self.documents), self.members, sorted(self.withheld), self.values)
        return _hash(repr(said).encode())

    def added(self, structure: str) -> tuple[tuple[str, str], ...]:
        """Return the fields of a structure that are not in the model."""
        return next((members for name, members in self.members if name == structure), ())

    def enumeration(self, shape: Shape) -> tuple[str, ...]:
        """Return the values of an enum, with those that the model lacks."""
        listed = tuple(getattr(shape, "enum", ()) or ())
        if not listed:
            return ()
        return listed + next((more for name, more in self.values if name == shape.name), ())


@dataclass(frozen=True)
class Type:
    """What a value may be; ``kind`` is JMESPath's name of it, or unknown, or union."""

    kind: ClassVar[str] = "unknown"


@dataclass(frozen=True, eq=False)
class Composed(Type):
    """A type made of others, which it may share: ``{a: @, b: @}`` has one twice.

    Types that are piped through such an expression again and again are small, and what they
    describe is not: equality and hash look at each part once, whatever the number of ways to it.
    """

    @cached_property
    def digest(self) -> bytes:
        """Return a hash that is equal for equal types, and only for them."""
        parts = (getattr(self, each.name) for each in fields(self) if each.compare)
        return _hash(type(self).__name__.encode(), *map(_digest, parts))

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Composed) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)


def _digest(part: Any) -> bytes:
    if isinstance(part, (Composed, Known)):
        return part.digest
    if isinstance(part, tuple):
        return _hash(*map(_digest, part))
    # Shapes, None and booleans are equal if they are the same; what holds their digest holds them.
    return _hash(repr(part if isinstance(part, (str, Type)) else id(part)).encode())


def _hash(*parts: bytes) -> bytes:
    return blake2b(b"\0".join((*parts, str(len(parts)).encode())), digest_size=16).digest()


@dataclass(frozen=True)
class Anything(Type):
    """Nothing is known: a document, JSON, a variable without a type."""


@dataclass(frozen=True)
class Document(Anything):
    """JSON of any form, in a field of the response that AWS may omit."""


@dataclass(frozen=True)
class Null(Type):
    """Nothing there. ``reason``: why that is to be expected, and not only possible."""

    kind: ClassVar[str] = "null"
    reason: str | None = None


@dataclass(frozen=True)
class Boolean(Type):
    """A boolean; ``value`` if it is always the same."""

    kind: ClassVar[str] = "boolean"
    value: bool | None = None


@dataclass(frozen=True)
class Number(Type):
    """A number; ``integer`` if it has no fraction."""

    kind: ClassVar[str] = "number"
    integer: bool = False


@dataclass(frozen=True)
class String(Type):
    """A string.

    values: those that it may have, as far as they are known; all of them where it is ``closed``.
        AWS adds values to its enumerations, so that only literals are closed.
    format: timestamp or blob: ISO 8601 as the engine writes it, or base64 text; date: a time in
        any form; mixed: a timestamp, or a string that is not known to be a time.
    shape: the shape that it came from.
    """

    kind: ClassVar[str] = "string"
    values: tuple[str, ...] = ()
    closed: bool = False
    format: str | None = None
    shape: Shape = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class List(Composed):
    """A list.

    items: the types of its elements one by one, where their number is known, as in ``[Id, Size]``.
    sparse: whether it is what a filter has left, and may well be empty.
    from_response: whether it is a list of the response, or made of one element by element: AWS
        omits empty values, so null means an empty one.
    """

    kind: ClassVar[str] = "array"
    of: Type
    items: tuple[Type, ...] | None = None
    sparse: bool = False
    from_response: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Structure(Composed):
    """An object with the members of a structure of the model, which are looked up when needed.

    narrowed: members of which more is known than the model says, because a filter has let pass
        only what has them.
    root: whether it is the response itself.
    """

    kind: ClassVar[str] = "object"
    shape: Shape = field(repr=False)
    known: Known = field(default=Known(), repr=False)
    narrowed: tuple[tuple[str, Type], ...] = ()
    root: bool = False

    @property
    def name(self) -> str:
        """Return the name of the shape."""
        return str(self.shape.name)


@dataclass(frozen=True, eq=False)
class Map(Composed):
    """An object with members of any names, all of one type.

    names: those that its members may have, as far as they are known.
    keys: the type of the names, if an expression made them of values: of timestamps, for example.
    """

    kind: ClassVar[str] = "object"
    of: Type
    shape: Shape = field(default=None, compare=False, repr=False)
    names: tuple[str, ...] = field(default=(), compare=False, repr=False)
    keys: Type | None = None


@dataclass(frozen=True, eq=False)
class Record(Composed):
    """An object with exactly these members, in this order: what ``{id: Id, size: Size}`` gives.

    open: what messages call an object that may have other members after these.
    """

    kind: ClassVar[str] = "object"
    members: tuple[tuple[str, Type], ...]
    open: str = ""


@dataclass(frozen=True)
class Letter(Type):
    """Any type, the same throughout a signature: ``T``."""

    name: str


@dataclass(frozen=True, eq=False)
class Applied(Composed):
    """An expression reference, written with ``&``: what it is applied to, and what it returns."""

    kind: ClassVar[str] = "expref"
    to: Type
    gives: Type


@dataclass(frozen=True, eq=False)
class Union(Composed):
    """Any of several types; of none, no value is."""

    kind: ClassVar[str] = "union"
    of: tuple[Type, ...]


ANYTHING = Anything()
NULL = Null()
BOOLEAN = Boolean()
NUMBER = Number()
INTEGER = Number(integer=True)
STRING = String()
TIMESTAMP = String(format="timestamp")
MIXED = String(format="mixed")
NOTHING = Union(())


def choices(type_: Type) -> tuple[Type, ...]:
    """Return the types that a value may have, without unions."""
    return type_.of if isinstance(type_, Union) else (type_,)


def kinds(type_: Type) -> set[str]:
    """Return the kinds that a value may have: JMESPath's names, or unknown."""
    return {choice.kind for choice in choices(type_)}


def union(*types: Type) -> Type:
    """Return the type of a value of one of these types; unknown if one of them is.

    >>> union(STRING, NULL, union(String(("a",), closed=True), NULL))
    Union(of=(String(values=(), closed=False, format=None), Null(reason=None)))
    """
    if len(types) == 1:
        return types[0]
    found: dict[Any, Type] = {}
    for choice in _flat(types):
        if isinstance(choice, Anything):
            is_document = all(isinstance(each, (Document, Null)) for each in _flat(types))
            return choice if is_document else ANYTHING
        # Of objects there may be several kinds; of all else one says as much as two.
        key = choice if choice.kind == "object" else choice.kind
        found[key] = _merge(found[key], choice) if key in found else choice
    return next(iter(found.values())) if len(found) == 1 else Union(tuple(found.values()))


def _flat(types: Iterable[Type]) -> Iterator[Type]:
    for type_ in types:
        yield from choices(type_)


def _merge(one: Type, other: Type) -> Type:
    """Return what two types of a kind have in common."""
    if one == other:
        return one
    if isinstance(one, String) and isinstance(other, String):
        return _either(one, other)
    if isinstance(one, List) and isinstance(other, List):
        sparse = one.sparse or other.sparse
        return List(union(one.of, other.of), None, sparse, one.from_response)
    if isinstance(one, Number):
        return NUMBER
    if isinstance(one, Null) and isinstance(other, Null):
        return one if one.reason else other
    return BOOLEAN if isinstance(one, Boolean) else one


def _either(one: String, other: String) -> String:
    known = all(text.closed or text.values for text in (one, other))
    values = tuple(dict.fromkeys(one.values + other.values)) if known else ()
    format_ = one.format if one.format == other.format else _common(one, other)
    return String(values, one.closed and other.closed, format_)


def _common(one: String, other: String) -> str | None:
    """Return the format of a string with one of two formats."""
    formats = {one.format, other.format}
    if formats == {"timestamp", "date"}:
        return "date"
    return "mixed" if formats & {"timestamp", "date", "mixed"} else None


def nullable(type_: Type, null: Null = NULL) -> Type:
    """Return the type, or null."""
    return union(type_, null)


def present(type_: Type) -> Type:
    """Return the type without null."""
    if isinstance(type_, Union):
        rest = tuple(choice for choice in type_.of if choice.kind != "null")
        return rest[0] if len(rest) == 1 else Union(rest)
    return NOTHING if isinstance(type_, Null) else type_


def literal(value: Any) -> Type:
    """Return the type of exactly this value."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return Boolean(value)
    if isinstance(value, (int, float)):
        return Number(integer=isinstance(value, int))
    if isinstance(value, str):
        return String((value,), closed=True)
    if isinstance(value, list):
        items = tuple(map(literal, value))
        if value and all(isinstance(item, str) for item in value):
            return List(String(tuple(dict.fromkeys(value)), closed=True), items)
        return List(union(*items, NOTHING), items)
    return Record(tuple((name, literal(member)) for name, member in value.items()))
