"""Equal data has equal keys, and a key of a secret means nothing outside of its process."""

from __future__ import annotations

import importlib.util
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from querykit.engine import key
from querykit.engine.key import key_of
from querykit.engine.withheld import Withheld

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": [True, {"c": None}]}, {"b": [True, {"c": None}], "a": 1}),
        (["a", ["b"]], ("a", ("b",))),
        (b"a\xff", bytearray(b"a\xff")),
        (NOON, NOON.astimezone(timezone(timedelta(hours=5)))),
        (Withheld((("x", 0), "-")), Withheld((("x", 0), "-"))),
    ],
)
def test_what_is_the_same_has_the_same_key(one: Any, other: Any) -> None:
    assert key_of(one) == key_of(other)
    assert key_of([one, "s3cret"], ("s3cret",)) == key_of([other, "s3cret"], ("s3cret",))


OTHERS: list[Any] = [
    *(None, "None", True, "True", 1, "1", 1.0, b"1", NOON, NOON.isoformat()),
    *([], [[]], {}, [{}], [1, 2], [2, 1], ["1,2"], {"a": 1}, {"a": "1"}, {"1": "a"}, ["a", 1]),
    *(
        Withheld((("x", 0),)),
        Withheld((("y", 0),)),
        Withheld((("x", 1),)),
        Withheld((("x", 0),), int),
    ),
]


@pytest.mark.parametrize("hidden", [(), ("1",), ("",)])
def test_what_differs_has_another_key(hidden: tuple[str, ...]) -> None:
    keys = {key_of(each, hidden) for each in OTHERS}
    assert len(keys) == len(OTHERS)
    assert {len(each) for each in keys} == {32}


@pytest.mark.parametrize("value", ["a s3cret", b"a s3cret\xff", {"s3cret": 1}, "\udcff s3cret", 5])
def test_a_key_of_a_secret_is_of_this_process_alone(value: Any) -> None:
    assert key.__spec__ is not None
    assert key.__spec__.loader is not None
    another: Any = importlib.util.module_from_spec(key.__spec__)
    key.__spec__.loader.exec_module(another)
    hidden = ("other", "s3cret", "5")
    assert key_of(value) == another.key_of(value)
    assert key_of(value) == key_of(value, ("other", ""))
    assert key_of(value, hidden) == key_of(value, hidden) != key_of(value)
    assert key_of(value, hidden) != another.key_of(value, hidden)
