"""What is not in a region, not enabled or not subscribed; and what is a denial, by which policy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import querykit.services
from querykit.services import catalog
from querykit.services.denials import denied_by
from querykit.services.not_here import not_here
from tests.cases import read_cases
from tests.older import skip_if_older

HERE = Path(__file__).parent
TABLE = json.loads(
    (Path(querykit.services.__file__).parent / "not_here.json").read_text(encoding="utf-8")
)
REASONS = {"not enabled", "not in this region", "not subscribed", "in no organization"}


def operations(entry: Mapping[str, Any], service: str) -> list[str]:
    """The operations of an entry that a service has: an entry may be for several services."""
    known = catalog.service_model(service).operation_names
    return list(known) if entry["operations"] == "*" else entry["operations"]


@pytest.mark.parametrize("case", read_cases(HERE / "not_here.yaml"), ids=str)
def test_the_code_and_the_message_decide(case: Mapping[str, str]) -> None:
    service, name = case["call"].split(".")
    assert not_here(service, name, case["code"], case["message"]) == case.get("is")


@pytest.mark.parametrize("entry", TABLE["left_out"], ids=lambda entry: entry["code"])
def test_what_may_be_a_denial_or_hide_something_stays_a_failure(entry: Mapping[str, Any]) -> None:
    for service in entry["services"]:
        for name in operations(entry, service):
            assert not_here(service, name, entry["code"], entry["message"]) is None


def test_no_entry_takes_what_a_denial_says() -> None:
    denial = (
        "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: x:List on "
        "resource: arn:aws:x:eu-west-1:123456789012:* because no identity-based policy allows "
        "the x:List action"
    )
    for entry in TABLE["entries"]:
        for service in entry["services"]:
            name = operations(entry, service)[0]
            for code in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"):
                assert not_here(service, name, code, denial) is None


def test_without_a_code_there_is_nothing_to_decide_by() -> None:
    assert not_here("cloudtrail", "ListImports", None, "") is None


@pytest.mark.parametrize("entry", TABLE["entries"], ids=lambda entry: entry["code"])
def test_an_entry_agrees_with_the_models(entry: Mapping[str, Any]) -> None:
    assert entry["reason"] in REASONS
    assert entry["source"]
    skip_if_older({*entry["services"]} - {*catalog.service_names()})
    for service in entry["services"]:
        model: Any = catalog.service_model(service)
        named = operations(entry, service)
        skip_if_older({*named} - {*model.operation_names})
        declared = [
            name
            for name in named
            for shape in model.operation_model(name).error_shapes
            if entry["code"] in (shape.name, shape.error_code)
        ]
        assert bool(declared) == entry["in_model"]


@pytest.mark.parametrize(("reason", "policy"), read_cases(HERE / "denials.yaml"))
def test_a_denial_names_its_policy(reason: str, policy: str | None) -> None:
    begin = "User: arn:aws:iam::1:user/a is not authorized to perform: s3:GetObject on resource: *"
    assert denied_by(f"{begin} {reason}") == policy
