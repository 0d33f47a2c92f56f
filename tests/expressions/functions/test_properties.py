"""What holds of functions whatever they are given."""

from __future__ import annotations

import ipaddress
import math
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querykit.errors import EvaluationError
from querykit.expressions import compile
from querykit.expressions.functions import FUNCTIONS
from querykit.expressions.functions._equality import identity
from querykit.moments import as_text, moment
from querykit.types.notation import parse, write
from querykit.types.types import Applied, List, Map, Record, Type, union
from querykit.types.values import misfit
from tests.expressions.functions.examples import NOW, outcome
from tests.properties import examples

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=3)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
# Few values, so that many are equal.
ELEMENTS = st.lists(
    st.fixed_dictionaries({}, optional={"k": st.sampled_from(["a", "b", "", 1, True, None, [1]])})
    | st.sampled_from([1, 1.0, True, None, "1"])
    | st.lists(st.integers(0, 1) | st.lists(st.booleans(), max_size=2), max_size=2),
    max_size=8,
)
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1))
CONDENSING = ["unique(@)", "unique_by(@, &k)", "flatten_all(@)"]


def found(expression: str, given: Any, **values: Any) -> Any:
    return compile(expression).bind(values, now=NOW).search(given)


@given(JSON)
@settings(deadline=None)
def test_json_comes_back_as_it_was(value: Any) -> None:
    assert repr(found("from_json(to_json(@))", value)) == repr(value)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4))
@settings(deadline=None)
def test_an_object_comes_back_from_its_items(value: Any) -> None:
    assert found("from_items(items(@))", value) == value


@pytest.mark.parametrize("text", ["unique(@)", "unique_by(@, &k)"])
@given(value=ELEMENTS)
@settings(deadline=None)
def test_what_is_unique_stays_so(text: str, value: list[Any]) -> None:
    once = found(text, value)
    assert found(text, once) == once


@given(ELEMENTS)
@settings(deadline=None)
def test_unique_has_the_first_of_all_that_are_equal(value: list[Any]) -> None:
    keys = [identity(element) for element in value]
    firsts = [element for at, element in enumerate(value) if keys.index(keys[at]) == at]
    assert repr(found("unique(@)", value)) == repr(firsts)


def test_the_condensing_functions_are_these() -> None:
    names = [name for name in FUNCTIONS.names() if FUNCTIONS.member(name).SIGNATURE.condenses]
    assert names == sorted(text.partition("(")[0] for text in CONDENSING)


@pytest.mark.parametrize("text", CONDENSING)
@given(first=ELEMENTS, second=ELEMENTS)
@settings(deadline=None)
def test_a_list_may_be_condensed_before_more_comes(
    text: str, first: list[Any], second: list[Any]
) -> None:
    condensed = found(text, first)
    assert isinstance(condensed, list)
    assert repr(found(text, first + second)) == repr(found(text, condensed + second))


@given(st.lists(st.fixed_dictionaries({"n": st.integers()}, optional={"k": st.sampled_from("ab")})))
@settings(deadline=None)
def test_groups_have_every_element_once_and_in_order(value: list[Any]) -> None:
    groups = found("group_by(@, &k)", value)
    assert sorted(map(repr, value)) == sorted(repr(one) for each in groups.values() for one in each)
    for key, group in groups.items():
        assert group == [one for one in value if str(one.get("k", "null")) == key]
    assert found("count_by(@, &k)", value) == {key: len(each) for key, each in groups.items()}


@given(st.lists(st.fixed_dictionaries({}, optional={"n": st.integers() | st.none()})))
@settings(deadline=None)
def test_a_sum_is_that_of_what_is_there(value: list[Any]) -> None:
    assert found("sum_by(@, &n)", value) == found("sum([].n)", value)


@given(ELEMENTS)
@settings(deadline=None)
def test_the_first_is_the_one_that_a_filter_finds_first(value: list[Any]) -> None:
    assert repr(found("find_first(@, &k)", value)) == repr(found("[?k] | [0]", value))


NETWORKS = st.builds(
    lambda address, bits: ipaddress.ip_network((address, bits), strict=False),
    st.ip_addresses(v=4),
    st.integers(0, 32),
) | st.builds(
    lambda address, bits: ipaddress.ip_network((address, bits), strict=False),
    st.ip_addresses(v=6),
    st.integers(0, 128),
)


@given(NETWORKS, NETWORKS | st.ip_addresses())
@settings(deadline=None)
def test_a_range_contains_what_ipaddress_says(outer: Any, inner: Any) -> None:
    network = ipaddress.ip_network(inner)
    contained = network.version == outer.version and network.subnet_of(outer)
    assert found("cidr_contains($outer, @)", str(inner), outer=str(outer)) is contained


@given(NETWORKS, st.data())
@settings(deadline=None)
def test_a_range_contains_its_own_addresses(network: Any, data: st.DataObject) -> None:
    address = network[data.draw(st.integers(0, network.num_addresses - 1))]
    assert found("cidr_contains($outer, @)", str(address), outer=str(network)) is True


