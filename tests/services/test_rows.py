"""Every operation gives rows without an expression, if its response has data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from querykit.expressions import Expression, compile
from querykit.expressions.pages.division import Stream
from querykit.expressions.pages.fold import Folding
from querykit.services import catalog
from querykit.services.division import divide
from querykit.services.operation import Operation, operations
from querykit.services.typed_expression import type_expression
from tests.cases import read_cases

BESIDE: dict[str, Any] = read_cases(Path(__file__).with_name("beside.yaml"))
DEPTH = 4
SOME = ("appflow", "clouddirectory", "dynamodb", "iottwinmaker", "s3", "servicecatalog", "xray")


def _full(shape: Any, depth: int = DEPTH) -> Any:
    """A value with everything that the shape may have; a list has one element."""
    kind = shape.type_name
    if kind == "structure":
        if not depth:
            return {}
        return {name: _full(member, depth - 1) for name, member in shape.members.items()}
    if kind == "list":
        return [_full(shape.member, depth - 1)] if depth else []
    if kind == "map":
        return {"key": _full(shape.value, depth - 1)} if depth else {}
    numbers = {"integer": 1, "long": 1, "float": 1.5, "double": 1.5, "boolean": True}
    return numbers.get(kind, "text")


def _rows(target: Operation, page: dict[str, Any]) -> list[Any]:
    """The rows of one page, and no more, without an expression."""
    division = divide(type_expression(compile(target.default_expression), target), target)
    if isinstance(division, Stream):
        found = Expression(division.tree).bind({}).search(page)
    else:
        folding = Folding(division, lambda tree: Expression(tree).bind({}).search)
        folding.add(Expression(division.page).bind({}).search(page))
        found = folding.value()
    return found if isinstance(found, list) else [] if found is None else [found]


def _readable(service: str) -> Iterator[Operation]:
    for target in operations(service):
        shape = target.output_shape
        if shape is not None and shape.members and target.paging.kind != "refused":
            yield target


def _silent(target: Operation) -> Iterator[str]:
    """The lists, maps and objects that may be all of a response, and give no row."""
    path = target.default_expression
    for name, member in target.output_shape.members.items() if target.output_shape else ():
        if path == "@" or name == path.partition(".")[0]:
            continue
        if member.type_name in ("list", "map", "structure") and not _rows(
            target, {name: _full(member)}
        ):
            yield name


def _check(services: list[str]) -> tuple[int, list[str], dict[str, list[str]]]:
    number, without, silent = 0, [], {}
    for service in services:
        for target in _readable(service):
            number += 1
            name = f"{service}.{target.name}"
            if not _rows(target, _full(target.output_shape)):
                without.append(name)
            if beside := list(_silent(target)):
                silent[name] = beside
    return number, without, silent


def _judged(services: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fields in BESIDE.values():
        for name, each in fields.items():
            if name.partition(".")[0] in services:
                found.setdefault(name, []).extend(each)
    return found


def _sorted(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted(fields) for name, fields in sorted(found.items())}


def test_a_full_response_of_some_services_gives_rows() -> None:
    services = list(SOME)
    number, without, silent = _check(services)
    assert number > 300
    assert without == []
    assert _sorted(silent) == _sorted(_judged(services))


@pytest.mark.slow
def test_a_full_response_of_every_operation_gives_rows(figure: Callable[[str], None]) -> None:
    services = list(catalog.service_names())
    number, without, silent = _check(services)
    assert without == []
    assert _sorted(silent) == _sorted(_judged(services))
    beside = sum(map(len, silent.values()))
    figure(
        f"full responses without an expression: {number:,} operations, {len(without)} without "
        f"rows; {beside} fields beside a list judged one by one"
    )
