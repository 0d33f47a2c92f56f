"""Ad-hoc strings, ``service.operation {parameters} | expression``, read into queries."""

from __future__ import annotations

import re
from typing import Any

import yaml

from querykit.definitions import variables
from querykit.definitions.document import NO_BREAK, Reader, compose, locate
from querykit.errors import DefinitionError, Mistake
from querykit.expressions.parser import references
from querykit.query import Query, Variable

__all__ = ["SOURCE", "draft", "looks_like_one", "parameters"]

SOURCE = "<query>"
_HEAD = re.compile(r"\s*([A-Za-z0-9_-]+)\s*\.\s*([A-Za-z0-9_-]+)\s*")
_WHOLE = re.compile(r"\s*[\w-]+\.[\w-]+\s*([{|].*)?", re.DOTALL)
_PREFIX = re.compile(r"[&*!][^\s,\[\]{}]*|\?(?=\s)")  # an anchor, a tag, the mark of a key
# The names of saved queries have dashes; a slash before an underscore is a dot mistyped.
_SAVED = re.compile(r"[A-Za-z0-9-]+(/[A-Za-z0-9-]+)+")
_FORM = "service.operation {parameters} | expression"


def looks_like_one(text: str) -> bool:
    """Return whether a string is an ad-hoc query, not a file's name or that of a saved query.

    >>> [looks_like_one(text) for text in ("ec2.describe_vpcs | Vpcs", "x.yaml", "ec2/vpcs")]
    [True, False, False]
    """
    return bool(_WHOLE.fullmatch(text)) and not text.endswith((".yaml", ".yml"))


def draft(text: str) -> tuple[Query, Reader]:
    """Return what could be read of an ad-hoc string, and its reader, which knows what is wrong.

    The parameters are a YAML flow mapping; they and the expression are optional. A ``$name`` in
    either is a variable that requires a value when the query runs.

    Raises DefinitionError if nothing could be read.

    >>> found, _ = draft("ec2.describe_instances {MaxResults: 5} | Reservations[].OwnerId")
    >>> found.operation, found.parameters, found.expression
    ('describe_instances', {'MaxResults': 5}, 'Reservations[].OwnerId')
    """
    head, end = _parts(text)
    reader = Reader(text, SOURCE)
    parameters = _parameters(reader, head.end(), end)
    expression = _expression(reader, end)
    used = _used(parameters) | {name for _, name in references(expression or "")}
    found = Query(
        service=head[1],
        operation=head[2],
        parameters=parameters,
        expression=expression,
        variables={name: Variable(type="any", required=True) for name in sorted(used)},
        source=SOURCE,
        text=text,
        places={
            **reader.places,
            ("service",): locate(SOURCE, text, head.start(1)),
            ("operation",): locate(SOURCE, text, head.start(2)),
        },
    )
    return found, reader


def _parts(text: str) -> tuple[re.Match[str], int]:
    """Return what names the operation, and the offset after its parameters."""
    head = _HEAD.match(text)
    if head is None:
        place = locate(SOURCE, text, len(text) - len(text.lstrip()) if text.strip() else 0)
        hint = f"an ad-hoc query is {_FORM}"
        if _SAVED.fullmatch(text):
            hint = f"to run a saved query: querykit run {text}, or library().find({text!r})"
        raise DefinitionError([Mistake("expected service.operation", place, hint)])
    end = _mapping_end(text, head.end()) if text[head.end() :].startswith("{") else head.end()
    return head, end


def _mapping_end(text: str, start: int) -> int:
    """Return the offset after the brace that closes the one at ``start``.

    A quote opens a quoted scalar only where a scalar may begin: it is an ordinary character in
    ``{a: it's}`` and ``{a: x:'y}``. A ``#`` after white space begins a comment.
    """
    open_, at, fresh, closed = [start], start + 1, True, False
    while at < len(text):
        character = text[at]
        if character.isspace():
            at += 1
        elif character == "#" and text[at - 1].isspace():
            at += len(text[at:].split("\n", 1)[0])
        elif fresh and (prefix := _PREFIX.match(text, at)):
            at = prefix.end()
        elif fresh and character in "'\"":
            at, fresh, closed = _quote_end(text, at), False, True
        elif character in "{[":
            open_.append(at)
            at, fresh, closed = at + 1, True, False
        elif character in "}]":
            if text[open_[-1]] + character not in ("{}", "[]"):
                break
            at, fresh, closed = at + 1, False, True
            open_.pop()
            if not open_:
                return at
        else:
            after_key = character == ":" and (closed or text[at + 1 : at + 2].isspace())
            at, fresh, closed = at + 1, character == "," or after_key, False
    what = f"this {text[open_[-1]]} is not closed"
    raise DefinitionError([Mistake(what, locate(SOURCE, text, open_[-1]))])


def _quote_end(text: str, start: int) -> int:
    """Return the offset after the quote that closes the one at ``start``."""
    pattern = r"'(?:[^']|'')*'" if text[start] == "'" else r'"(?:\\.|[^"\\])*"'
    match = re.compile(pattern, re.DOTALL).match(text, start)
    if match is None:
        raise DefinitionError([Mistake("this quote is not closed", locate(SOURCE, text, start))])
    return match.end()


def parameters(text: str) -> yaml.Node | None:
    """Return the tree of the parameters in a string, with the marks that they have there."""
    head, end = _parts(text)
    return _node(text, head.end(), end)


def _node(text: str, start: int, end: int) -> yaml.Node | None:
    if start == end:
        return None
    # Blanks in place of what is before, so that every mark is a place in the whole string.
    before = re.sub(NO_BREAK, " ", text[:start])
    return compose(before + text[start:end], SOURCE, shown=text)


def _parameters(reader: Reader, start: int, end: int) -> dict[str, Any]:
    node = _node(reader.text, start, end)
    if node is None:
        return {}
    values: dict[str, Any] = reader.data(node, ("parameters",))
    return values


def _used(parameters: dict[str, Any]) -> set[str]:
    """Return the names of the variables in the parameters."""
    texts = [text for _, text in variables.strings(parameters)]
    return {name for text in texts for _, name in variables.references(text) if name}


def _expression(reader: Reader, end: int) -> str | None:
    rest = reader.text[end:]
    bar = end + len(rest) - len(rest.lstrip())
    if bar == len(reader.text):
        return None
    if reader.text[bar] != "|":
        word = reader.text[bar:].split()[0][:40]
        place = locate(SOURCE, reader.text, bar)
        reader.keep(Mistake(f"unexpected {word!r}", place, f"expected {_FORM}"))
        reader.lost.add("expression")
        return None
    rest = reader.text[bar + 1 :]
    expression, begin = rest.strip(), bar + 1 + len(rest) - len(rest.lstrip())
    if not expression:
        reader.keep(Mistake("expected an expression after |", locate(SOURCE, reader.text, bar)))
        reader.lost.add("expression")
        return None
    reader.places[("expression",)] = locate(SOURCE, reader.text, begin)
    return expression
