"""Everything that is told of a query, each with its place, whichever way the query is written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import querykit
from querykit import Finding
from querykit.checks import check
from querykit.errors import Location
from querykit.resolved import Resolved
from tests.cases import read_cases
from tests.checks.drafts import draft

CASES = read_cases(Path(__file__).with_name("places.yaml"))


@pytest.mark.parametrize("case", CASES, ids=[case["it"] for case in CASES])
def test_a_finding_has_its_place(case: dict[str, str]) -> None:
    assert "\n".join(map(str, check(Resolved(draft(case["text"]))))) == case["found"]


def test_a_query_a_text_a_path_and_a_string_are_checked(tmp_path: Path) -> None:
    text = "service: iam\noperation: list_user\n"
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    found = [
        querykit.check(each)
        for each in (querykit.load(file), file, str(file), text, "iam.list_user")
    ]
    assert [(len(each), each[0].rule) for each in found] == [(1, "unknown-operation")] * 5
    assert [str(each[0].location) for each in found] == [
        *[f"{file}:2:12"] * 3,
        "<definition>:2:12",
        "<query>:1:5",
    ]


def test_a_query_of_the_api_is_checked_without_a_text() -> None:
    question = querykit.Query("ec2", "describe_volumes", {"A": "$a"}, "Volumes[].Sise")
    found = querykit.check(question)
    assert [(each.rule, str(each.location)) for each in found] == [
        ("unknown-parameter", "None"),
        ("unknown-variable", "None"),
        ("unknown-field", "<expression>:1:11"),
    ]


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    [found] = querykit.check(tmp_path / "nothing.yaml")
    assert (found.rule, found.location) == ("definition", None)
    assert found.what == f"{tmp_path / 'nothing.yaml'}: No such file or directory"


def test_a_finding_knows_where_it_ends() -> None:
    [found] = querykit.check("ec2.describe_volumes | Volumes[].Sise")
    line = "ec2.describe_volumes | Volumes[].Sise"
    assert found == Finding(
        "Volume has no field 'Sise'",
        Location("<query>", 1, 34, line),
        "did you mean 'Size'?",
        end=Location("<query>", 1, 38, line),
        rule="unknown-field",
    )


def test_a_secret_is_in_no_finding() -> None:
    text = """\
service: iam
operation: list_users
parameters: {PathPrefix: [$key]}
variables:
  key: {default: hush-hush, secret: true}
  other: {default: hush-hush}
"""
    found = querykit.check(text)
    assert [each.rule for each in found] == ["parameter-type", "unused-variable"]
    assert "hush" not in "".join(map(repr, found))


def test_all_findings_of_a_thousand_mistakes_come_at_once() -> None:
    members = ", ".join(f"m{number}: Nothing{number}" for number in range(200))
    found = querykit.check(f"ec2.describe_volumes | Volumes[].{{{members}}}")
    assert [each.rule for each in found] == ["unknown-field"] * 200


@pytest.mark.parametrize("width", [20, 40, 79, 80, 200])
@pytest.mark.parametrize("wide", ["a", "名"])
def test_what_is_drawn_keeps_to_the_width(width: int, wide: str) -> None:
    text = wide * 300
    for column in (1, 2, 10, 150, 299, 300, 301):
        line, caret, *note = Location("q", 1, column, text).draw("the fix of it", width)
        columns = sum(2 if each == "名" else 1 for each in line)
        assert columns <= max(width, 30)
        at = caret.index("^")
        before = sum(2 if each == "名" else 1 for each in line[: line.index(wide)])
        assert (at - before) % (2 if wide == "名" else 1) == 0
        assert len(caret) <= max(width, 30)
        assert all(len(each) <= width for each in note)


def test_what_no_value_can_make_right_in_a_call_is_a_finding() -> None:
    found = querykit.check("ec2.describe_volumes | Volumes[?CreateTime < ago('90 dayz')].Size")
    assert [(each.rule, str(each.location)) for each in found] == [
        ("argument-type", "<query>:1:50")
    ]


def test_a_function_whose_package_is_missing_hides_no_mistake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    question = "ec2.describe_volumes | Volumes[?matches(VolumeType, 'gp[23]$')].Sise"
    found = querykit.check(question)
    assert [each.rule for each in found] == ["unknown-function", "unknown-field"]
    assert str(found[0]) == (
        "<query>:1:33: error[unknown-function]: matches() needs the package google-re2, "
        "which is not installed\n"
        "    ec2.describe_volumes | Volumes[?matches(VolumeType, 'gp[23]$')].Sise\n"
        "                                    ^\n"
        "    install it with: pip install 'aws-querykit[regex]'"
    )


def test_whether_something_is_there_may_always_be_asked() -> None:
    question = "ec2.describe_instances | Reservations[].Instances[].KeyName | [?@ != `null`]"
    assert querykit.check(question) == []


@pytest.mark.parametrize(
    "text",
    [
        "Volumes" + " | group_by(@, &VolumeId) | values(@) | [0]" * 60,
        "Volumes" + " | [@, @]" * 300,
        "(" * 3000 + "Volumes" + ")" * 3000,
    ],
    ids=["divided", "piped", "parsed"],
)
def test_an_expression_that_is_nested_too_deeply_is_a_finding(text: str) -> None:
    [found] = querykit.check(f"ec2.describe_volumes | {text}")
    assert (found.rule, found.what) == ("syntax", "the expression is nested too deeply")
    assert str(found.location) == "<query>:1:24"
