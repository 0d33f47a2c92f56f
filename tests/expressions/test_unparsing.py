"""A tree is written so that reading it gives the tree again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from querykit.errors import ExpressionError
from querykit.expressions.parser import parse
from querykit.expressions.unparser import unparse
from tests.expressions.expressions import expressions
from tests.expressions.typing.corpus import is_published, written
from tests.properties import examples

OFFICIAL = Path(__file__).with_name("jmespath")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a . b [ 0 ]", "a.b[0]"),
        ("(a.b)[0]", "(a.b)[0]"),
        ("a[ * ].b[]", "a[*].b[]"),
        ("(a[*].b)[0]", "(a[*].b)[0]"),
        ("a[?b==`1`||c].{d:e}", "a[?b == `1` || c].{d: e}"),
        ("(a || b) && c", "(a || b) && c"),
        ("a || b && c", "a || b && c"),
        ("!a.b", "(!a).b"),
        ("!(a.b)", "!(a.b)"),
        ("!(a && b)", "!(a && b)"),
        ("a | (b | c)", "a | (b | c)"),
        ("*.a | [::2]", "*.a | [::2]"),
        ("[*].[a, b]", "[*].[a, b]"),
        ("a[].[b]", "a[].[b]"),
        ("a[][0]", "a[][0]"),
        ("sort_by(@, &(a || b))[-1:]", "sort_by(@, &a || b)[-1:]"),
        ('"a b"."c\\"d"', '"a b"."c\\"d"'),
        ('`"it\'s"`', '`"it\'s"`'),
        ("'it\\'s'", '`"it\'s"`'),
        ('`"a\\`b"`', "'a`b'"),
        ("'\\n'", '`"\\\\n"`'),
        ("a[?b == ${n}]", "a[?b == $n]"),
    ],
)
def test_an_expression_is_written_in_one_way(written: str, text: str) -> None:
    assert unparse(parse(written)) == text
    assert parse(text) == parse(written)


PARTS = (
    *("@", "a", "a.b", "a[0]", "a[1:2]", "a[*]", "a[*].b", "a[]", "a[].b", "a[?b]", "a.*", "a | b"),
    *(
        "a || b",
        "a && b",
        "a == b",
        "a < b",
        "!a",
        "length(a)",
        "'x'",
        "`5`",
        "${n}",
        "[a, b]",
        "{a: b}",
    ),
)
PLACES = (
    *("({}).z", "({})[0]", "({})[:1]", "({})[*]", "({})[]", "({})[?z]", "({}).*", "!({})"),
    *("({}) == z", "z == ({})", "({}) > z", "({}) && z", "z && ({})", "({}) || z", "z || ({})"),
    *("({}) | z", "z | ({})", "[({}), z]", "length(({}))", "z[?({})]", "map(&({}), z)"),
)


@pytest.mark.parametrize("place", PLACES)
def test_every_part_is_written_so_in_every_place(place: str) -> None:
    trees = [parse(place.format(part)) for part in PARTS]
    assert [parse(unparse(tree)) for tree in trees] == trees


@given(expressions())
@settings(max_examples=examples(500), deadline=None)
def test_what_is_written_is_read_as_it_was(text: str) -> None:
    tree = parse(text)
    assert parse(unparse(tree)) == tree


def test_real_expressions_are_read_as_they_were() -> None:
    texts = [text for _, text in written()]
    for path in OFFICIAL.glob("*.json"):
        for suite in json.loads(path.read_text(encoding="utf-8")):
            texts += [case["expression"] for case in suite["cases"]]
    read = 0
    for text in texts:
        try:
            tree = parse(text)
        except ExpressionError:
            continue
        read += 1
        assert parse(unparse(tree)) == tree, text
    assert read > (1_700 if is_published else 850)
