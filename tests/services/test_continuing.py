"""What continues on the next page: each entry names fields that exist, and AWS's own words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest

from querykit.services.operation import operation
from querykit.services.pagination.continuations import FILE, continuation
from querykit.services.tables import table


def _at(shape: Any, path: str) -> Any:
    for name in path.replace("[]", ".[]").split("."):
        shape = shape.member if name == "[]" else shape.members[name]
    return shape


def _documentation(shape: Any, depth: int = 6) -> Iterator[str]:
    if shape is None or not depth:
        return
    yield shape.documentation or ""
    members = shape.members.values() if shape.type_name == "structure" else ()
    for member in [shape.member] if shape.type_name == "list" else members:
        yield from _documentation(member, depth - 1)


@pytest.mark.parametrize("name", table(FILE))
def test_an_entry_names_fields_that_exist(name: str) -> None:
    target = operation(*name.split("."))
    known = continuation(target.service, target.name)
    shape = target.output_shape
    assert target.paging.pages
    for path, join in known.joins.items():
        assert path in target.paging.result_keys or known.sums
        fields = _at(shape, path).member.members
        open_field = [join.open[0]] if join.open else []
        assert {*join.by, *join.apart, *open_field} <= set(fields)
    for path in known.continued:
        assert _at(shape, path).type_name == "list"
        assert path.rpartition("[].")[0] in known.joins
    for path in known.pieces:
        assert _at(shape, path).type_name in ("string", "blob")
    for path in (*known.first, *known.last, *known.sums):
        assert _at(shape, path)
    for status in known.unfinished:
        assert set(status.unfinished) <= set(_at(shape, status.path).enum)


@pytest.mark.parametrize("name", table(FILE))
def test_an_entry_is_read_as_it_is_written(name: str) -> None:
    known, entry = continuation(*name.split(".")), table(FILE)[name]
    for field in ("continued", "sums", "pieces", "first", "last"):
        assert getattr(known, field) == tuple(entry.get(field, ())), field
    joins = entry.get("joins", {})
    assert known.joins.keys() == joins.keys()
    for path, join in known.joins.items():
        assert join.by == tuple(joins[path]["by"])
        assert join.apart == tuple(joins[path].get("apart", ()))
        assert dict([join.open] if join.open else []) == joins[path].get("open", {})
    unfinished = {status.path: list(status.unfinished) for status in known.unfinished}
    assert unfinished == entry.get("unfinished", {})
    for status in known.unfinished:
        place, _, field = status.path.partition("[].")
        assert status.place == tuple(place.split("."))
        assert status.join == known.joins[place]
        assert status.names == (*status.join.by, *status.join.apart, field)


@pytest.mark.parametrize("name", table(FILE))
def test_an_entry_quotes_the_documentation_word_for_word(name: str) -> None:
    target = operation(*name.split("."))
    shapes = (target.input_shape, target.output_shape)
    texts = [target.model.documentation or "", *(t for s in shapes for t in _documentation(s))]
    documented = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", html.unescape(" ".join(texts))))
    source = table(FILE)[name]["source"]
    assert source
    for quoted in re.findall(r'"([^"]+)"', source):
        assert quoted.rstrip(".") in documented
