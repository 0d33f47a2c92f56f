"""YAML definitions read into queries, with every mistake of a file at once."""

from __future__ import annotations

from os import PathLike
from pathlib import Path as FilePath
from typing import Any

import yaml

from querykit.definitions import variables
from querykit.definitions.document import (
    MOST_CHARACTERS,
    Path,
    Reader,
    compose,
    locate,
    scalar,
)
from querykit.definitions.faults import reject
from querykit.definitions.types import coerce, seconds
from querykit.errors import DefinitionError, Location, Mistake
from querykit.query import Bounds, Pagination, Query, Variable, unknown_type

__all__ = ["draft", "load", "read", "text_of"]

KEYS = (
    "title",
    "description",
    "service",
    "operation",
    "parameters",
    "expression",
    "variables",
    "pagination",
    "limit",
    "mode",
    "flatten",
    "across",
    "writes",
    "bounds",
)
BOUND_KEYS = ("timeout", "page_timeout", "max_attempts", "max_pages", "max_empty_pages")
VARIABLE_KEYS = ("type", "default", "description", "secret")
MOST_BYTES = 4 * MOST_CHARACTERS + 4  # of UTF-8, at four bytes a character
PAGINATION_KEYS = {
    "PageSize": "page_size",
    "MaxItems": "max_items",
    "StartingToken": "starting_token",
}


def load(path: str | PathLike[str], *, name: str | None = None) -> Query:
    """Return the query in a file. Raises DefinitionError with everything that is wrong in it.

    name: of the query; without one, the file's name without its ending.
    """
    file = FilePath(path)
    return read(text_of(file), source=str(path), name=name or file.stem)


def text_of(file: FilePath) -> str:
    """Return the text of a file. Raises DefinitionError if it cannot be read."""
    try:
        with file.open("rb") as stream:
            written = stream.read(MOST_BYTES)
        # What is cut off at the end is too long anyway, as read() will say.
        return written.decode("utf-8-sig", "strict" if len(written) < MOST_BYTES else "ignore")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        place = locate(str(file), before, len(before))
        what = f"the byte 0x{error.object[error.start]:02x} is not UTF-8 text"
        raise DefinitionError([Mistake(what, place, "save the file as UTF-8")]) from None
    except OSError as error:
        raise DefinitionError(f"{file}: {error.strerror or error}") from None
    except ValueError as error:  # a path with a null character
        raise DefinitionError(f"{str(file)!r}: {error}") from None


def read(text: str, *, source: str = "<definition>", name: str | None = None) -> Query:
    """Return the query that a YAML text defines. Raises DefinitionError with all mistakes in it."""
    query, reader = draft(text, source=source, name=name)
    reject(query, reader.mistakes, reader.lost)
    return query


def draft(text: str, *, source: str, name: str | None) -> tuple[Query, _Definition]:
    """Return what could be read of a definition, and its reader, which knows what is wrong.

    Raises DefinitionError if nothing could be read.
    """
    text = text.removeprefix("\ufeff")
    node = compose(text, source)
    if node is None:
        hint = "a query needs at least a service and an operation"
        raise DefinitionError([Mistake("the file is empty", Location(source, 1, 1), hint)])
    reader = _Definition(text, source)
    return reader.query(node, name, source), reader


