"""The seam to botocore's pagination: a PageIterator whose search() yields the rows of every
page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from botocore.exceptions import PaginationError
from botocore.paginate import PageIterator, TokenEncoder

from querykit.engine.cursor import Cursor, Taken
from querykit.engine.emptiness import Emptiness
from querykit.engine.tokens import Following, Tokens
from querykit.engine.truncation import Cutter
from querykit.expressions import compile
from querykit.query import Bounds, Flatten
from querykit.result import Row
from querykit.services.pagination import Paging
from querykit.waiting import Waiting

__all__ = ["At", "Finds", "Pages", "data_of", "rows"]

Page = dict[str, Any]


def rows(found: Any, flatten: Flatten = "one") -> Iterator[Row]:
    """Flatten what an expression returned for a page: None no row, a list its elements, else
    itself.

    One level, as ``PageIterator.search()`` does; with ``all``, every level. Falsy values are
    rows; only None for a page is not a row (boto/botocore#2160).

    >>> list(rows(None)), list(rows([1, [2, [None]]])), list(rows([1, [2, [None]]], "all"))
    ([], [1, [2, [None]]], [1, 2, None])
    """
    if isinstance(found, list):
        for element in found:
            if flatten == "all" and isinstance(element, list):
                yield from rows(element, flatten)
            else:
                yield element
    elif found is not None:
        yield found


def data_of(page: Page) -> Page:
    """Return a page without what botocore adds to it."""
    return {key: value for key, value in page.items() if key != "ResponseMetadata"}


class Finds(Protocol):
    """What search() takes instead of a string: an object that finds the rows of a page."""

    def search(self, value: Any) -> Any: ...


@dataclass(frozen=True)
class At:
    """The position of a page among the others.

    tokens: what it was requested with; empty for the first page.
    following: what the next page is requested with; None after the last page.
    before: by result key, what an earlier run took of its elements (max_items); None if further
        pages have more of these.
    after: the same with what this run takes; None unless max_items leaves some of the page.
    """

    tokens: Mapping[str, Any]
    following: Mapping[str, Any] | None
    before: Mapping[str, Taken] | None
    after: Mapping[str, Taken] | None


# The stubs know botocore's public side; a subclass works with its protected one.
_PageIterator: Any = PageIterator


class Pages(_PageIterator):  # type: ignore[misc]
    """botocore's PageIterator, installed through ``Paginator.PAGE_ITERATOR_CLS``.

    ``search(expression)`` keeps botocore's signature and meaning, but for the pages on which the
    expression finds nothing: these have no row. The loop over the pages is its own. It can be
    iterated again, and ends with PaginationError where botocore would go round in circles or stop
    too early without a word. The first arguments are those that a paginator passes.

    pages: how many pages were read so far. at: the place of the last one.

    start: where to begin. paging: what the operation wants besides its paginator's configuration.
    once: whether no second page is requested, because the operation may change something.
    covered: how many of a page's elements, by the page, a key and their number, gave only rows
        that were given before the cursor; max_items does not count them.
    token_to_send: a page's token, by the name of its input token, as it is to be sent.
    bounds: of pages: how many, and how many without elements in a row.
    waiting: the context in which each page is fetched.
    """

    def __init__(
        self,
        method: Callable[..., Page],
        input_token: list[str],
        output_token: list[Any],
        more_results: Any,
        result_keys: list[Any],
        non_aggregate_keys: list[Any],
        limit_key: str | None,
        max_items: int | None,
        starting_token: None,
        page_size: int | None,
        op_kwargs: dict[str, Any],
        *,
        start: Cursor,
        paging: Paging,
        token_to_send: Callable[[str, Any], Any],
        covered: Callable[[Page, str, int], int],
        once: bool,
        bounds: Bounds,
        waiting: Waiting,
    ) -> None:
        # botocore would count items, and skip within pages that are cut as they were before.
        own = (non_aggregate_keys, limit_key, None, starting_token, page_size, op_kwargs)
        super().__init__(method, input_token, output_token, more_results, result_keys, *own)
        self._tokens = Tokens(
            input_token, output_token, more_results, result_keys, paging, token_to_send
        )
        sizes = {} if page_size is None or limit_key is None else {limit_key: page_size}
        self._parameters = {**op_kwargs, **sizes}
        self._first_only = paging.first_only
        self._start = start
        self._most = max_items
        self._covered = covered
        self._once = once
        self._bounds = bounds
        self._waiting = waiting
        self.pages = 0
        self.at: At | None = None
        self._cutter = Cutter(self.result_keys, {})

    def search(self, expression: str | Finds) -> Iterator[Row]:
        """Yield what a JMESPath expression finds on each page, a list as its elements."""
        found = compile(expression).bind({}) if isinstance(expression, str) else expression
        for page in self:
            yield from rows(found.search(data_of(page)))

    def __iter__(self) -> Iterator[Page]:
        start, seen = self._start, set[bytes]()
        self.pages, self.at = 0, None
        cutter = self._cutter = Cutter(self.result_keys, start.items, self._most)
        emptiness = Emptiness(self.result_keys, self._bounds.max_empty_pages)
        following: Following | None = Following(start.tokens)
        if start.tokens:
            seen.add(self._digest(start.tokens))
        while following is not None:
            here, arguments = following, self._arguments(following)
            page = self._fetch(arguments)
            self.pages += 1
            # Read now: who is given a row may change it, and some tokens are among the rows.
            following = self._tokens.following(page, arguments, is_doubted=here.is_doubtful)
            mistake = self._mistake(page, following, seen)
            cut = cutter.cut(page, self._covered)
            tokens = following.tokens if following else None
            self.at = At(here.tokens, tokens, cut.before, cut.after)
            yield cut.page
            if cut.after is not None or (cut.is_full and not mistake):
                return
            if mistake:
                raise PaginationError(message=mistake)
            if following is not None:
                if self.pages == self._bounds.max_pages:
                    return
                emptiness.look(page)
        cutter.end()

    @property
    def has_changed(self) -> bool:
        """Return whether the items before the starting token turned out to be different."""
        return self._cutter.has_changed

    def _arguments(self, following: Following) -> dict[str, Any]:
        """Return the parameters of a page's request."""
        tokens = following.tokens
        if not tokens:
            return self._parameters
        # The parameters may have a token, too; one that is None leaves it out.
        left_out = {*self._tokens.inputs, *self._first_only}
        kept = {name: each for name, each in self._parameters.items() if name not in left_out}
        return {**kept, **{name: token for name, token in tokens.items() if token is not None}}

    def _fetch(self, arguments: dict[str, Any]) -> Page:
        with self._waiting:
            page: Page = self._make_request(arguments)
        return page

    def _mistake(self, page: Page, following: Following | None, seen: set[bytes]) -> str | None:
        """Return why the page after this one cannot be read."""
        if following is None:
            if self._tokens.says_more(page):
                return "the response says there is more, but has no pagination token"
            return None
        if self._once:
            return "a write operation is called only once, but there are more pages"
        # botocore compares a token with the last one alone: A, B, A, B would never end.
        digest = self._digest(following.tokens)
        if digest in seen:
            return "the same token came back: the pages repeat"
        seen.add(digest)
        return None

    def _digest(self, tokens: Mapping[str, Any]) -> bytes:
        text = str(TokenEncoder().encode({**dict.fromkeys(self._tokens.inputs), **tokens}))
        return hashlib.blake2b(text.encode(), digest_size=16).digest()
