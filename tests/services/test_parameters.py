"""Parameters are held against the shape that an operation takes, before any call is made."""

from __future__ import annotations

import copy
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from querykit.mistakes import Part
from querykit.services.operation import operation
from querykit.services.parameters import fit
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("fits.yaml"))


@pytest.mark.parametrize("case", CASES, ids=[case["it"] for case in CASES])
def test_parameters_fit_or_are_told(case: dict[str, Any]) -> None:
    given = copy.deepcopy(case["given"])
    fitted, misfits = fit(operation(*case["operation"].split(".")), given)
    found = [
        [list(misfit.part.path[1:]), misfit.what, misfit.hint] for misfit in misfits if misfit.part
    ]
    assert found == case.get("misfits", [])
    if "fits" in case:
        assert repr(fitted) == repr(case["fits"])
    assert repr(given) == repr(case["given"])


def test_pythons_own_times_are_in_utc_where_they_have_no_zone() -> None:
    spot_prices = operation("ec2", "describe_spot_price_history")
    given = {"StartTime": datetime(2026, 1, 31, 10), "EndTime": date(2026, 2, 1)}
    assert fit(spot_prices, given) == (
        {
            "StartTime": datetime(2026, 1, 31, 10, tzinfo=timezone.utc),
            "EndTime": datetime(2026, 2, 1, tzinfo=timezone.utc),
        },
        [],
    )


def test_bytes_fit_a_blob() -> None:
    assert fit(operation("kms", "decrypt"), {"CiphertextBlob": b"\x00"})[1] == []


def test_a_union_takes_one_of_its_members() -> None:
    content = {"text": "a", "image": {"format": "png", "source": {"bytes": "x"}}}
    given = {"modelId": "m", "messages": [{"role": "user", "content": [content]}]}
    (misfit,) = fit(operation("bedrock-runtime", "converse"), given)[1]
    assert misfit.part == Part(("parameters", "messages", 0, "content", 0))
    assert "tagged union structure messages[0].content[0]" in misfit.what
