"""What the names of fields and parameters say, on models that have nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.model import DenormalizedStructureBuilder, ShapeResolver, StructureShape

from querykit.services.pagination.flags import flags
from querykit.services.pagination.inference import infer
from querykit.services.pagination.lists import facts, limit_key, rivals
from querykit.services.pagination.merge_rules import counts, echoes, sums
from querykit.services.pagination.paging import Paging, several
from querykit.services.pagination.signs import Sign, Signs, signs
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("names.yaml"))
THINGS = {"Things": ["string"]}
PAGED = {"NextToken": "string"}


def _model(kind: Any) -> dict[str, Any]:
    """The model of a structure, a list, a map, or of what has a name."""
    if isinstance(kind, list):
        return {"type": "list", "member": _model(kind[0])}
    if isinstance(kind, dict) and "*" in kind:
        return {"type": "map", "key": {"type": "string"}, "value": _model(kind["*"])}
    if isinstance(kind, dict):
        members = {name: _model(each) for name, each in kind.items()}
        return {"type": "structure", "members": members}
    return {"type": kind}


def _shape(**members: Any) -> StructureShape:
    models = _model(members)["members"]
    return DenormalizedStructureBuilder().with_members(models).build_model()


def _all(title: str) -> Iterator[str]:
    for each in CASES[title]:
        yield from [each] if isinstance(each, str) else each


def _named(yes: str, no: str) -> pytest.MarkDecorator:
    """Each name that says it, and each that does not."""
    cases = [*((name, True) for name in _all(yes)), *((name, False) for name in _all(no))]
    return pytest.mark.parametrize(("name", "says"), cases)


def _paged(into: str, out: str, **more: Any) -> dict[str, Any] | None:
    return infer(_shape(**{into: "string"}), _shape(**{out: "string"}, **THINGS, **more))


@_named("limits", "no limits")
def test_a_parameter_sets_the_size_of_a_page(name: str, says: bool) -> None:
    for kind in ("integer", "long", "string"):
        assert limit_key(_shape(Name="string", **{name: kind})) == (name if says else None)
    assert limit_key(_shape(**{name: "timestamp"})) is None


@pytest.mark.parametrize(("out", "into"), CASES["tokens"])
def test_a_field_is_sent_as_a_parameter(out: str, into: str) -> None:
    found = _paged(into, out)
    assert found == {"input_token": into, "output_token": out, "result_key": "Things"}
    other = _shape(**{out: "integer"}, **THINGS)
    assert infer(_shape(**{into: "string"}), other) is None


@pytest.mark.parametrize(("out", "into"), CASES["no tokens"])
def test_a_field_is_not_sent_as_a_parameter(out: str, into: str) -> None:
    assert _paged(into, out) is None


@_named("flags", "no flags")
def test_a_flag_beside_a_token_says_whether_there_is_more(name: str, says: bool) -> None:
    for kind in ("boolean", "string"):
        found = _paged("NextToken", "NextToken", **{name: kind})
        assert found is not None
        is_flag = says and kind == "boolean"
        assert found.get("more_results") == (name if is_flag else None)
    # With a flag, a marker of many is a token too.
    is_token = _paged("KeyMarker", "KeyMarker", **{name: "boolean"}) is not None
    assert is_token == says


@_named("aside", "not aside")
def test_a_list_is_beside_those_that_are_paginated(name: str, says: bool) -> None:
    gives = _shape(**PAGED, **{name: ["string"]}, **THINGS)
    found = infer(_shape(**PAGED), gives)
    assert found is not None
    assert found["result_key"] == ("Things" if says else [name, "Things"])
    assert list(rivals(None, gives, "Things")) == ([] if says else [name])
    # Alone, it is what is listed.
    alone = infer(_shape(**PAGED), _shape(**PAGED, **{name: ["string"]}))
    assert alone is not None
    assert alone["result_key"] == name


@_named("facts", "no facts")
def test_a_field_describes_the_thing_that_an_answer_is_about(name: str, says: bool) -> None:
    assert facts(None, _shape(**{name: "string"}, **THINGS)) == ([name] if says else [])
    assert facts(_shape(**{name: "string"}), _shape(**{name: "string"})) == []
    assert facts(None, _shape(**{name: ["string"]}, Map={"*": "string"})) == []


@_named("more", "not more")
def test_a_field_says_that_there_is_more(name: str, says: bool) -> None:
    for kind in ("boolean", "string", "integer", "long"):
        expected = [((name,), ())] if says else []
        assert list(flags(_shape(**{name: kind}, **THINGS))) == expected
    assert list(flags(_shape(**{name: ["string"]}))) == []


@pytest.mark.parametrize("case", CASES["about"])
def test_a_flag_is_about_what_is_around_it(case: dict[str, Any]) -> None:
    found = flags(_shape(**case["gives"]))
    assert {".".join(path): ".".join(about) for path, about in found} == case["flags"]


@pytest.mark.parametrize("name", list(_all("more if false")))
def test_a_field_says_that_there_is_more_if_it_is_false(name: str) -> None:
    gives = _shape(**{name: "boolean"}, **THINGS)
    (found,) = signs("GetThings", None, gives, Paging("none", {}), {}).more
    assert (found.path, found.when) == ((name,), (False,))
    assert list(flags(_shape(**{name: "string"}))) == []


@_named("undone", "not undone")
def test_a_list_names_what_was_not_done(name: str, says: bool) -> None:
    for kind in (["string"], {"*": "string"}):
        gives = _shape(**{name: kind}, **THINGS)
        found = signs("GetThings", None, gives, Paging("none", {}), {}).undone
        assert found == (((name,),) if says else ())


@_named("reads", "not reads")
def test_failures_of_a_read_are_not_done(name: str, says: bool) -> None:
    gives = _shape(Failures=["string"], **THINGS)
    found = signs(name, None, gives, Paging("none", {}), {}).undone
    assert found == ((("Failures",),) if says else ())


@pytest.mark.parametrize("name", list(_all("about one page")))
def test_a_field_is_about_one_page(name: str) -> None:
    gives = _shape(**{name: "string"}, Inner={name: "string"}, Other="string", **PAGED)
    assert list(echoes(gives, {"input_token": "NextToken", "output_token": "NextToken"})) == [name]


@_named("sums", "no sums")
def test_a_number_of_one_page_adds_up(name: str, says: bool) -> None:
    for kind in ("integer", "long", "string"):
        gives = _shape(**{name: kind}, **THINGS)
        assert list(sums(gives, ("Things",))) == ([name] if says and kind != "string" else [])
        assert list(sums(gives, ())) == []


@pytest.mark.parametrize("case", CASES["lists"])
def test_these_lists_are_paginated(case: dict[str, Any]) -> None:
    token = PAGED if case.get("top", True) else {}
    found = infer(_shape(**PAGED, **case.get("takes", {})), _shape(**token, **case["gives"]))
    assert found is not None
    keys = several(found.get("result_key"))
    assert list(keys) == (case["lists"] or [])


@pytest.mark.parametrize("case", CASES["rivals"])
def test_these_lists_may_be_there_instead(case: dict[str, Any]) -> None:
    takes = _shape(**case["takes"]) if "takes" in case else None
    assert list(rivals(takes, _shape(**case["gives"]), case["list"])) == case["rivals"]


@pytest.mark.parametrize("case", CASES["counts"])
def test_these_fields_count_the_items_of_a_page(case: dict[str, Any]) -> None:
    service, _, operation = case["operation"].partition(".")
    found = counts(service, operation, _shape(**case["gives"]), tuple(case["lists"]))
    assert {path: list(lists) for path, lists in found.items()} == case["counts"]


@pytest.mark.parametrize("case", CASES["echoes"])
def test_these_fields_repeat_the_token_of_the_request(case: dict[str, Any]) -> None:
    configuration = {"input_token": case["into"], "output_token": case["out"]}
    assert list(echoes(_shape(**case["gives"]), configuration)) == case["echoes"]


@pytest.mark.parametrize("case", CASES["added"])
def test_these_numbers_add_up(case: dict[str, Any]) -> None:
    assert list(sums(_shape(**case["gives"], **THINGS), ("Things",))) == case["sums"]


@pytest.mark.parametrize("location", ["header", "statusCode", "headers"])
def test_what_is_in_a_header_describes_no_thing(location: str) -> None:
    members = {"Name": {"shape": "Text", "location": location}}
    model: Any = {"Page": {"type": "structure", "members": members}, "Text": {"type": "string"}}
    gives: Any = ShapeResolver(model).get_shape_by_name("Page")
    assert facts(None, gives) == (["Name"] if location == "headers" else [])


@pytest.mark.parametrize(
    ("sign", "shown", "silent"),
    [
        (Sign(("a",)), [True, "x", "true", 1, ["x"]], [False, None, "", "false", "False", 0, []]),
        (Sign(("a",), when=("PARTIAL", False)), ["PARTIAL", False], [True, "DONE", None]),
        (Sign(("a",), full=(10, 100, 1000)), [10, 100, 1000, 1001], [0, 9, 11, 101, 999]),
    ],
)
def test_a_value_shows_that_something_is_missing(
    sign: Sign, shown: list[Any], silent: list[Any]
) -> None:
    assert [value for value in (*shown, *silent) if sign.is_shown(value)] == shown


def test_without_a_request_or_a_response_nothing_continues() -> None:
    shape = _shape(**PAGED)
    assert infer(None, shape) is None
    assert infer(shape, None) is None
    assert infer(shape, shape) == {"input_token": "NextToken", "output_token": "NextToken"}


def test_an_endless_operation_has_no_signs() -> None:
    gives = _shape(IsTruncated="boolean", Failures=["string"], **THINGS)
    assert signs("GetThings", None, gives, Paging("refused", {}), {}) == Signs()
    assert signs("GetThings", None, None, Paging("none", {}), {}) == Signs()
    assert signs("GetThings", None, gives, Paging("none", {}), {}) != Signs()


def test_an_exception_names_what_was_not_done() -> None:
    gives = _shape(Failures=["string"], Result={"Missing": ["string"]}, **THINGS)
    own = {"undone": ["Result.Missing"]}
    found = signs("PutThings", None, gives, Paging("none", {}), own)
    assert found.undone == (("Result", "Missing"),)
    assert signs("GetThings", None, gives, Paging("none", {}), {"undone": []}).undone == ()


@pytest.mark.parametrize(
    ("entry", "sign"),
    [
        ({"path": "truncated"}, Sign(("truncated",))),
        ({"path": "A.B[].C"}, Sign(("A", "B", "[]", "C"), (("A", "B", "[]"),))),
        ({"path": "A.B", "full": 50}, Sign(("A", "B"), (("A", "B"),), full=(50,))),
        ({"path": "A", "full": [5, 9]}, Sign(("A",), (("A",),), full=(5, 9))),
        (
            {"path": "A.B", "about": ["C[].D", "E"], "when": [False], "do": "ask again"},
            Sign(("A", "B"), (("C", "[]", "D"), ("E",)), when=(False,), advice="ask again"),
        ),
        (
            {"path": "A", "full": 9, "unless": "Max", "total": True, "says": "9", "at": "output"},
            Sign(("A",), (("A",),), (), (9,), "Max", True, "9", "output"),
        ),
    ],
)
def test_an_announcement_is_a_sign(entry: dict[str, Any], sign: Sign) -> None:
    gives, one_page = _shape(A=["string"]), Paging("none", {})
    found = signs("GetThings", None, gives, one_page, {}, [entry, {"path": "B", "not": "a cut"}])
    assert (found.more, found.capped) == (((), (sign,)) if "full" in entry else ((sign,), ()))


def test_what_is_judged_is_not_found_again() -> None:
    gives = _shape(truncated="boolean", Thing={"truncated": "boolean", "Name": "string"})
    entries = [{"path": "truncated", "not": "what was asked for"}]
    found = signs("GetThings", None, gives, Paging("none", {}), {}, entries)
    assert [sign.name for sign in found.more] == ["Thing.truncated"]


@pytest.mark.parametrize(
    ("configuration", "names"),
    [
        ({"output_token": "NextToken"}, ["Thing.hasMore", "Thing.nextToken"]),
        ({"output_token": "Thing.nextToken"}, ["NextToken", "isTruncated"]),
        (
            {"output_token": "x", "more_results": "isTruncated"},
            ["NextToken", "Thing.hasMore", "Thing.nextToken"],
        ),
        # The last element is in no object that could have a flag.
        (
            {"output_token": "Things[-1].Name"},
            ["NextToken", "isTruncated", "Thing.hasMore", "Thing.nextToken"],
        ),
    ],
)
def test_a_token_that_is_followed_is_no_sign(
    configuration: dict[str, Any], names: list[str]
) -> None:
    inner = {"hasMore": "boolean", "nextToken": "string"}
    gives = _shape(NextToken="string", isTruncated="boolean", Thing=inner, **THINGS)
    paging = Paging("builtin", configuration)
    found = signs("GetThings", None, gives, paging, {}).more
    assert [sign.name for sign in found] == names
    paging = Paging("builtin", configuration, echoes=(names[0],))
    found = signs("GetThings", None, gives, paging, {}).more
    assert [sign.name for sign in found] == names[1:]


@pytest.mark.parametrize(
    ("name", "facts_beside", "undone"),
    [("GetThing", 2, True), ("GetThing", 5, False), ("BatchGetThing", 5, True)],
)
def test_an_answer_about_one_thing_tells_its_own_failures(
    name: str, facts_beside: int, undone: bool
) -> None:
    fields = {f"Fact{number}": "string" for number in range(facts_beside)}
    gives = _shape(Failures=["string"], UnprocessedKeys=["string"], **fields, **THINGS)
    found = signs(name, None, gives, Paging("none", {}), {}).undone
    assert found == ((("Failures",),) if undone else ()) + (("UnprocessedKeys",),)


def test_failures_that_are_listed_are_done() -> None:
    gives = _shape(Failures=["string"], **THINGS)
    for paging in (
        Paging("builtin", {}, result_keys=("Failures",)),
        Paging("builtin", {"output_token": "Failures"}),
    ):
        assert signs("GetThings", None, gives, paging, {}).undone == ()
    alone = signs("ListFailures", None, _shape(Failures=["string"]), Paging("none", {}), {})
    assert alone.undone == ()
