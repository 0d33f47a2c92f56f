"""A string in backticks that is not valid JSON.

Backticks contain JSON. jmespath.py treats invalid JSON as a string, a form that JMESPath has
deprecated. It is a trap: `` `true` `` and `` `443` `` look the same but never equal a string.

Fails:

    ec2.describe_volumes | Volumes[?State==`available`].VolumeId

    <query>:1:40: warning[backtick-string]: a string in backticks must be JSON
        ec2.describe_volumes | Volumes[?State==`available`].VolumeId
                                               ^ write 'available'

Passes:

    ec2.describe_volumes | Volumes[?State=='available' && Size > `5`].VolumeId
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.expressions.parser import bare_texts
from querykit.findings import Severity
from querykit.mistakes import Mistake
from querykit.resolved import Resolved

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "warning"


def findings(resolved: Resolved) -> Iterator[Mistake]:
    """Yield a mistake for each string in backticks that is not valid JSON."""
    if resolved.query.expression is None or resolved.legible is None:
        return
    for begin, end, text in bare_texts(resolved.query.expression):
        escaped = text.replace("\\", "\\\\").replace("'", "\\'")
        place, last = map(resolved.places.inside, (begin, end))
        yield Mistake("a string in backticks must be JSON", place, f"write '{escaped}'", end=last)
