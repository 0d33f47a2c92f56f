"""An expression that needs the whole result in memory, however large it is.

Most expressions return rows page by page; some keep a little of each page, such as a count or the
first ten elements. This one returns no rows until the last page is read, and keeps everything in
memory until then. ``querykit show --division`` shows what is kept.

Fails:

    s3.list_objects_v2 {Bucket: logs} | sort_by(Contents, &Size)[].Key

    <query>:1:37: warning[full-merge]: the whole result is kept in memory before the first row
        s3.list_objects_v2 {Bucket: logs} | sort_by(Contents, &Size)[].Key
                                            ^
      the expression needs all of Contents

Passes:

    s3.list_objects_v2 {Bucket: logs} | sort_by(Contents, &Size)[-10:].Key
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.checks._rules import is_wrong
from querykit.expressions.absent import unfill
from querykit.expressions.pages.division import Fold
from querykit.expressions.tree import Current, Node
from querykit.expressions.unparser import unparse
from querykit.findings import Severity
from querykit.mistakes import Mistake
from querykit.resolved import Resolved

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "warning"


def findings(resolved: Resolved) -> Iterator[Mistake]:
    """Yield a mistake if the expression keeps the whole result in memory."""
    target, typed, division = resolved.operation, resolved.typed, resolved.division
    if target is None or typed is None or not target.paging.pages:
        return
    if is_wrong(typed) or not isinstance(division, Fold):
        return
    kept = [_phrase(part.tree) for part in division.parts.values() if part.keep.grows]
    if kept:
        what = "the whole result is kept in memory before the first row"
        place = resolved.places.inside(0) if resolved.query.expression else None
        place = place or resolved.places.value("operation")
        yield Mistake(what, place, why=f"the expression needs all of {' and '.join(kept)}")


def _phrase(part: Node) -> str:
    """Return a part as it was written, without the replacements of missing lists."""
    return "the response" if isinstance(part, Current) else unparse(unfill(part))
