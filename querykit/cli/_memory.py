"""What a run keeps in memory, and what it streams, in words."""

from __future__ import annotations

from collections.abc import Iterator

from querykit.authoring.explanation import steps
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.pages.keeps import Condensed, First, Keep
from querykit.expressions.tree import Call, Current, Identity, Node, Pipe
from querykit.expressions.unparser import unparse
from querykit.result import counted

__all__ = ["memory"]


def memory(division: Stream | Fold) -> Iterator[str]:
    """Yield what is kept of the pages, one line each.

    >>> from querykit.expressions import read
    >>> from querykit.services.division import divided
    >>> from querykit.services.operation import operation
    >>> objects = operation("s3", "list_objects_v2")
    >>> from querykit.services.typed_expression import typed
    >>> for text in ("Contents[].Key | [:10]", "sort_by(Contents, &Size)[-5:].Key"):
    ...     print(*memory(divided(typed(read(text), objects), objects)), sep="\\n")
    rows are streamed page by page; nothing is kept
    the run stops after row 10
    no rows until the last page is read; kept until then:
    of Contents: the last 5, ordered by Size
    """
    if isinstance(division, Fold):
        yield "no rows until the last page is read; kept until then:"
        told = (f"of {_subject(part.tree)}: {_kept(part.keep)}" for part in division.parts.values())
        yield from dict.fromkeys(told)
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


def _kept(keep: Keep) -> str:
    """Return what is kept, with functions in words."""
    if isinstance(keep, Condensed):
        done = " and ".join(steps(keep.function))
        return done.removeprefix("take ").removeprefix("keep ")
    if not isinstance(keep, First):
        return keep.text
    end = "last" if keep.at_end else "first"
    first = f"the {end}" if keep.number == 1 else f"the {end} {keep.number:,}"
    orders = (order.replace("order them", "ordered") for order in steps(keep.order))
    return ", ".join([first, *orders])
