"""Types as they are written: for variables, in signatures of functions, and in messages.

A type is a word (``string``, ``integer``, ``list``, ``object``, ``any``), a list or a map of one
(``list of integer``, ``map of list of string``), an object with its fields (``{id: string}``), or
one of several (``string or null``). ``of`` binds more tightly than ``or``: parentheses say
otherwise. In signatures a capital is any type, the same throughout, and ``expression(T -> string)``
is written with ``&`` before it and applied to values of T.
"""

from __future__ import annotations

import re
from functools import lru_cache

from querykit.query import Variable
from querykit.types.types import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    STRING,
    TIMESTAMP,
    Applied,
    Letter,
    List,
    Map,
    Record,
    String,
    Structure,
    Type,
    Union,
    choices,
    nullable,
)

__all__ = ["element", "of_variable", "parse", "write"]

_WORDS: dict[str, Type] = {
    "account_id": STRING,
    "any": ANYTHING,
    "boolean": BOOLEAN,
    "date": String(format="date"),
    "duration": INTEGER,
    "integer": INTEGER,
    "list": List(ANYTHING),
    "null": NULL,
    "number": NUMBER,
    "object": Map(ANYTHING),
    "string": STRING,
    "timestamp": TIMESTAMP,
}
_SHORTEST = ("any", "boolean", "date", "integer", "null", "number", "string", "timestamp")
_TOKEN = re.compile(r"->|\w+|[^\w\s]")
_LIST = "list of "


@lru_cache(maxsize=256)
def parse(text: str) -> Type:
    """Parse a type as it is written. Raises ValueError for anything else.

    >>> parse("list of integer")
    List(of=Number(integer=True), items=None, sparse=False)
    >>> parse("string or null") == nullable(STRING)
    True
    """
    reader = _Reader(text)
    type_ = reader.type()
    reader.take("")
    return type_


def write(type_: Type) -> str:
    """Return a type as ``parse`` reads it; structures, which have no notation, by their names.

    >>> write(parse("list of (string or {id: T}) or null"))
    'list of (string or {id: T}) or null'
    """
    return " or ".join(map(_write, choices(type_)))


def _write(choice: Type) -> str:
    if isinstance(choice, (List, Map)):
        return _of("list" if isinstance(choice, List) else "map", choice.of)
    if isinstance(choice, Record):
        return f"{{{', '.join(f'{name}: {write(of)}' for name, of in choice.members)}}}"
    if isinstance(choice, Applied):
        return f"expression({write(choice.to)} -> {write(choice.gives)})"
    if isinstance(choice, (Letter, Structure)):
        return choice.name
    return next((word for word in _SHORTEST if _WORDS[word] == choice), choice.kind)


def _of(word: str, inner: Type) -> str:
    if inner == ANYTHING:
        return "list" if word == "list" else "object"
    text = write(inner)
    return f"{word} of ({text})" if len(choices(inner)) > 1 else f"{word} of {text}"


def of_variable(variable: Variable) -> Type:
    """Return the type of a variable's value, null included if the variable is optional.

    >>> of_variable(Variable("list of integer", required=True))
    List(of=Number(integer=True), items=None, sparse=False)
    """
    type_ = parse(variable.type)
    may_be_null = variable.default is None and not variable.required
    return nullable(type_) if may_be_null else type_


def element(text: str) -> str | None:
    """Return how the type of a list's elements is written; None for what is not a list of a type.

    >>> element("list of integer"), element("integer")
    ('integer', None)
    """
    return text.removeprefix(_LIST) if text.startswith(_LIST) else None


class _Reader:
    """A recursive-descent parser: type = choice | choice 'or' type."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[str] = [*_TOKEN.findall(text), ""]
        self._at = 0

    def type(self) -> Type:
        found = [self._choice()]
        while self._accept("or"):
            found.append(self._choice())
        # A union would have one list for two: 'list of string or list of number'.
        each = tuple(dict.fromkeys(choice for type_ in found for choice in choices(type_)))
        if ANYTHING in each:
            return ANYTHING
        return each[0] if len(each) == 1 else Union(each)

    def take(self, token: str) -> None:
        if not self._accept(token):
            raise self._wrong(f"unexpected {self._tokens[self._at]!r}")

    def _accept(self, token: str) -> bool:
        found = self._tokens[self._at] == token
        self._at += found
        return found

    def _next(self) -> str:
        token = self._tokens[self._at]
        self._at += token != ""
        return token

    def _choice(self) -> Type:
        token = self._next()
        if token == "(":
            found = self.type()
            self.take(")")
            return found
        if token == "{":
            return self._record()
        if token in ("list", "map") and self._accept("of"):
            return List(self._choice()) if token == "list" else Map(self._choice())
        if token == "expression":
            return self._applied()
        if re.fullmatch("[A-Z]", token):
            return Letter(token)
        if token not in _WORDS:
            raise self._wrong(f"unknown type {token!r}")
        return _WORDS[token]

    def _applied(self) -> Type:
        self.take("(")
        to = self.type()
        self.take("->")
        gives = self.type()
        self.take(")")
        return Applied(to, gives)

    def _record(self) -> Type:
        fields = []
        while True:
            name = self._next()
            self.take(":")
            fields.append((name, self.type()))
            if not self._accept(","):
                self.take("}")
                return Record(tuple(fields))

    def _wrong(self, why: str) -> ValueError:
        return ValueError(f"{self._text!r} is not a type: {why}")
