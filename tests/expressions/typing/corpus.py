"""The real expressions beside the project, where they are, and those of the shipped queries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from querykit.definitions import definition
from querykit.errors import ExpressionError
from querykit.expressions import Expression, compile
from querykit.expressions.typing import Type, of_variable
from querykit.services.operation import Operation, operation

__all__ = ["FILE", "needs_corpus", "parsed", "shipped", "written"]

FILE = Path(__file__).parents[4] / "shared" / "corpus" / "expressions.jsonl"
QUERIES = Path(__file__).parents[3] / "queries"
needs_corpus = pytest.mark.skipif(
    not FILE.is_file(), reason="the real expressions are not beside the project"
)


@lru_cache(maxsize=1)
def written() -> tuple[tuple[Operation, str], ...]:
    """Every real expression with its operation."""
    cases = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    return tuple(
        (operation(case["service"], case["operation"]), case["expression"]) for case in cases
    )


def parsed() -> Iterator[tuple[Operation, Expression]]:
    """Those that parse."""
    for target, text in written():
        try:
            yield target, compile(text)
        except ExpressionError:
            continue


@lru_cache(maxsize=1)
def shipped() -> tuple[tuple[str, Operation, Expression, dict[str, Type]], ...]:
    """The expressions of the queries that are shipped, and the types of their variables."""
    found = []
    for file in sorted(QUERIES.glob("*/*.yaml")):
        query = definition.read(file.read_text(encoding="utf-8"))
        target = operation(query.service, query.operation)
        expression = compile(query.expression or target.default_expression)
        variables = {name: of_variable(each) for name, each in query.variables.items()}
        found.append((f"{file.parent.name}/{file.stem}", target, expression, variables))
    return tuple(found)
