"""Whatever text comes in, a query comes out or a message; and data comes out as it went in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

import querykit
from querykit import Query
from querykit.definitions import definition
from querykit.definitions.variables import substitute
from querykit.errors import DefinitionError
from tests.properties import examples

HEAD = "service: ec2\noperation: describe_instances\n"
ANY_TEXT = st.text(st.characters(), max_size=60)
PIECES = st.lists(
    st.sampled_from(
        [
            *("service", "operation", "parameters", "expression", "variables", "limit"),
            *("pagination", "type", "default", "secret", "string", "integer", "list of "),
            *(": ", ":", "\n", "\n  ", "\r\n", "\t", "- ", "? ", "{", "}", "[", "]", ", "),
            *("#", " #", "'", '"', "`", "|", ">-", "&x ", "*x", "!!set ", "!t ", "<<", "---"),
            *("...", "%YAML 1.1", "$", "${", "a", "1", "é", "~", "ec2.x", ".", "==", "=", "||"),
            *("length(", ")", "@", "\\", "\ufeff", "\u2028", "\x85"),
        ]
    ),
    max_size=25,
).map("".join)
# Without what JSON escapes as two halves: YAML has no such escape.
TEXT = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=12)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def _read(read: Callable[[str], Query], text: str) -> Query | DefinitionError:
    try:
        return read(text)
    except DefinitionError as error:
        return error


def _texts(value: Any) -> Any:
    """What text is left of numbers in a notation that stays text: 1e+20, -0 and the like."""
    if isinstance(value, float):
        written = json.dumps(value)
        decimal = "." in written
        return value if decimal else written
    if isinstance(value, dict):
        return {key: _texts(member) for key, member in value.items()}
    return [_texts(item) for item in value] if isinstance(value, list) else value


@given(ANY_TEXT | PIECES | PIECES.map(HEAD.__add__))
@example("\ud800")
@example("a: !%ff b")
@example("{? }")
@example("&a [*a]")
@example("!<")
@settings(max_examples=examples(600), deadline=None)
def test_a_definition_is_a_query_or_an_error(text: str) -> None:
    assert str(_read(definition.read, text)).encode()


@given(ANY_TEXT | PIECES | st.tuples(PIECES, PIECES).map(lambda two: f"a.b {{{two[0]}}}|{two[1]}"))
@example("a.b {\ud800}")
@example("a.b\u00a0{c: d}")
@example("a.b\x0b{c: d, c: d}")
@example("a.b {: }")
@settings(max_examples=examples(600), deadline=None)
def test_an_ad_hoc_string_is_a_query_or_an_error(text: str) -> None:
    found = _read(querykit.query, text)
    assert str(found).encode()
    assert isinstance(found, DefinitionError) or isinstance(found.parameters, dict)


@given(st.dictionaries(TEXT, PLAIN, max_size=5))
@settings(max_examples=examples(300), deadline=None)
def test_json_comes_out_as_it_went_in(data: dict[str, Any]) -> None:
    """JSON is YAML's flow style; a dollar is the only character with a meaning of its own."""
    written = json.dumps(data).replace("$", "$$")
    expected = _texts(data)
    for query in (
        definition.read(f"{HEAD}parameters: {written}\n"),
        querykit.query(f"ec2.describe_instances {written} | A"),
    ):
        found = substitute(query.parameters, {})
        assert json.dumps(found) == json.dumps(expected)


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=examples(200), deadline=None)
def test_a_value_is_never_read_again(value: str) -> None:
    parameters = {"A": "$v", "B": ["$v"], "C": "a ${v} b"}
    assert substitute(parameters, {"v": value}) == {"A": value, "B": [value], "C": f"a {value} b"}


@given(PIECES)
@settings(max_examples=examples(300), deadline=None)
def test_every_place_is_a_place_in_the_text(text: str) -> None:
    text = HEAD + text
    found = _read(definition.read, text)
    if isinstance(found, DefinitionError):
        places = [mistake.location for mistake in found.mistakes if mistake.location]
    else:
        places = list(found.places.values())
    for place in places:
        assert place.text in text
        assert 1 <= place.column <= len(place.text) + 1
