"""One value as lines for a reader: nested data is laid out, not printed as JSON."""

from __future__ import annotations

from querykit.invisible import shown
from querykit.result import Row
from querykit.writers._cells import cell

__all__ = ["NULL", "lines"]

NULL = "-"
# A list of scalars is in one line up to this length.
_LONGEST = 60
# How the services spell a tag: most of them, ECS among others, KMS.
_TAGS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"))


def lines(value: Row) -> list[str]:
    """Return the lines of a cell with control characters escaped; nothing is cut.

    >>> lines([{"Key": "team", "Value": "shop"}, {"Key": "Name", "Value": "web"}])
    ['team=shop', 'Name=web']
    >>> lines({"State": {"Name": "running"}, "Groups": ["sg-1", "sg-2"], "Reason": None})
    ['State:', '  Name: running', 'Groups: sg-1, sg-2', 'Reason: -']
    >>> lines(None), lines([]), lines({})
    (['-'], ['[]'], ['{}'])
    """
    if isinstance(value, dict) and value:
        return [line for key, member in value.items() for line in _member(str(key), member)]
    if isinstance(value, (list, tuple)) and value:
        return _list(value)
    return [NULL] if value is None else shown(cell(value), keep="\n").split("\n")


def _member(key: str, value: Row) -> list[str]:
    below = lines(value)
    if len(below) > 1 or _nests(value):
        return [f"{shown(key)}:", *(f"  {line}" for line in below)]
    return [f"{shown(key)}: {below[0]}".rstrip()]


def _nests(value: Row) -> bool:
    if isinstance(value, (list, tuple)):
        return any(isinstance(item, (dict, list, tuple)) for item in value)
    return isinstance(value, dict) and bool(value)


def _list(items: list[Row] | tuple[Row, ...]) -> list[str]:
    if tags := _tags(items):
        return tags
    if _nests(items):
        return [line for item in items for line in _item(item)]
    found = [shown(NULL if item is None else cell(item)) for item in items]
    joined = ", ".join(found)
    return found if len(joined) > _LONGEST or any("," in text for text in found) else [joined]


def _tags(items: list[Row] | tuple[Row, ...]) -> list[str] | None:
    for key, value in _TAGS:
        if all(isinstance(item, dict) and item.keys() == {key, value} for item in items):
            return [f"{shown(cell(each[key]))}={shown(cell(each[value]))}" for each in items]
    return None


def _item(item: Row) -> list[str]:
    first, *others = lines(item)
    return [f"- {first}", *(f"  {line}" for line in others)]