class _Definition(Reader):
    """One file being read: mistakes are kept until everything was read."""

    def query(self, root: yaml.Node, name: str | None, source: str) -> Query:
        fields = self.fields(root, (), KEYS, "a query")
        declared = self._variables(fields.get("variables"))
        return Query(
            service=self._required(root, fields, "service"),
            operation=self._required(root, fields, "operation"),
            parameters=self._parameters(fields.get("parameters")),
            expression=self._expression(fields.get("expression")),
            variables=declared,
            pagination=self._pagination(fields.get("pagination")),
            limit=self._count(fields.get("limit"), "limit"),
            mode=self._choice(fields.get("mode"), "mode", ("whole", "page")),
            flatten=self._choice(fields.get("flatten"), "flatten", ("one", "all")),
            across=self._flag(fields.get("across"), "across"),
            writes=self._flag(fields.get("writes"), "writes"),
            bounds=self._bounds(fields.get("bounds")),
            name=name,
            title=self._text(fields, "title"),
            description=self._text(fields, "description"),
            source=source,
            text=self.text,
            places=self.places,
        )

    def _required(self, root: yaml.Node, fields: dict[str, yaml.Node], key: str) -> str:
        if key in fields:
            return self.written(fields[key], key) or ""
        if isinstance(root, yaml.MappingNode) and key not in self.lost:
            self.wrong(root, f"the {key} is missing", f"add {key}: ...")
        return ""

    def _text(self, fields: dict[str, yaml.Node], key: str) -> str:
        return (self.written(fields[key], key) or "") if key in fields else ""

    def _parameters(self, node: yaml.Node | None) -> dict[str, Any]:
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, "parameters must be a mapping", "parameters: {Name: value}")
            self.lost.add("parameters")
            return {}
        values: dict[str, Any] = self.data(node, ("parameters",))
        return values

    def _expression(self, node: yaml.Node | None) -> str | None:
        written = None if node is None else self.written(node, "expression")
        if node is not None and written is None:
            self.lost.add("expression")
        return written

    def _variables(self, node: yaml.Node | None) -> dict[str, Variable]:
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.lost.add("variables")
        found = {}
        for key, value in self.named(node, ("variables",), "variables"):
            name = key.value
            if not variables.is_name(name):
                hint = "use letters, digits and _, and do not start with a digit"
                self.wrong(key, f"{name!r} is not a valid variable name", hint)
            found[name] = self._variable(value, ("variables", name))
        return found

    def _variable(self, node: yaml.Node, path: Path) -> Variable:
        fields = self.fields(node, path, VARIABLE_KEYS, "a variable")
        type_ = "string"
        if "type" in fields:
            type_ = " ".join((self.written(fields["type"], "type") or "string").split())
            if wrong := unknown_type(type_):
                self.wrong(fields["type"], wrong.what, wrong.hint)
                type_ = "any"
        secret = self._flag(fields.get("secret"), "secret")
        default = self._default(fields.get("default"), type_, (*path, "default"))
        if secret:
            self.secrets += [text for _, text in variables.strings(default)]
        return Variable(
            type=type_,
            default=default,
            required="default" not in fields,
            description=self._text(fields, "description"),
            secret=secret,
        )

    def _default(self, node: yaml.Node | None, type_: str, path: Path) -> Any:
        """Return the default as it was written; its type reads it each time the query runs."""
        if node is None:
            return None
        before = len(self.mistakes)
        if isinstance(node, yaml.ScalarNode) and (node.style or scalar(node.value) is not None):
            value: Any = self.written(node, "default")
        elif isinstance(node, yaml.SequenceNode):
            value = [self.written(item, "an element of a list") for item in node.value]
        else:
            value = self.data(node, path)
        if len(self.mistakes) == before:
            try:
                coerce(type_, value)
            except ValueError as error:
                self.wrong(node, str(error))
        return value

    def _pagination(self, node: yaml.Node | None) -> Pagination:
        if node is None:
            return Pagination()
        fields = self.fields(node, ("pagination",), tuple(PAGINATION_KEYS), "pagination")
        return Pagination(
            page_size=self._count(fields.get("PageSize"), "PageSize"),
            max_items=self._count(fields.get("MaxItems"), "MaxItems"),
            starting_token=self._token(fields.get("StartingToken")),
        )

    def _bounds(self, node: yaml.Node | None) -> Bounds:
        if node is None:
            return Bounds()
        found: dict[str, Any] = {}
        for key, value in self.fields(node, ("bounds",), BOUND_KEYS, "bounds").items():
            found[key] = self._seconds(value, key) if "timeout" in key else self._count(value, key)
        return Bounds(**found)

    def _seconds(self, node: yaml.Node, what: str) -> float | None:
        kind = "a positive duration, such as 90s or 5m"
        value = self.written(node, what, kind)
        try:
            return None if value is None else seconds(value)
        except ValueError:
            self.wrong(node, f"{what} must be {kind}, not {value!r}")
            return None

    def _token(self, node: yaml.Node | None) -> str | None:
        token = None if node is None else self.written(node, "StartingToken")
        if node is not None and token is not None and not token.strip():
            self.wrong(node, "StartingToken must be a token, not an empty string")
            return None
        return token

    def _count(self, node: yaml.Node | None, what: str) -> int | None:
        if node is None:
            return None
        kind = "an integer of 1 or more"
        value = self.written(node, what, kind)
        number = scalar(value) if value is not None else None
        if isinstance(number, int) and not isinstance(number, bool) and number > 0:
            return number
        if value is not None:
            self.wrong(node, f"{what} must be {kind}, not {value!r}")
        return None

    def _flag(self, node: yaml.Node | None, what: str) -> bool:
        return bool(self._choice(node, what, ("false", "true")) == "true")

    def _choice(self, node: yaml.Node | None, what: str, allowed: tuple[str, ...]) -> Any:
        """Return one of a few words; the first where nothing is written."""
        if node is None:
            return allowed[0]
        kind = " or ".join(allowed)
        value = self.written(node, what, kind)
        if value is not None and value not in allowed:
            self.wrong(node, f"{what} must be {kind}, not {value!r}")
        return value if value in allowed else allowed[0]