@given(st.integers(-100_000, 100_000), st.integers(0, 86_399))
@settings(deadline=None)
def test_an_age_is_that_of_the_moment_so_long_ago(days: int, seconds: int) -> None:
    when = found("ago(@)", days * 86_400 + seconds)
    assert found("age_days(@)", when) == days
    assert moment(when) == NOW - timedelta(days=days, seconds=seconds)


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
@settings(deadline=None)
def test_a_date_is_the_same_in_every_form(naive: datetime, offset: int) -> None:
    when = naive.replace(tzinfo=timezone(timedelta(minutes=offset)))
    text = as_text(when)
    assert found("to_date(@)", when.isoformat()) == text
    assert found("to_date(@)", text) == text
    assert found("to_date(@, '%Y-%m-%d %H:%M:%S.%f %z')", f"{when:%Y-%m-%d %H:%M:%S.%f %z}") == text
    whole = when.replace(microsecond=0)
    assert found("to_date(@)", int(whole.timestamp())) == as_text(whole)
    assert found("to_date(@)", int(whole.timestamp()) * 1000) == as_text(whole)


@given(MOMENTS, MOMENTS)
@settings(deadline=None)
def test_the_order_of_texts_is_that_of_time(first: datetime, second: datetime) -> None:
    texts = [as_text(when.replace(tzinfo=timezone.utc)) for when in (first, second)]
    assert (texts[0] < texts[1]) is (first < second)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.text(max_size=3), max_size=4))
@settings(deadline=None)
def test_tags_are_the_same_in_every_shape(tags: dict[str, str]) -> None:
    shapes: list[Any] = [tags] if tags.keys() != {"Items"} else []
    for key, value in (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue")):
        shapes.append([{key: name, value: text} for name, text in tags.items()])
    shapes.append({"Items": shapes[-1]})
    for shape in shapes:
        assert found("tags(@)", shape) == tags
        for name in [*tags, "none of them"]:
            assert found("tag(@, $name)", shape, name=name) == tags.get(name)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(.*)*x", "a{0,50}a{50}$", "(a?){30}a{30}$"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    text = "a" * 100_000 + "!"
    begin = time.perf_counter()
    found("matches(@, $pattern)", text, pattern=pattern)
    assert time.perf_counter() - begin < 2


@given(st.text(max_size=5), st.text(max_size=4))
@settings(max_examples=examples(300), deadline=None)
def test_a_pattern_is_found_or_refused(text: str, pattern: str) -> None:
    result = outcome("matches(@, $pattern)", text, pattern=pattern)
    refused = ("is not a valid regular expression", "is not valid text")
    assert result.get("result") in (True, False) or any(why in result["fails"] for why in refused)


@pytest.mark.parametrize("name", FUNCTIONS.names())
@given(data=st.data())
@settings(max_examples=examples(60), deadline=None)
def test_nothing_makes_a_function_crash(name: str, data: st.DataObject) -> None:
    signature = FUNCTIONS.member(name).SIGNATURE
    values = {parameter.name: data.draw(JSON) for parameter in signature.parameters}
    arguments = [
        "&@" if parameter.is_expref else f"${parameter.name}" for parameter in signature.parameters
    ]
    result = outcome(f"{name}({', '.join(arguments)})", {}, **values)
    if "fails" in result:
        assert f"{name}()" in result["fails"]
    else:
        assert misfit(signature.returns, result["result"]) is None


@given(JSON)
@settings(deadline=None)
def test_a_value_fits_or_is_told(value: Any) -> None:
    types = ["list", "boolean", "null", "number", "object", "string"]
    assert [misfit(parse(name), value) is None for name in types].count(True) == 1
    assert misfit(parse("any"), value) is None
    assert (misfit(parse("list of number"), value) is None) is (
        isinstance(value, list)
        and all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in value)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "strin",
        "list of",
        "of T",
        "(list",
        "list)",
        "string or",
        "{a}",
        "{a: }",
        "T U",
        "TU",
    ],
)
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a type: "):
        parse(text)


WORDS = ["any", "boolean", "date", "integer", "null", "number", "string", "timestamp", "T"]


@pytest.mark.parametrize("word", WORDS)
def test_a_type_of_one_word_is_written_with_it(word: str) -> None:
    assert write(parse(word)) == word


TYPES: st.SearchStrategy[Type] = st.recursive(
    st.sampled_from(WORDS).map(parse),
    lambda inner: st.one_of(
        inner.map(List),
        inner.map(Map),
        st.lists(inner, min_size=1, max_size=3).map(lambda found: union(*found)),
        st.lists(inner, min_size=1, max_size=2).map(
            lambda found: Record(tuple(zip("ab", found, strict=False)))
        ),
        st.tuples(inner, inner).map(lambda found: Applied(*found)),
    ),
    max_leaves=6,
)


@given(TYPES)
def test_a_type_is_what_its_notation_says(type_: Type) -> None:
    text = write(type_)
    assert write(parse(text)) == text


@pytest.mark.parametrize("depth", [200, 100_000])
def test_deep_data_is_flattened_and_otherwise_refused(depth: int) -> None:
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    assert found("flatten_all(@)", deep) == [1]
    if depth > 1000:
        with pytest.raises(EvaluationError, match="nested too deeply"):
            found("unique(@)", [deep])


def test_many_elements_take_no_longer_each() -> None:
    elements = [{"k": {"n": number}} for number in range(50_000)]
    begin = time.perf_counter()
    assert len(found("unique_by(@, &k)", elements)) == 50_000
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_moment(number: float) -> None:
    for text in ("to_date(@)", "ago(@)", "age_days(@)", "to_json(@)"):
        with pytest.raises(EvaluationError):
            found(text, number)
