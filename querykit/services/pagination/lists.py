"""Which lists of a response are paginated, and which parameter sets their length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from botocore.model import Shape, StructureShape

from querykit.services.pagination.tokens import Tokens, folded

__all__ = ["at", "facts", "limit_key", "of_type", "paginated_lists", "rivals"]

# What goes wrong is told beside what is listed; so are the columns of a table.
_ASIDE = re.compile(
    r"\w*(error|failure|warning|message|unprocessed|notfound)\w*|failed\w*"
    r"|column\w*|\w*metadata|fields|\w*groupdefinitions|\w*aggregat\w+"
)
_LIMITS = (
    *("limit", "maxresults", "maxresult", "maxrecords", "maxitems", "pagesize", "maximumpagesize"),
    *("maxkeys", "maxparts", "maxuploads", "maxbuckets", "maxdirectorybuckets", "maxdatapoints"),
    *("maxjobs", "maxrows", "numberoflines", "resourcesperpage", "maxannotationresults"),
    *("maxnamespaces", "maxtables", "maxnumberofdomains", "maxqueryresults"),
)
_NOT_FACTS = re.compile(
    r"\w*token|\w*marker|\w*count|\w*total\w*|\w*size|requestid|\w*truncated|partialresults"
)
_NUMBERS = ("integer", "long", "string")
# How many structures a list may be in.
_DEEPEST = 3


def paginated_lists(
    takes: StructureShape, gives: StructureShape, tokens: Tokens
) -> tuple[str, ...]:
    """Return the paths of the lists that continue from page to page, in the model's order.

    Those in the structure of the token; if it has none, those one level down. Not a list that the
    request also has, which only repeats it, nor errors and columns.
    """
    place = tokens.place
    structure: Any = gives.members[place] if place else gives
    return tuple(f"{place}.{path}" if place else path for path in _lists(structure, takes))


def limit_key(takes: StructureShape) -> str | None:
    """Return the parameter that sets the size of a page; for some operations it is a string."""
    scalars = {folded(n): n for n, member in takes.members.items() if member.type_name in _NUMBERS}
    return next((scalars[limit] for limit in _LIMITS if limit in scalars), None)


def of_type(structure: Any, kind: str) -> Iterator[str]:
    """Return the names of the fields of one type."""
    return (name for name, member in structure.members.items() if member.type_name == kind)


def at(structure: StructureShape | None, path: str) -> Shape | None:
    """Return the shape at a dotted path; None if there is none."""
    shape: Any = structure
    for name in path.split("."):
        shape = getattr(shape, "members", {}).get(name)
    found: Shape | None = shape
    return found


def facts(takes: StructureShape | None, gives: StructureShape) -> list[str]:
    """Return the fields of a response that describe one thing, beside lists and tokens.

    >>> from querykit.services.operation import operation
    >>> scan = operation("dynamodb", "scan")
    >>> facts(scan.input_shape, scan.output_shape)
    ['ConsumedCapacity']
    """
    asked = takes.members if takes else {}
    return [
        name
        for name, member in gives.members.items()
        if member.type_name not in ("list", "map")
        and name not in asked
        and member.serialization.get("location") not in ("header", "statusCode")
        and not _NOT_FACTS.fullmatch(folded(name))
    ]


def rivals(takes: StructureShape | None, gives: StructureShape | None, path: str) -> Iterator[str]:
    """Yield the paths of lists and maps that may be in a response instead of its list.

    Not errors, columns and the like, nor a list that repeats a parameter.

    >>> from querykit.services.operation import operation
    >>> parents = operation("clouddirectory", "list_object_parents")
    >>> list(rivals(parents.input_shape, parents.output_shape, "ParentLinks"))
    ['Parents']
    """
    asked = takes.members if takes else {}
    parts = path.split(".")
    for depth in range(len(parts)):
        place = ".".join(parts[:depth])
        structure: Any = at(gives, place) if place else gives
        for name in (*of_type(structure, "list"), *of_type(structure, "map")):
            is_aside = _ASIDE.fullmatch(folded(name)) or (not place and name in asked)
            if name != parts[depth] and not is_aside:
                yield f"{place}.{name}" if place else name


def _lists(structure: Any, takes: StructureShape) -> list[str]:
    beside = list(of_type(structure, "list"))
    own = [name for name in beside if not _repeats(name, structure, takes)] or beside
    main = [name for name in own if not _ASIDE.fullmatch(folded(name))] or own
    return main or _lists_below(structure)


def _lists_below(structure: Any, depth: int = _DEEPEST) -> list[str]:
    """Return the lists of the next level that has any."""
    inner = [(name, structure.members[name]) for name in of_type(structure, "structure")]
    found = [
        f"{name}.{each}"
        for name, below in inner
        for each in of_type(below, "list")
        if not _ASIDE.fullmatch(folded(each))
    ]
    if found or depth == 1:
        return found
    return [f"{name}.{each}" for name, below in inner for each in _lists_below(below, depth - 1)]


def _repeats(name: str, structure: Any, takes: StructureShape) -> bool:
    taken = takes.members.get(name)
    return taken is not None and bool(taken.name == structure.members[name].name)
