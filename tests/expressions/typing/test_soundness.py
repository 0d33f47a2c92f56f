"""The evaluation of an expression never contradicts its type, nor what was observed in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import pytest

from querykit.errors import ExpressionError
from querykit.expressions import Expression, compile
from querykit.expressions.tree import Field, Literal, nodes
from querykit.expressions.typing import Known
from querykit.services import catalog
from querykit.services.decoded import known
from querykit.services.operation import Operation, operations
from tests.expressions.typing.answers import Answers
from tests.expressions.typing.corpus import is_published, parsed, shipped
from tests.expressions.typing.generating import Writing
from tests.expressions.typing.test_cases import CASES, SHAPE
from tests.expressions.typing.watching import Watched

Figure = Callable[[str], None]
# Recursion (dynamodb, wafv2), documents (iam, bedrock-runtime), unions, maps, timestamps, enums.
SERVICES = ("iam", "s3", "dynamodb", "lambda", "wafv2", "bedrock-agent", "lex-runtime")


def _answers(expression: Expression, more: Known, seed: object) -> Answers:
    found = list(nodes(expression.tree))
    names = {node.name for node in found if isinstance(node, Field)}
    literals = [node.value for node in found if isinstance(node, Literal)]
    return Answers(
        (expression.text, seed),
        more,
        names,
        sorted(literal for literal in literals if isinstance(literal, str)),
    )


Case = tuple[Expression, Any, Known]


def _held(cases: Iterable[Case], rounds: int, patch: pytest.MonkeyPatch) -> tuple[int, int, int]:
    """How many expressions were evaluated on how many answers, and how many had no findings."""
    expressions = evaluations = clean = 0
    for expression, shape, more in cases:
        if shape is None or expression.variables:
            continue
        watched = Watched(expression, shape, more, patch)
        expressions += 1
        clean += not watched.typed.observations
        for seed in range(rounds):
            answer = _answers(expression, more, seed).value(shape)
            wrong = watched.contradictions(answer)
            assert not wrong, (shape.name, expression.text, wrong[0], answer)
            evaluations += 1
    return expressions, evaluations, clean


@lru_cache(maxsize=64)
def _targets(service: str) -> tuple[Operation, ...]:
    found = (each for each in operations(service) if each.output_shape is not None)
    return tuple(each for each in found if each.output_shape and each.output_shape.members)


def _of(cases: Iterable[tuple[Operation, Expression]]) -> Iterator[Case]:
    return ((text, target.output_shape, known(target)) for target, text in cases)


def _random(services: tuple[str, ...], number: int, seed: str) -> Iterator[Case]:
    rng = random.Random(seed)
    writing = Writing(rng)
    for _ in range(number):
        target = rng.choice(_targets(rng.choice(services)))
        text = writing.expression(target.output_shape)
        try:
            yield compile(text), target.output_shape, known(target)
        except ExpressionError:
            continue


def _shipped() -> Iterator[tuple[Operation, Expression]]:
    return ((target, expression) for _, target, expression, _ in shipped())


def test_the_cases_give_what_their_types_say(
    figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [case["expression"] for case in CASES if "operation" not in case]
    cases = [(compile(text), SHAPE, Known()) for text in texts]
    expressions, evaluations, _ = _held(cases, 12, monkeypatch)
    figure(f"{expressions} cases hold their types in {evaluations:,} evaluations")


def test_shipped_queries_give_what_their_types_say(
    figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    expressions, evaluations, _ = _held(_of(_shipped()), 20, monkeypatch)
    assert expressions > 20
    figure(f"{expressions} shipped queries hold their types in {evaluations:,} evaluations")


def test_real_expressions_give_what_their_types_say(
    figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    expressions, evaluations, _ = _held(_of(parsed()), 3, monkeypatch)
    assert evaluations > (2_700 if is_published else 400)
    figure(f"{expressions} real expressions hold their types in {evaluations:,} evaluations")


def test_random_expressions_give_what_their_types_say(
    figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = _random(SERVICES, 1200, "in the suite")
    expressions, evaluations, clean = _held(cases, 3, monkeypatch)
    assert evaluations > 3000
    assert clean > 500
    figure(
        f"{expressions:,} random expressions, {clean} of them without a finding, hold their types"
        f" in {evaluations:,} evaluations"
    )


@pytest.mark.slow
def test_real_expressions_give_what_their_types_say_at_length(
    figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    expressions, evaluations, _ = _held(_of(parsed()), 60, monkeypatch)
    figure(f"{expressions} real expressions hold their types in {evaluations:,} evaluations")


@pytest.mark.slow
def test_random_expressions_over_all_services_give_what_their_types_say(
    figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = tuple(random.Random("services").sample(catalog.service_names(), 60))
    services = (*services, *SERVICES, "ec2")
    usable = tuple(service for service in services if _targets(service))
    cases = _random(usable, 12_000, "at length")
    expressions, evaluations, clean = _held(cases, 5, monkeypatch)
    figure(
        f"{expressions:,} random expressions, {clean:,} of them without a finding, hold their"
        f" types in {evaluations:,} evaluations"
    )
