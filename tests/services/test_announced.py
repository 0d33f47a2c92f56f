"""What announced.json says is in AWS's models, and what it says is missing is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from botocore.model import ListShape, MapShape

from querykit.services import catalog
from querykit.services.operation import Operation, operation, operations
from querykit.services.pagination.announced import FILE, announced
from querykit.services.reads import why_not_read_only
from querykit.services.tables import table
from tests.older import skip_if_older
from tests.services.leftovers import leftovers
from tests.services.sentences import quoted, sentences

NAMES = {"path", "when", "full", "unless", "total", "about", "says", "at", "do", "not"}


def _entries() -> Iterator[Any]:
    for name in table(FILE):
        for entry in announced(*name.split(".")):
            yield pytest.param(name, entry, id=f"{name}-{entry['path']}")


@cache
def _operation(name: str) -> Operation:
    return operation(*name.split("."))


def _shape(name: str, side: str, path: str) -> Any:
    found = _operation(name)
    shape: Any = found.input_shape if side == "input" else found.output_shape
    for step in path.replace("[]", ".[]").split("."):
        if step == "[]":
            assert isinstance(shape, ListShape), path
            shape = shape.member
        elif step == "*":
            assert isinstance(shape, MapShape), path
            shape = shape.value
        else:
            shape = shape.members[step]
    return shape


def _page(path: str, value: Any) -> Any:
    """A page that has nothing but a value at a path."""
    for step in reversed(path.replace("[]", ".[]").split(".")):
        value = [value] if step == "[]" else {"key" if step == "*" else step: value}
    return value


def _names(name: str, path: str, value: Any) -> bool:
    return path in leftovers(_operation(name), _page(path, value))


@pytest.mark.parametrize(("name", "entry"), list(_entries()))
def test_an_entry_is_about_what_there_is_and_is_reported(
    name: str, entry: Mapping[str, Any]
) -> None:
    assert entry.keys() <= NAMES
    assert "do" in entry or "not" in entry
    assert _operation(name).name == name.partition(".")[2]
    assert why_not_read_only(_operation(name)) is None
    shape = _shape(name, "output", entry["path"])
    for path in entry.get("about", ()):
        _shape(name, "output", path)
    if "unless" in entry:
        _shape(name, "input", entry["unless"])
    if "not" in entry:
        assert not _names(name, entry["path"], True)
    elif "full" in entry:
        _is_a_cap(name, entry, shape)
    else:
        _is_a_field(name, entry, shape)


def _is_a_cap(name: str, entry: Mapping[str, Any], shape: Any) -> None:
    assert shape.type_name == "list"
    full = entry["full"] if isinstance(entry["full"], list) else [entry["full"]]
    for length in full:
        assert _names(name, entry["path"], [{}] * length)
        assert not _names(name, entry["path"], [{}] * (length - 1))


def _is_a_field(name: str, entry: Mapping[str, Any], shape: Any) -> None:
    wrong = entry.get("when", [True] if shape.type_name == "boolean" else ["x"])
    known = [True, False] if shape.type_name == "boolean" else [*getattr(shape, "enum", ()), None]
    if "when" in entry and shape.type_name == "string":
        skip_if_older(f"{name} {entry['path']} {value}" for value in {*wrong} - {*known})
        assert {*wrong} < {*known}
    for value in wrong:
        assert _names(name, entry["path"], value)
    for value in known:
        if value not in wrong:
            assert not _names(name, entry["path"], value)


def test_the_sentences_are_those_of_the_documentation(figure: Callable[[str], None]) -> None:
    moved = []
    for name in table(FILE):
        for entry in announced(*name.split(".")):
            where, _, path = entry["at"].partition(" ")
            shape = _shape(name, where, path) if path else _operation(name).model
            if not quoted(entry["says"], sentences(shape.documentation)):
                moved.append(f"{name} {entry['at']}")
    entries = sum(len(announced(*name.split("."))) for name in table(FILE))
    figure(
        f"responses that are not complete: {entries} entries about {len(table(FILE))} operations, "
        f"{len(moved)} of AWS's sentences no longer found where they were {moved or ''}"
    )
    assert len(moved) < entries / 10  # a newer botocore may word some of them anew


@pytest.mark.slow
def test_every_read_is_searched_for_signs(figure: Callable[[str], None]) -> None:
    reads, signed, found = 0, 0, 0
    for service in catalog.service_names():
        for target in operations(service):
            if why_not_read_only(target):
                continue
            reads += 1
            signs = (*target.signs.more, *target.signs.capped)
            signed += bool(signs)
            found += len(signs)
            for sign in signs:
                value = [{}] * sign.full[0] if sign.full else (sign.when or (True,))[0]
                path = ".".join(sign.path).replace(".[]", "[]")
                assert sign.name in leftovers(target, _page(path, value))
                assert not leftovers(target, _page(path, None))
    assert signed > 130
    figure(f"{signed} of {reads:,} reads have signs of a cut response, {found} fields")
