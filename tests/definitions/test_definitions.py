"""A definition becomes the query that it says, part by part, each with its place."""

from __future__ import annotations

import pickle

from querykit import Bounds, Pagination, Query, Variable
from querykit.definitions import definition

RUNNING = """\
title: Running EC2 instances
description: >-
  Every running instance with its type
  and launch time.
service: ec2
operation: describe_instances
parameters:
  Filters:
    - Name: instance-state-name
      Values: [$state]
    - Name: "tag:${key}"
      Values: ["*"]
expression: >-
  Reservations[].Instances[].{id: InstanceId,
  name: Tags[?Key == $key] | [0].Value}
variables:
  state: {type: string, default: running, description: The state to list}
  key: {description: "Which tag: its key"}
  since: {type: date, default: 90 days ago}
  owners: {type: list  of account_id, default: [012345670123]}
  token: {secret: true, default: ~}
pagination: {PageSize: 50, MaxItems: 1000, StartingToken: eyJ9}
limit: 10
flatten: all
bounds: {timeout: 1h, page_timeout: 2.5, max_attempts: 8, max_pages: 9, max_empty_pages: 10}
"""


def test_a_definition_is_the_query_that_it_says() -> None:
    assert definition.read(RUNNING, source="running.yaml", name="ec2/running") == Query(
        service="ec2",
        operation="describe_instances",
        parameters={
            "Filters": [
                {"Name": "instance-state-name", "Values": ["$state"]},
                {"Name": "tag:${key}", "Values": ["*"]},
            ]
        },
        expression=(
            "Reservations[].Instances[].{id: InstanceId, name: Tags[?Key == $key] | [0].Value}"
        ),
        variables={
            "state": Variable(default="running", description="The state to list"),
            "key": Variable(required=True, description="Which tag: its key"),
            "since": Variable("date", default="90 days ago"),
            "owners": Variable("list of account_id", default=["012345670123"]),
            "token": Variable(secret=True),
        },
        pagination=Pagination(page_size=50, max_items=1000, starting_token="eyJ9"),
        limit=10,
        flatten="all",
        bounds=Bounds(
            timeout=3600, page_timeout=2.5, max_attempts=8, max_pages=9, max_empty_pages=10
        ),
        name="ec2/running",
        title="Running EC2 instances",
        description="Every running instance with its type and launch time.",
        source="running.yaml",
    )


def test_a_service_and_an_operation_are_enough() -> None:
    query = definition.read("service: sts\noperation: GetCallerIdentity\n")
    assert query == Query("sts", "GetCallerIdentity", source="<definition>")


def test_a_definition_in_json_is_read_too() -> None:
    text = '{"service": "ec2", "operation": "x", "limit": 5, "parameters": {"A": ["b", 1.5]}}'
    assert definition.read(text).parameters == {"A": ["b", 1.5]}


def test_each_part_knows_its_place() -> None:
    query = definition.read(RUNNING, source="running.yaml")
    assert [
        str(query.place(*path))
        for path in (
            ("service",),
            ("parameters", "Filters", 1, "Values", 0),
            ("parameters", "Filters", 1, "Value"),
            ("parameters", "MaxResults"),
            ("variables", "since"),
            ("pagination", "MaxItems"),
            ("nothing",),
        )
    ] == [
        "running.yaml:5:10",
        "running.yaml:12:16",
        "running.yaml:11:7",
        "running.yaml:8:3",
        "running.yaml:19:10",
        "running.yaml:22:38",
        "running.yaml:1:1",
    ]
    place = query.place("parameters", "Filters", 1, "Name")
    assert place is not None
    assert place.text == '    - Name: "tag:${key}"'


def test_a_query_that_was_built_has_no_places() -> None:
    assert Query("ec2", "describe_instances").place("parameters") is None


def test_queries_are_equal_when_they_ask_the_same() -> None:
    text = "service: ec2\noperation: x\nparameters: {A: 1}\n"
    same = "operation: x\n\n\nservice: 'ec2'\nparameters:\n  A: 1\n"
    assert definition.read(text) == definition.read(same)
    assert definition.read(text) != definition.read(text.replace("1", "'1'"))


def test_a_query_survives_a_pickle() -> None:
    query = definition.read(RUNNING, source="running.yaml")
    copy = pickle.loads(pickle.dumps(query))
    assert copy == query
    assert copy.places == query.places
