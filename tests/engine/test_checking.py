"""A query that cannot be right is refused before anything is asked of AWS."""

from __future__ import annotations

import pytest

from querykit import Engine, Query, Variable
from querykit.errors import CheckError, QueryError
from tests.wire import Wire

TYPO = "ec2.describe_instances | Reservations[].Instance[].InstanceId"


def test_a_misspelled_member_is_refused_with_its_place_and_the_fix(wire: Wire) -> None:
    with pytest.raises(CheckError) as raised:
        Engine(wire.session).run(TYPO)
    assert str(raised.value) == (
        "<query>:1:41: error[unknown-field]: Reservation has no field 'Instance'\n"
        "    ec2.describe_instances | Reservations[].Instance[].InstanceId\n"
        "                                            ^ did you mean 'Instances'?"
    )
    assert [finding.rule for finding in raised.value.findings] == ["unknown-field"]
    assert not wire.requests


def test_what_the_check_finds_and_what_is_wrong_with_the_values_is_told_at_once(
    wire: Wire,
) -> None:
    query = Query(
        "ec2",
        "describe_volumes",
        {"MaxResults": "$most", "Filterz": []},
        "Volumes[?Size > $least].Idd",
        variables={"most": Variable("integer"), "least": Variable("integer")},
    )
    with pytest.raises(CheckError) as raised:
        Engine(wire.session).run(query, {"most": "many"})
    rules = [finding.rule for finding in raised.value.findings]
    assert rules == ["unknown-parameter", "unknown-field"]
    assert "variable 'most': 'many' is not an integer" in str(raised.value)
    assert not wire.requests


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (["a", "b"], "$x (a list of strings)"),
        (("a",), "$x (a list of strings)"),
        ([1, 2.5], "$x (a list of numbers)"),
        ([], "$x (a list)"),
        ([["a"]], "$x (a list of lists)"),
        ({"a": 1}, "$x (an object)"),
        (1, "$x (an integer)"),
        (True, "$x (a boolean)"),
    ],
)
def test_a_value_of_another_kind_never_equals_text(wire: Wire, value: object, what: str) -> None:
    question = "iam.list_users | Users[?UserName == $x].Arn"
    with pytest.raises(CheckError) as raised:
        Engine(wire.session).run(question, {"x": value})
    (finding,) = raised.value.findings
    assert (finding.rule, finding.what) == (
        "never-true",
        f"UserName (a string) and {what} are never equal",
    )
    assert not wire.requests


def test_a_list_of_values_is_looked_in(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": [{"UserName": "ann"}, {"UserName": "bob"}]}])
    question = "iam.list_users | Users[?contains($x, UserName)].UserName"
    engine = Engine(wire.session)
    assert engine.run(question, {"x": ["bob", "eve"]}).to_list() == ["bob"]
    with pytest.raises(CheckError, match="a list of integers and never contains a string"):
        engine.run(question, {"x": [1]})


def test_what_changes_something_runs_where_it_is_said_to(wire: Wire) -> None:
    engine = Engine(wire.session, allow_writes=True)
    wire.serve("ec2.reboot_instances", [{}])
    with pytest.raises(CheckError, match=r"write-operation"):
        engine.run(Query("ec2", "reboot_instances", {"InstanceIds": ["i-1"]}))
    engine.run(Query("ec2", "reboot_instances", {"InstanceIds": ["i-1"]}, writes=True)).to_list()
    assert [request.operation for request in wire.requests] == ["reboot_instances"]


def test_what_the_check_warns_of_comes_with_the_result(wire: Wire) -> None:
    wire.serve("ec2.describe_instances", [{"Reservations": [{"Instances": []}, {"Instances": []}]}])
    nested = "ec2.describe_instances | Reservations[].Instances[*].InstanceId"
    result = Engine(wire.session).run(nested)
    assert [(finding.rule, finding.what) for finding in result.findings] == [
        ("nested-rows", "each row is a list of strings, not a single value")
    ]
    assert result.to_list() == [[], []]
    assert Engine(wire.session).run(nested, check=False).findings == ()


def test_the_check_can_be_left_out(wire: Wire) -> None:
    wire.serve("ec2.describe_instances", [{"Reservations": []}])
    assert Engine(wire.session).run(TYPO, check=False).to_list() == []
    with pytest.raises(QueryError, match="no operation"):
        Engine(wire.session).run("ec2.describe_instance", check=False)
