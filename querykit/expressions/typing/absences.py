"""Lists and objects that AWS omits if they are empty, as what takes them sees them."""

from __future__ import annotations

from querykit.expressions.functions import BUILT_IN
from querykit.expressions.tree import (
    EMPTY_LIST,
    EMPTY_OBJECT,
    Call,
    MultiSelectList,
    MultiSelectObject,
    Node,
    Pipe,
    Subexpression,
)
from querykit.expressions.typing.signatures import Signature
from querykit.expressions.typing.walk import Walk
from querykit.types.contents import is_from_response
from querykit.types.types import (
    NOTHING,
    Document,
    List,
    Record,
    Type,
    choices,
    kinds,
    present,
    union,
)

__all__ = ["fill_argument", "fill_piped"]


def fill_argument(walk: Walk, node: Node, found: Type, known: Signature, number: int) -> Type:
    """Return the type of an argument as the function sees it.

    JMESPath's own functions that reject null see something empty in its place. Those of the shelf
    say themselves what they make of null.
    """
    parameter = known.parameter(number)
    if known.name not in BUILT_IN or not _may_be_absent(node, found):
        return found
    kind = _kind(found)
    if all(type_.kind != kind for type_ in parameter.types):
        return found
    walk.fill(node, EMPTY_LIST if kind == "array" else EMPTY_OBJECT)
    if "null" not in kinds(found):
        return found
    empty = [_empty(each) for each in choices(found) if each.kind in ("array", "object")]
    return union(present(found), *empty)


def fill_piped(walk: Walk, node: Pipe, found: Type) -> Type:
    """Return the type of what is before a pipe as a selection after it sees it.

    What is made of null is null, whatever its members would count.
    """
    first = node.right.parts[0] if isinstance(node.right, Subexpression) else node.right
    selects = isinstance(first, (MultiSelectObject, MultiSelectList))
    if not selects or not _may_be_absent(node.left, found) or _kind(found) != "array":
        return found
    walk.fill(node.left, EMPTY_LIST)
    return union(present(found), List(NOTHING, ()))


def _may_be_absent(node: Node, found: Type) -> bool:
    """Return whether a node may be null for a list or an object of the response that is empty.

    A condition that lets pass only what has it does not count: the node is evaluated without, too,
    where the expression is divided over pages.
    """
    if isinstance(node, Call) and "null" not in kinds(found):
        return False
    return is_from_response(found)


def _kind(found: Type) -> str:
    first = choices(present(found))[0]
    return "object" if isinstance(first, Document) else first.kind


def _empty(choice: Type) -> Type:
    return List(NOTHING, ()) if isinstance(choice, List) else Record(())
