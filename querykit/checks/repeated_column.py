"""Two columns with the same name.

An object has one value per name. If a name is used twice, the last one wins and the first is
silently lost.

Fails:

    ec2.describe_volumes | Volumes[].{id: VolumeId, id: SnapshotId}

    <query>:1:49: error[repeated-column]: duplicate column 'id': the first one is lost
        ec2.describe_volumes | Volumes[].{id: VolumeId, id: SnapshotId}
                                                        ^ rename one of them

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
    """Yield a mistake for each column whose name was used before."""
    expression = resolved.legible
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
                what = f"duplicate column {name!r}: the first one is lost"
                yield Mistake(what, begin, "rename one of them", end=end)
            names.add(name)
