"""What can be asked of types: members, columns, rows, words, and in what a name is looked up."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import ShapeResolver

from querykit.expressions import compile
from querykit.expressions.typing import columns, describe, infer, members, of_variable
from querykit.expressions.typing.rows import row
from querykit.expressions.typing.truth import falsy, truth, truthy
from querykit.query import Variable
from querykit.types.notation import parse
from querykit.types.shapes import of_shape
from querykit.types.types import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    NOTHING,
    NULL,
    NUMBER,
    STRING,
    Boolean,
    List,
    Null,
    Record,
    String,
    Type,
    choices,
    literal,
    nullable,
    present,
    union,
)
from querykit.types.values import misfit
from querykit.types.words import name_type, phrase
from tests.expressions.typing.test_cases import SHAPE


def _typed(text: str, **keywords: Any) -> Any:
    return infer(compile(text), SHAPE, **keywords)


def test_members_are_those_that_can_stand_behind_a_dot() -> None:
    found = members(_typed("Items[0].Status").type)
    assert {name: describe(type_) for name, type_ in found.items()} == {
        "Code": "integer",
        "Name": "string: pending | running | stopped",
    }
    assert list(members(_typed("Items[].{b: Id, a: Size} | [0]").type)) == ["b", "a"]
    assert members(_typed("Items").type) == {}
    assert members(_typed("Any").type) == {}


def test_columns_are_known_where_rows_are_objects_with_the_same_members() -> None:
    found = columns(_typed("Items[].{id: Id, size: Size}").rows)
    assert found is not None
    assert {name: describe(type_) for name, type_ in found.items()} == {
        "id": "string",
        "size": "integer",
    }
    assert list(columns(_typed("Items").rows) or {})[:3] == ["Id", "Name", "Size"]
    assert columns(_typed("Names").rows) is None
    assert columns(_typed("Tags").rows) is None
    assert columns(_typed("Any").rows) is None
    assert columns(_typed("Items[].{a: Id} || Names[].{b: @}").rows) is None


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("Items", "list of object, 14 fields", "a list of Item objects"),
        ("Items[0].Owner", "object, 2 fields", "an object (Owner)"),
        ("{a: Word}", "object, 1 field", "an object"),
        ("[Word, Count]", "list", "a list"),
        ("Matrix", "list of list of string", "a list of lists"),
        ("Tags", "map of string", "an object"),
        ("Any", "any", "anything"),
        ("[Any][]", "list of any", "a list"),
        ("Word || Count", "string or integer", "a string or an integer"),
        ("Names || Ports", "list of string or integer", "a list"),
        ("Count || Items[0].Price", "number", "a number"),
        ("Items[0].Created", "timestamp", "a timestamp"),
        ("Items[0].Digest", "blob", "a base64 string"),
        ("Items[0].State", "string", "a string"),
        ("[Word, Items[0].Created][]", "list of string", "a list of strings"),
        ("Word > `5`", "boolean", "a boolean"),
        ("`null`", "null", "null"),
    ],
)
def test_a_type_is_called_what_it_is(text: str, name: str, words: str) -> None:
    found = _typed(text).type
    assert (name_type(found), phrase(found)) == (name, words)


def test_the_shape_that_a_type_came_from_is_kept() -> None:
    structure = _typed("Items[0]").type
    assert present(structure).shape.name == "Item"  # type: ignore[attr-defined]
    state = present(_typed("Items[0].State").type)
    assert isinstance(state, String)
    assert state.shape.name == "State"


@pytest.mark.parametrize("kind", ["list", "map"])
def test_what_has_no_end_is_known_to_a_depth(kind: str) -> None:
    inner = {"member": {"shape": "Deep"}, "key": {"shape": "Key"}, "value": {"shape": "Deep"}}
    model: Any = {"Deep": {"type": kind, **inner}, "Key": {"type": "string"}}
    found: Any = of_shape(ShapeResolver(model).get_shape_by_name("Deep"))
    for _ in range(13):
        found = found.of
    assert found == ANYTHING


@pytest.mark.parametrize(
    ("text", "flatten", "rows"),
    [
        ("Items[].Id", "one", "string"),
        ("Word", "one", "string"),
        ("Items[].Tags", "one", "list of Tag"),
        ("Items[].Tags", "all", "Tag"),
        ("Matrix", "all", "string"),
        ("Items[].[Id, Size]", "one", "[string, integer]"),
        ("Items[].[Id, Size]", "all", "string or integer"),
        ("[Word, Count]", "one", "string or integer"),
        ("`null`", "one", "nothing"),
        ("`[]`", "one", "nothing"),
        ("Any", "one", "anything"),
    ],
)
def test_rows_are_the_elements_of_a_list(text: str, flatten: Any, rows: str) -> None:
    assert describe(_typed(text, flatten=flatten).rows) == rows


def test_lists_that_are_taken_apart_at_every_level_are_no_nested_rows() -> None:
    assert [found.rule for found in _typed("Items[].Tags").observations] == ["nested-rows"]
    assert _typed("Items[].Tags", flatten="all").observations == ()


def test_the_subject_of_a_name_is_what_it_is_looked_up_in() -> None:
    text = "Items[?Tags[?Ke == 'a']].Owner.Mail"
    typed = _typed(text)
    told = {name: describe(typed.subject(text.index(name))) for name in ("Ke", "Mail", "Items")}
    assert told == {"Ke": "Tag", "Mail": "Owner", "Items": "Answer"}
    assert typed.subject(text.index("==")) is None


def test_behind_a_filter_a_member_is_known_to_be_there() -> None:
    assert "null" in {choice.kind for choice in choices(_typed("Items[0].Name").type)}
    found = _typed("Items[?Name].{name: Name} | [0].name").type
    inner = _typed("Items[?Name].{name: Name}").rows
    assert dict(inner.members)["name"] == STRING
    assert describe(found) == "string"


def test_what_is_not_known_is_silent() -> None:
    assert infer(compile("a.b[0].c[?d > 'x'] | length(@)"), None).observations == ()
    assert _typed("Any.a.b[?c == `5`].d | sort(@)").observations == ()


def test_where_an_error_may_be_raised_is_noted() -> None:
    assert [each.what for each in _typed("sort_by(Items, &Name)").risks] == [
        "sort_by() fails when Name is missing"
    ]
    assert _typed("sort_by(Items[?Name], &Name)").risks == ()
    assert _typed("length(Items)").risks == ()


@pytest.mark.parametrize(
    ("variable", "type_"),
    [
        (Variable("string", required=True), STRING),
        (Variable("string"), nullable(STRING)),
        (Variable("integer", default=5), INTEGER),
        (Variable("duration", default="90d"), INTEGER),
        (Variable("date", default="now"), String(format="date")),
        (Variable("list of account_id", required=True), List(STRING)),
        (Variable("any", required=True), ANYTHING),
    ],
)
def test_a_variable_has_the_type_that_it_is_declared_with(variable: Variable, type_: Type) -> None:
    assert of_variable(variable) == type_


@pytest.mark.parametrize(
    ("value", "is_true"),
    [("a", True), ("", False), (0, True), (None, False), ([], False), ([0], True), ({}, False)],
)
def test_the_truth_of_a_literal_is_known(value: Any, is_true: bool) -> None:
    assert truth(literal(value)) is is_true
    assert present(truthy(literal(value))) == (literal(value) if is_true else NOTHING)
    assert falsy(literal(value)) == (NOTHING if is_true else literal(value))


def test_unions_keep_what_is_known() -> None:
    closed = literal("a")
    assert union(closed, literal("b")) == String(("a", "b"), closed=True)
    assert union(closed, STRING) == STRING
    assert union(String(("x",)), closed) == String(("x", "a"))
    assert union(String((), closed=True), closed) == closed
    assert union(String((), closed=True), String(("x",))) == String(("x",))
    assert union(INTEGER, NUMBER) == NUMBER
    assert union(List(INTEGER), List(NOTHING, ())) == List(INTEGER)
    assert union(BOOLEAN, Boolean(True)) == BOOLEAN
    assert union(STRING, ANYTHING) == ANYTHING
    assert union(NULL, Null("why"), NULL) == Null("why")
    assert union(Record(()), Record((("a", STRING),))).kind == "union"
    assert present(nullable(STRING)) == STRING
    assert row(NULL, "one") == NOTHING


@pytest.mark.parametrize(
    ("type_", "value", "told"),
    [
        *(("integer", 2, None), ("integer", 2.0, None), ("integer", 2.5, "the number 2.5")),
        *(("number", 2.5, None), ("number", True, "true"), ("string or null", None, None)),
        *(("string or null", 5, "the number 5"), ("any", [5], None), ("list of integer", [], None)),
        ("list of integer", [1, 2.0], None),
        ("list of integer", [1, 2.5], "a list whose element 2 is the number 2.5"),
        ("list of integer", "x", "the string 'x'"),
        ("list of list of string", [["a"], ["b"]], None),
        (
            "list of list of string",
            [["a"], [5]],
            "a list whose element 2 is a list whose element 1 is the number 5",
        ),
        ("map of integer", {"a": 1, "b": 2.0}, None),
        ("map of integer", {"a": 1, "b": "x"}, "an object whose field 'b' is the string 'x'"),
        (
            "map of list of number",
            {"k": [1, True]},
            "an object whose field 'k' is a list whose element 2 is true",
        ),
    ],
)
def test_a_value_of_another_type_is_told(type_: str, value: Any, told: str | None) -> None:
    assert misfit(parse(type_), value) == told
