"""Expressions as people write them: a sample, what others published, and the shipped queries.

The published ones lie beside the project, where it is developed. Elsewhere the tests have the
sample and those of them in which something is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from querykit.definitions import definition
from querykit.errors import ExpressionError
from querykit.expressions import Expression, compile
from querykit.expressions.typing import Type, of_variable
from querykit.services.operation import Operation, operation
from tests.cases import read_cases

__all__ = ["FILE", "VERDICTS", "is_published", "parsed", "shipped", "written"]

FILE = Path(__file__).parents[4] / "shared" / "corpus" / "expressions.jsonl"
QUERIES = Path(__file__).parents[3] / "queries"
SAMPLE = Path(__file__).parents[1] / "sample.yaml"
VERDICTS = Path(__file__).with_name("verdicts.yaml")
is_published = FILE.is_file()


@lru_cache(maxsize=1)
def written() -> tuple[tuple[Operation, str], ...]:
    """Return every expression with its operation."""
    found = [(name, text) for name, texts in _read(SAMPLE).items() for text in texts]
    if is_published:
        for case in map(json.loads, FILE.read_text(encoding="utf-8").splitlines()):
            found.append((f"{case['service']}.{case['operation']}", case["expression"]))
    else:
        found += [(case["operation"], case["expression"]) for case in _read(VERDICTS)]
    return tuple((operation(*name.split(".")), text) for name, text in found)


def _read(file: Path) -> Any:
    return read_cases(file)


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
