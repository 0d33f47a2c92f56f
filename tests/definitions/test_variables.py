"""Variables: each value is of its type or refused, and stands where its name stood."""

from __future__ import annotations

import copy
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from querykit import Engine, Query, Variable
from querykit.definitions import definition
from querykit.definitions.types import coerce, seconds
from querykit.definitions.variables import bind, substitute
from querykit.errors import QueryError, VariableError
from tests.cases import read_cases

VALUES = read_cases(Path(__file__).with_name("values.yaml"))
SUBSTITUTIONS = read_cases(Path(__file__).with_name("substitutions.yaml"))
IN_TOKYO = timezone(timedelta(hours=9))


def _query(**variables: Variable) -> Query:
    return Query("ec2", "describe_instances", variables=variables, name="ec2/running")


def _refused(query: Query, given: dict[str, Any]) -> str:
    with pytest.raises(VariableError) as raised:
        bind(query, given)
    return str(raised.value)


@pytest.mark.parametrize("type_", ["strng", "list of strings", "list of any", "list", "object", ""])
def test_a_variable_of_no_type_is_refused(type_: str) -> None:
    with pytest.raises(QueryError, match=f"unknown type '{type_}'"):
        Variable(type_)


@pytest.mark.parametrize("case", VALUES, ids=[f"{c['type']} {c['given']!r}" for c in VALUES])
def test_a_value_is_of_its_type_or_refused(case: dict[str, Any]) -> None:
    if "not" in case:
        message = case["not"].replace("{!r}", repr(case["given"]))
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            coerce(case["type"], case["given"])
    else:
        value = coerce(case["type"], case["given"])
        assert (value, type(value)) == (case["value"], type(case["value"]))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31, 10), "2024-01-31T10:00:00+00:00"),
        (datetime(2024, 1, 31, 8, tzinfo=IN_TOKYO), "2024-01-30T23:00:00+00:00"),
    ],
)
def test_pythons_own_dates_are_dates(value: date, text: str) -> None:
    assert coerce("date", value) == coerce("any", value) == text


def test_a_date_that_utc_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a date"):
        coerce("date", datetime(1, 1, 1, tzinfo=IN_TOKYO))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.1s", 0.1),
        ("1.5 hours", 5400),
        (".5d", 43_200),
        ("2w", 1_209_600),
        ("0.25", 0.25),
        ("99999999999d", 99_999_999_999 * 86_400),
        (2, 2),
    ],
)
def test_a_bound_is_a_number_with_a_unit_or_without(written: object, meant: float) -> None:
    assert seconds(written) == meant


@pytest.mark.parametrize(
    "written", ["0s", "0.0h", "-1s", "1..5s", "s", "5M", "inf", "1e400", "9" * 400 + "d", "", True]
)
def test_what_is_no_positive_duration_bounds_nothing(written: object) -> None:
    what = "is not a positive duration such as 90s, 5m or 1h30m, or a number of seconds"
    with pytest.raises(ValueError, match=f"{what}$"):
        seconds(written)


def test_pythons_own_durations_are_durations() -> None:
    assert coerce("duration", timedelta(days=1, hours=1)) == 90_000


def test_dates_count_back_from_now() -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    found = {
        text: coerce("date", text) for text in ("now", "90 days ago", "90d ago", "2 hours ago")
    }
    ago = {text: before - datetime.fromisoformat(moment) for text, moment in found.items()}
    expected = {"now": 0, "90 days ago": 90 * 24, "90d ago": 90 * 24, "2 hours ago": 2}
    for text, hours in expected.items():
        assert abs(ago[text] - timedelta(hours=hours)) < timedelta(minutes=1)
    assert all(moment.endswith("+00:00") for moment in found.values())


def test_today_and_yesterday_are_days_in_utc() -> None:
    found = coerce("date", "today"), coerce("date", "yesterday")
    today = datetime.now(timezone.utc).date()
    days = [(today - timedelta(days=ago)).isoformat() for ago in range(3)]
    assert found in [(days[0], days[1]), (days[1], days[2])]  # at midnight


@pytest.mark.parametrize("type_", ["string", "integer", "boolean", "date", "list of string", "any"])
def test_null_is_a_value_of_every_type(type_: str) -> None:
    assert coerce(type_, None) is None


def test_tuples_are_lists() -> None:
    assert coerce("list of string", ("a", "b")) == ["a", "b"]
    assert coerce("any", ({"a": (1, 2)},)) == [{"a": [1, 2]}]


@pytest.mark.parametrize("value", [{1, 2}, Decimal("1.5"), object(), [object()], {"a": {1}}])
def test_what_is_no_plain_data_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is not plain data: text, a number, a list"):
        coerce("any", value)


def test_a_long_value_is_told_short() -> None:
    with pytest.raises(ValueError, match="is not an integer") as raised:
        coerce("integer", "x" * 10_000)
    assert len(str(raised.value)) < 120


def test_the_values_are_those_given_and_the_defaults() -> None:
    query = _query(
        state=Variable(default="running"),
        most=Variable("integer", default="5"),
        owner=Variable(default=None),
        vpc=Variable(required=True),
    )
    assert bind(query, {"vpc": "vpc-1"}) == {
        "state": "running",
        "most": 5,
        "owner": None,
        "vpc": "vpc-1",
    }
    assert bind(query, {"vpc": "v", "most": 7, "state": None})["most"] == 7
    assert bind(query, {"vpc": "v", "most": 7, "state": None})["state"] is None


