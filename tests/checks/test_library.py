"""The queries that come with querykit pass their own check, warnings and all."""

from __future__ import annotations

from pathlib import Path

import pytest

import querykit

QUERIES = sorted((Path(__file__).resolve().parents[2] / "queries").rglob("*.yaml"))


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_nothing_is_found_in_a_query_that_comes_with_querykit(file: Path) -> None:
    assert querykit.check(file) == []
    assert querykit.load(file).service
