"""Which fields continue an operation from page to page, by their names and types."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from botocore.model import ListShape, Shape, StructureShape

__all__ = ["Tokens", "folded", "levels", "tokens"]

# The member of an answer and the parameter that takes it back, by names without case and
# underscores. The first pair that an operation has is its own: a Marker beside a NextMarker
# only repeats the request.
_PAIRS = (
    ("nexttoken", "nexttoken"),
    ("nextpagetoken", "nextpagetoken"),
    ("nextpagetoken", "pagetoken"),
    ("nextmarker", "nextmarker"),
    ("nextmarker", "marker"),
    ("nextpagemarker", "marker"),
    ("nextcontinuationtoken", "continuationtoken"),
    ("nextpartnumbermarker", "partnumbermarker"),
    ("nexttoken", "startingtoken"),
    ("nexttoken", "token"),
    ("nextindex", "nextindex"),
    ("paginationtoken", "paginationtoken"),
    ("pagetoken", "pagetoken"),
    ("continuationtoken", "continuationtoken"),
    ("marker", "marker"),
    ("position", "position"),
)
# Several members that carry it on together: NextKeyMarker and NextVersionIdMarker become KeyMarker
# and VersionIdMarker.
_FAMILIES = (
    (re.compile(r"next(\w+marker)"), r"\1"),
    (re.compile(r"next(\w+)"), r"start\1"),
    (re.compile(r"lastevaluated(\w+)"), r"exclusivestart\1"),
)
# These are tokens only where the answer has a flag beside them that says whether there is more.
_FLAGGED_FAMILIES = ((re.compile(r"(\w+marker)"), r"\1"),)
# What all of these parameters look like: most operations have none, and are done with.
_INTO = re.compile(r"\w*token|\w*marker|position|nextindex|(exclusive)?start\w+")
_FLAG = re.compile(r"(\w*is)?truncated|hasmore\w*|additional\w+(available|pending)")
_START = "exclusivestart"


@dataclass(frozen=True)
class Tokens:
    """The parameters and fields that continue an operation.

    inputs, outputs: parameters, and the paths in a response that they come from.
    place: the path of the structure that has them; empty for the response itself.
    more_results: the path of the flag beside them that says whether there is more.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    place: str
    more_results: str | None


def folded(name: str) -> str:
    """Return a name in the form in which names are compared.

    >>> folded("NextToken"), folded("next_token")
    ('nexttoken', 'nexttoken')
    """
    return name.replace("_", "").lower()


def levels(output: StructureShape) -> Iterator[tuple[str, StructureShape]]:
    """Yield a response, and then each structure directly inside it, with their paths."""
    yield "", output
    for name, member in output.members.items():
        if isinstance(member, StructureShape):
            yield name, member


def tokens(takes: StructureShape, gives: StructureShape) -> Tokens | None:
    """Return what continues an operation, if its shapes say so; else None."""
    free = {
        folded(name): name
        for name in takes.members
        if name not in takes.required_members and _INTO.fullmatch(folded(name))
    }
    if not free:
        return None
    for place, structure in levels(gives):
        flag = _flag(structure)
        found = _pair(free, takes, structure, flag is not None) or _last_item(free, structure)
        if found:
            inputs, outputs = zip(*found, strict=True)
            more = _inside(place, flag) if flag else None
            return Tokens(inputs, tuple(_inside(place, path) for path in outputs), place, more)
    return None


def _pair(
    free: Mapping[str, str], takes: StructureShape, gives: StructureShape, flagged: bool
) -> list[tuple[str, str]]:
    """Return the parameters and the members that belong together."""
    given = {folded(name): name for name in gives.members}
    for out, into in _PAIRS:
        if out in given and into in free:
            pair = free[into], given[out]
            if _agree(takes.members[pair[0]], gives.members[pair[1]]):
                return [pair]
    for pattern, replacement in _FAMILIES + (_FLAGGED_FAMILIES if flagged else ()):
        matches = ((name, pattern.fullmatch(name)) for name in given)
        pairs = [
            (free[into], given[out])
            for out, match in matches
            if match and (into := match.expand(replacement)) in free
        ]
        pairs = [(i, o) for i, o in pairs if _agree(takes.members[i], gives.members[o])]
        if pairs:
            return pairs
    return []


def _last_item(free: Mapping[str, str], gives: StructureShape) -> list[tuple[str, str]]:
    """Return ExclusiveStartShardId, which is Shards[-1].ShardId of the page before.

    Only where a flag, HasMoreShards, says that there is more: the last item is on every page.
    """
    starts = [name for name in free if name.startswith(_START)]
    flags = [folded(name) for name in gives.members if folded(name).startswith("hasmore")]
    for start, flag in itertools.product(starts, flags):
        kind = flag.removeprefix("hasmore")[:-1]
        for name, items in gives.members.items():
            # DeliveryStreamNames and ApplicationSummaries are what HasMoreDeliveryStreams is about.
            if not isinstance(items, ListShape) or not folded(name).startswith(kind):
                continue
            key = _key(items.member, start.removeprefix(_START), kind)
            if key is not None:
                return [(free[start], f"{name}[-1]{key}")]
    return []


def _key(item: Shape, name: str, kind: str) -> str | None:
    """Return ShardId, or the Key of a tag where the parameter is ExclusiveStartTagKey."""
    if item.type_name == "string":
        return ""
    members = getattr(item, "members", {})
    wanted = (name, name.removeprefix(kind))
    return next((f".{each}" for each in members if folded(each) in wanted), None)


def _flag(structure: StructureShape) -> str | None:
    flags = (n for n, member in structure.members.items() if member.type_name == "boolean")
    return next((name for name in flags if _FLAG.fullmatch(folded(name))), None)


def _agree(takes: Shape, gives: Shape) -> bool:
    return bool(takes.type_name == gives.type_name)


def _inside(place: str, path: str) -> str:
    return f"{place}.{path}" if place else path
