"""Every saved query that comes with querykit, run against an account."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from querykit import Engine, Query
from querykit.definitions.library import Library
from querykit.demo import account
from querykit.demo.accounts import Account
from tests.wire import Wire

SHIPPED = Library([Path(__file__).resolve().parents[2] / "queries"])


class _Loader(yaml.SafeLoader):
    """Plain YAML with times."""


_Loader.add_constructor("!time", lambda _, node: datetime.fromisoformat(str(node.value)))

with Path(__file__).with_name("cases.yaml").open(encoding="utf-8") as text:
    CASES: list[dict[str, Any]] = yaml.load(text, _Loader)


def _titled(case: dict[str, Any]) -> str:
    given = {**case.get("variables", {}), **({"in": case["region"]} if "region" in case else {})}
    return case["query"] + "".join(f" {name}={value}" for name, value in given.items())


class Demo:
    """An account with the part of one service alone, kept until another service is asked for."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self._stack = stack
        self._service: str | None = None
        self._account: Account

    def of(self, service: str) -> Account:
        if service != self._service:
            self._stack.close()
            self._account = self._stack.enter_context(account())
            self._account.seed(service)
            self._service = service
        return self._account


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with contextlib.ExitStack() as stack:
        yield Demo(stack)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.get("source") != "wire"], ids=_titled
)
def test_a_query_finds_what_the_demo_account_has(case: dict[str, Any], demo: Demo) -> None:
    query = SHIPPED.find(case["query"])
    _expect(case, demo.of(query.service).engine(case.get("region")), query)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.get("source") == "wire"], ids=_titled
)
def test_a_query_finds_what_is_on_the_pages(case: dict[str, Any], wire: Wire) -> None:
    query = SHIPPED.find(case["query"])
    wire.serve(f"{query.service}.{query.operation}", case["pages"])
    _expect(case, Engine(wire.session), query)
    asked = wire.requests[0].parameters
    assert {name: asked[name] for name in case["asked"]} == case["asked"]


def _expect(case: dict[str, Any], engine: Engine, query: Query) -> None:
    rows = engine.run(query, case.get("variables")).to_list()
    if "rows" in case:
        assert rows == case["rows"]
        return
    assert len(rows) == case["count"], rows[:3]
    for expected in case.get("has", ()):
        assert any(all(row[name] == value for name, value in expected.items()) for row in rows), (
            f"{expected} is not in {rows[:5]}"
        )


def test_every_query_has_a_case_that_finds_something() -> None:
    found = {case["query"] for case in CASES if case.get("count") or case.get("rows")}
    assert found == set(SHIPPED.names())


@pytest.mark.parametrize("query", list(SHIPPED), ids=lambda query: query.name)
def test_every_query_tells_what_it_is_for(query: Query) -> None:
    assert query.title
    assert not query.title.endswith(".")
    assert query.description.endswith(".")
    assert query.name is not None
    assert query.name.split("/")[0] == query.service
    for name, variable in query.variables.items():
        assert variable.description, name


@pytest.mark.parametrize("query", list(SHIPPED), ids=lambda query: query.name)
def test_every_query_means_the_same_page_by_page(query: Query) -> None:
    needed = {name: "x" for name, variable in query.variables.items() if variable.required}
    assert Engine(region="us-east-1").plan(query, needed).distributes


def test_the_library_is_large_enough() -> None:
    assert len(SHIPPED.names()) >= 20
    assert len({name.split("/")[0] for name in SHIPPED.names()}) >= 10
    list(SHIPPED)
    assert SHIPPED.mistakes == ()
