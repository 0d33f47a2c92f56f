"""A wrong letter in the name of a member is found, at its place, and the right name suggested."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from querykit.checks import severity
from querykit.errors import ExpressionError
from querykit.expressions import Expression, compile
from querykit.expressions.tree import Field, nodes
from querykit.expressions.typing import Type, Typed, infer
from querykit.services.decoded import known
from querykit.services.operation import Operation
from querykit.types.types import Anything, Map, Record, Structure, choices
from tests.expressions.typing.corpus import is_published, parsed, shipped

Figure = Callable[[str], None]

CAUGHT, PLACED, SUGGESTED = 1.0, 1.0, 0.99 if is_published else 0.97
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Mutant:
    """An expression with one wrong letter in a name of a member."""

    target: Operation
    variables: Mapping[str, Type]
    text: str
    offset: int
    was: str
    is_now: str


def _mutated(name: str, rng: random.Random) -> Iterator[str]:
    """The name with a letter dropped, doubled, swapped with the next, replaced, in another case."""
    at = rng.randrange(len(name))
    yield name[:at] + name[at + 1 :]
    yield name[:at] + name[at] + name[at:]
    if len(name) > 1:
        at = rng.randrange(len(name) - 1)
        yield name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    at = rng.randrange(len(name))
    yield name[:at] + rng.choice(LETTERS) + name[at + 1 :]
    yield name[:at] + name[at].swapcase() + name[at + 1 :]


def _mutants(
    target: Operation, expression: Expression, variables: Mapping[str, Type], rng: random.Random
) -> Iterator[Mutant]:
    typed = _typed(target, expression, variables)
    if any(severity(found.rule) == "error" for found in typed.observations):
        return
    for node in nodes(expression.tree):
        if not isinstance(node, Field):
            continue
        start, end = node.span
        subject = typed.subject(start)
        written = expression.text[start:end]
        # Of a map and of what is unknown every name is a member.
        if subject is None or not _is_known(subject) or written.startswith('"'):
            continue
        members = _members(subject)
        for name in dict.fromkeys(_mutated(written, rng)):
            if name.isidentifier() and name not in members and name != "null":
                text = expression.text[:start] + name + expression.text[end:]
                yield Mutant(target, variables, text, start, written, name)


def _is_known(subject: Type) -> bool:
    found = choices(subject)
    is_object = any(isinstance(choice, (Structure, Record)) for choice in found)
    return is_object and not any(isinstance(choice, (Map, Anything)) for choice in found)


def _members(subject: Type) -> frozenset[str]:
    objects = [choice for choice in choices(subject) if isinstance(choice, (Structure, Record))]
    named = [
        one.shape.members if isinstance(one, Structure) else dict(one.members) for one in objects
    ]
    return frozenset(name for each in named for name in each)


def _typed(target: Operation, expression: Expression, variables: Mapping[str, Type]) -> Typed:
    return infer(expression, target.output_shape, variables=variables, known=known(target))


def _figures(mutants: list[Mutant]) -> Counter[str]:
    figures: Counter[str] = Counter()
    for mutant in mutants:
        try:
            expression = compile(mutant.text)
        except ExpressionError:
            continue
        figures["mutants"] += 1
        typed = _typed(mutant.target, expression, mutant.variables)
        errors = [found for found in typed.observations if severity(found.rule) == "error"]
        here = [found for found in errors if found.span[0] == mutant.offset]
        figures["caught"] += bool(errors)
        figures["placed"] += bool(here) and here[0].span[1] == mutant.offset + len(mutant.is_now)
        figures["alone"] += len(errors) == 1
        figures["suggested"] += bool(here and here[0].hint and f"'{mutant.was}'" in here[0].hint)
    return figures


def _held(figures: Counter[str], name: str) -> str:
    total = figures["mutants"]
    shares = {key: figures[key] / total for key in ("caught", "placed", "alone", "suggested")}
    told = ", ".join(f"{share:.2%} {key}" for key, share in shares.items())
    assert shares["caught"] >= CAUGHT
    assert figures["placed"] / figures["caught"] >= PLACED
    assert figures["alone"] / figures["caught"] >= PLACED
    assert shares["suggested"] >= SUGGESTED
    return f"{name}: {total:,} names with a wrong letter, {told}"


def test_a_wrong_letter_in_a_shipped_query_is_found(figure: Figure) -> None:
    mutants = [
        mutant
        for name, target, expression, variables in shipped()
        for mutant in _mutants(target, expression, variables, random.Random(name))
    ]
    figures = _figures(mutants)
    assert figures["mutants"] > 1_500
    figure(_held(figures, "shipped queries"))


def _of_corpus() -> list[Mutant]:
    return [
        mutant
        for target, expression in parsed()
        for mutant in _mutants(target, expression, {}, random.Random(expression.text))
    ]


def test_a_wrong_letter_in_a_real_expression_is_found(figure: Figure) -> None:
    found = _of_corpus()
    mutants = random.Random("sample").sample(found, 1500)
    figure(_held(_figures(mutants), "a sample of the real expressions"))


@pytest.mark.slow
def test_every_wrong_letter_in_the_real_expressions_is_found(figure: Figure) -> None:
    figures = _figures(_of_corpus())
    assert figures["mutants"] > (12_000 if is_published else 1_500)
    figure(_held(figures, "real expressions"))
