"""Regions by name: which exist, which may be younger than botocore, and which are misspelled."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from querykit.errors import ConfigurationError, nearest
from querykit.services import catalog

__all__ = ["check_region", "is_known"]

# AWS names a region by an area, a direction in it, and a number: ap-southeast-5.
_DIRECTION = re.compile(r"-(?:north|south)?(?:east|west)?(?:central)?-[1-9][0-9]?\Z")


def is_known(region: str) -> bool:
    """Return whether botocore lists a region, in any partition, or a service's own, like aws-
    global.
    """
    return region in _known().regions or region in _known().others


def check_region(region: str | None, endpoint_url: str | None = None) -> None:
    """Reject a region that does not exist, before any call.

    A region that botocore does not list is accepted if its name follows the rule of a partition
    and has a direction, such as eu-north-9: AWS may have added it since. With another endpoint
    than AWS's, any name is accepted; if only the environment has one, any that resembles none.

    Raises ConfigurationError with the nearest regions.
    """
    if region is None or endpoint_url is not None or is_known(region) or _may_be_new(region):
        return
    suggestion = _suggest(region.strip().lower())
    if suggestion is None and any(name.startswith("AWS_ENDPOINT_URL") for name in os.environ):
        return
    hint = suggestion or "use a name such as us-east-1"
    raise ConfigurationError(f"there is no region {region!r}", hint=hint)


def _suggest(region: str) -> str | None:
    """Return the region with the same letters, as in us-esat-1, else the nearest ones."""
    regions = _known().regions
    turned = [each for each in regions if sorted(each) == sorted(region)]
    return f"did you mean {turned[0]!r}?" if len(turned) == 1 else nearest(region, regions)


def _may_be_new(region: str) -> bool:
    is_form = any(re.fullmatch(form, region, re.ASCII) for form in _known().forms)
    return is_form and _DIRECTION.search(region) is not None


@dataclass(frozen=True)
class _Known:
    """What botocore knows of regions.

    regions: those of all partitions. others: names that only some services have.
    forms: the patterns of the names in each partition.
    """

    regions: tuple[str, ...]
    others: frozenset[str]
    forms: tuple[str, ...]


@lru_cache(maxsize=1)
def _known() -> _Known:
    loader = catalog.loader()
    partitions: list[Any] = loader.load_data("partitions")["partitions"]
    regions = {name for each in partitions for name in each["regions"]}
    others: set[str] = set()
    for each in loader.load_data("endpoints")["partitions"]:
        regions.update(each["regions"])
        for service in each["services"].values():
            others.update(service.get("endpoints", ()))
    forms = tuple(each["regionRegex"].strip("^$") for each in partitions)
    return _Known(tuple(sorted(regions)), frozenset(others), forms)
