"""What an operation wants besides its configuration, and what its pages say is missing."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from querykit.services.operation import Operation, operation
from querykit.services.pagination import undone
from querykit.services.pagination.exceptions import CONFIGURATION, FILE, QUIRKS, exception
from querykit.services.pagination.flags import flags
from querykit.services.pagination.paging import Paging
from querykit.services.tables import table
from tests.cases import read_cases
from tests.services.leftovers import leftovers

PLAIN: dict[str, Any] = {
    "defaults": {},
    "first_only": (),
    "sizeless": (),
    "repeat_ends": False,
    "counts_from": None,
}


def _cases(name: str) -> list[Any]:
    cases = read_cases(Path(__file__).with_name(name))
    return [pytest.param(case, id=case["operation"]) for case in cases]


def _named(name: str) -> Operation:
    return operation(*name.split("."))


@pytest.mark.parametrize("case", _cases("quirks.yaml"))
def test_an_operation_knows_its_quirks(case: dict[str, Any]) -> None:
    paging = _named(case["operation"]).paging
    assert paging.kind == case["kind"]
    for name, plain in PLAIN.items():
        wanted = case.get(name, plain)
        assert getattr(paging, name) == (tuple(wanted) if isinstance(wanted, list) else wanted)
    for name in ("echoes", "sums"):
        if name in case:
            assert sorted(getattr(paging, name)) == sorted(case[name])
    if "counts" in case:
        assert {path: list(lists) for path, lists in paging.counts.items()} == case["counts"]
    for key in CONFIGURATION:
        if key in case:
            assert paging.configuration.get(key) == case[key]


@pytest.mark.parametrize("case", _cases("leftovers.yaml"))
def test_a_page_tells_whether_there_is_more(case: dict[str, Any]) -> None:
    assert leftovers(_named(case["operation"]), case["page"]) == case["more"]


@pytest.mark.parametrize("case", _cases("undone.yaml"))
def test_a_page_tells_what_was_not_done(case: dict[str, Any]) -> None:
    found = undone(_named(case["operation"]), case["page"])
    assert [name for name, _ in found] == case["undone"]


@pytest.mark.parametrize(
    ("name", "flag", "about"),
    [
        # One field of many, and one beside a list: what is around them.
        (
            "fms.get_compliance_detail",
            "PolicyComplianceDetail.EvaluationLimitExceeded",
            "PolicyComplianceDetail",
        ),
        (
            "resiliencehub.describe_app_assessment",
            "assessment.resourceErrorsDetails.hasMoreErrors",
            "assessment.resourceErrorsDetails",
        ),
        # In an object of nothing but flags: the field beside that.
        (
            "stepfunctions.get_execution_history",
            "events.[].executionStartedEventDetails.inputDetails.truncated",
            "events.[].executionStartedEventDetails.input",
        ),
    ],
)
def test_a_flag_is_about_what_it_may_have_cut(name: str, flag: str, about: str) -> None:
    shape: Any = _named(name).output_shape
    assert {".".join(path): ".".join(part) for path, part in flags(shape)}[flag] == about


def test_an_operation_of_one_page_has_no_tokens() -> None:
    assert Paging("none", {}).tokens == ()


@pytest.mark.parametrize("name", table(FILE))
def test_an_exception_is_about_what_there_is(name: str) -> None:
    service, _, method = name.partition(".")
    own, found = exception(service, method), operation(service, method)
    assert found.name == method
    assert own.keys() <= {*CONFIGURATION, *QUIRKS, "rows", "undone", "refused", "why"}
    takes = found.input_shape.members if found.input_shape else {}
    assert {*own.get("defaults", ()), *own.get("first_only", ()), *own.get("sizeless", ())} <= {
        *takes
    }
    if own.get("rows", "@") != "@":
        found_rows: Any = found.output_shape
        for member in own["rows"].split("."):
            found_rows = found_rows.members[member]
        assert found_rows.type_name in ("list", "structure", "map")
    inputs = own.get("input_token", [])
    assert {inputs} <= {*takes} if isinstance(inputs, str) else {*inputs} <= {*takes}


def test_whys_are_sentences_for_people() -> None:
    assert _named("sqs.list_queues").paging.why == (
        "botocore's own paginator: NextToken of one page is sent as NextToken for the next; "
        "without a page size, returns at most 1,000 queues and no token"
    )
    assert _named("ce.get_tags").paging.why == (
        "inferred from its shapes: NextPageToken of one page is sent as NextPageToken for the next"
    )
    assert _named("sts.get_caller_identity").paging.why == (
        "one page: the operation takes no pagination token"
    )
    assert _named("kinesis.get_records").paging.why.startswith("reads an endless stream")


def test_a_page_is_looked_at_in_no_time() -> None:
    found, page = _named("ec2.describe_instances"), {"Reservations": [{}] * 1000, "NextToken": "x"}
    assert leftovers(found, page) == []
    begin = time.process_time()  # whatever else the machine does
    for _ in range(1000):
        assert not any(leftovers(found, page))
        assert not any(undone(found, page))
    assert time.process_time() - begin < 0.1
