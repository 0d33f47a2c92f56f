"""The JSON Schema of definitions says what the reader says, as far as a schema can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from querykit.authoring.json_schema import json_schema
from querykit.authoring.template import template
from querykit.definitions import definition
from querykit.definitions.document import Reader, compose
from querykit.definitions.types import TYPES
from querykit.errors import DefinitionError
from querykit.services.operation import operation
from tests.cases import read_cases

HERE = Path(__file__).parent
QUERIES = HERE.parents[1] / "queries"
SCHEMA = json_schema()
VALIDATOR = Draft7Validator(SCHEMA)
MISTAKES = read_cases(HERE / "mistakes.yaml")
# What a schema of plain data cannot know: YAML itself, expressions, and what goes together.
BEYOND = re.compile(
    r"duplicate key|merge keys|tag|anchor|a key must be a string|undeclared|unknown function"
    r"|\$\{|is not an? (integer|date|number)|of type|expression"
    r"|unexpected|closed|not valid in JMESPath|invalid JSON|not an operator|after the dot|nested"
    r"|q\.yaml:\d+:\d+: error: 'Name'"
)


def _data(text: str) -> Any:
    """The plain data of a text, as definitions read it."""
    reader = Reader(text, "q.yaml")
    node = compose(text, "q.yaml")
    assert node is not None
    return reader.data(node, ())


def _mistaken() -> Iterator[Any]:
    for case in MISTAKES:
        try:
            yield pytest.param(case, _data(case["text"]), id=case["it"])
        except (DefinitionError, AssertionError):
            continue  # no YAML, or no plain data


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", sorted(QUERIES.glob("**/*.yaml")), ids=lambda file: file.stem)
def test_every_saved_query_is_valid(file: Path) -> None:
    VALIDATOR.validate(_data(file.read_text(encoding="utf-8")))


def test_a_new_definition_is_valid() -> None:
    VALIDATOR.validate(_data(template(operation("ce", "get_cost_and_usage"))))


@pytest.mark.parametrize(("case", "data"), [*_mistaken()])
def test_a_mistake_of_structure_is_invalid(case: dict[str, str], data: Any) -> None:
    told = case["message"].replace("\n", " ")
    assert not VALIDATOR.is_valid(data) or BEYOND.search(told), told


def test_the_mistakes_of_structure_are_many() -> None:
    invalid = [case for case in _mistaken() if not VALIDATOR.is_valid(case.values[1])]
    assert len(invalid) > 30


def test_every_key_is_there_with_what_it_means() -> None:
    keys = SCHEMA["properties"]
    assert tuple(keys) == definition.KEYS
    assert tuple(keys["pagination"]["properties"]) == tuple(definition.PAGINATION_KEYS)
    assert tuple(keys["bounds"]["properties"]) == definition.BOUND_KEYS
    variable = keys["variables"]["additionalProperties"]["properties"]
    assert tuple(variable) == definition.VARIABLE_KEYS
    for known in (keys, *(keys[name]["properties"] for name in ("pagination", "bounds")), variable):
        assert all(len(about["description"]) > 15 for about in known.values())


def test_the_types_of_variables_are_those_that_are_read() -> None:
    variables = SCHEMA["properties"]["variables"]["additionalProperties"]
    lists = [f"list of {name}" for name in TYPES]
    assert variables["properties"]["type"]["enum"] == [*TYPES, *lists]


@pytest.mark.parametrize("spelling", ["EC2", "s3api", "cognito_idp", "nosuch"])
def test_a_service_may_be_spelt_otherwise(spelling: str) -> None:
    # Whether there is such a service is for the check, which knows its other names.
    VALIDATOR.validate({"service": spelling, "operation": "x"})
