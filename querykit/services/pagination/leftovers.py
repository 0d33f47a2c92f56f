"""What an answer leaves unread and says so: more than a paginator follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import StructureShape

__all__ = ["leftovers"]

# Names that say that there is more, whatever the operation takes.
_GOES_ON = re.compile(
    r"next_?(forward|page|continuation)?_?(token|marker)|next(page(id|number)?|index|itemoffset)"
    r"|paginationtoken|\w*truncated|hasmore\w*|moreresults\w*|moredataavailable",
    re.IGNORECASE,
)
# Names that say so where the operation takes its counterpart: elsewhere they are the answer.
_GOES_ON_IF = (
    (re.compile(r"marker", re.IGNORECASE), re.compile(r"marker", re.IGNORECASE)),
    (re.compile(r"position", re.IGNORECASE), re.compile(r"position", re.IGNORECASE)),
    (re.compile(r"lastevaluated\w+", re.IGNORECASE), re.compile(r"exclusivestart", re.IGNORECASE)),
)


def leftovers(input_shape: StructureShape | None, page: Mapping[str, Any]) -> Iterator[str]:
    """The members of a single page that say there is more, such as NextToken.

    Also those one level down, such as cloudfront's DistributionList.NextMarker. Where IsTruncated
    says that there is no more, a Marker beside it is the one that was asked with.
    """
    yield from _signs(input_shape, page)
    for name, value in page.items():
        if isinstance(value, dict) and not _GOES_ON.fullmatch(name):
            yield from (f"{name}.{sign}" for sign in _signs(input_shape, value))


def _signs(input_shape: StructureShape | None, structure: Mapping[str, Any]) -> Iterator[str]:
    inputs = input_shape.members if input_shape else {}
    certain = {name: value for name, value in structure.items() if _GOES_ON.fullmatch(name)}
    yield from (name for name, value in certain.items() if value)
    if any(value is False for value in certain.values()):
        return
    patterns = [out for out, into in _GOES_ON_IF if any(into.match(name) for name in inputs)]
    for name, value in structure.items():
        if value and any(pattern.fullmatch(name) for pattern in patterns):
            yield name
