"""Shapes, walked: what is below them, what each member is, and how it is reached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit.authoring.first_expression import first_expression
from querykit.authoring.search import find
from querykit.checks import severity
from querykit.expressions import compile
from querykit.expressions.typing import infer
from querykit.services.documentation import first_line, plain
from querykit.services.operation import operation, operations
from querykit.services.required import blanks, flow
from querykit.services.shapes import legible_depth, limits, walk
from querykit.types.words import name_shape
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("shapes.yaml"))


def _target(name: str) -> Any:
    return operation(*name.split("."))


@pytest.mark.parametrize(("html", "expected"), CASES["documentation"])
def test_the_first_line_of_a_documentation(html: str, expected: str) -> None:
    assert first_line(html) == expected


def test_a_paragraph_is_more_than_its_first_line() -> None:
    assert plain("<p>One. Two.</p><p>Three.</p>") == "One. Two."


@pytest.mark.parametrize(("name", "path", "expected"), CASES["types"])
def test_what_a_member_is(name: str, path: str, expected: str) -> None:
    target = _target(name)
    for shape in (target.input_shape, target.output_shape):
        for member in walk(shape):
            if member.path == path:
                assert f"{name_shape(member.shape)}; {limits(member.shape)}" == expected
                return
    pytest.fail(f"{path} is nowhere in {name}")


def test_the_path_of_every_member_is_an_expression_that_finds_it() -> None:
    count = 0
    for name in ("ec2.describe_instances", "ce.get_cost_and_usage", "s3.list_objects_v2"):
        shape = _target(name).output_shape
        for member in walk(shape):
            typed = infer(compile(member.path), shape)
            errors = [each.what for each in typed.observations if severity(each.rule) == "error"]
            assert errors == [], member.path
            count += 1
    assert count > 200


def test_what_holds_itself_is_not_entered_again() -> None:
    members = {member.path: member for member in walk(_target("ce.get_cost_and_usage").input_shape)}
    assert members["Filter.Or[]"].repeats
    assert "Filter.Or[].Or[]" not in members
    assert "Filter.Dimensions.Key" in members


def test_a_walk_goes_as_deep_as_it_is_told() -> None:
    shape = _target("ec2.describe_instances").output_shape
    assert {member.depth for member in walk(shape, 2)} == {1, 2}
    assert legible_depth(shape, 40) == 2
    assert legible_depth(_target("sts.get_caller_identity").output_shape, 40) == 1


def test_what_is_deep_can_be_walked() -> None:
    longest = 0
    for service in ("dynamodb", "wafv2", "securityhub"):
        for target in operations(service):
            for shape in (target.input_shape, target.output_shape):
                longest = max(longest, sum(1 for _ in walk(shape)) if shape else 0)
    assert 1_000 < longest < 100_000


def test_a_word_is_found_where_it_is_read_first() -> None:
    hits = find("encrypted", "ec2")
    queries = [hit.query for hit in hits]
    assert "ec2.describe_volumes | Volumes[].Encrypted" in queries[:3]
    assert [hit.reads for hit in hits] == sorted((hit.reads for hit in hits), reverse=True)
    assert "ec2.copy_snapshot {Encrypted: $encrypted}" in queries
    needy = "ec2.get_launch_template_data {InstanceId: $instance_id} | LaunchTemplateData."
    assert any(query.startswith(needy) for query in queries)


def test_a_word_is_found_in_documentation_when_that_is_asked_for() -> None:
    names, said = find("glacier", "s3"), find("glacier", "s3", said=True)
    assert len(said) > len(names)
    reading = [hit.query for hit in names if hit.reads]
    assert [hit.query for hit in said][: len(reading)] == reading


@pytest.mark.slow
def test_a_word_is_found_in_all_services() -> None:
    services = {hit.operation.service for hit in find("kmskeyarn")}
    assert {"lambda", "codebuild"} & services
    assert len(services) > 5


@pytest.mark.parametrize(("name", "expected"), CASES["required"])
def test_what_a_request_cannot_do_without(name: str, expected: str) -> None:
    assert flow(blanks(_target(name)).parameters) == expected


@pytest.mark.parametrize(("name", "expected"), CASES["first_expressions"])
def test_the_expression_to_begin_with(name: str, expected: str | None) -> None:
    assert first_expression(_target(name)) == expected
