"""Whether an expression means the same page by page as over the whole result."""

from __future__ import annotations

from collections.abc import Collection

from querykit.expressions.parsing import Tree

__all__ = ["distributes"]


def distributes(tree: Tree, result_keys: Collection[str]) -> bool:
    """Whether the rows of the pages, one after the other, are the rows of the whole.

    Certain where true: each row comes from one element of a list that the pages share out among
    them. ``length(Contents)``, ``sort_by(...)``, ``[0]`` and ``[:10]`` are answers of one page
    each, and a list that every page repeats comes as often as there are pages: these give False.

    result_keys: the paths of the lists that are paginated.

    >>> from querykit.expressions import compile
    >>> [distributes(compile(text).tree, {"Contents"})
    ...  for text in ("Contents[?Size > `5`].Key", "Contents", "length(Contents)", "Contents[:3]")]
    [True, True, False, False]
    """
    kind = tree["type"]
    if kind in ("projection", "filter_projection"):
        return _is_list(tree["children"][0], result_keys)
    if kind == "pipe":
        left, right = tree["children"]
        return distributes(left, result_keys) and _maps(right)
    return _path(tree) in result_keys


def _is_list(base: Tree, result_keys: Collection[str]) -> bool:
    kind = base["type"]
    if kind == "flatten":
        return _is_list(base["children"][0], result_keys)
    return distributes(base, result_keys)


def _maps(node: Tree) -> bool:
    """Whether what stands behind a pipe treats each row on its own."""
    kind = node["type"]
    if kind in ("identity", "current"):
        return True
    if kind == "flatten":
        return _maps(node["children"][0])
    return kind in ("projection", "filter_projection") and _maps(node["children"][0])


def _path(node: Tree) -> str | None:
    """``a.b.c`` of a node that is a path of names and nothing else."""
    if node["type"] == "field":
        return str(node["value"])
    if node["type"] == "subexpression":
        parts = [_path(child) for child in node["children"]]
        return None if None in parts else ".".join(part for part in parts if part)
    return None
