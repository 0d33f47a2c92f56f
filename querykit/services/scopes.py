"""The scope of an operation in a run over regions and accounts: how often it is called, and where.

What is global is a fact of the operation, not of its service, and botocore's data does not settle
it: scopes.json has the operations that are not called once per region, with sources.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from querykit.services.operation import Operation
from querykit.services.partitions import global_region, partition_of
from querykit.services.tables import table

__all__ = ["Kind", "Scope", "scope"]

Kind = Literal["region", "account", "organization"]

_FILE = Path(__file__).with_name("scopes.json")
_EVERY = ("*",)


@dataclass(frozen=True)
class Scope:
    """Whether a response is that of a region, of an account or of an organization.

    An organization is called through one account: the management account or a delegated one.
    each_region: whether each region returns rows of its own, which those of an organization may.
    places: the regions that have the operation, by partition; nothing is known about other ones.
    source, note: of these facts. repeats: what several regions return, and what identifies it.
    """

    kind: Kind
    each_region: bool
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    source: str = ""
    note: str = ""
    repeats: str = ""

    def regions(self, partition: str, wanted: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the regions to call in one account of a partition, given those of the run.

        If each region returns rows of its own: the run's regions in their order, without those that
        do not have the service. Otherwise one region, which need not be one of the run's: the
        first of them that has the operation, else the first that has it. Empty if the service is
        not in the partition.

        >>> from querykit.services.operation import operation
        >>> scope(operation("iam", "list_users")).regions("aws", ["eu-west-1", "eu-north-1"])
        ('us-east-1',)
        >>> scope(operation("s3", "list_buckets")).regions("aws", ["eu-west-1", "eu-north-1"])
        ('eu-west-1',)
        >>> scope(operation("cloudfront", "list_distributions")).regions("aws-us-gov")
        ()
        """
        known = self.places.get(partition)
        if self.each_region or known == _EVERY:
            return tuple(each for each in wanted if known in (None, _EVERY) or each in known)
        if known is None:
            return tuple(wanted[:1]) or (global_region(partition),)
        return tuple([each for each in wanted if each in known][:1]) or known[:1]


_REGIONAL = Scope("region", each_region=True)


def scope(operation: Operation, parameters: Mapping[str, Any] | None = None) -> Scope:
    """Return the scope of an operation that is called with these parameters.

    >>> from querykit.services.operation import operation
    >>> web_acls = operation("wafv2", "list_web_acls")
    >>> scope(web_acls, {"Scope": "REGIONAL"}).kind, scope(web_acls, {"Scope": "CLOUDFRONT"}).kind
    ('region', 'account')
    """
    given = {name: value for name, value in (parameters or {}).items() if value is not None}
    of_service = _entry(operation.service, given)
    found = _entry(f"{operation.service}.{operation.name}", given) or of_service
    if found is None:
        return _REGIONAL
    each_region = found["kind"] == "region" or found.get("each_region", False)
    inherits = found["kind"] == "organization" and not each_region and of_service is not None
    texts = {name: found.get(name, "") for name in ("source", "note", "repeats")}
    places = _places({**(of_service or {}), **found} if inherits else found, given)
    return Scope(found["kind"], each_region, places, **texts)


def _entry(name: str, given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    entries: Sequence[Mapping[str, Any]] = table(_FILE)["scopes"].get(name, ())
    return next((each for each in entries if _fits(each.get("when", {}), given)), None)


def _fits(when: Mapping[str, str], given: Mapping[str, Any]) -> bool:
    return all(
        name in given and fnmatchcase(str(given[name]), pattern) for name, pattern in when.items()
    )


def _places(entry: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the regions of an entry, or the one that a parameter names."""
    if "region_of" in entry:
        region = str(given[entry["region_of"]])
        return {partition_of(region): (region,)}
    return {partition: tuple(regions) for partition, regions in entry.get("regions", {}).items()}
