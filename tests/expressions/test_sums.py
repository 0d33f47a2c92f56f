"""Sums over pages are those of the whole list, to the last digit."""

from __future__ import annotations

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import querykit.testing
from querykit.expressions.pages.sums import RunningSum
from tests.properties import examples

_FLOATS = st.one_of(st.floats(allow_nan=False), st.sampled_from([0.1, 0.3, 1e16, -1e16, 1e308]))
_NUMBERS = st.one_of(_FLOATS, st.integers(-(2**40), 2**40))


@given(st.lists(st.lists(_NUMBERS, max_size=5), max_size=5))
@settings(max_examples=examples(500), deadline=None)
def test_a_sum_over_pages_is_the_sum_of_all(pages: list[list[float]]) -> None:
    found, whole = RunningSum(), [number for page in pages for number in page]
    for page in pages:
        found.add(page)
    assert repr(found.value) == repr(jmespath.search("sum(@)", whole))
    if whole:
        assert repr(found.mean) == repr(jmespath.search("avg(@)", whole))


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("function", ["sum", "avg"])
@pytest.mark.parametrize(
    "sizes", [[2**53 + 1] * 3, [1, 10**12, 2**53 + 1, 5, -1], [*range(9), 2**62, 2**62, 1]]
)
def test_large_numbers_lose_over_pages_what_they_lose_in_the_whole(
    sizes: list[int], function: str, size: int
) -> None:
    objects = [{"Key": f"{number}", "Size": number} for number in sizes]
    pages = [{"Contents": objects[at : at + size]} for at in range(0, len(objects), size)]
    engine = querykit.testing.pages("s3", "list_objects_v2", pages)
    rows = engine.run(f"s3.list_objects_v2 {{Bucket: logs}} | {function}(Contents[].Size)")
    assert rows.to_list() == [jmespath.search(f"{function}(@)", sizes)]


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize("expression", ["sum({})", "avg({})", "sum(sort({}))", "avg(sort({}))"])
def test_fractions_lose_over_pages_what_they_lose_in_the_whole(expression: str, size: int) -> None:
    alarms = [{"AlarmName": f"{n}", "Threshold": 0.1} for n in range(10)]
    pages = [{"MetricAlarms": alarms[at : at + size]} for at in range(0, len(alarms), size)]
    engine = querykit.testing.pages("cloudwatch", "describe_alarms", pages)
    text = expression.format("MetricAlarms[].Threshold")
    rows = engine.run(f"cloudwatch.describe_alarms | {text}")
    assert rows.to_list() == [jmespath.search(text, {"MetricAlarms": alarms})]
    by = engine.run("cloudwatch.describe_alarms | sum_by(MetricAlarms, &Threshold)")
    assert by.to_list() == [sum([0.1] * 10)]
