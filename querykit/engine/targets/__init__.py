"""The targets of a selection: a shelf of the places where accounts are listed, and their regions.

Each module is one way to list accounts: ``--accounts org`` is ``org.py``. Its ``places`` returns a
target without a region for each account.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from querykit.engine.access import Access
from querykit.engine.targets import _regions, _selection
from querykit.engine.targets._identity import identify, verify
from querykit.services.scopes import Scope
from querykit.shelf import Shelf
from querykit.target import Selection, Target

__all__ = [
    "EVERY_REGION",
    "SOURCES",
    "Source",
    "check_selection",
    "find_places",
    "find_targets",
    "verify",
]


class Source(Protocol):
    """A module of the shelf."""

    def places(self, selection: Selection, access: Access, own: Target) -> list[Target]:
        """Return the accounts of a selection, each as a target without a region.

        own: the account of the session.
        """


EVERY_REGION = Scope("region", each_region=True)
"""The scope of what is called in each region, as most operations are."""

SOURCES: Shelf[Source] = Shelf("querykit.engine.targets", kind="source of accounts")


def find_places(selection: Selection, access: Access) -> list[Target]:
    """Return the accounts of a selection, in their order, each once, as targets without a region.

    Raises QuerykitError if they cannot be listed: nothing is called then.
    """
    if not (selection.accounts or selection.source or selection.profiles):
        return [Target(region=None)]
    own = Target() if selection.profiles else identify(Target(), access)
    found: list[Target] = []
    for name in _sources(selection):
        found += SOURCES.member(name).places(selection, access, own)
    found = [each for each in found if each.account not in selection.exclude_accounts]
    unique = {each.account or each.profile: each for each in reversed(found)}
    return [each for each in found if unique[each.account or each.profile] is each]


def check_selection(selection: Selection, endpoint_url: str | None = None) -> None:
    """Raise ConfigurationError with all that is wrong with a selection, before any call."""
    _selection.check_selection(selection, SOURCES.names(), endpoint_url)


def _sources(selection: Selection) -> list[str]:
    names = ["profiles"] if selection.profiles else []
    names += ["ids"] if selection.accounts else []
    if selection.source is not None:
        names.append(selection.source if selection.source in SOURCES.names() else "file")
    return names


def find_targets(
    place: Target, selection: Selection, access: Access, scope: Scope
) -> tuple[list[Target], list[Target]]:
    """Return the targets of an account, and what of its regions is not there.

    These lack the service; or they are patterns, which are matched with the regions that are
    enabled in the account. None of an account that is excluded, which a profile tells only now. An
    operation that returns the same in every region is called in one.

    Raises QuerykitError if the account cannot be reached, or denies the list of its regions.
    """
    known = identify(place, access)
    if known.account in selection.exclude_accounts:
        return [], []
    partition = known.partition or "aws"
    if not scope.each_region:
        wanted = _regions.named_regions(selection, access.clients(known).region)
        return [replace(known, region=each) for each in scope.regions(partition, wanted)], []
    found, unmatched = _regions.find_regions(known, selection, access)
    wanted = [each for each in found if each is not None]
    there = scope.regions(partition, wanted) if wanted else found
    targets = [replace(known, region=region) for region in there]
    absent = [*(each for each in wanted if each not in there), *unmatched]
    lacking = [replace(known, region=region) for region in absent]
    return targets, lacking
