"""What a run keeps in memory, and what it streams, in words."""

from __future__ import annotations

from collections.abc import Iterator

from querykit.authoring.explanation import phrase_call
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.pages.keeps import Condensed, First, Keep
from querykit.expressions.tree import Call, Current, ExpressionReference, Identity, Node, Pipe
from querykit.expressions.unparser import unparse
from querykit.result import counted

__all__ = ["memory"]


def memory(division: Stream | Fold) -> Iterator[str]:
    """Yield what is kept of the pages, one line each.

    >>> from querykit.expressions import read
    >>> from querykit.services.division import divide
    >>> from querykit.services.operation import operation
    >>> objects = operation("s3", "list_objects_v2")
    >>> from querykit.services.typed_expression import type_expression
    >>> for text in ("Contents[].Key | [:10]", "sort_by(Contents, &Size)[-5:].Key"):
    ...     print(*memory(divide(type_expression(read(text), objects), objects)), sep="\\n")
    rows are streamed page by page; nothing is kept
    the run stops after row 10
    no rows until the last page is read; kept until then:
    of Contents: the last 5, ordered by Size
    """
    if isinstance(division, Fold):
        yield "no rows until the last page is read; kept until then:"
        kept = (
            f"of {_subject(part.tree)}: {_name_kept(part.keep)}" for part in division.parts.values()
        )
        yield from dict.fromkeys(kept)
        return
    yield "rows are streamed page by page; nothing is kept"
    if division.start:
        yield f"the first {counted(division.start, 'row')} are skipped"
    if division.stop is not None:
        yield f"the run stops after row {division.stop:,}"


def _subject(tree: Node) -> str:
    """Return what is read on a page, without the default of a missing list."""
    while _fills(tree.right if isinstance(tree, Pipe) else tree):
        tree = tree.children[0]
    return "the response" if isinstance(tree, (Identity, Current)) else unparse(tree)


def _fills(node: Node) -> bool:
    return isinstance(node, Call) and node.fills


def _name_kept(keep: Keep) -> str:
    """Return what is kept, with functions in words."""
    if isinstance(keep, Condensed) and (phrase := phrase_call(keep.function)):
        verb, what = phrase
        return what if verb in ("take", "keep") else f"{verb} {what}"
    if not isinstance(keep, First):
        return keep.text
    end = "last" if keep.at_end else "first"
    first = f"the {end}" if keep.number == 1 else f"the {end} {keep.number:,}"
    return ", ".join([first, *_orders(keep.order)])


def _orders(order: Node) -> Iterator[str]:
    """Yield how a list is sorted, the first sort first."""
    if isinstance(order, Call):
        yield from _orders(order.arguments[0])
        key = order.arguments[-1]
        by = f" by {unparse(key.expression)}" if isinstance(key, ExpressionReference) else ""
        yield f"ordered{by}"
