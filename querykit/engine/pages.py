"""The seam to botocore's paging: a PageIterator whose search() gives the rows of every page."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

import jmespath
from botocore.exceptions import PaginationError
from botocore.paginate import PageIterator, TokenEncoder

from querykit.engine.cursor import Cursor, Skip, Taken
from querykit.engine.emptiness import Emptiness
from querykit.engine.given import Given
from querykit.engine.truncation import Cutting, sliced
from querykit.expressions import Expression, compile
from querykit.expressions.pages.distribution import path_of
from querykit.expressions.parser import parse
from querykit.expressions.tree import Or
from querykit.query import Bounds, Flatten
from querykit.result import Row
from querykit.services.pagination import Paging
from querykit.waiting import Waiting

__all__ = ["Pages", "rows"]


def rows(found: Any, flatten: Flatten = "one") -> Iterator[Row]:
    """Flatten what one page gave: None no row, a list its elements, anything else itself.

    One level, as ``PageIterator.search()`` does; with ``all``, every level. Falsy values are
    rows; only a page's None is none (boto/botocore#2160).

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


# The stubs know botocore's public side; a subclass works with its protected one.
_PageIterator: Any = PageIterator


class Pages(_PageIterator):  # type: ignore[misc]
    """botocore's PageIterator, installed through ``Paginator.PAGE_ITERATOR_CLS``.

    ``search(expression)`` keeps botocore's signature and meaning, but for the pages on which the
    expression finds nothing: these give no row. Besides, it knows at every row from where to go
    on (``cursor``), can be iterated again, and ends with PaginationError where botocore would go
    round in circles or stop too early without a word.

    start: where to begin; None at the first page.
    paging: what the operation wants besides its paginator's configuration.
    values, now: the variables' values and the moment that the expression is bound to.
    once: whether no second page is asked for, because the operation may change something.
    on_page: called with each page before it is searched.
    prepare: applied to each page first.
    sent_back: a page's token, by the name of its input token, as it is to be sent.
    bounds: of pages: how many, and how many without elements in a row.
    waiting: the context in which each page is fetched.
    """

    def __init__(
        self,
        *arguments: Any,
        start: Cursor | None = None,
        paging: Paging,
        values: Mapping[str, Any] | None = None,
        now: datetime | None = None,
        flatten: Flatten = "one",
        once: bool = False,
        on_page: Callable[[dict[str, Any]], None] | None = None,
        prepare: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
        sent_back: Callable[[str, Any], Any],
        bounds: Bounds | None = None,
        waiting: Waiting | None = None,
        **keywords: Any,
    ) -> None:
        super().__init__(*arguments, **keywords)
        self._op_kwargs: dict[str, Any]
        self._max_items: int | None
        self._starting_token: Any
        self._paging = paging
        self._values = values or {}
        self._now = now
        self._flatten: Flatten = flatten
        self._once = once
        self._on_page = on_page
        self._prepare = prepare
        self._sent_back = sent_back
        self._bounds = bounds or Bounds()
        self._waiting = waiting or Waiting()
        self._parameters: dict[str, Any] = self._op_kwargs
        self._start = start or Cursor()
        self._find: Callable[[dict[str, Any]], list[Row]] = lambda _: []
        # botocore would count and skip within pages that are cut as they were the first time.
        self._most, self._max_items = self._max_items, None
        self._starting_token = self._encoded(self._start.tokens) if self._start.tokens else None
        self._reset()

    def _reset(self) -> None:
        self.pages = 0
        self.rows = self._start.before
        self._here: Mapping[str, Any] | None = None
        self._behind: Mapping[str, Any] | None = self._start.tokens
        self._skip = Skip(self._start.rows, "rows")
        self._cutting = Cutting(self.result_keys, self._start.items, self._most)
        self._given = Given(self._start)
        self._sent: dict[str, Any] = {}
        self._doubts = self._doubted = False

    def _encoded(self, tokens: Mapping[str, Any]) -> str:
        return str(TokenEncoder().encode({**dict.fromkeys(self._input_token), **tokens}))

    @property
    def rows_before(self) -> int:
        """How many rows came before the starting token, as far as it says so."""
        return self._start.before

    @property
    def cursor(self) -> Cursor | None:
        """From where every row after the last one given comes.

        None when nothing is left, before the first page of all, and where the rows before the
        starting token are not the ones that were given.
        """
        if self._skip.has_changed or self._cutting.has_changed:
            return None
        if self.pages == 0 or self._skip.left:
            return self._start if self._start != Cursor() else None
        found = self._given.cursor
        if self._given.is_whole:
            if self._cutting.is_inside:
                found = replace(found, items=self._cutting.after, rows=Taken(0))
            elif self._behind is None:
                return None
            elif self._cutting.is_found:
                found = Cursor(self._behind)
        return replace(found, before=self.rows, is_part=self._start.is_part)

    def search(self, expression: str | Expression) -> Iterator[Row]:
        """The rows that a JMESPath expression finds on each page, one after the other."""
        compiled = compile(expression) if isinstance(expression, str) else expression
        bound = compiled.bind(self._values, self._now)
        self._find = lambda page: list(rows(bound.search(_answer(page)), self._flatten))
        for page in self:
            if self._on_page:
                self._on_page(_answer(page))
            self._given.begin(self._place())
            found = self._find(page)
            skipped = self._skip.drop(found)
            if skipped:
                self._given.begin(self._place())
            self._given.take(found, skipped)
            for row in islice(found, skipped, None):
                self._given.number += 1
                self.rows += 1
                yield row
        if self._behind is None:
            self._skip.end()

    def _place(self) -> Cursor | None:
        """The page's own cursor; None while something is to be skipped on the pages after it."""
        if self._skip.left or not self._cutting.is_found:
            return None
        return Cursor(self._here or {}, self._cutting.before)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        # botocore writes the tokens into its arguments: a second iteration would begin at the end.
        self._op_kwargs = dict(self._parameters)
        self._resume_token = None
        self._reset()
        seen = {_digest(self._starting_token)} if self._starting_token else set()
        emptiness = Emptiness(self.result_keys, self._bounds.max_empty_pages)
        fetched = super().__iter__()
        while (page := self._fetch(fetched)) is not None:
            self.pages += 1
            self._here = self._behind
            # Once: rows may be changed by whom they are given to, and some tokens are among them.
            self._following = self._successor(page)
            mistake = self._mistake(page, seen)
            goes_on = any(token is not None for token in self._following.values())
            self._behind = self._following if goes_on else None
            if self._once and goes_on:
                mistake = "a write operation is called once, and there are further pages"
            yield self._cutting.cut(page, self._covered)
            if self._cutting.is_inside or (self._cutting.is_full and not mistake):
                return
            if mistake:
                raise PaginationError(message=mistake)
            if goes_on:
                if self.pages == self._bounds.max_pages:
                    return
                emptiness.look(page)
        self._cutting.end()

    def _fetch(self, pages: Iterator[dict[str, Any]]) -> dict[str, Any] | None:
        """The next page, or None after the last; the run may be interrupted while it waits."""
        with self._waiting:
            return next(pages, None)

    def _covered(self, page: dict[str, Any], key: str, number: int) -> int:
        """How many of a page's first elements gave rows before the cursor alone."""
        if not self._skip.left:
            return 0

        def given(count: int) -> int:
            return len(self._find(sliced(page, key, 0, count) if number else page))

        left = self._skip.left
        count = bisect_left(range(number + 1), left, key=given)
        if count > number:
            return number
        return count if given(count) == left else count - 1

    def _mistake(self, page: dict[str, Any], seen: set[bytes]) -> str | None:
        """Why the page after this one cannot be read."""
        if all(token is None for token in self._following.values()):
            if self._more_results is not None and self._more_results.search(page):
                return "the answer says that it goes on, and has no token to go on with"
            return None
        # botocore compares a token with the last one alone: A, B, A, B would never end.
        digest = _digest(self._encoded(self._following))
        if digest in seen:
            return "a token came a second time: the pages go round in a circle"
        seen.add(digest)
        return None

    def _get_next_token(self, *_: Any) -> dict[str, Any]:
        return self._following

    def _successor(self, parsed: dict[str, Any]) -> dict[str, Any]:
        """What the page behind this one is asked with; no token at all behind the last."""
        tokens = self._tokens(parsed)
        if self._paging.repeat_ends and tokens == self._sent:
            return {}
        if self._more_results is not None and not self._more_results.search(parsed):
            # botocore stops here, whatever token there is. One more page tells who is right.
            tokens = {name: token for name, token in tokens.items() if token is not None}
            self._doubts = bool(tokens)
            if self._doubts and self._doubted and not self._has_items(parsed):
                return {}
            return {**dict.fromkeys(self._input_token), **tokens} if tokens else {}
        return tokens

    def _tokens(self, parsed: dict[str, Any]) -> dict[str, Any]:
        begin = self._paging.counts_from
        if begin is not None:
            name = self._input_token[0]
            number = self._sent.get(name) or begin
            return {name: number + 1 if self._has_items(parsed) else None}
        ended = self._more_results is not None and not self._more_results.search(parsed)
        outputs = map(_member_alone, self._output_token) if ended else self._output_token
        found = (output.search(parsed) if output else None for output in outputs)
        return {
            name: self._sent_back(name, token) if token else None
            for name, token in zip(self._input_token, found, strict=True)
        }

    def _has_items(self, parsed: dict[str, Any]) -> bool:
        return any(key.search(parsed) for key in self.result_keys)

    def _make_request(self, current_kwargs: dict[str, Any]) -> dict[str, Any]:
        self._sent = {name: current_kwargs.get(name) for name in self._input_token}
        self._doubted, self._doubts = self._doubts, False
        page: dict[str, Any] = super()._make_request(current_kwargs)
        return self._prepare(page) if self._prepare else page

    def _inject_token_into_kwargs(
        self, op_kwargs: dict[str, Any], next_token: Mapping[str, Any]
    ) -> None:
        # botocore takes the text 'None' for no token, and would begin again at the first page.
        for name, token in next_token.items():
            if token is not None:
                op_kwargs[name] = token
            else:
                op_kwargs.pop(name, None)
        if any(token is not None for token in next_token.values()):
            for name in self._paging.first_only:
                op_kwargs.pop(name, None)

    def _handle_first_request(self, *_: Any) -> int:
        # botocore empties the secondary lists of the page that a starting token leads to, on the
        # supposition that the page before was cut; they are lost when it was not (botocore#3119).
        return 0


def _answer(page: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in page.items() if key != "ResponseMetadata"}


def _digest(tokens: str) -> bytes:
    return hashlib.blake2b(tokens.encode(), digest_size=16).digest()


def _member_alone(output: Any) -> Any:
    """The token's own member, where an output token such as ``Keys[-1]`` may be an item's."""
    tree = parse(output.expression)
    if path_of(tree.left if isinstance(tree, Or) else tree) is None:
        return None
    return jmespath.compile(output.expression.split("||")[0].strip())
