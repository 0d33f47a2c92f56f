"""The token buckets that requests are counted in, and where their figures come from."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple
from html import unescape
from pathlib import Path
from typing import Any, get_args

import pytest

import querykit.services
from querykit.services import catalog
from querykit.services.operation import operation
from querykit.services.rates import Scope, buckets
from tests.cases import read_cases
from tests.older import skip_if_older

TABLE = json.loads(
    (Path(querykit.services.__file__).parent / "rates.json").read_text(encoding="utf-8")
)["buckets"]
KINDS = {"documented", "practice", "reported", "unverified", "depends", "undocumented"}


def said(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", "", html)).split())


def id_of(entry: Mapping[str, Any]) -> str:
    return f"{entry['service']} {entry['operations']}"


@pytest.mark.parametrize("case", read_cases(Path(__file__).with_name("rates.yaml")), ids=str)
def test_the_buckets_of_a_request(case: Mapping[str, Any]) -> None:
    service, method = case["call"].split(".")
    found = buckets(operation(service, method), case.get("parameters", {}))
    assert [list(astuple(each)) for each in found] == case["buckets"]


@pytest.mark.parametrize("entry", TABLE, ids=id_of)
def test_an_entry_is_of_operations_and_parameters_that_there_are(entry: Mapping[str, Any]) -> None:
    assert entry["kind"] in KINDS
    assert entry["scope"] in get_args(Scope)
    assert entry["source"]
    assert (entry["rate"] is None) == (entry["kind"] == "undocumented")
    skip_if_older({entry["service"]} - {*catalog.service_names()})
    model = catalog.service_model(entry["service"])
    if isinstance(entry["operations"], str):
        assert entry["operations"] in ("*", "* reads")
        return
    skip_if_older({*entry["operations"]} - {*model.operation_names})
    for name in entry["operations"]:
        shape = model.operation_model(name).input_shape
        taken = {*shape.members} if shape else set()
        assert taken.issuperset((*entry.get("resource", ()), *entry.get("without", ())))


@pytest.mark.parametrize("entry", [each for each in TABLE if "says" in each], ids=id_of)
def test_a_documented_rate_is_what_the_model_says(entry: Mapping[str, Any]) -> None:
    assert entry["kind"] == "documented"
    skip_if_older({entry["service"]} - {*catalog.service_names()})
    model = catalog.service_model(entry["service"])
    names = [] if "of the service" in entry["source"] else entry["operations"]
    skip_if_older({*names} - {*model.operation_names})
    texts = [model.operation_model(name).documentation for name in names]
    for text in texts or [model.documentation]:
        assert entry["says"] in said(text)
    words = {"one": 1, "two": 2, "five": 5}
    figures = re.findall(r"[0-9]+|one|two|five", entry["says"])
    assert entry["rate"] in [words.get(each) or int(each) for each in figures]


def test_a_model_is_the_source_of_every_rate_that_claims_it() -> None:
    claimed = {id_of(each) for each in TABLE if each["source"].startswith("botocore")}
    depends = {id_of(each) for each in TABLE if each["kind"] == "depends"}
    assert claimed - depends <= {id_of(each) for each in TABLE if "says" in each}


def test_no_operation_is_named_twice() -> None:
    named = Counter(
        (entry["service"], name)
        for entry in TABLE
        if isinstance(entry["operations"], list)
        for name in entry["operations"]
    )
    assert [each for each, count in named.items() if count > 1] == []
