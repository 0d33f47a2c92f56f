"""What holds of a function is said in its signature, and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jmespath import functions

import querykit
from querykit.errors import EvaluationError
from querykit.expressions import compile
from querykit.expressions.functions import BUILT_IN, FUNCTIONS, signature
from querykit.types.notation import parse
from querykit.types.types import Applied, choices

TABLE: dict[str, Any] = functions.Functions.FUNCTION_TABLE
ROOT = Path(querykit.__file__).parent
NAMES = frozenset((*BUILT_IN, *FUNCTIONS.names()))


def test_jmespaths_own_functions_are_all_described() -> None:
    assert BUILT_IN.keys() == TABLE.keys()


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_a_description_says_what_jmespath_accepts(name: str) -> None:
    described, written = BUILT_IN[name], TABLE[name]["signature"]
    assert described.least == len(written)
    assert (described.most is None) == any(each.get("variadic") for each in written)
    for parameter, each in zip(described.parameters, written, strict=True):
        if "expref" in each["types"]:
            assert isinstance(parameter.accepts, Applied)
            continue
        expected = [
            kind.replace("array-", "list of ").replace("array", "list") for kind in each["types"]
        ]
        accepted = parse(parameter.type.replace("list of T", "list"))
        assert set(choices(accepted)) == {parse(text) for text in expected or ["any"]}


def _listed(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """The strings that stand together in a list, a tuple, a set, or as the keys of a dict."""
    for node in ast.walk(tree):
        parts: list[ast.expr | None] = []
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            parts = [*node.elts]
        elif isinstance(node, ast.Dict):
            parts = [*node.keys]
        texts = [part.value for part in parts if isinstance(part, ast.Constant)]
        yield getattr(node, "lineno", 0), {text for text in texts if isinstance(text, str)}


def test_no_module_lists_functions() -> None:
    found = []
    for path in sorted((ROOT / "expressions").rglob("*.py")) + sorted(
        (ROOT / "authoring").rglob("*.py")
    ):
        if path.parent.name == "functions" or path.name == "json_schema.py":  # its own keywords
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            (str(path.relative_to(ROOT)), line, names)
            for line, names in _listed(tree)
            if len(names & NAMES) > 1
        ]
    assert not found


LISTS = st.lists(st.integers(-3, 3), max_size=5)


@pytest.mark.parametrize("name", [name for name in sorted(NAMES) if signature(name).calm])
@given(value=st.none() | st.booleans() | LISTS | st.text(max_size=3) | st.integers())
def test_a_calm_function_never_raises(name: str, value: Any) -> None:
    compile(f"{name}(@)").bind({}).search(value)


@pytest.mark.parametrize("name", [name for name in sorted(NAMES) if signature(name).picks])
@given(first=LISTS.filter(bool), rest=LISTS)
def test_what_picks_an_element_picks_it_of_itself_and_others(
    name: str, first: list[int], rest: list[int]
) -> None:
    key = ", &@" if len(signature(name).parameters) > 1 else ""
    bound = compile(f"{name}(@{key})").bind({})
    assert bound.search([bound.search(first), *rest]) == bound.search(first + rest)


@pytest.mark.parametrize(
    "name", [name for name in sorted(NAMES) if signature(name).gives == "elements"]
)
@given(elements=LISTS)
def test_what_gives_elements_gives_those_that_it_takes(name: str, elements: list[int]) -> None:
    key = ", &@" if len(signature(name).parameters) > 1 else ""
    found = compile(f"{name}(@{key})").bind({}).search(elements)
    assert set(found) == set(elements)


@pytest.mark.parametrize("name", [name for name in sorted(NAMES) if signature(name).looks])
def test_what_looks_for_a_string_looks_at_its_place(name: str) -> None:
    bound = compile(f"{name}('abc', @)").bind({})
    places = {text for text in ("a", "b", "c", "x") if bound.search(text)}
    expected = {"anywhere": {"a", "b", "c"}, "start": {"a"}, "end": {"c"}}
    assert places == expected[signature(name).looks]


@pytest.mark.parametrize("name", [name for name in sorted(NAMES) if signature(name).lacks])
def test_what_lacks_letters_has_none_of_them(name: str) -> None:
    lacks = signature(name).lacks
    assert lacks is not None
    found = compile(f"{name}(@)").bind({}).search("aBcXyZ")
    assert not set(found) & set(lacks[0])


@pytest.mark.parametrize(
    "name", [name for name in sorted(NAMES) if signature(name).orders and name in BUILT_IN]
)
def test_what_orders_refuses_what_has_no_order(name: str) -> None:
    key = ", &@" if signature(name).orders == "keys" else ""
    with pytest.raises(EvaluationError):
        compile(f"{name}(@{key})").bind({}).search([1, "a"])
