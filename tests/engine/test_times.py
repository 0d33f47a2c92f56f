"""Timestamps compared with strings in other forms: what is compared is instants."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from querykit import Engine, Query, Variable
from querykit.errors import CheckError, EvaluationError, IncompleteError, QueryError
from tests.cases import read_cases
from tests.wire import Wire, pages

CASES = read_cases(Path(__file__).with_name("times.yaml"))
OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
# How a filter of a CreateTime is written, and the type of the variable in it.
PLACES = {
    "literal": ("CreateTime {} '{}'", None),
    "literal, turned": ("'{1}' {0} CreateTime", None),
    "literal of JSON": ('CreateTime {} `"{}"`', None),
    "variable of any": ("CreateTime {} $any", "any"),
    "variable of string": ("CreateTime {} $string", "string"),
    "variable of date": ("CreateTime {} $date", "date"),
    "field": ("CreateTime {} KmsKeyId", None),
    "field, turned": ("KmsKeyId {} CreateTime", None),
    "field of a to_date()": ("to_date(CreateTime) {} KmsKeyId", None),
    "behind not_null()": ("not_null(CreateTime, SnapshotId) {} '{}'", None),
    "behind ||": ("(SnapshotId || CreateTime) {} '{}'", None),
    "behind a pipe": ("([CreateTime] | [0]) {} '{}'", None),
    "in a record": ("{{at: CreateTime}}.at {} '{}'", None),
    "behind to_string()": ("to_string(CreateTime) {} '{}'", None),
    "behind two to_string()": ("to_string(to_string(CreateTime)) {} '{}'", None),
    "behind max_by()": ("max_by([@], &CreateTime).CreateTime {} '{}'", None),
    "in a pair of zip()": ("zip([CreateTime], [VolumeId])[0][0] {} '{}'", None),
    "in a pair of items()": ("items({{at: CreateTime}})[0][1] {} '{}'", None),
    "in a member of items()": ("from_items(items(@)).CreateTime {} '{}'", None),
    "in a pair of from_items()": ("from_items([['at', CreateTime]]).at {} '{}'", None),
    "in flatten_all()": ("flatten_all([[[CreateTime]]])[0] {} '{}'", None),
    "a key of group_by()": ("keys(group_by([@], &CreateTime))[0] {} '{}'", None),
    "a key of count_by()": ("items(count_by([@], &CreateTime))[0][0] {} '{}'", None),
    "in merge()": ("merge(@, {{other: 'x'}}).CreateTime {} '{}'", None),
    "in values()": ("values({{at: CreateTime}})[0] {} '{}'", None),
    "in unique()": ("unique([CreateTime])[0] {} '{}'", None),
    "in find_first()": ("find_first([@], &CreateTime).CreateTime {} '{}'", None),
    "in map()": ("map(&CreateTime, [@])[0] {} '{}'", None),
    "in reverse(to_array())": ("reverse(to_array(CreateTime))[0] {} '{}'", None),
}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _volumes(middle: str, text: str = "") -> list[dict[str, Any]]:
    day, hour = middle.split("T")
    before = f"{day}T11:00:00+00:00" if hour != "00" else "2026-11-19T23:00:00+00:00"
    found = [(before, "early"), (f"{day}T{hour}:00:00+00:00", "same")]
    found.append((f"{day}T{int(hour) + 1:02}:00:00+00:00", "late"))
    return [{"VolumeId": name, "CreateTime": when, "KmsKeyId": text} for when, name in found]


def _conditions(text: str, places: list[str]) -> Iterator[tuple[str, str, str]]:
    """Each place with every operator: the condition, and the operator as CreateTime has it."""
    for place in places:
        form, type_ = PLACES[place]
        for symbol in OPERATORS if type_ != "date" or _is_date(text) else ():
            shown = TURNED.get(symbol, symbol) if "turned" in place else symbol
            yield place, form.format(symbol, text), shown


def _is_date(text: str) -> bool:
    """Whether a variable of the type date takes a text; it takes fewer forms."""
    from querykit.definitions.types import coerce

    try:
        return bool(coerce("date", text))
    except ValueError:
        return False


@pytest.mark.parametrize(
    "places",
    [
        pytest.param(["literal", "variable of any", "field"], id="three places"),
        pytest.param(
            ["in a pair of zip()", "a key of count_by()", "behind two to_string()"], id="inside"
        ),
        pytest.param([*PLACES], id="every place", marks=pytest.mark.slow),
    ],
)
def test_every_form_of_a_time_is_compared_as_an_instant(
    wire: Wire, places: list[str], figure: Callable[[str], None]
) -> None:
    engine = Engine(wire.session)
    tried, pairs, wrong = 0, 0, []
    for middle, case in [("T12", c) for c in CASES["times"]] + [
        ("T00", c) for c in CASES["midnights"]
    ]:
        text, order = case["text"], case["order"]
        volumes = _volumes(f"2026-11-20{middle}", text)
        wire.serve("ec2.describe_volumes", [{"Volumes": volumes}])
        conditions = list(_conditions(text, places))
        columns = [f"c{number}: {condition}" for number, (_, condition, _) in enumerate(conditions)]
        types = {"any", "string", *(["date"] if _is_date(text) else [])}
        query = Query(
            "ec2",
            "describe_volumes",
            expression=f"Volumes[].{{{', '.join(columns)}}}",
            variables={type_: Variable(type_, required=True) for type_ in types},
        )
        rows = engine.run(query, dict.fromkeys(types, text), check=False).to_list()
        for number, (place, condition, symbol) in enumerate(conditions):
            found = [row[f"c{number}"] for row in rows]
            expected = [OPERATORS[symbol](time, order / 2) for time in (-1, 0, 1)]
            tried += 1
            pairs += place == "literal"
            if found != expected:
                wrong.append((place, condition, found, expected))
    assert not wrong
    figure(f"timestamps: {pairs} literal-operator pairs, {tried} with places; wrong: {len(wrong)}")


def test_a_string_that_may_be_a_time_is_compared_with_one_that_is_none(wire: Wire) -> None:
    wire.serve("ec2.describe_volumes", lambda _: {"Volumes": [{"CreateTime": "2026-11-20"}, {}]})
    expression = (
        "Volumes[].[to_string(CreateTime) == 'null', 'null' < to_string(CreateTime),"
        " to_string(to_string(CreateTime)) == '2026-11-20T01:00:00+01:00']"
    )
    query = Query("ec2", "describe_volumes", expression=expression)
    rows = Engine(wire.session).run(query, check=False).to_list()
    assert rows == [[False, False, True], [True, False, False]]


@pytest.mark.parametrize("text", CASES["not_times"])
def test_what_is_not_a_time_is_an_error_wherever_it_comes_from(wire: Wire, text: str) -> None:
    wire.serve("ec2.describe_volumes", lambda _: {"Volumes": _volumes("2026-11-20T12", text)})
    engine = Engine(wire.session)
    for symbol in OPERATORS:
        literal = f"ec2.describe_volumes | Volumes[?CreateTime {symbol} '{text}'].VolumeId"
        with pytest.raises(CheckError, match="is not a timestamp, but CreateTime is"):
            engine.run(literal)
        with pytest.raises(QueryError, match="not a time"):
            engine.run(literal, check=False)
        variable = f"ec2.describe_volumes | Volumes[?CreateTime {symbol} $when].VolumeId"
        with pytest.raises(QueryError, match=r"the value of \$when, .* not a time"):
            engine.run(variable, {"when": text})
        assert not wire.requests
        result = engine.run(
            f"ec2.describe_volumes | Volumes[?CreateTime {symbol} KmsKeyId].VolumeId"
        )
        with pytest.raises(IncompleteError):
            result.to_list()
        error = result.outcomes[0].error
        assert isinstance(error, EvaluationError)
        assert repr(text) in str(error)
        assert f"is compared with a timestamp: CreateTime {symbol} KmsKeyId" in str(error)
        wire.requests.clear()


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(
    ("expression", "rows"),
    [
        ("length(Volumes[?CreateTime >= '2026-11-20T04:00:00-08:00'])", [2]),
        ("Volumes[?CreateTime > KmsKeyId] | [0].VolumeId", ["late"]),
        ("Volumes[?CreateTime == '2026-11-20 12:00'] | [0].VolumeId", ["same"]),
        ("Volumes[?CreateTime >= '2026-11-20 12:00'].VolumeId | [1:]", ["late"]),
        ("contains(Volumes[].CreateTime, '2026-11-20T12:00:00Z')", [True]),
        ("contains(Volumes[].CreateTime, '2026-11-20T12:30:00Z')", [False]),
        ("Volumes[?contains(['2026-11-20T12:00Z', '2026-11-19'], CreateTime)].VolumeId", ["same"]),
        ('Volumes[?contains(`["2026-11-20T12:00Z"]`, CreateTime)].VolumeId', ["same"]),
        ("Volumes[?max([CreateTime, KmsKeyId]) == CreateTime].VolumeId", ["same", "late"]),
        (
            "Volumes[?min([CreateTime, '2026-11-20T04:00-08:00']) == CreateTime].VolumeId",
            ["early", "same"],
        ),
        (
            "sort([Volumes[0].CreateTime, '2026-11-20T04:00:00-08:00']) | [0]",
            ["2026-11-20T11:00:00+00:00"],
        ),
        ("max_by(Volumes, &not_null(SnapshotId, CreateTime)).VolumeId", ["late"]),
        ("sort_by(Volumes, &(SnapshotId || CreateTime))[].VolumeId", ["early", "same", "late"]),
        (
            "Volumes[].{id: VolumeId, old: CreateTime < '2026-11-20T04:00:00-08:00'}[?old].id",
            ["early"],
        ),
        ("Volumes[?!(CreateTime < KmsKeyId)].VolumeId | sort(@)", ["late", "same"]),
        ("Volumes[?CreateTime > SnapshotId].VolumeId", []),
        ("Volumes[?CreateTime > ''].VolumeId", ["early", "same", "late"]),
        ("Volumes[?CreateTime != ''].VolumeId", ["early", "same", "late"]),
        ("Volumes[?(SnapshotId || 'none') == 'none'].VolumeId", ["early", "same", "late"]),
        ("Volumes[?(SnapshotId || CreateTime) != 'none'].VolumeId", ["early", "same", "late"]),
        ("Volumes[?KmsKeyId < '2026-11-20T05'].VolumeId", ["early", "same", "late"]),
        ("Volumes[?[CreateTime] == ['2026-11-20T04:00:00-08:00']].VolumeId", ["same"]),
        ("Volumes[?{at: CreateTime} != {at: KmsKeyId}].VolumeId", ["early", "late"]),
        ('Volumes[?[CreateTime, VolumeId] == `["2026-11-20T12Z", "same"]`].VolumeId', ["same"]),
        ("Volumes[:1].CreateTime == ['2026-11-20 11:00']", [True]),
        (
            "zip(Volumes[].CreateTime, Volumes[].VolumeId)"
            " | [?[0] < '2026-11-20T04:00:00-08:00'] | [*][1]",
            ["early"],
        ),
        (
            "items(group_by(Volumes, &CreateTime))"
            " | [?[0] < '2026-11-20T04:00:00-08:00'] | [*][1][].VolumeId",
            ["early"],
        ),
        (
            "flatten_all([Volumes[].CreateTime, [Volumes[0].CreateTime]])"
            " | [?@ < '2026-11-20T04:00:00-08:00'] | length(@)",
            [2],
        ),
    ],
)
def test_instants_are_compared_over_pages_as_on_one(
    wire: Wire, expression: str, rows: list[Any], size: int
) -> None:
    volumes = _volumes("2026-11-20T12", "2026-11-20T04:00:00-08:00")
    wire.serve("ec2.describe_volumes", pages("Volumes", volumes, size))
    query = Query("ec2", "describe_volumes", expression=expression)
    assert Engine(wire.session).run(query, check=False).to_list() == rows


def test_rows_have_strings_as_they_were(wire: Wire) -> None:
    wire.serve("ec2.describe_volumes", [{"Volumes": _volumes("2026-11-20T12", "2026-11-20 12:00")}])
    expression = "Volumes[?CreateTime == KmsKeyId].{t: CreateTime, k: KmsKeyId, l: '2026-11-20'}"
    found = Engine(wire.session).run(f"ec2.describe_volumes | {expression}").to_list()
    assert found == [{"t": "2026-11-20T12:00:00+00:00", "k": "2026-11-20 12:00", "l": "2026-11-20"}]
