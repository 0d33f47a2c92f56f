"""What is offered at a cursor, in texts that are not finished."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querykit.authoring.completion import completion
from querykit.definitions.library import library
from tests.cases import read_cases
from tests.properties import examples

CASES = read_cases(Path(__file__).with_name("completions.yaml"))
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][-40:] for case in CASES])
def test_what_can_stand_at_the_cursor(case: dict[str, Any]) -> None:
    offset = case["text"].index("^")
    text = case["text"].replace("^", "")
    found = completion(text, offset, case.get("kind"))
    offered = [candidate.text for candidate in found.candidates]
    if "all" in case:
        assert sorted(offered) == sorted(case["all"])
    assert set(case.get("some", ())) <= set(offered)
    assert not set(case.get("none", ())) & set(offered)
    if "first" in case:
        assert offered[0] == case["first"]
    if "replaces" in case:
        assert text[found.start : found.end] == case["replaces"]


def test_a_member_comes_with_its_type_and_documentation() -> None:
    text = "ec2.describe_volumes | Volumes[].Encr"
    [found] = completion(text, len(text)).candidates
    assert (found.text, found.kind, found.type) == ("Encrypted", "member", "boolean")
    assert "encrypted" in found.documentation


def test_every_member_of_a_saved_expression_is_offered_where_it_stands(figure: Any) -> None:
    # Each word of each expression of the library is taken back, but for its first two letters.
    asked = missed = 0
    for query in library(ROOT / "queries"):
        if query.expression is None:
            continue
        head = f"{query.service}.{query.operation} | "
        for begin, word in _members(query.expression):
            text = f"{head}{query.expression[: begin + 2]}"
            offered = [each.text for each in completion(text, len(text), "ad-hoc").candidates]
            asked += 1
            missed += word not in offered
    figure(f"completion: {asked - missed} of {asked} members of the saved queries are offered")
    assert asked > 150
    assert missed == 0


def _members(expression: str) -> list[tuple[int, str]]:
    from querykit.expressions import compile
    from querykit.expressions.tree import Field, nodes

    compiled = compile(expression)
    fields = (node for node in nodes(compiled.tree) if isinstance(node, Field))
    places = [(node.span[0], node.name) for node in fields]
    # What is made by the expression itself, or is in a document, is in no model.
    policy = ("Statement", "Effect", "Principal", "NotPrincipal", "AWS", "Action", "Resource")
    documents = (*policy, "Condition", "ConsoleLogin", "MFAUsed")
    return [
        (at, word)
        for at, word in places
        if len(word) > 2 and word[0].isupper() and word not in documents
    ]


@settings(max_examples=examples(300), deadline=None)
@given(st.data())
def test_no_text_cut_anywhere_is_an_error(data: st.DataObject) -> None:
    texts = [case["text"].replace("^", "") for case in CASES]
    text = data.draw(st.sampled_from(texts))
    offset = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.booleans())
    found = completion(text[:offset] if cut else text, offset)
    assert 0 <= found.start <= offset <= found.end <= len(text)


SAVED = [file.read_text(encoding="utf-8") for file in sorted(ROOT.glob("queries/*/*.yaml"))]


@settings(max_examples=examples(300), deadline=None)
@given(st.data())
def test_no_misspelled_word_is_an_error(data: st.DataObject) -> None:
    # The words of all keys and values; those of variables are few, and far from the expression.
    text = data.draw(st.sampled_from(SAVED))
    declared = text.find("\nvariables:")
    begin = declared if declared > 0 and data.draw(st.booleans()) else 0
    words = [match.span() for match in re.finditer(r"\w+", text) if match.start() >= begin]
    start, end = data.draw(st.sampled_from(words))
    kept = data.draw(st.integers(start, end - 1))
    text = text[:kept] + text[kept + 1 :]
    expression = text.find("\nexpression:")
    offset = data.draw(st.integers(max(expression, 0), len(text)))
    found = completion(text, offset, "definition")
    assert 0 <= found.start <= offset <= found.end <= len(text)


@settings(max_examples=examples(300), deadline=None)
@given(st.text(alphabet="ec2.{}[]()|&'\"`:, \n-abFIS$?=!@*#>", max_size=60))
def test_no_nonsense_is_an_error(text: str) -> None:
    offset = random.Random(text).randint(0, len(text))
    for head in ("", "ec2.describe_instances ", "service: ec2\noperation: describe_volumes\n"):
        completion(head + text, len(head) + offset)
