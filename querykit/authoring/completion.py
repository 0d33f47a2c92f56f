"""Completion at a cursor in an unfinished ad-hoc query or definition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from querykit.authoring.definition_cursor import Cursor, Path, block, flow, value_of
from querykit.authoring.expression_completion import Candidate, Completion, complete, fitting
from querykit.authoring.scalars import expression
from querykit.definitions.drafts import Draft
from querykit.query import Query, Variable, unknown_type
from querykit.resolved import Resolved
from querykit.services import catalog
from querykit.services.documentation import plain
from querykit.types.words import name_shape

__all__ = ["Kind", "completion", "kind_of"]

Kind = Literal["ad-hoc", "definition"]

_HEAD = re.compile(r"\s*(?P<service>[\w-]*)(?P<dot>\s*\.\s*(?P<operation>[\w-]*))?")
_KEY = re.compile(r"^\s*[\"'{]?\s*[\"']?[a-z]+[\"']?\s*:(?:\s|$)", re.M)
_DECLARED = re.compile(r"^variables[ \t]*:[ \t]*(?:#.*)?\n((?:[ \t]+.*\n?|[ \t]*\n|#.*\n)*)", re.M)
_TYPE = re.compile(r"\btype[ \t]*:[ \t]*[\"']?([a-z_ ]+[a-z_])")
_DOLLAR = re.compile(r"\$\{?(\w*)\Z")


def kind_of(text: str) -> Kind:
    """Return the kind of an unfinished text: the lines of a definition begin with keys."""
    return "definition" if not text.strip() or _KEY.search(text) else "ad-hoc"


def completion(text: str, offset: int, kind: Kind | None = None) -> Completion:
    """Return the completion at an offset of a text.

    >>> text = "ec2.describe_volumes {Filters: [{Na"
    >>> [found.text for found in completion(text, len(text)).candidates]
    ['Name']
    """
    if (kind or kind_of(text)) == "definition":
        return _of_definition(text, offset)
    return _of_ad_hoc(text, offset)


def _of_ad_hoc(text: str, offset: int) -> Completion:
    head = _HEAD.match(text)
    if head is None or offset <= head.end("service"):
        begin = head.start("service") if head else 0
        return _completion(begin, offset, _services(), text[begin:offset])
    if head["dot"] and head.start("operation") <= offset <= head.end("operation"):
        begin = head.start("operation")
        return _completion(begin, offset, _operations(head["service"]), text[begin:offset])
    query = Query(head["service"], head["operation"] or "")
    after = head.end() + len(text[head.end() :]) - len(text[head.end() :].lstrip())
    if text[after : after + 1] == "{":
        at = flow(text, after, offset) if offset > after else None
        if at is not None:
            return _in_parameters(text, offset, at, at.path, query)
    bar = _bar(text, after)
    if bar is None or offset <= bar:
        return Completion(offset, offset)
    return complete(text[bar + 1 :], offset - bar - 1, query).shift(bar + 1)


def _bar(text: str, begin: int) -> int | None:
    """Return the offset of the bar in front of the expression."""
    if text[begin : begin + 1] == "{":
        for at in range(begin + 1, len(text) + 1):
            if flow(text, begin, at) is None:
                begin = at
                break
    bar = text.find("|", begin)
    return bar if bar >= 0 and not text[begin:bar].strip() else None


def _of_definition(text: str, offset: int) -> Completion:
    named = value_of(text, "service"), value_of(text, "operation")
    query = Query(*named, variables=_variables_of(text))
    written = expression(text, offset)
    if written is not None:
        found = complete(written.text, len(written.text), query)
        begin = offset - (len(written.text) - found.start)
        quoted = _quote(found.candidates, written.quote)
        return Completion(begin, offset, tuple(quoted))
    at = block(text, offset)
    if at is None:
        return Completion(offset, offset)
    if at.path[:1] == ("parameters",) and (len(at.path) > 1 or at.is_key):
        return _in_parameters(text, offset, at, at.path[1:], query)
    return _completion(at.begin, offset, _of_keys(text, at), text[at.begin : offset])


def _quote(candidates: Iterable[Candidate], quote: str) -> Iterator[Candidate]:
    """Yield candidates as they are written inside a scalar's quotes."""
    for each in candidates:
        text = each.text.replace("'", "''") if quote == "'" else each.text
        if quote == '"':
            text = text.replace('"', '\\"')
        yield Candidate(text, each.kind, each.type, each.documentation)


