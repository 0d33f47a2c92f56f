"""The paging of one operation: the configuration of its paginator, and what that leaves unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from botocore.model import StructureShape

__all__ = ["Kind", "Paging", "paging"]

# A path that no page has: a page without a list has nothing to count or to cut.
_NO_LIST = "NoResultKey"

Kind = Literal["builtin", "inferred", "none", "refused"]


@dataclass(frozen=True)
class Paging:
    """How the pages of an operation follow one another.

    kind: ``builtin``, botocore's own paginator; ``inferred``, one that follows from the shapes;
        ``none``, one page; ``refused``, an operation that never ends.
    configuration: what ``botocore.paginate.Paginator`` takes.
    result_keys: the paths of the lists that are paginated, the primary one first; botocore also
        counts sums and joins texts of some pages, which are not among these.
    why: how it is paged and how that is known, in one sentence; the reason of a refusal.
    defaults: parameters that are sent where the query gives none.
    first_only: parameters that AWS takes with the first page alone, and refuses beside a token.
    sizeless: parameters beside which AWS refuses a page size.
    repeat_ends: whether the token that was sent, coming back, is the end.
    counts_from: the first page number, where the input token is one that the caller counts up
        until a page is empty.
    """

    kind: Kind
    configuration: Mapping[str, Any]
    result_keys: tuple[str, ...] = ()
    why: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    first_only: tuple[str, ...] = ()
    sizeless: tuple[str, ...] = ()
    repeat_ends: bool = False
    counts_from: int | None = None

    @property
    def pages(self) -> bool:
        """Whether there can be more than one page."""
        return self.kind in ("builtin", "inferred")

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
        return Paging("builtin", {"result_key": _NO_LIST, **configuration}, result_keys=lists)
    members = output.members if output else {}
    lists = tuple(name for name, shape in members.items() if shape.type_name == "list")
    only = lists if len(lists) == 1 else ()
    key = only[0] if only else _NO_LIST
    one_page: dict[str, Any] = {"input_token": [], "output_token": [], "result_key": key}
    return Paging("none", one_page, result_keys=only)


def _is_list(output: StructureShape | None, path: str) -> bool:
    shape: Any = output
    for name in path.split("."):
        shape = getattr(shape, "members", {}).get(name)
    return shape is not None and shape.type_name == "list"
