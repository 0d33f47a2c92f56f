"""Real expressions, over answers of their operations cut into pages, mean the whole."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from querykit.errors import EvaluationError
from querykit.expressions import Expression
from querykit.expressions.absent import fill
from querykit.expressions.interpreter import Bound
from querykit.expressions.pages.division import Stream
from querykit.expressions.pages.fold import Folding
from querykit.expressions.tree import Field, Literal, nodes
from querykit.services.division import divide, layout
from querykit.services.operation import Operation
from querykit.services.typed_expression import type_expression
from tests.expressions.typing.corpus import is_published, parsed

PLAIN: dict[str, tuple[Any, ...]] = {
    "integer": (0, 1, 443, 70000),
    "long": (0, 5, 10**9),
    "float": (0.5, 2.0),
}
PLAIN |= {"double": (0.25, 3.0), "boolean": (True, False), "blob": ("eA==",)}
PLAIN |= {"timestamp": ("2020-01-01T00:00:00+00:00", "2026-11-20T12:00:00+00:00")}


class Answers:
    """Answers of an operation with what an expression speaks of in them, mostly."""

    def __init__(self, expression: Expression, seed: int) -> None:
        self.rng = random.Random(seed)
        found = list(nodes(expression.tree))
        self.names = {node.name for node in found if isinstance(node, Field)}
        texts = [node.value for node in found if isinstance(node, Literal)]
        self.texts = [text for text in texts if isinstance(text, str)] or ["text"]

    def value(self, shape: Any, depth: int = 7) -> Any:
        kind = shape.type_name
        if kind == "structure":
            return self._structure(shape, depth)
        if kind == "list":
            most = 0 if depth <= 0 else 5 if depth == 6 else 2
            return [self.value(shape.member, depth - 1) for _ in range(self.rng.randint(0, most))]
        if kind == "map":
            return {key: self.value(shape.value, depth - 1) for key in self.rng.sample("abc", 2)}
        if kind in PLAIN:
            return self.rng.choice(PLAIN[kind])
        return self.rng.choice([*self.texts, *list(shape.enum or ())[:3], "other"])

    def _structure(self, shape: Any, depth: int) -> dict[str, Any]:
        made = {}
        for name, member in shape.members.items():
            if depth > 0 and self.rng.random() < (0.85 if name in self.names else 0.05):
                made[name] = self.value(member, depth - 1)
        return made


def _without(answer: dict[str, Any], paths: set[str]) -> dict[str, Any]:
    for path in paths:
        above, _, name = path.rpartition(".")
        holder = _at(answer, above)
        if isinstance(holder, dict):
            holder.pop(name, None)
    return answer


def _at(value: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _cut(answer: dict[str, Any], lists: tuple[str, ...], number: int) -> Iterator[dict[str, Any]]:
    for page in range(number):
        part = json.loads(json.dumps(answer))
        for path in lists:
            above, _, name = path.rpartition(".")
            holder = _at(part, above)
            if isinstance(holder, dict) and isinstance(holder.get(name), list):
                size = len(holder[name]) // number + 1
                holder[name] = holder[name][page * size : (page + 1) * size]
        yield part


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _divided_rows(expression: Expression, target: Operation, pages: Any) -> tuple[Any, str]:
    division = divide(type_expression(expression, target), target)
    if isinstance(division, Stream):
        rows = [row for page in pages for row in _rows(Bound(division.tree).search(page))]
        if division.is_sliced:
            rows = [row for _, row in division.slice(iter(rows))]
        return rows, "streams"
    folding = Folding(division, lambda tree: Bound(tree).search)
    for page in pages:
        folding.add(Bound(division.page).search(page))
    merged = any(part.keep.text.endswith("merged") for part in division.parts.values())
    return _rows(folding.value()), "merges" if merged else "folds"


@pytest.mark.parametrize("seeds", [range(2), pytest.param(range(2, 8), marks=pytest.mark.slow)])
def test_real_expressions_mean_the_whole_of_their_pages(
    seeds: range, figure: Callable[[str], None]
) -> None:
    kinds: Counter[str] = Counter()
    for target, expression in parsed():
        shape = target.output_shape
        if shape is None or expression.variables:
            continue
        known = layout(target)
        apart = {*known.last, *known.echoes, *known.counts, *known.sums}
        apart |= {*known.maps, *known.pieces, *known.blobs}
        lists = (*known.lists, *known.joins)
        for seed in seeds:
            whole = _without(Answers(expression, seed).value(shape), apart)
            number = 3 if target.paging.pages else 1
            filled = Bound(fill(type_expression(expression, target).tree))
            try:
                expected: Any = _rows(filled.search(whole))
            except EvaluationError:
                expected = EvaluationError
            try:
                found, kind = _divided_rows(expression, target, _cut(whole, lists, number))
            except EvaluationError:
                found, kind = EvaluationError, "raises"
            assert found == expected, (target.name, expression.text, seed)
            kinds[kind if target.paging.pages else "one page"] += 1
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    figure(f"real expressions over pages: {told}")
    assert kinds["streams"] > (375 if is_published else 50) * len(seeds)
    assert kinds["folds"] > (88 if is_published else 20) * len(seeds)
    assert kinds["merges"] > 0
