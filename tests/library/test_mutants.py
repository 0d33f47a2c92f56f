"""Saved queries with one thing changed: the counterexamples notice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from querykit import Engine, Query
from querykit.definitions.drafts import Draft
from querykit.engine.plan import plan
from querykit.errors import QuerykitError
from querykit.resolved import Resolved
from tests.library.test_queries import COUNTEREXAMPLES, SHIPPED, divided_rows
from tests.wire import Wire

_OTHERS = {"==": "!=", "<=": "<", ">=": ">", "<": "<=", ">": ">=", "&&": "||", "||": "&&"}
_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|==|!=|<=|>=|<|>|&&|\|\||!|[A-Za-z_]\w*")


def _mutants(expression: str, keys: Callable[[str], set[str]]) -> Iterator[tuple[str, str]]:
    """An expression with one operator, literal or field changed, and what was done."""
    for match in _TOKEN.finditer(expression):
        token, before, after = match[0], expression[: match.start()], expression[match.end() :]
        if token in _OTHERS:
            yield f"{before}{_OTHERS[token]}{after}", f"{token} -> {_OTHERS[token]}"
        elif token == "!":
            yield f"{before}{after}", "without !"
        elif token.startswith(("'", "`")):
            other = "'other'" if token.startswith("'") else "`-1`"
            yield f"{before}{other}{after}", f"{token} -> {other}"
        elif token[0].isalpha() and not after.lstrip().startswith((":", "(")):
            for other in sorted(keys(token) - {token}):
                yield f"{before}{other}{after}", f"{token} -> {other}"


def _beside(found: Any) -> Callable[[str], set[str]]:
    """Of a field, the fields that some object of the pages has beside it."""
    objects = list(_objects(found))

    def keys(name: str) -> set[str]:
        return {key for each in objects if name in each for key in each}

    return keys


def _objects(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from _objects(value)
    elif isinstance(found, list):
        for value in found:
            yield from _objects(value)


def _whole(query: Query, case: dict[str, Any], wire: Wire) -> dict[str, Any]:
    wire.serve(f"{query.service}.{query.operation}", case["pages"])
    everything = replace(query, expression="@")
    (whole,) = Engine(wire.session).run(everything, case.get("variables"), check=False).to_list()
    return dict(whole)


@pytest.mark.slow
def test_a_changed_query_finds_something_else(wire: Wire, figure: Callable[[str], None]) -> None:
    tried, unnoticed = 0, []
    for case in COUNTEREXAMPLES:
        query = SHIPPED.find(case["query"])
        whole = _whole(query, case, wire)
        rows = divided_rows(plan(Resolved(Draft(query), case.get("variables"))), [whole])
        assert rows == case["rows"]
        for mutant, change in _mutants(query.expression or "@", _beside(whole)):
            tried += 1
            try:
                changed = Draft(replace(query, expression=mutant))
                call = plan(Resolved(changed, case.get("variables")))
                same = divided_rows(call, [whole]) == rows
            except QuerykitError:
                same = False
            if same:
                unnoticed.append((query.name, change))
    figure(f"saved queries with one change: {tried}, {len(unnoticed)} of them unnoticed")
    assert not unnoticed, "\n".join(f"{name}: {change}" for name, change in unnoticed)
