"""All mistakes in a definition are told, each once and at its place, whatever else is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import querykit
from tests.cases import read_cases
from tests.properties import examples

PARTS = read_cases(Path(__file__).with_name("together.yaml"))
Part = dict[str, Any]
# They are about what an expression costs and returns, of which nothing is said if it is wrong.
ABOUT_ROWS = ("full-merge", "nested-rows")


def _some(of: str, most: int) -> st.SearchStrategy[list[Part]]:
    return st.lists(
        st.sampled_from(PARTS[of]),
        max_size=most,
        unique_by=lambda part: part["text"].split(":")[0] if of != "columns" else part["text"],
    )


@settings(max_examples=examples(400), deadline=None)
@given(_some("keys", 3), _some("parameters", 3), _some("columns", 5), _some("variables", 3))
def test_every_mistake_is_told_once(
    keys: list[Part], parameters: list[Part], columns: list[Part], variables: list[Part]
) -> None:
    _hold(keys, parameters, columns, variables)


@pytest.mark.parametrize("column", PARTS["columns"], ids=lambda column: column["text"])
def test_every_mistake_is_told_where_it_is_alone(column: Part) -> None:
    _hold([], [], [column], [])


def _hold(
    keys: list[Part], parameters: list[Part], columns: list[Part], variables: list[Part]
) -> None:
    lines = ["service: ec2", "operation: describe_volumes"]
    expected = [*_add(lines, keys, "")]
    if parameters:
        lines.append("parameters:")
        expected += _add(lines, parameters, "  ")
    lines += ["expression: >-", "  {again: Volumes[0].VolumeId,"]
    expected += _add(lines, columns, "  ", ",")
    lines.append("  last: Volumes[0].Size}")
    if variables:
        lines.append("variables:")
        expected += _add(lines, variables, "  ")
    found = [each for each in querykit.check("\n".join(lines)) if each.rule not in ABOUT_ROWS]
    places = [
        (each.rule, each.location.line, each.location.column) for each in found if each.location
    ]
    assert sorted(places) == sorted(expected)


def _add(
    lines: list[str], parts: list[Part], indent: str, end: str = ""
) -> Iterator[tuple[str, int, int]]:
    """Add parts to a definition, and yield the rule, the line and the column of their findings."""
    for number, part in enumerate(parts):
        lines.append(f"{indent}{part['text'].replace('#', str(number))}{end}")
        for rule, text in part["finds"].items():
            # What is found is at the end of what leads to it.
            yield rule, len(lines), lines[-1].rindex(text) + 1
