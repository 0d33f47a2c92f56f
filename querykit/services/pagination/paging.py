"""The pagination of one operation: its paginator's configuration, and what that does not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from querykit.query import Pagination

__all__ = ["NO_LIST", "Kind", "Paging", "one_or_several", "several"]

# A path that no page has: a page without a list has nothing to count or to cut.
NO_LIST = "NoResultKey"

Kind = Literal["builtin", "inferred", "none", "refused"]


@dataclass(frozen=True)
class Paging:
    """How the pages of an operation follow one another.

    kind: ``builtin``, botocore's own paginator; ``inferred``, one that follows from the shapes;
        ``none``, one page; ``refused``, an operation that never ends.
    configuration: what ``botocore.paginate.Paginator`` takes.
    result_keys: the paths of the lists that are paginated, the primary one first; botocore also
        adds up numbers and joins strings of some pages, which are not among these.
    why: how it is paginated and how that is known, in one sentence; for a rejected operation the
        reason, in words that follow its name.
    defaults: parameters that are sent if the query does not set them.
    first_only: parameters that AWS accepts only with the first page, and rejects beside a token.
    sizeless: parameters beside which AWS rejects a page size.
    url_encoded: the input tokens that a page has URL-encoded if a parameter is ``url``: each with
        that parameter.
    repeat_ends: whether the token that was sent, coming back, is the end.
    counts_from: the first page number, if the input token is one that the caller counts up until
        a page is empty.
    echoes: the paths of fields that repeat the request's token, or are about one page.
    counts: the paths of fields that count the items of a page, each with the paths of the lists
        whose lengths it adds up.
    sums: the paths of other numbers about one page, which add up to that of the whole result.
    """

    kind: Kind
    configuration: Mapping[str, Any]
    result_keys: tuple[str, ...] = ()
    why: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    first_only: tuple[str, ...] = ()
    sizeless: tuple[str, ...] = ()
    url_encoded: Mapping[str, str] = field(default_factory=dict)
    repeat_ends: bool = False
    counts_from: int | None = None
    echoes: tuple[str, ...] = ()
    counts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sums: tuple[str, ...] = ()

    @property
    def pages(self) -> bool:
        """Return whether there can be more than one page."""
        return self.kind in ("builtin", "inferred")

    @property
    def limit_key(self) -> str | None:
        """Return the parameter that sets the size of a page."""
        key: str | None = self.configuration.get("limit_key")
        return key

    def unsuited(self, settings: Pagination) -> Iterator[tuple[str, str]]:
        """Yield the settings that the operation does not have: the key of each, and why.

        >>> list(Paging("none", {}).unsuited(Pagination(page_size=5)))
        [('PageSize', 'does not accept a page size')]
        """
        if settings.page_size is not None and self.limit_key is None:
            yield "PageSize", "does not accept a page size"
        if settings.starting_token is not None and not self.pages:
            yield "StartingToken", "is not paginated and does not accept a starting token"
        if settings.max_items is not None and not self.result_keys and not self.pages:
            yield "MaxItems", "returns no list, so MaxItems has nothing to count"

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the paths of the fields of a response from which the next page is requested."""
        written = several(self.configuration.get("output_token"))
        return tuple(part.strip() for path in written for part in path.split("||"))


def several(written: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return what a configuration has as one name, or as a list of them."""
    return (written,) if isinstance(written, str) else tuple(written or ())


def one_or_several(names: tuple[str, ...]) -> str | list[str]:
    """Return names as a configuration has them."""
    return names[0] if len(names) == 1 else list(names)
