"""A template of a definition: what an operation requires, commented, and a first expression."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

import yaml

from querykit.authoring.first_expression import first_expression
from querykit.errors import QueryError
from querykit.services.documentation import first_line
from querykit.services.operation import Operation
from querykit.services.pagination.paging import several
from querykit.services.reads import why_not_read_only
from querykit.services.required import Blank, blanks
from querykit.services.shapes import limits, members

__all__ = ["SCHEMA_FILE", "template"]

SCHEMA_FILE = ".querykit.schema.json"
_WIDTH = 96
_WORD = re.compile(r"[A-Z]+s?(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")
_LOOKING_UP = ("describe", "list", "get", "search", "lookup")
_MOST_VALUES = 24
_KEPT = "\N{NO-BREAK SPACE}:"
_WHOLE: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}


def template(operation: Operation, *, schema: str | None = None) -> str:
    """Return the text of a definition that asks an operation, and passes the check.

    schema: the path of the JSON Schema of definitions, as editors find it from the definition.
    Raises QueryError for an operation that cannot be asked.
    """
    if operation.paging.kind == "refused":
        what = f"{operation.service}.{operation.method} {operation.paging.why}"
        raise QueryError(what, hint="querykit operations lists the operations you can query")
    return "\n".join(_lines(operation, schema)) + "\n"


def _lines(operation: Operation, schema: str | None) -> Iterator[str]:
    if schema:
        yield f"# yaml-language-server: $schema={schema}"
    yield f"title: {_scalar(_title(operation))}"
    yield from _text("description", first_line(operation.model.documentation))
    yield f"service: {operation.service}"
    yield f"operation: {operation.method}"
    needed = blanks(operation)
    by_path = {blank.path: blank for blank in needed.blanks}
    if needed.parameters:
        yield "parameters:"
        yield from _mapping(needed.parameters, by_path, (), "  ")
    yield from _optional(operation, needed.parameters)
    yield from _expression(operation)
    if needed.blanks:
        yield "variables:"
        for blank in needed.blanks:
            yield from _variable(blank)
    if reason := why_not_read_only(operation):
        subject = "" if reason.startswith("is ") else "it "
        yield from _comment(
            f"This operation {subject}{reason}. Without the next line it is rejected; with it, it "
            "runs only with --allow-writes."
        )
        yield "writes: true"


def _mapping(
    value: dict[str, Any], known: dict[tuple[str, ...], Blank], path: tuple[str, ...], indent: str
) -> Iterator[str]:
    for name, member in value.items():
        # The name of a map's entry is a variable itself.
        within = (*path, "value") if name.startswith("$") else (*path, name)
        if within in known:
            yield from _comment(_limits(known[within]), indent)
        yield from _entry(_scalar(name), member, known, within, indent)


def _entry(
    key: str,
    value: Any,
    known: dict[tuple[str, ...], Blank],
    path: tuple[str, ...],
    indent: str,
) -> Iterator[str]:
    """Yield a key and its value, in YAML's block style as far as there is something in it."""
    if isinstance(value, dict) and value:
        yield f"{indent}{key}:"
        yield from _mapping(value, known, path, f"{indent}  ")
    elif isinstance(value, list) and value[0] and isinstance(value[0], dict):
        yield f"{indent}{key}:"
        for element in value:
            lines = list(_mapping(element, known, path, f"{indent}    "))
            first = next(i for i, line in enumerate(lines) if line.lstrip()[0] != "#")
            yield from (line[2:] for line in lines[:first])
            yield f"{indent}  - {lines[first].lstrip()}"
            yield from lines[first + 1 :]
    else:
        yield f"{indent}{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True)
    return text.removesuffix("...\n").rstrip()


def _optional(operation: Operation, given: dict[str, Any]) -> Iterator[str]:
    """Yield a comment with what else the operation takes."""
    known = {*given, *several(operation.paging.configuration.get("input_token"))}
    known.add(operation.paging.limit_key or "")
    others = [name for name in members(operation.input_shape) if name not in known]
    if others:
        where = f"querykit schema {operation.service} {operation.method}"
        listed = ", ".join(others[:_MOST_VALUES]) + (", ..." if len(others) > _MOST_VALUES else "")
        yield from _comment(f"It also takes: {listed} ({where}).")


def _expression(operation: Operation) -> Iterator[str]:
    expression = first_expression(operation)
    if expression is None:
        yield "# The response is empty, so there is no expression."
        return
    if len(expression) <= _WIDTH - len("expression: ''"):
        yield f"expression: {_scalar(expression)}"
        return
    yield "expression: >-"
    # A column's name and its path stay in one line.
    for line in textwrap.wrap(expression.replace(": ", _KEPT), _WIDTH - 2, **_WHOLE):
        yield f"  {line.replace(_KEPT, ': ')}"


def _variable(blank: Blank) -> Iterator[str]:
    yield f"  {blank.variable}:"
    yield f"    type: {blank.type}"
    yield from _text("description", first_line(blank.shape.documentation), "    ")


def _limits(blank: Blank) -> str:
    """Return what the model allows for a value."""
    inner = blank.shape.member if blank.shape.type_name == "list" else blank.shape
    values = list(getattr(inner, "enum", ()))
    if values:
        listed = ", ".join(values[:_MOST_VALUES])
        more = f", ... ({len(values):,} values)" if len(values) > _MOST_VALUES else ""
        return f"one of {listed}{more}"
    return limits(blank.shape)


def _comment(text: str, indent: str = "") -> list[str]:
    if not text:
        return []
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# ",
        **_WHOLE,
    )


def _scalar(text: str) -> str:
    """Return a string as YAML in one line, quoted if it must be."""
    dumped = yaml.safe_dump(text, width=10_000, allow_unicode=True)
    return dumped.removesuffix("...\n").rstrip()


def _text(key: str, text: str, indent: str = "") -> Iterator[str]:
    """Yield a key and a sentence, in several lines if it is long."""
    if not text:
        return
    line = f"{indent}{key}: {_scalar(text)}"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"{indent}{key}: >-"
    for part in textwrap.wrap(text, _WIDTH - len(indent) - 2, **_WHOLE):
        yield f"{indent}  {part}"


def _title(operation: Operation) -> str:
    """Return what an operation is about, in the words of its name: that of DescribeVolumes is EC2
    volumes.

    Verbs such as Describe and List are dropped.
    """
    words = [word if word[1:].isupper() else word.lower() for word in _WORD.findall(operation.name)]
    verb, *others = words or [operation.name]
    service = operation.model.service_model.service_id
    if others and verb in _LOOKING_UP:
        return f"{service} {' '.join(others)}"
    return f"{service}: {' '.join(words)}"
