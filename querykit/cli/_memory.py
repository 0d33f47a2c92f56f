"""What a run keeps until the end, and what streams, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from querykit.authoring.explanation import steps
from querykit.expressions import read
from querykit.expressions.absent import is_filling
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.tree import Current, Identity, Node, Pipe
from querykit.expressions.unparser import unparse
from querykit.result import counted

__all__ = ["memory"]

_PICKED = re.compile(r"what (.+) (?:picks|leaves)")
_ORDERED = re.compile(r"the (first|last) (\d+)(?: of (.+))?")


def memory(division: Stream | Fold) -> Iterator[str]:
    """What is kept of the pages, a line each.

    >>> from querykit.services.division import divided
    >>> from querykit.services.operation import operation
    >>> objects = operation("s3", "list_objects_v2")
    >>> for text in ("Contents[].Key | [:10]", "sort_by(Contents, &Size)[-5:].Key"):
    ...     print(*memory(divided(read(text), objects)), sep="\\n")
    each page gives its rows as it comes, and nothing is kept
    the run ends behind row 10
    no row comes before the end of the run; until then is kept
    of Contents: the last 5, ordered by Size
    """
    if isinstance(division, Fold):
        yield "no row comes before the end of the run; until then is kept"
        told = (
            f"of {_subject(part.tree)}: {_kept(part.keeps)}" for part in division.parts.values()
        )
        yield from dict.fromkeys(told)
        return
    yield "each page gives its rows as it comes, and nothing is kept"
    if division.start:
        yield f"the first {counted(division.start, 'row')} are left out"
    if division.stop is not None:
        yield f"the run ends behind row {division.stop:,}"


def _subject(tree: Node) -> str:
    """What is looked at on a page, without what stands in for a list that is not there."""
    while is_filling(tree.right if isinstance(tree, Pipe) else tree):
        tree = tree.children[0]
    return "the answer" if isinstance(tree, (Identity, Current)) else unparse(tree)


def _kept(keeps: str) -> str:
    """What is kept of something, with functions in words."""
    if picked := _PICKED.fullmatch(keeps):
        done = " and ".join(steps(read(picked[1]).tree))
        return done.removeprefix("take ").removeprefix("keep ")
    ordered = _ORDERED.fullmatch(keeps)
    if ordered is None:
        return keeps
    end, number, by = ordered.groups()
    first = f"the {end}" if number == "1" else f"the {end} {int(number):,}"
    orders = steps(read(by).tree) if by else []
    return ", ".join([first, *(order.replace("order them", "ordered") for order in orders)])
