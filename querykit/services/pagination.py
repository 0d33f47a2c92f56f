"""How the pages of an operation follow one another, as ``botocore.paginate`` wants to be told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.model import StructureShape

__all__ = ["Paging", "leftovers", "paging"]

# A path that no page has: a page without a list has nothing to count or to cut.
_NO_LIST = "NoResultKey"

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


@dataclass(frozen=True)
class Paging:
    """The configuration of an operation's paginator.

    configuration: what ``botocore.paginate.Paginator`` takes.
    pages: whether there can be more than one page.
    result_keys: the paths of the lists that are paginated, the primary one first; botocore also
        counts sums and joins texts of some pages, which are not among these.
    """

    configuration: Mapping[str, Any]
    pages: bool
    result_keys: tuple[str, ...] = ()

    @property
    def limit_key(self) -> str | None:
        """The parameter that sets the size of a page."""
        key: str | None = self.configuration.get("limit_key")
        return key


def paging(output: StructureShape | None, configuration: Mapping[str, Any] | None) -> Paging:
    """botocore's own configuration where it has one; otherwise the one of a single page."""
    if configuration is not None:
        keys = configuration.get("result_key", ())
        keys = (keys,) if isinstance(keys, str) else tuple(keys)
        lists = tuple(key for key in keys if _is_list(output, key))
        return Paging({"result_key": _NO_LIST, **configuration}, pages=True, result_keys=lists)
    members = output.members if output else {}
    lists = tuple(name for name, shape in members.items() if shape.type_name == "list")
    only = lists if len(lists) == 1 else ()
    key = only[0] if only else _NO_LIST
    one_page: dict[str, Any] = {"input_token": [], "output_token": [], "result_key": key}
    return Paging(one_page, pages=False, result_keys=only)


def _is_list(output: StructureShape | None, path: str) -> bool:
    shape: Any = output
    for name in path.split("."):
        shape = getattr(shape, "members", {}).get(name)
    return shape is not None and shape.type_name == "list"


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
