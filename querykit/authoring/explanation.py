"""An expression in words: what is done with an answer, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from querykit.authoring.conditions import condition
from querykit.expressions.expression import Expression
from querykit.expressions.parser import Tree
from querykit.expressions.typing import Typed, members, present
from querykit.expressions.unparser import quoted, unparse
from querykit.types.types import choices

__all__ = ["marked", "steps"]

_PROJECTIONS = ("projection", "filter_projection", "value_projection")
# What is done with a list by a function of it alone, and by one of it and a key.
_DONE = {
    "length": "count them",
    "sum": "add them up",
    "avg": "take their average",
    "max": "take the largest",
    "min": "take the smallest",
    "sort": "order them",
    "reverse": "reverse their order",
    "unique": "keep each once",
    "keys": "take the names of its members",
    "values": "take its members",
    "flatten_all": "put the lists in them together, at every level",
}
_DONE_BY = {
    "sort_by": "order them by {}",
    "max_by": "take the one with the largest {}",
    "min_by": "take the one with the smallest {}",
    "unique_by": "keep one for each {}",
    "group_by": "group them by {}",
    "count_by": "count them by {}",
    "find_first": "take the first where {}",
}


def marked(expression: Expression, typed: Typed) -> Tree:
    """The tree of an expression, in which every name of a member says of what kind its value is.

    >>> from querykit.expressions import compile
    >>> from querykit.services.typed_expression import typed
    >>> from querykit.services.operation import operation
    >>> groups = compile("logGroups[?!retentionInDays]")
    >>> print(*steps(marked(groups, typed(groups, operation("logs", "describe_log_groups")))))
    take each of logGroups keep those where retentionInDays is not set
    """

    def mark(node: Any) -> Any:
        if not isinstance(node, dict):
            return node  # of a slice, a number or nothing
        found = {**node, "children": [mark(child) for child in node["children"]]}
        if node["type"] == "field":
            found["kind"] = _kind(typed, expression.place(node)[0], node["value"])
        elif node["type"] == "subexpression":
            found["kind"] = found["children"][-1].get("kind")
        return found

    tree: Tree = mark(expression.tree)
    return tree


def _kind(typed: Typed, offset: int, name: str) -> str | None:
    """The kind of a member, None where it may have several, or nobody can say."""
    subject = typed.subject(offset)
    type_ = members(present(subject)).get(name) if subject is not None else None
    if type_ is None:
        return None
    found = {getattr(choice, "format", None) or choice.kind for choice in choices(present(type_))}
    return found.pop() if len(found) == 1 else None


def steps(tree: Tree) -> list[str]:
    """What an expression does, one step a line, in the order in which it is meant.

    >>> from querykit.expressions import compile
    >>> text = "Volumes[?Size > `9` && !Encrypted].{id: VolumeId} | sort_by(@, &id)[:5]"
    >>> for step in steps(compile(text).tree): print(step)
    take each of Volumes
    keep those where Size is more than 9, and Encrypted is false or not set
    of each, give id: VolumeId
    order them by id
    keep the first 5
    """
    return list(_steps(tree))


def _steps(tree: Tree) -> Iterator[str]:
    kind = tree["type"]
    if kind in ("identity", "current"):
        return
    if kind == "index_expression" and tree["children"][0]["type"] == "identity":
        yield _indexed(tree["children"][1])
    elif kind == "index_expression" and _is_path(tree):
        base, index = tree["children"]
        yield f"{_indexed(index)} of {unparse(base)}"
    elif _is_path(tree):
        each = "each of " if _is_projected(tree) or tree.get("kind") == "array" else ""
        yield f"take {each}{unparse(tree).removesuffix('[]').removesuffix('[*]')}"
    elif kind == "pipe":
        yield from (step for child in tree["children"] for step in _steps(child))
    elif kind in _PROJECTIONS:
        yield from _projected(tree)
    elif kind == "index_expression":
        yield from _steps(tree["children"][0])
        yield _indexed(tree["children"][1])
    elif kind == "flatten":
        yield from _steps(tree["children"][0])
        yield "put the lists in them together"
    elif kind == "subexpression":
        yield from _chained(tree)
    elif kind == "function_expression":
        yield from _called(tree)
    elif kind == "or_expression":
        yield from _steps(tree["children"][0])
        yield f"where there is nothing, take {unparse(tree['children'][1])}"
    elif kind in ("multi_select_dict", "multi_select_list"):
        yield f"give {_given(tree)}"
    elif kind in ("comparator", "and_expression", "not_expression"):
        yield f"tell whether {condition(tree)}"
    else:
        yield f"give {unparse(tree)}"


def _is_path(tree: Tree) -> bool:
    """Whether there are names and brackets in it alone."""
    kind = tree["type"]
    if kind in ("field", "identity", "index"):
        return True
    if kind in ("projection", "value_projection") and _is_projected(tree["children"][1]):
        return False  # what it gives are lists in a list
    plain = ("subexpression", "flatten", "projection", "value_projection", "index_expression")
    return kind in plain and all(_is_path(child) for child in tree["children"])


def _is_projected(tree: Tree) -> bool:
    kind = tree["type"]
    return kind in ("projection", "value_projection", "flatten") or (
        kind == "subexpression" and _is_projected(tree["children"][0])
    )


def _projected(tree: Tree) -> Iterator[str]:
    base, element = tree["children"][:2]
    if tree["type"] == "filter_projection":
        yield from _each(base)
        yield f"keep those where {condition(tree['children'][2])}"
    elif base["type"] == "flatten" and not _is_path(base):
        yield from _steps(base)
    elif base["type"] == "index_expression" and base["children"][-1]["type"] == "slice":
        yield from _steps(base["children"][0])
        yield _indexed(base["children"][1])
    else:
        yield from _each(base)
    yield from _of_each(element)


def _each(base: Tree) -> Iterator[str]:
    """What a projection goes through."""
    if base["type"] in ("identity", "current"):
        return
    if _is_path(base):
        yield f"take each of {unparse(base).removesuffix('[]')}"
    else:
        yield from _steps(base)


def _of_each(element: Tree) -> Iterator[str]:
    if element["type"] in ("identity", "current"):
        return
    if element["type"] in ("multi_select_dict", "multi_select_list"):
        yield f"of each, give {_given(element)}"
    elif element["type"] == "subexpression" and _is_path(element["children"][0]):
        first, *others = element["children"]
        last = others[-1]
        if last["type"] in ("multi_select_dict", "multi_select_list"):
            yield f"of the {unparse(first)} of each, give {_given(last)}"
        else:
            yield f"of each, take {unparse(element)}"
    else:
        yield f"of each, take {unparse(element)}"


def _chained(tree: Tree) -> Iterator[str]:
    first, *others = tree["children"]
    yield from _steps(first)
    for child in others:
        if child["type"] in ("multi_select_dict", "multi_select_list"):
            yield f"of that, give {_given(child)}"
        else:
            yield f"of that, take {unparse(child)}"


def _given(selection: Tree) -> str:
    if selection["type"] == "multi_select_list":
        return ", ".join(map(unparse, selection["children"]))
    return ", ".join(
        f"{quoted(pair['value'])}: {unparse(pair['children'][0])}" for pair in selection["children"]
    )


def _indexed(index: Tree) -> str:
    if index["type"] == "index":
        at = index["value"]
        return {0: "take the first", -1: "take the last"}.get(at, f"take the one at [{at}]")
    start, stop, step = index["children"]
    start = start or 0
    if step not in (None, 1):
        return f"keep [{unparse(index)}]"
    if start == 0 and stop is not None and stop:
        return f"keep the first {stop:,}" if stop > 0 else f"leave out the last {-stop:,}"
    if stop is None and start:
        return f"leave out the first {start:,}" if start > 0 else f"keep the last {-start:,}"
    if stop is not None and stop > start > 0:
        return f"leave out the first {start:,}, keep the next {stop - start:,}"
    return f"keep [{unparse(index)}]"


def _called(tree: Tree) -> Iterator[str]:
    name, arguments = tree["value"], tree["children"]
    if name in _DONE and len(arguments) == 1:
        yield from _steps(arguments[0])
        yield _DONE[name]
    elif name in _DONE_BY and len(arguments) == 2 and arguments[1]["type"] == "expref":
        yield from _steps(arguments[0])
        key = arguments[1]["children"][0]
        shown = condition(key) if name == "find_first" else unparse(key)
        yield _DONE_BY[name].format(shown)
    elif name == "map" and arguments[0]["type"] == "expref":
        yield from _steps(arguments[1])
        yield from _of_each(arguments[0]["children"][0])
    elif name == "join":
        yield from _steps(arguments[1])
        yield f"join them with {unparse(arguments[0])}"
    elif name == "not_null":
        yield from _steps(arguments[0])
        others = " or ".join(map(unparse, arguments[1:]))
        yield f"where there is none, take {others}"
    else:
        yield f"give {unparse(tree)}"
