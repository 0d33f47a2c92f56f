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

_GOES_ON = re.compile(
    r"(next|continuation)?_?(forward)?(page)?(token|marker)|next(continuation|page)token"
    r"|nextmarker|lastevaluatedkey|nextpage(number)?|(is)?truncated|hasmore.*|moreresults.*"
    r"|moredataavailable|nextpageid",
    re.IGNORECASE,
)
_COMES_IN = re.compile(r"token|marker|exclusivestart|page", re.IGNORECASE)


@dataclass(frozen=True)
class Paging:
    """The configuration of an operation's paginator.

    configuration: what ``botocore.paginate.Paginator`` takes.
    pages: whether there can be more than one page.
    """

    configuration: Mapping[str, Any]
    pages: bool

    @property
    def result_keys(self) -> tuple[str, ...]:
        """The members that hold what is paginated, the primary one first."""
        keys = self.configuration["result_key"]
        found = (keys,) if isinstance(keys, str) else tuple(keys)
        return tuple(key for key in found if key != _NO_LIST)

    @property
    def limit_key(self) -> str | None:
        """The parameter that sets the size of a page."""
        key: str | None = self.configuration.get("limit_key")
        return key


def paging(output: StructureShape | None, configuration: Mapping[str, Any] | None) -> Paging:
    """botocore's own configuration where it has one; otherwise the one of a single page."""
    if configuration is not None:
        return Paging({"result_key": _NO_LIST, **configuration}, pages=True)
    members = output.members if output else {}
    lists = [name for name, shape in members.items() if shape.type_name == "list"]
    only = lists[0] if len(lists) == 1 else _NO_LIST
    return Paging({"input_token": [], "output_token": [], "result_key": only}, pages=False)


def leftovers(input_shape: StructureShape | None, page: Mapping[str, Any]) -> Iterator[str]:
    """The members of a single page that say there is more, such as NextToken.

    Only for operations that take something to go on from: elsewhere a Marker or a Token is the
    answer itself.
    """
    members = input_shape.members if input_shape else {}
    if not any(_COMES_IN.search(name) for name in members):
        return
    for name, value in page.items():
        if value and isinstance(value, (str, bool, dict)) and _GOES_ON.fullmatch(name):
            yield name
