"""Text between backticks without JSON's quotes.

What stands between backticks is JSON. jmespath.py takes what is none for text, which JMESPath has
deprecated. It is a trap: `` `true` `` and `` `443` `` look the same, and equal no text.

Fails:

    ec2.describe_volumes | Volumes[?State==`available`].VolumeId

    <query>:1:40: warning[backtick-string]: text between backticks
        ec2.describe_volumes | Volumes[?State==`available`].VolumeId
                                               ^ write 'available'

Passes:

    ec2.describe_volumes | Volumes[?State=='available' && Size > `5`].VolumeId
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.checks._subject import Subject
from querykit.expressions.parser import bare_texts
from querykit.findings import Found, Severity

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "warning"


def findings(subject: Subject) -> Iterator[Found]:
    if subject.query.expression is None or subject.expression is None:
        return
    for begin, end, text in bare_texts(subject.query.expression):
        escaped = text.replace("\\", "\\\\").replace("'", "\\'")
        place, behind = subject.places.inside(begin), subject.places.inside(end)
        yield Found("text between backticks", place, f"write '{escaped}'", end=behind)
