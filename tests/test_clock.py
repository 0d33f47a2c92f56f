"""A text that is a time or a duration means the same wherever it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querykit.authoring.json_schema import json_schema
from querykit.definitions.types import coerce, seconds
from querykit.engine.parsers import as_text
from querykit.errors import EvaluationError
from querykit.expressions import compile
from querykit.moments import instant
from querykit.services.operation import operation
from querykit.services.parameters import fit
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("clock.yaml"))
NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
SPOT_PRICES = operation("ec2", "describe_spot_price_history")


def _function(text: str) -> str:
    found: str = compile("to_date(@)").bind({}, now=NOW).search(text)
    age = compile("age_days(@)").bind({}, now=NOW).search(text)
    assert age == (NOW - datetime.fromisoformat(found)).days
    return found


def _parameter(text: str) -> str:
    fitted, misfits = fit(SPOT_PRICES, {"StartTime": text})
    if misfits:
        raise ValueError(misfits[0].what)
    return as_text(fitted["StartTime"])  # as botocore would read it


def _ago(text: str) -> float:
    found = compile("ago(@)").bind({}, now=NOW).search(text)
    return (NOW - datetime.fromisoformat(found)).total_seconds()


def _date_ago(text: str) -> float:
    found = datetime.fromisoformat(coerce("date", f"{text} ago", NOW))
    return (NOW - found).total_seconds()


TIMES: dict[str, Callable[[str], str]] = {
    "variable": lambda text: str(coerce("date", text, NOW)),
    "comparison": instant,
    "function": _function,
    "parameter": _parameter,
    "response": as_text,
}
DURATIONS: dict[str, Callable[[str], float]] = {
    "variable": lambda text: float(coerce("duration", text)),
    "ago": _ago,
    "bound": seconds,
    "date": _date_ago,
}


def _read(place: Callable[[str], Any], text: str) -> Any:
    """What a place makes of a text, False if it rejects it."""
    try:
        return place(text)
    except (ValueError, OverflowError, EvaluationError):
        return False


@pytest.mark.parametrize("place", TIMES)
@pytest.mark.parametrize("case", CASES["times"], ids=lambda case: repr(case["text"]))
def test_a_time_means_what_the_table_says(case: dict[str, Any], place: str) -> None:
    expected = case.get(place, case["means"])
    found = _read(TIMES[place], case["text"])
    assert found if expected == "any" else found == expected


@pytest.mark.parametrize("place", DURATIONS)
@pytest.mark.parametrize("case", CASES["durations"], ids=lambda case: repr(case["text"]))
def test_a_duration_means_what_the_table_says(case: dict[str, Any], place: str) -> None:
    expected = case.get(place, case["means"])
    found = _read(DURATIONS[place], case["text"])
    assert (found is False) if expected is False else (found == expected and found is not False)


OFFSETS = st.sampled_from(["", "Z", "z", " UTC", "+00:00", "-08:00", "-0800", "-08", "+05:30"])


@st.composite
def _times(draw: st.DrawFn) -> tuple[str, datetime]:
    """A text of any form, and the point in time that it means."""
    when = draw(st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1)))
    offset = draw(OFFSETS)
    fraction = draw(st.integers(0, 9))
    day, hour = draw(
        st.sampled_from(
            [("%Y-%m-%d", "T%H:%M:%S"), ("%Y-%m-%d", " %H:%M:%S"), ("%Y%m%d", "T%H%M%S")]
        )
    )
    digits = f"{when.microsecond:06}"[:fraction].ljust(fraction, "0")
    text = f"{when:{day}{hour}}" + (f".{digits}" if fraction else "") + offset
    micros = int(digits[:6].ljust(6, "0"))
    sign, numbers = re.fullmatch(r"\D*?([+-]?)([0-9:]*)", offset.strip()).groups()  # type: ignore[union-attr]
    numbers = numbers.replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(numbers[:2]), minutes=int(numbers[2:]))
    moment = when.replace(microsecond=micros) - (-shift if sign == "-" else shift)
    return text, moment.replace(tzinfo=timezone.utc)


@given(_times())
def test_every_place_agrees_on_every_time(written: tuple[str, datetime]) -> None:
    text, when = written
    assert {name: place(text) for name, place in TIMES.items()} == dict.fromkeys(
        TIMES, when.isoformat()
    )


@given(st.text(alphabet="0123456789-:TZ+. wdPW", max_size=20))
def test_no_two_places_read_a_text_as_two_times(text: str) -> None:
    """Numbers and what begins at a month are for the table; of responses botocore reads more."""
    if re.fullmatch(r"[0-9.]*|[0-9]{4}-[0-9]{2}|-[0-9.]+", text.strip()):
        return
    found = {name: _read(TIMES[name], text) for name in TIMES if name != "response"}
    if isinstance(found["variable"], str) and len(found["variable"]) == 10:
        found["variable"] += "T00:00:00+00:00"
    assert len(set(found.values())) == 1, found


@st.composite
def _durations(draw: st.DrawFn) -> tuple[str, int]:
    """A text of any form of a duration, and its seconds."""
    sizes = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
    words = {"w": "week", "d": "day", "h": "hour", "m": "minute", "s": "second"}
    parts = draw(st.dictionaries(st.sampled_from([*sizes]), st.integers(0, 9999), min_size=1))
    total = sum(number * sizes[unit] for unit, number in parts.items())
    form = draw(st.sampled_from(["short", "spaced", "words", "iso"]))
    if form == "iso":
        days = "".join(f"{parts[unit]}{unit}" for unit in "wd" if unit in parts)
        hours = "".join(f"{parts[unit]}{unit}" for unit in "hms" if unit in parts)
        return f"P{days}{'T' if hours else ''}{hours}".upper(), total
    if form == "words":
        plural = draw(st.sampled_from(["", "s"]))
        return " ".join(f"{n} {words[unit]}{plural}" for unit, n in parts.items()), total
    between = " " if form == "spaced" else ""
    return between.join(f"{n}{unit}" for unit, n in parts.items()), total


@given(_durations())
def test_every_place_agrees_on_every_duration(written: tuple[str, int]) -> None:
    text, total = written
    places = {name: place for name, place in DURATIONS.items() if total or name != "bound"}
    assert {name: place(text) for name, place in places.items()} == dict.fromkeys(places, total)
    pattern = json_schema()["properties"]["bounds"]["properties"]["timeout"]["pattern"]
    assert bool(re.fullmatch(pattern, text)) is (total > 0)


@given(st.text(alphabet="0123456789.smhdwPTDHMS ayhour", max_size=12))
def test_no_two_places_read_a_text_as_two_durations(text: str) -> None:
    if re.fullmatch(r"[0-9.]*", text.strip()):
        return
    found = {_read(place, text) for place in DURATIONS.values()}
    assert len(found - {False}) <= 1
    if found != {False} and any(value is not False and value % 1 == 0 for value in found):
        assert False not in found or 0 in found