def test_everything_that_is_wrong_is_told_at_once() -> None:
    query = _query(
        state=Variable(default="running"),
        vpc=Variable(required=True),
        most=Variable("integer"),
        since=Variable("date", default="2024-13-01"),
    )
    assert _refused(query, {"stat": "x", "color": "red", "most": "many"}) == (
        "error: the query ec2/running has no variable 'stat'\n"
        "  did you mean 'state'?\n"
        "error: the query ec2/running has no variable 'color'\n"
        "  its variables: state, vpc, most, since\n"
        "error: no value for variable 'vpc'\n"
        "  pass --var vpc=... or variables={'vpc': ...}\n"
        "error: variable 'most': 'many' is not an integer\n"
        "error: variable 'since': '2024-13-01' is not a date: "
        "use a date or timestamp such as 2026-11-20 or 2026-11-20T12:00:00Z, "
        "or today, yesterday, now or '90 days ago'"
    )


def test_a_query_without_variables_says_so() -> None:
    assert _refused(Query("ec2", "x"), {"a": 1}) == (
        "error: the query has no variable 'a'\n  it has no variables"
    )


def test_a_missing_value_is_told_at_the_place_of_its_variable() -> None:
    text = "service: ec2\noperation: x\nvariables:\n  vpc: {description: The network}\n"
    assert _refused(definition.read(text, source="q.yaml"), {}) == (
        "q.yaml:4:8: error: no value for variable 'vpc'\n"
        "      vpc: {description: The network}\n"
        "           ^ pass --var vpc=... or variables={'vpc': ...}"
    )


def test_a_variable_with_a_default_that_is_null_may_be_left_out() -> None:
    text = "service: ec2\noperation: x\nvariables: {a: {default: null}, b: {default: ~}, c: {}}\n"
    variables = definition.read(text).variables
    assert [variables[name].required for name in "abc"] == [False, False, True]
    assert [variables[name].default for name in "abc"] == [None, None, None]


def test_a_variable_may_be_called_default() -> None:
    text = (
        "service: ec2\noperation: x\nvariables:\n"
        "  default: {}\n  other: {type: list of string, default: {}}\n"
    )
    with pytest.raises(Exception, match="is not a list"):
        definition.read(text)
    text = text.replace("default: {}}", "default: [a]}")
    query = definition.read(text, source="q.yaml")
    assert query.variables["other"].default == ["a"]
    assert str(query.place("variables", "default")) == "q.yaml:4:12"


def test_a_secret_is_in_no_message() -> None:
    query = _query(
        pin=Variable("integer", secret=True), old=Variable("date", "sesame", secret=True)
    )
    message = _refused(query, {"pin": "hunter2"})
    assert message == (
        "error: variable 'pin': it is not of type integer\n"
        "error: variable 'old': it is not of type date"
    )


def test_a_secret_is_in_no_repr() -> None:
    text = "service: ec2\noperation: x\nvariables: {pin: {secret: true, default: hunter2}}\n"
    query = definition.read(text)
    assert query.variables["pin"].default == "hunter2"
    assert "hunter2" not in repr(query)
    assert repr(query.variables["pin"]) == (
        "Variable(type='string', default='***', required=False, description='', secret=True)"
    )


@pytest.mark.parametrize("case", SUBSTITUTIONS, ids=[case["it"] for case in SUBSTITUTIONS])
def test_a_value_stands_where_its_name_stood(case: dict[str, Any]) -> None:
    parameters, values = copy.deepcopy((case["parameters"], case["values"]))
    for _ in range(2):  # the query stays what it was
        found = substitute(parameters, values)
        assert yaml.safe_dump(found, sort_keys=False) == yaml.safe_dump(
            case["gives"], sort_keys=False
        )
    assert (parameters, values) == (case["parameters"], case["values"])


def test_who_changes_the_filled_parameters_does_not_change_the_query() -> None:
    parameters = {"Filters": [{"Values": ["a"]}], "Ids": ["x"]}
    filled = substitute(parameters, {})
    filled["Filters"][0]["Values"].append("b")
    filled["Ids"].clear()
    assert parameters == {"Filters": [{"Values": ["a"]}], "Ids": ["x"]}


@pytest.mark.parametrize(
    ("parameters", "value", "message"),
    [
        ({"A": "a-$n"}, None, "variable 'n' is null and cannot be part of the string 'a-$n'"),
        ({"A": ["$n $n"]}, None, "variable 'n' is null and cannot be part of the string '$n $n'"),
        ({"$n": 1}, None, "variable 'n' is null and cannot be part of the string '$n'"),
        ({"A": "a$n"}, {}, "variable 'n' is a mapping and cannot be part of the string 'a$n'"),
        ({"$n": 1, "b": 2}, "b", "duplicate key 'b' after variables are filled in"),
    ],
)
def test_a_value_that_cannot_be_written_out_is_refused(
    parameters: dict[str, Any], value: Any, message: str
) -> None:
    with pytest.raises(VariableError) as raised:
        substitute(parameters, {"n": value})
    assert str(raised.value).splitlines()[0] == f"error: {message}"


def test_a_value_that_is_nested_too_deeply_is_refused() -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    around: list[Any] = []
    around.append(around)
    engine = Engine(region="eu-west-1")
    for value in (deep, around):
        for query in (
            "iam.list_users | Users[?Tags == $x]",
            "ec2.describe_volumes {VolumeIds: $x}",
        ):
            with pytest.raises(VariableError) as raised:
                engine.plan(query, {"x": value})
            assert str(raised.value) == (
                "error: variable 'x': it is nested more than 100 levels deep"
            )
