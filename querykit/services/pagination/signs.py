"""Signs that a response is incomplete: the fields that show it, for each operation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.model import Shape, StructureShape

from querykit.services.pagination.flags import flags, is_negative
from querykit.services.pagination.lists import facts
from querykit.services.pagination.paging import Paging
from querykit.services.pagination.tokens import folded

__all__ = ["Path", "Sign", "Signs", "signs", "written"]

Path = tuple[str, ...]

# A flag beside the token that is followed speaks of that token.
_FLAG = re.compile(r"(\w*is)?truncated|hasmore\w*|moreresults\w*|moredataavailable")
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
class Sign:
    """One field that shows that something is missing.

    path: where it is, with ``[]`` after a list and ``*`` after a map.
    about: what may be incomplete; empty for all of the response.
    when: the values that say so; without them, every value but null, empty and false.
    full: of a list, the lengths that it has when it may be cut, the last one being the most.
    unless: the parameter that sets this length: with it, only the most counts.
    total: whether the elements of all pages are counted.
    says, at: AWS's sentence, and where in its documentation.
    advice: how to get the rest.
    """

    path: Path
    about: tuple[Path, ...] = ()
    when: tuple[Any, ...] = ()
    full: tuple[int, ...] = ()
    unless: str | None = None
    total: bool = False
    says: str = ""
    at: str = ""
    advice: str = ""

    @property
    def name(self) -> str:
        """Return the path as it is written: ``cases[].recentCommunications.nextToken``."""
        return written(self.path)

    def is_shown(self, value: Any) -> bool:
        """Return whether a field's value, or the length of a list, says that something is
        missing.
        """
        if self.full:
            return value in self.full or value > self.full[-1]
        if self.when:
            return value in self.when
        return bool(value) and value not in ("false", "False")


@dataclass(frozen=True)
class Signs:
    """What shows, on any page, that something is missing from it.

    more: the fields that say that there is more, and that nothing follows.
    undone: the paths of those that name what was not done, such as UnprocessedKeys.
    capped: the lists that may be cut when they are of a certain length.
    """

    more: tuple[Sign, ...] = ()
    undone: tuple[Path, ...] = ()
    capped: tuple[Sign, ...] = ()


def signs(
    name: str,
    takes: StructureShape | None,
    gives: StructureShape | None,
    paging: Paging,
    exception: Mapping[str, Any],
    entries: Sequence[Mapping[str, Any]] = (),
) -> Signs:
    """Return the fields to look at on each page of an operation.

    exception: its entry in exceptions.json. entries: those in announced.json.
    """
    if gives is None or paging.kind == "refused":
        return Signs()
    undone = exception.get("undone")
    if undone is None:
        undone = _undone(name, takes, gives, paging) if _READS.match(folded(name)) else ()
    known = [_sign(entry) for entry in entries if "not" not in entry]
    judged = {_steps(entry["path"]) for entry in entries}
    found = [sign for sign in _find(gives, paging) if sign.path not in judged]
    return Signs(
        (*(sign for sign in known if not sign.full), *found),
        tuple(tuple(path.split(".")) for path in undone),
        tuple(sign for sign in known if sign.full),
    )


def written(path: Path) -> str:
    """Return a path as in an expression.

    >>> written(("cases", "[]", "notes", "*", "token"))
    'cases[].notes.*.token'
    """
    return ".".join(path).replace(".[]", "[]")


def _steps(path: str) -> Path:
    return tuple(path.replace("[]", ".[]").split("."))


def _sign(entry: Mapping[str, Any]) -> Sign:
    path = _steps(entry["path"])
    full = entry.get("full", ())
    around = path if full else path[:-1]
    about = [_steps(each) for each in entry["about"]] if "about" in entry else [around]
    return Sign(
        path,
        tuple(each for each in about if each),
        tuple(entry.get("when", ())),
        (full,) if isinstance(full, int) else tuple(full),
        entry.get("unless"),
        entry.get("total", False),
        entry.get("says", ""),
        entry.get("at", ""),
        entry.get("do", ""),
    )


def _find(gives: StructureShape, paging: Paging) -> Iterator[Sign]:
    """Yield what the names of fields say, but for those that the paginator follows."""
    followed = {*paging.tokens, *paging.echoes, paging.configuration.get("more_results")}
    beside = {_steps(path)[:-1] for path in paging.tokens if "[" not in path}
    for path, about in flags(gives):
        is_flag = _FLAG.fullmatch(folded(path[-1])) is not None
        if ".".join(path) in followed or (is_flag and path[:-1] in beside):
            continue
        when = (False,) if is_negative(path[-1]) else ()
        yield Sign(path, (about,) if about else (), when)


def _undone(
    name: str, takes: StructureShape | None, gives: StructureShape, paging: Paging
) -> Iterator[str]:
    """Yield the lists and maps that name failures, beside others that are what was asked for."""
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
