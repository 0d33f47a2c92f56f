"""What ``querykit schema`` shows: each view as lines for people, and as rows for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from querykit.authoring.search import Hit, find
from querykit.cli._trees import Line, clip, label, line_of, tree, widest
from querykit.result import Column, counted
from querykit.services import catalog
from querykit.services.documentation import first_line, plain
from querykit.services.operation import Operation, operations
from querykit.services.operation import operation as operation_of
from querykit.services.pagination.paging import several
from querykit.services.reads import why_not_read_only
from querykit.services.shapes import legible_depth, walk
from querykit.types.words import name_shape

__all__ = [
    "MEMBER_COLUMNS",
    "MOST_MEMBERS",
    "View",
    "heading",
    "operation",
    "search",
    "service",
]

MEMBER_COLUMNS = (
    *(Column(name, "string") for name in ("in", "path", "type")),
    Column("required", "boolean"),
    Column("values", "list"),
    Column("documentation", "string"),
)
_OPERATION_COLUMNS = tuple(
    Column(name, "string") for name in ("service", "operation", "documentation")
)
# A tree is expanded as long as it has no more fields than a person can scan.
MOST_MEMBERS = 40


@dataclass(frozen=True)
class View:
    """What is shown.

    columns, rows: for machines. lines: for people, in a given number of columns.
    notes: messages for stderr.
    """

    columns: tuple[Column, ...]
    rows: Callable[[], Sequence[dict[str, Any]]]
    lines: Callable[[int | None], Iterator[str]]
    notes: tuple[str, ...] = ()


def service(name: str, everything: bool) -> View:
    """Return the read-only operations of a service, each with a line of documentation."""
    known = list(operations(name))
    shown = known if everything else [each for each in known if why_not_read_only(each) is None]
    titles = {each.method: first_line(each.model.documentation) for each in shown}

    def lines(width: int | None) -> Iterator[str]:
        model = catalog.service_model(known[0].service)
        yield f"{known[0].service}: {model.metadata.get('serviceFullName', model.service_id)}"
        yield from _wrap(plain(model.documentation), width)
        yield ""
        column = widest(list(titles), width)
        for method, title in titles.items():
            yield from label(method, column, title, width)
        if not everything and len(shown) < len(known):
            yield ""
            more = counted(len(known) - len(shown), "more operation")
            yield f"{more} that write; show them with --all"

    def rows() -> list[dict[str, Any]]:
        return [
            {
                "service": each.service,
                "operation": each.method,
                "documentation": titles[each.method],
            }
            for each in shown
        ]

    return View(_OPERATION_COLUMNS, rows, lines)


def operation(service: str, method: str, depth: int | None) -> View:
    """Return the parameters and the response of an operation."""
    target = operation_of(service, method)
    parameters, output = target.input_shape, target.output_shape

    def rows() -> list[dict[str, Any]]:
        found = [(line.row("parameters")) for line in _parameters(target, depth or 0)]
        return found + [line.row("output") for line in _members(output, depth or 0)]

    def lines(width: int | None) -> Iterator[str]:
        yield from heading(target, width)
        yield ""
        if parameters is None or not parameters.members:
            yield "No parameters."
        else:
            yield "Parameters"
            opened = depth or legible_depth(parameters, MOST_MEMBERS)
            yield from tree(list(_parameters(target, opened)), width)
        yield ""
        if output is None or not output.members:
            yield "The response is empty."
            return
        yield "Response" + (", paginated" if target.paging.pages else "")
        opened = depth or legible_depth(output, MOST_MEMBERS)
        yield from tree(list(_members(output, opened)), width)
        yield from _further(target, opened)

    return View(MEMBER_COLUMNS, rows, lines)


def heading(target: Operation, width: int | None) -> Iterator[str]:
    """Yield the name of an operation, what it does, and whether it may write."""
    yield f"{target.service}.{target.method} ({target.name})"
    yield from _wrap(first_line(target.model.documentation), width)
    if reason := why_not_read_only(target):
        yield f"It {reason}." if reason.startswith("is ") else f"Not read-only: it {reason}."


def _parameters(target: Operation, depth: int) -> Iterator[Line]:
    sent = several(target.paging.configuration.get("input_token"))
    if target.input_shape is None:
        return
    for member in walk(target.input_shape, depth or None):
        note = "The pagination token; querykit fills it in." if member.path in sent else ""
        yield line_of(member, deepest=depth, is_parameter=True, note=note)


def _members(shape: Any, depth: int) -> Iterator[Line]:
    if shape is not None:
        yield from (line_of(member, deepest=depth) for member in walk(shape, depth or None))


def _further(target: Operation, depth: int) -> Iterator[str]:
    """Yield the command for the largest subtree that is not shown."""
    hidden = [
        member
        for member in walk(target.output_shape, depth)
        if member.depth == depth and member.within and not member.repeats
    ]
    if hidden:
        most = max(hidden, key=lambda member: member.within)
        yield ""
        yield f"querykit schema {target.service} {target.method} '{most.path}'"


def search(word: str, service: str | None, method: str | None, options: dict[str, Any]) -> View:
    """Return the fields whose names contain a word, each as an ad-hoc query."""
    hits = find(word, service, method, said=options["docs"])
    shown = hits if options["everything"] else [hit for hit in hits if hit.reads]
    left = len(hits) - len(shown)

    def lines(width: int | None) -> Iterator[str]:
        for hit in shown:
            yield hit.query
            yield clip(f"    {_describe(hit)}", width)

    notes = [f"no match for {word!r}" if not hits else ""]
    notes += [f"{left:,} more in operations that write; show them with --all" if left else ""]
    return View(
        _HIT_COLUMNS, lambda: [_row(hit) for hit in shown], lines, tuple(filter(None, notes))
    )


_HIT_COLUMNS = tuple(
    Column(name, "string")
    for name in ("query", "service", "operation", "in", "path", "type", "documentation")
)


def _describe(hit: Hit) -> str:
    return f"{name_shape(hit.member.inner)}  {hit.member.title}".rstrip()


def _row(hit: Hit) -> dict[str, Any]:
    return {
        "query": hit.query,
        "service": hit.operation.service,
        "operation": hit.operation.method,
        "in": "parameters" if hit.is_parameter else "output",
        "path": hit.member.path,
        "type": name_shape(hit.member.inner),
        "documentation": hit.member.documentation,
    }


def _wrap(text: str, width: int | None) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width or 100) if text else []
