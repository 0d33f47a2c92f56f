"""Fields that AWS omits if they are empty, seen as empty by the functions over them.

An empty bucket has no ``Contents``: ``length(Contents)`` would be a type error, in the middle of
the rows. Where the output's shape says that a function's argument is a list or an object, the
argument is written ``not_null(Contents, `[]`)`` in the tree; nothing else changes.
"""

from __future__ import annotations

from querykit.expressions.tree import Call, Node, rewrite

__all__ = ["fill", "unfill"]


def fill(tree: Node) -> Node:
    """Return a typed tree with absent lists and objects as empty ones where a function takes them.

    The call that is put around a node has ``fills``. The types, which hold AWS's models, are left
    out: the tree is ready to run.
    """
    return rewrite(tree, _fill)


def unfill(tree: Node) -> Node:
    """Return a tree that was filled as it is written."""

    def restore(node: Node, _: Node) -> Node:
        return node.arguments[0] if isinstance(node, Call) and node.fills else node

    return rewrite(tree, restore)


def _fill(node: Node, _: Node) -> Node:
    inside = node.changed({"type": None, "empty": None})
    if node.empty is None:
        return inside
    return Call("not_null", (inside, node.empty), fills=True, span=node.span, extent=node.extent)
