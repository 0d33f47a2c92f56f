"""The regions of an account."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

from querykit.engine.access import Access
from querykit.engine.targets._lookup import look_up
from querykit.errors import AccessDeniedError
from querykit.target import Selection, Target, is_pattern

__all__ = ["find_regions", "named_regions"]

_ENABLED = (
    "account.list_regions {RegionOptStatusContains: [ENABLED, ENABLED_BY_DEFAULT]}"
    " | Regions[].RegionName"
)
# Without AllRegions it lists those that are enabled in the account.
_OF_EC2 = "ec2.describe_regions | Regions[].RegionName"


def find_regions(
    place: Target, selection: Selection, access: Access
) -> tuple[list[str | None], list[str]]:
    """Return the regions of a selection in an account, and the patterns that match none of them.

    Those of a pattern are sorted; named ones come in their order.

    Raises QuerykitError if a pattern needs the list of regions, and the account refuses it.
    """
    if not selection.regions:
        own = access.clients(place).region
        is_excluded = own is not None and _is_among(own, selection.exclude_regions)
        return ([] if is_excluded else [own]), []
    enabled: list[str] = []
    if any(map(is_pattern, selection.regions)):
        enabled = _enabled(place, access)
    found: dict[str, None] = {}
    unmatched = []
    for name in selection.regions:
        matching = [each for each in enabled if name == "all" or fnmatchcase(each, name)]
        if is_pattern(name) and not matching:
            unmatched.append(name)
        found.update(dict.fromkeys(matching if is_pattern(name) else [name]))
    return [each for each in found if not _is_among(each, selection.exclude_regions)], unmatched


def named_regions(selection: Selection, default: str | None) -> list[str]:
    """Return the regions that a selection has by their names, else the one of the session."""
    named = [each for each in selection.regions if not is_pattern(each)]
    kept = [each for each in named if not _is_among(each, selection.exclude_regions)]
    return kept or ([default] if default else [])


def _is_among(region: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(region, each) for each in patterns)


def _enabled(place: Target, access: Access) -> list[str]:
    """Return the regions that are enabled in an account; botocore's own list lacks some."""
    region = access.clients(place).region or "us-east-1"
    here = replace(place, region=region)
    try:
        found = look_up(_ENABLED, here, access)
    except AccessDeniedError:
        found = look_up(_OF_EC2, here, access)
    return sorted(found)