def _in_parameters(text: str, offset: int, at: Cursor, path: Path, query: Query) -> Completion:
    word = text[at.begin : offset]
    dollar = _DOLLAR.search(word)
    if dollar and not at.is_key:
        variables = (_variable(name, variable) for name, variable in query.variables.items())
        return _completion(offset - len(dollar[1]), offset, variables, dollar[1])
    target = Resolved(Draft(query)).operation
    shape = _at(target.input_shape if target else None, path)
    found = _names(shape, at.given) if at.is_key else _values(shape)
    return _completion(at.begin, offset, found, word)


def _at(shape: Any, path: Path) -> Any:
    """Return the shape of the parameter at a path; None if it is unknown."""
    for part in path:
        kind = getattr(shape, "type_name", None)
        if kind == "structure":
            shape = shape.members.get(part)
        elif kind == "list":
            shape = shape.member if isinstance(part, int) else None
        elif kind == "map":
            shape = shape.value
        else:
            return None
    return shape


def _names(shape: Any, given: Iterable[str]) -> Iterator[Candidate]:
    required = getattr(shape, "required_members", ())
    for name, member in getattr(shape, "members", {}).items():
        if name not in given:
            type_ = name_shape(member) + (", required" if name in required else "")
            yield Candidate(name, "parameter", type_, plain(member.documentation))
    key = getattr(shape, "key", None)
    yield from (Candidate(value, "value", "string") for value in getattr(key, "enum", ()))


def _values(shape: Any) -> Iterator[Candidate]:
    for value in getattr(shape, "enum", ()):
        yield Candidate(value, "value", "string")
    if getattr(shape, "type_name", None) == "boolean":
        yield from (Candidate(value, "value", "boolean") for value in ("true", "false"))


def _of_keys(text: str, at: Cursor) -> Iterator[Candidate]:
    """Yield the keys of a definition, and their possible values."""
    if not at.is_key and at.path == ("service",):
        yield from _services()
        return
    if not at.is_key and at.path == ("operation",):
        yield from _operations(value_of(text, "service"))
        return
    schema = _schema_at(at.path)
    if at.is_key:
        for name, about in schema.get("properties", {}).items():
            if name not in at.given:
                yield Candidate(name, "key", "", about["description"])
        return
    values = (str(v).lower() if isinstance(v, bool) else v for v in schema.get("enum", ()))
    yield from (Candidate(value, "value") for value in dict.fromkeys(values))


def _schema_at(path: Path) -> dict[str, Any]:
    from querykit.authoring.json_schema import json_schema  # an ad-hoc query does without

    schema: Any = json_schema()
    for part in path:
        schema = schema.get("properties", {}).get(part) or schema.get("additionalProperties") or {}
    return schema if isinstance(schema, dict) else {}


def _services() -> Iterator[Candidate]:
    yield from (Candidate(name, "service") for name in catalog.service_names())


def _operations(service: str) -> Iterator[Candidate]:
    known_service = catalog.service_name(service)
    for method, name in catalog.operation_names(known_service).items() if known_service else ():
        yield Candidate(method, "operation", name)


def _variables_of(text: str) -> dict[str, Variable]:
    """Return the variables of a definition, as far as its lines show them."""
    written = _DECLARED.search(text)
    if written is None or not written[1].strip():
        return {}
    indent = min(len(line) - len(line.lstrip()) for line in written[1].splitlines() if line.strip())
    entry = rf"^ {{{indent}}}([A-Za-z_]\w*)[ \t]*:(.*(?:\n {{{indent + 1},}}.*)*)"
    found = {}
    for match in re.finditer(entry, written[1], re.M):
        named = _TYPE.search(match[2])
        type_ = " ".join(named[1].split()) if named else "string"
        # A type that is being written, or misspelled, is no reason to offer nothing.
        found[match[1]] = Variable("any" if unknown_type(type_) else type_, required=True)
    return found


def _variable(name: str, variable: Variable) -> Candidate:
    return Candidate(name, "variable", variable.type, variable.description)


def _completion(begin: int, end: int, candidates: Iterable[Candidate], word: str) -> Completion:
    return Completion(begin, end, fitting(candidates, word))
