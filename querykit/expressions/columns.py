"""The columns of an expression's rows, known before the first row."""

from __future__ import annotations

from querykit.expressions.functions import signature
from querykit.expressions.tree import (
    PROJECTIONS,
    Call,
    Current,
    Field,
    FilterProjection,
    Identity,
    IndexExpression,
    MultiSelectList,
    MultiSelectObject,
    Node,
    Or,
    Pipe,
    Projection,
    Slice,
    Subexpression,
)
from querykit.expressions.typing import Type, members
from querykit.result import Column, ColumnType
from querykit.types.types import (
    ANYTHING,
    NULL,
    List,
    Number,
    Record,
    String,
    Structure,
    choices,
    kinds,
    present,
    union,
)

__all__ = ["columns"]

_SCALARS = {"string", "number", "boolean"}
_TYPES: dict[str, ColumnType] = {"array": "list", "boolean": "boolean", "object": "object"}


def columns(tree: Node | None, rows: Type = ANYTHING) -> tuple[Column, ...] | None:
    """Return the columns in a stable order, with their types; None if rows may have any.

    Those that the text names, in the order in which it does; else those that the rows have by
    their type, in the order of AWS's model.

    tree: None where the text names none, because rows are made otherwise. rows: the type of one.

    >>> from querykit.expressions import compile
    >>> def named(text):
    ...     return [column.name for column in columns(compile(text).tree) or ()]
    >>> named("Volumes[?Size > `9`].{id: VolumeId, size: Size} | [:5]")
    ['id', 'size']
    >>> named("Volumes[].[VolumeId, Attachments[0].InstanceId, length(Tags)]")
    ['VolumeId', 'InstanceId', 'column_3']
    >>> columns(compile("Volumes[]").tree)
    """
    written = _columns_of_text(tree) if tree else None
    names = _of_type(rows) if written is None else written
    if names is None:
        return None
    cells = [_cells(row, names) for row in choices(present(rows))]
    types = [_column_type(union(*cell)) for cell in zip(*cells, strict=True)]
    return tuple(map(Column, names, types))


def _cells(row: Type, names: tuple[str, ...]) -> list[Type]:
    """Return the types of the columns of a row, as ``writers`` make records of it."""
    if isinstance(row, (Structure, Record)):
        known = members(row)
        other = NULL if _has_known_members(row) else ANYTHING
        return [known.get(name, other) for name in names]
    if isinstance(row, List) and row.items is not None and len(row.items) == len(names):
        return list(row.items)
    return [row if row.kind in _SCALARS else ANYTHING for _ in names]


def _column_type(cell: Type) -> ColumnType:
    """Return what a writer needs to know of a type."""
    found = choices(present(cell))
    kinds_ = {choice.kind for choice in found}
    if len(kinds_) != 1:
        return "any"
    first = found[0]
    if isinstance(first, Number):
        return "integer" if first.integer else "number"
    if isinstance(first, String):
        return "timestamp" if first.format == "timestamp" else "string"
    return _TYPES.get(first.kind, "any")


def _of_type(rows: Type) -> tuple[str, ...] | None:
    """Return the columns of rows of a type, as ``writers`` make records of them."""
    found = choices(rows)
    if kinds(rows) & _SCALARS and kinds(rows) <= {*_SCALARS, "null"}:
        return ("value",)
    lengths = [len(row.items) for row in found if isinstance(row, List) and row.items is not None]
    if found and len(lengths) == len(found):
        return tuple(f"column_{number}" for number in range(1, max(lengths) + 1))
    if found and all(map(_has_known_members, found)):
        return tuple(dict.fromkeys(name for row in found for name in members(row)))
    return None


def _has_known_members(row: Type) -> bool:
    """Return whether all fields are known; a union may have one that is newer than its model."""
    if isinstance(row, Structure):
        return not row.shape.is_tagged_union
    return isinstance(row, Record) and not row.open


def _columns_of_text(tree: Node) -> tuple[str, ...] | None:
    """Return the columns that the text of an expression names."""
    if isinstance(tree, MultiSelectObject):
        return _keys(tree)
    if isinstance(tree, Pipe):
        return _columns_of_text(tree.left if _keeps_rows(tree.right) else tree.right)
    if isinstance(tree, PROJECTIONS):
        return _of_element(tree.element)
    if isinstance(tree, Call) and signature(tree.name).gives == "elements":
        return _columns_of_text(tree.arguments[0])
    return None


def _of_element(node: Node) -> tuple[str, ...] | None:
    """Return the columns if each element of a projection is a row."""
    if isinstance(node, Subexpression):
        node = node.parts[-1]
    if isinstance(node, MultiSelectObject):
        return _keys(node)
    if isinstance(node, MultiSelectList):
        names = [_name(cell, i) for i, cell in enumerate(node.items, 1)]
        unique = len(set(names)) == len(names)
        return tuple(names) if unique else tuple(f"column_{i + 1}" for i in range(len(names)))
    return None


def _keys(node: MultiSelectObject) -> tuple[str, ...]:
    """Return each key once: one that is written twice has its first place and one value."""
    return tuple(dict.fromkeys(pair.name for pair in node.pairs))


def _name(cell: Node, number: int) -> str:
    while isinstance(cell, (Subexpression, Pipe, Or)):
        cell = cell.left if isinstance(cell, Or) else cell.children[-1]
    return cell.name if isinstance(cell, Field) else f"column_{number}"


def _keeps_rows(node: Node) -> bool:
    """Return whether what follows a pipe only removes rows or orders them."""
    if isinstance(node, Call):
        keeps = signature(node.name).gives == "elements"
        return keeps and isinstance(node.arguments[0], Current)
    if not isinstance(node, (Projection, FilterProjection)):
        return False
    base = node.base
    if isinstance(base, IndexExpression) and isinstance(base.steps[-1], Slice):
        base = base.base
    return isinstance(node.element, Identity) and isinstance(base, (Identity, Current))
