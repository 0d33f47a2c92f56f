"""Every saved query that comes with querykit, run against an account."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from querykit import Engine, Query
from querykit.definitions.library import Library
from querykit.demo import account
from querykit.demo.accounts import Account
from querykit.engine.pages import rows as rows_of
from querykit.engine.request import Request
from querykit.expressions import Expression
from querykit.expressions.pages.division import Stream
from querykit.expressions.pages.fold import Folding
from querykit.expressions.tree import Node
from querykit.services.division import layout
from querykit.services.operation import operation
from querykit.writers import WRITERS, Layout
from tests.cases import read_cases
from tests.wire import Wire

SHIPPED = Library([Path(__file__).resolve().parents[2] / "queries"])


CASES = read_cases(Path(__file__).with_name("cases.yaml"))
COUNTEREXAMPLES = read_cases(Path(__file__).with_name("counterexamples.yaml"))


def _titled(case: dict[str, Any]) -> str:
    given = {**case.get("variables", {}), **({"in": case["region"]} if "region" in case else {})}
    return str(case["query"]) + "".join(f" {name}={value}" for name, value in given.items())


# The demo account takes seconds for its 1,200 instances, and for 2,500 objects seven at a time.
LONG = ("describe_instances",)
LONG_BY_SEVEN = (*LONG, "list_objects_v2")


def _marked(case: dict[str, Any], long: Sequence[str]) -> Any:
    """Leave a case to the long run if it lists all that an operation of these has."""
    whole = "region" not in case and "pages" not in case
    slow = whole and SHIPPED.find(case["query"]).operation in long
    return pytest.param(case, id=_titled(case), marks=[pytest.mark.slow] if slow else [])


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


@pytest.mark.parametrize("case", [_marked(case, LONG) for case in CASES])
def test_a_query_finds_what_the_demo_account_has(case: dict[str, Any], demo: Demo) -> None:
    query = SHIPPED.find(case["query"])
    _expect(case, demo.of(query.service).engine(case.get("region")), query)


@pytest.mark.parametrize("case", COUNTEREXAMPLES, ids=_titled)
def test_a_query_finds_what_it_promises_and_no_near_miss(case: dict[str, Any], wire: Wire) -> None:
    query = SHIPPED.find(case["query"])
    wire.serve(f"{query.service}.{query.operation}", case["pages"])
    assert Engine(wire.session).run(query, case.get("variables")).to_list() == case["rows"]
    assert wire.requests[0].parameters == case["asked"]


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


def test_every_query_has_a_counterexample_that_finds_something() -> None:
    assert {case["query"] for case in COUNTEREXAMPLES if case["rows"]} == set(SHIPPED.names())


@pytest.mark.parametrize("query", list(SHIPPED), ids=lambda query: query.name)
def test_every_query_tells_what_it_is_for(query: Query) -> None:
    assert query.title
    assert not query.title.endswith(".")
    assert query.description.endswith(".")
    assert query.name is not None
    assert query.name.split("/")[0] == query.service
    for name, variable in query.variables.items():
        assert variable.description, name


@pytest.mark.parametrize(
    "case", [_marked(case, LONG_BY_SEVEN) for case in [*COUNTEREXAMPLES, *CASES]]
)
def test_a_query_means_the_same_however_its_pages_are_cut(
    case: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    query = SHIPPED.find(case["query"])
    if "pages" in case:
        wire: Wire = request.getfixturevalue("wire")
        wire.serve(f"{query.service}.{query.operation}", case["pages"])
        engine = Engine(wire.session)
    else:
        demo: Demo = request.getfixturevalue("demo")
        engine = demo.of(query.service).engine(case.get("region"))
    call = engine.plan(query, case.get("variables"))
    target = operation(query.service, query.operation)
    everything = replace(query, expression="@", limit=None)
    (whole,) = engine.run(everything, {**case.get("variables", {})}, check=False).to_list()
    rows = divided_rows(call, [whole])
    for size in (1, 7, 1000):
        pages = list(_cut(whole, layout(target).lists, size))
        assert divided_rows(call, pages) == rows, f"{len(pages)} pages of {size}"


@pytest.mark.parametrize("case", [_marked(case, LONG_BY_SEVEN) for case in CASES])
def test_a_query_gives_the_same_bytes_with_any_page_size(case: dict[str, Any], demo: Demo) -> None:
    query = SHIPPED.find(case["query"])
    engine = demo.of(query.service).engine(case.get("region"))
    written = []
    for size in (7, 1000):
        stream = io.StringIO()
        rows = engine.run(query, case.get("variables"), page_size=size)
        WRITERS.member("ndjson").write(rows, stream, Layout())
        written.append(stream.getvalue())
    assert written[0] == written[1]


def _cut(whole: dict[str, Any], lists: tuple[str, ...], size: int) -> Iterator[dict[str, Any]]:
    """The answer on pages of so many elements of each list, with an empty page in between."""
    longest = max(len(_at(whole, path) or ()) for path in lists) if lists else 1
    for begin in [*range(0, max(longest, 1), size), longest + size]:
        page = dict(whole)
        for path in lists:
            above, _, name = path.rpartition(".")
            if above and isinstance(page.get(above), dict):
                page[above] = dict(page[above])
            holder = _at(page, above)
            if holder and name in holder:
                holder[name] = holder[name][begin : begin + size]
        yield page


def _at(page: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        page = page.get(name) if isinstance(page, dict) else None
    return page


def divided_rows(call: Request, pages: list[dict[str, Any]]) -> list[Any]:
    division = call.division

    def bind(tree: Node) -> Any:
        return Expression(tree).bind(call.values).search

    if isinstance(division, Stream):
        search = bind(division.tree)
        found = [row for page in pages for row in rows_of(search(page), call.flatten)]
        if division.is_sliced:
            found = [row for _, row in division.slice(iter(found))]
        return found[: call.limit]
    folding = Folding(division, bind)
    search = bind(division.page)
    for page in pages:
        folding.add(search(page))
    return list(rows_of(folding.value(), call.flatten))[: call.limit]


def test_the_library_is_large_enough() -> None:
    assert len(SHIPPED.names()) >= 20
    assert len({name.split("/")[0] for name in SHIPPED.names()}) >= 10
    list(SHIPPED)
    assert SHIPPED.mistakes == ()
