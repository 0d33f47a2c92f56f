"""Where the answers of an operation say that they are not the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.model import Shape, StructureShape

from querykit.services.pagination.lists import facts
from querykit.services.pagination.paging import Paging
from querykit.services.pagination.tokens import folded, levels

__all__ = ["Path", "Signs", "signs"]

Path = tuple[str, ...]

# Names that say that there is more, whatever the operation takes.
_GOES_ON = re.compile(
    r"next(forward|page|continuation)?(token|marker)|next(page(id|number)?|index|itemoffset)"
    r"|paginationtoken|\w*truncated|hasmore\w*|moreresults\w*|moredataavailable"
)
# Names of what was asked for and not done.
_UNDONE = re.compile(
    r"unprocessed\w*|\w*notfound(identifierids)?|missing(blueprints|workflows)|invalidparameters"
    r"|failed\w+|failed|\w*failures?|\w*error(s|list|map|entries|details)"
)
_READS = re.compile(
    r"(batch)?(get|describe|list|search|query|scan|select|lookup|find|view|retrieve|read|filter"
    r"|discover|execute|detect|classify|check|evaluate|is(?=authorized))"
)
# An answer about one thing has such members to tell what went wrong with the thing.
_OWN_FACTS = 3


@dataclass(frozen=True)
class Signs:
    """The paths of members that say, on any page, that something is missing from it.

    more: those that say that there is more, and that nothing follows.
    undone: those that name what was not done, such as UnprocessedKeys.
    capped: lists that may be cut where they are this long.
    """

    more: tuple[Path, ...] = ()
    undone: tuple[Path, ...] = ()
    capped: tuple[tuple[Path, int], ...] = ()


def signs(
    name: str,
    takes: StructureShape | None,
    gives: StructureShape | None,
    paging: Paging,
    exception: Mapping[str, Any],
) -> Signs:
    """What to look at on each page of an operation."""
    if gives is None or paging.kind == "refused":
        return Signs()
    more = [*_more(gives, paging), *exception.get("more", ())]
    undone = exception.get("undone")
    if undone is None:
        undone = _undone(name, takes, gives, paging) if _READS.match(folded(name)) else ()
    return Signs(
        tuple(_split(path) for path in more),
        tuple(_split(path) for path in undone),
        tuple((_split(path), full) for path, full in paging.capped.items()),
    )


def _goes_on(name: str) -> bool:
    """Whether a member of that name says that there is more."""
    return _GOES_ON.fullmatch(folded(name)) is not None


def _more(gives: StructureShape, paging: Paging) -> Iterator[str]:
    followed = paging.tokens
    beside = {path.rpartition(".")[0] for path in followed if "[" not in path}
    flag = paging.configuration.get("more_results")
    for place, structure in levels(gives):
        if place and _goes_on(place):
            continue
        for name, member in structure.members.items():
            path = f"{place}.{name}" if place else name
            if (
                _goes_on(name)
                and not _holds_others(member)
                and path not in followed
                and path not in paging.echoes
                and path != flag
                and not (place in beside and member.type_name == "boolean")
            ):
                yield path


def _undone(
    name: str, takes: StructureShape | None, gives: StructureShape, paging: Paging
) -> Iterator[str]:
    """The lists and maps that name failures, beside others that are what was asked for."""
    holders = [each for each, member in gives.members.items() if _holds_others(member)]
    failures = [each for each in holders if _UNDONE.fullmatch(folded(each))]
    lists_failures = len(failures) == len(holders)
    is_of_one_thing = len(facts(takes, gives)) >= _OWN_FACTS and not name.startswith("Batch")
    for each in failures:
        if each in paging.result_keys or each in paging.tokens:
            continue
        if folded(each).startswith("unprocessed") or not (lists_failures or is_of_one_thing):
            yield each


def _holds_others(member: Shape) -> bool:
    return member.type_name in ("list", "map")


def _split(path: str) -> Path:
    return tuple(path.split("."))
