"""The division of a query's expression over the pages of its operation."""

from __future__ import annotations

from typing import Any

from querykit.errors import ExpressionError
from querykit.expressions.absent import fill
from querykit.expressions.pages.division import Fold, Stream, split
from querykit.expressions.pages.merge import Layout
from querykit.expressions.parser import TOO_DEEP
from querykit.expressions.typing import Typed
from querykit.query import Flatten, Mode
from querykit.services.needs import followed_fields
from querykit.services.operation import Operation
from querykit.services.pagination.continuations import continuation
from querykit.services.pagination.lists import at
from querykit.services.pagination.paging import several

__all__ = ["divide", "layout"]

_TYPES = {
    **dict.fromkeys(("map", "structure"), "map"),
    **dict.fromkeys(("integer", "long", "float", "double"), "number"),
    "string": "string",
    "blob": "blob",
}


def divide(
    typed: Typed, target: Operation, mode: Mode = "whole", flatten: Flatten = "one"
) -> Stream | Fold:
    """Divide an expression into what runs on each page, and what is applied to the whole result.

    Functions see a list that AWS omits as an empty one, and comparisons with timestamps are
    of instants, as the types of the expression say. With the mode ``page`` all of the expression
    runs on each page. A slice counts elements: if these are flattened to further rows, it cannot
    count the rows that stream.
    """
    try:
        tree = fill(typed.tree)
        if mode == "page":
            return Stream(tree)
        return split(tree, layout(target), slices=flatten == "one")
    except RecursionError:
        raise ExpressionError(TOO_DEEP) from None


def layout(target: Operation) -> Layout:
    """Return which fields of a response continue over the pages, and what the others are."""
    paging, members = target.paging, _members(target.output_shape)
    shape = target.output_shape
    lists = paging.result_keys
    if not paging.pages and shape is not None:
        lists = tuple(name for name in members[""] if shape.members[name].type_name == "list")
    own = continuation(target.service, target.name)
    keys = _by_type(shape, (*several(paging.configuration.get("result_key")), *own.pieces))
    return Layout(
        lists=tuple(path for path in lists if path not in own.joins),
        maps=keys["map"],
        joins=own.joins,
        continued=own.continued,
        sums=(*keys["number"], *paging.sums, *own.sums),
        pieces=keys["string"],
        blobs=keys["blob"],
        first=own.first,
        last=(*followed_fields(paging.configuration), *own.last),
        echoes=paging.echoes,
        counts=paging.counts,
        members=members,
    )


def _by_type(shape: Any, paths: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the fields that continue over the pages and are not lists: maps, numbers, strings,
    blobs.
    """
    found: dict[str, tuple[str, ...]] = {"map": (), "number": (), "string": (), "blob": ()}
    for path in paths:
        kind = getattr(at(shape, path), "type_name", None)
        name = _TYPES.get(kind or "")
        if name:
            found[name] = (*found[name], path)
    return found


def _members(shape: Any, path: str = "", depth: int = 2) -> dict[str, tuple[str, ...]]:
    """Return the fields of the output and of the objects in it, in the order of the model."""
    if not depth or getattr(shape, "type_name", None) != "structure":
        return {}
    found = {path: tuple(shape.members)}
    for name, member in shape.members.items():
        found |= _members(member, f"{path}.{name}" if path else name, depth - 1)
    return found
