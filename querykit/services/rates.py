"""How many requests AWS accepts: the token buckets that a request is counted in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from querykit.services.operation import Operation, operation
from querykit.services.reads import why_not_read_only
from querykit.services.tables import table

__all__ = ["Bucket", "Scope", "buckets"]

Scope = Literal["account, region", "account", "organization"]
"""Whose requests a bucket counts."""

_FILE = Path(__file__).with_name("rates.json")


@dataclass(frozen=True)
class Bucket:
    """A token bucket of AWS.

    key: what it counts: an operation, a service, or one resource. Requests with the same key
        and the same scope share it.
    rate: the requests per second that refill it; None if nobody says.
    burst: the requests that it holds.
    sure: whether AWS documents the rate; else it is a guess until AWS throttles.
    """

    key: str
    rate: float | None = None
    burst: float | None = None
    scope: Scope = "account, region"
    sure: bool = False


def buckets(called: Operation, parameters: Mapping[str, Any]) -> tuple[Bucket, ...]:
    """Return the buckets that a request is counted in: at least one.

    >>> from querykit.services.operation import operation
    >>> volumes = operation("ec2", "describe_volumes")
    >>> [(each.key, each.rate, each.burst) for each in buckets(volumes, {"MaxResults": 500})]
    [('ec2.DescribeVolumes', 20, 100)]
    >>> [(each.key, each.rate, each.burst) for each in buckets(volumes, {})]
    [('ec2.DescribeVolumes without Filters, MaxResults, NextToken', 10, 50)]
    """
    named, others = _entries(called.service, called.method, called.name)
    chosen = [each for each in named if not _has_any(parameters, each.get("without", ()))]
    found = tuple(_bucket(each, called, parameters) for each in chosen or others)
    return found or (Bucket(f"{called.service}.{called.name}"),)


_Entries = tuple[Mapping[str, Any], ...]


@lru_cache(maxsize=512)
def _entries(service: str, method: str, name: str) -> tuple[_Entries, _Entries]:
    """Return the entries that name an operation, and those for operations that none names."""
    entries = [each for each in table(_FILE)["buckets"] if each["service"] == service]
    is_read = not entries or why_not_read_only(operation(service, method)) is None
    everything = ("*", "* reads") if is_read else ("*",)
    named = (
        each
        for each in entries
        if isinstance(each["operations"], list) and name in each["operations"]
    )
    return tuple(named), tuple(each for each in entries if each["operations"] in everything)


def _has_any(parameters: Mapping[str, Any], names: Iterable[str]) -> bool:
    return any(name in parameters for name in names)


def _bucket(entry: Mapping[str, Any], called: Operation, parameters: Mapping[str, Any]) -> Bucket:
    rate = entry["rate"]
    return Bucket(
        key=" ".join(_key(entry, called, parameters)),
        rate=rate,
        burst=entry.get("burst", rate),
        scope=entry["scope"],
        sure=entry["kind"] == "documented",
    )


def _key(
    entry: Mapping[str, Any], called: Operation, parameters: Mapping[str, Any]
) -> Iterator[str]:
    """Yield the words of a bucket's key."""
    yield called.service if entry.get("shared") else f"{called.service}.{called.name}"
    if "without" in entry:
        yield f"without {', '.join(entry['without'])}"
    for name in entry.get("resource", ()):
        if name in parameters:
            yield f"{name}={parameters[name]}"
