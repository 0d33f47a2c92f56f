"""A selection that names two columns alike.

An object has one member of a name. Of two that are written the last stays, and the first is lost
without a word.

Fails:

    ec2.describe_volumes | Volumes[].{id: VolumeId, id: SnapshotId}

    <query>:1:49: error[repeated-column]: 'id' stands here a second time, and the first is lost
        ec2.describe_volumes | Volumes[].{id: VolumeId, id: SnapshotId}
                                                        ^ give it another name

Passes:

    ec2.describe_volumes | Volumes[].{id: VolumeId, snapshot: SnapshotId}
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.expressions.tree import MultiSelectObject, nodes
from querykit.findings import Severity
from querykit.mistakes import Mistake
from querykit.resolved import Resolved

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(resolved: Resolved) -> Iterator[Mistake]:
    expression = resolved.expression
    if expression is None or resolved.query.expression is None:
        return
    for selection in nodes(expression.tree):
        if not isinstance(selection, MultiSelectObject):
            continue
        names: set[str] = set()
        for pair in selection.pairs:
            name = pair.name
            if name in names:
                begin, end = map(resolved.places.inside, pair.span)
                what = f"{name!r} stands here a second time, and the first is lost"
                yield Mistake(what, begin, "give it another name", end=end)
            names.add(name)
