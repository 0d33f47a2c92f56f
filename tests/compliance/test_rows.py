"""Runs the cases of rows.yaml through the engine, over a real socket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit import Engine, Query
from querykit.errors import IncompleteError
from tests.cases import Tags, read_cases
from tests.wire import Wire

CASES = Path(__file__).with_name("rows.yaml")


BYTES: Tags = {"!bytes": lambda _, node: str(node.value).encode()}


def _cases() -> list[Any]:
    return [pytest.param(case, id=case["it"]) for case in read_cases(CASES, BYTES)]


@pytest.mark.parametrize("case", _cases())
def test_the_pages_give_the_rows(case: dict[str, Any], wire: Wire) -> None:
    wire.serve(case["operation"], case["pages"])
    service, operation = case["operation"].split(".")
    query = Query(
        service,
        operation,
        case.get("parameters", {}),
        case.get("expression"),
        mode=case.get("mode", "whole"),
        flatten=case.get("flatten", "one"),
    )
    result = Engine(wire.session).run(query, check=False)
    rows: list[Any] = []
    if "raises" in case:
        with pytest.raises(IncompleteError) as raised:
            rows.extend(iter(lambda: next(result), object()))
        assert case["raises"] in str(raised.value)
    rows.extend([] if "raises" in case else result)
    assert rows == case["rows"]
    assert result.pages == case.get("reads", len(case["pages"]))
