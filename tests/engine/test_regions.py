"""A region exists, may be younger than botocore, or is rejected with the nearest one."""

from __future__ import annotations

import os

import pytest

from querykit.engine.regions import check_region, is_known
from querykit.errors import ConfigurationError


@pytest.fixture(autouse=True)
def _no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("region", "known"),
    [
        ("us-east-1", True),
        ("cn-north-1", True),
        ("aws-global", True),
        ("us-gov-west-1-fips", True),
        # Not in botocore, but named as a region of a partition is.
        ("eu-north-9", False),
        ("us-east-19", False),
        ("ap-southcentral-2", False),
        ("ap-northeast-12", False),
        ("sa-west-3", False),
        ("us-isob-central-7", False),
    ],
)
def test_a_region_is_one_that_botocore_lists_or_may_be_new(region: str, known: bool) -> None:
    assert is_known(region) == known
    check_region(region)


@pytest.mark.parametrize(
    ("region", "hint"),
    [
        ("us-esat-1", "did you mean 'us-east-1'?"),
        (" EU-WEST-1 ", "did you mean 'eu-west-1'?"),
        ("eu-wset-3", "did you mean 'eu-west-3'?"),
        ("us-east", "did you mean 'us-east-2' or 'us-east-1'?"),
        ("us-east-0", "did you mean 'us-east-2' or 'us-east-1'?"),
        ("us-east-1a", "did you mean 'us-east-1'?"),
        ("us-east-100", "did you mean 'us-east-1'?"),
        ("us-east-\u0661", "did you mean 'us-east-2' or 'us-east-1'?"),
        ("us-estern-1", "did you mean 'us-west-1' or 'us-east-1'?"),
        ("zz-north-1", "did you mean 'eu-north-1' or 'cn-north-1'?"),
        ("us--1", "use a name such as us-east-1"),
        ("everywhere", "use a name such as us-east-1"),
    ],
)
def test_any_other_region_is_rejected_with_the_nearest(region: str, hint: str) -> None:
    assert not is_known(region)
    with pytest.raises(ConfigurationError) as raised:
        check_region(region)
    assert str(raised.value) == f"error: there is no region {region!r}\n  {hint}"
