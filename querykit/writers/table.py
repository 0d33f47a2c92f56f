"""A table that fits the terminal. Rows wait in memory: the widths are known when all are there.

Nested values stand in their cell as lines: ``key: value`` for an object, ``key=value`` for AWS's
tags. Where the columns cannot fit, each row is a block of lines. Nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from querykit.result import Row
from querykit.writers import Layout
from querykit.writers._cells import cell, printable
from querykit.writers._columns import record

__all__ = ["STREAMS", "write"]

STREAMS = False

NARROWEST = 8
_NATURAL = 100_000


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write a table, or blocks of lines where the terminal is too narrow for one."""
    records = [record(row, layout.columns) for row in rows]
    columns = dict.fromkeys(layout.columns or ())
    for found in records:
        columns.update(dict.fromkeys(found))
    if not columns:
        return
    names = tuple(columns)
    if records and layout.width is not None and layout.width < (NARROWEST + 2) * len(names):
        _print(out, layout, _blocks(records))
    else:
        _print(out, layout, [_table(names, records)])


def _print(out: TextIO, layout: Layout, things: Iterable[Any]) -> None:
    from rich.console import Console

    console = Console(
        file=out,
        width=layout.width or _NATURAL,
        no_color=not layout.colour,
        force_terminal=layout.colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for thing in things:
        console.print(thing)


def _table(names: tuple[str, ...], records: list[dict[str, Any]]) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in names:
        values = [found.get(name) for found in records]
        numbers = any(values) and all(value is None or _is_number(value) for value in values)
        justify: Any = "right" if numbers else "left"
        table.add_column(Text(printable(name)), justify=justify, overflow="fold")
    for found in records:
        table.add_row(*(Text("\n".join(_lines(found.get(name)))) for name in names))
    return table


def _blocks(records: list[dict[str, Any]]) -> Iterator[Any]:
    """Each row as lines of a name and its value, with a rule between the rows."""
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    for number, found in enumerate(records):
        if number:
            yield Rule(style="dim")
        block = Table.grid(padding=(0, 2))
        block.add_column(overflow="fold", ratio=1, max_width=30)
        block.add_column(overflow="fold", ratio=3)
        for name, value in found.items():
            block.add_row(Text(printable(name)), Text("\n".join(_lines(value))))
        yield block


def _is_number(value: Row) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _lines(value: Row) -> list[str]:
    """A value as lines that can be read: nested data is set out, not printed as JSON."""
    if isinstance(value, dict):
        return [line for key, member in value.items() for line in _member(str(key), member)]
    if isinstance(value, list):
        if tags := _tags(value):
            return tags
        if all(not isinstance(item, (dict, list)) for item in value):
            return [printable(", ".join("-" if item is None else cell(item) for item in value))]
        return [line for item in value for line in _item(item)]
    return printable(cell(value), keep="\n").split("\n")


def _member(key: str, value: Row) -> list[str]:
    lines = _lines(value)
    if isinstance(value, (dict, list)) and value and (len(lines) > 1 or isinstance(value, dict)):
        return [f"{printable(key)}:", *(f"  {line}" for line in lines)]
    return [f"{printable(key)}: {lines[0] if lines else ''}".rstrip(), *lines[1:]]


def _item(item: Row) -> list[str]:
    first, *others = _lines(item) or [""]
    return [f"- {first}", *(f"  {line}" for line in others)]


def _tags(items: list[Any]) -> list[str] | None:
    """AWS's tags, ``{Key: ..., Value: ...}`` in either spelling, as ``key=value``."""
    found = []
    for item in items:
        if not isinstance(item, dict) or {name.lower() for name in item} != {"key", "value"}:
            return None
        by_name = {name.lower(): member for name, member in item.items()}
        found.append(f"{printable(cell(by_name['key']))}={printable(cell(by_name['value']))}")
    return found
