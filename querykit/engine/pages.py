"""The seam to botocore's paging: a PageIterator whose search() gives the rows of every page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

import jmespath
from botocore.exceptions import PaginationError
from botocore.paginate import PageIterator, TokenDecoder, TokenEncoder
from botocore.utils import set_value_from_jmespath

from querykit.engine.emptiness import Emptiness
from querykit.expressions import Expression, compile
from querykit.query import Bounds, Flatten
from querykit.result import Row
from querykit.services.pagination import Paging
from querykit.waiting import Waiting

__all__ = ["Pages", "rows"]

# How many rows of the page behind a token were given already. botocore's own
# boto_truncate_amount counts items of the result key, which a filter makes another number.
_ROWS_GIVEN = "querykit_rows_given"
# How many rows all pages before gave, where a slice counts them.
_ROWS_BEFORE = "querykit_rows_before"
_CUT = "boto_truncate_amount"


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

    paging: what the operation wants besides its paginator's configuration.
    values, now: the variables' values and the moment that the expression is bound to.
    counted: whether a cursor says how many rows came before it.
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
        paging: Paging,
        values: Mapping[str, Any] | None = None,
        now: datetime | None = None,
        flatten: Flatten = "one",
        counted: bool = False,
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
        self._starting_token: str | None
        self._paging = paging
        self._values = values or {}
        self._now = now
        self._flatten: Flatten = flatten
        self._counted = counted
        self._once = once
        self._on_page = on_page
        self._prepare = prepare
        self._sent_back = sent_back
        self._bounds = bounds or Bounds()
        self._waiting = waiting or Waiting()
        self._parameters: dict[str, Any] = self._op_kwargs
        self._starting_token, self._begun = _split(self._starting_token, self._input_token)
        self._here = self._behind = self._starting_token
        self._rows_here = self._rows_given = 0
        self._sent: dict[str, Any] = {}
        self._doubts = self._doubted = False
        self.pages = 0
        self.rows = self.rows_before

    @property
    def rows_before(self) -> int:
        """How many rows came before the starting token, as far as it says so."""
        return self._begun.get(_ROWS_BEFORE, 0)

    @property
    def begins_inside(self) -> bool:
        """Whether the starting token stands behind some rows of a page."""
        return _ROWS_GIVEN in self._begun

    @property
    def cursor(self) -> str | None:
        """The starting token from which every row behind the last one given comes.

        None when nothing is left, and before the first page.
        """
        count = {_ROWS_BEFORE: self.rows} if self._counted else {}
        if self._rows_given < self._rows_here:
            return _join(self._here, self._input_token, {_ROWS_GIVEN: self._rows_given, **count})
        if self._behind is None or not count:
            return self._behind
        return _join(self._behind, self._input_token, count)

    def search(self, expression: str | Expression) -> Iterator[Row]:
        """The rows that a JMESPath expression finds on each page, one after the other."""
        compiled = compile(expression) if isinstance(expression, str) else expression
        bound = compiled.bind(self._values, self._now)
        skip = self._begun.get(_ROWS_GIVEN, 0)
        for page in self:
            answer = {key: value for key, value in page.items() if key != "ResponseMetadata"}
            if self._on_page:
                self._on_page(answer)
            self._rows_here, self._rows_given = skip + 1, skip  # what an error leaves to be read
            found = list(rows(bound.search(answer), self._flatten))
            self._rows_here = len(found)
            for self._rows_given, row in enumerate(found[skip:], skip + 1):
                self.rows += 1
                yield row
            skip = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        # botocore writes the tokens into its arguments: a second iteration would begin at the end.
        self._op_kwargs = dict(self._parameters)
        self._resume_token = None
        self._behind = self._starting_token
        self._rows_here = self._rows_given = self.pages = 0
        self.rows = self.rows_before
        self._doubts = self._doubted = False
        seen: set[bytes] = set()
        emptiness = Emptiness(self.result_keys, self._bounds.max_empty_pages)
        fetched = super().__iter__()
        while (page := self._fetch(fetched)) is not None:
            self.pages += 1
            self._here, self._behind = self._behind, self._resume_token
            mistake = None
            if self._behind is None:  # else MaxItems cut this page, and botocore made the token
                self._behind, mistake = self._following(page, seen)
                if self._once and self._behind:
                    mistake = "a write operation is called once, and there are further pages"
            yield page
            if mistake:
                raise PaginationError(message=mistake)
            if self._behind is not None:
                if self.pages == self._bounds.max_pages:
                    return
                emptiness.look(page)

    def _fetch(self, pages: Iterator[dict[str, Any]]) -> dict[str, Any] | None:
        """The next page, or None after the last; the run may be interrupted while it waits."""
        with self._waiting:
            return next(pages, None)

    def _following(self, page: dict[str, Any], seen: set[bytes]) -> tuple[str | None, str | None]:
        """The encoded token of the page behind this one, or why it cannot be followed."""
        tokens = self._get_next_token(page)
        if all(token is None for token in tokens.values()):
            if self._more_results is not None and self._more_results.search(page):
                return None, "the answer says that it goes on, and has no token to go on with"
            return None, None
        following = str(TokenEncoder().encode(tokens))
        # botocore compares a token with the last one alone: A, B, A, B would never end.
        digest = hashlib.blake2b(following.encode(), digest_size=16).digest()
        if digest in seen:
            return following, "a token came a second time: the pages go round in a circle"
        seen.add(digest)
        return following, None

    def _get_next_token(self, parsed: dict[str, Any]) -> dict[str, Any]:
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

    def _handle_first_request(
        self, parsed: dict[str, Any], primary_result_key: Any, starting_truncation: int
    ) -> int:
        # botocore empties the secondary lists of the page that a starting token leads to, on the
        # supposition that the page before was cut; they are lost when it was not (botocore#3119).
        if not self._parse_starting_token()[1]:
            return 0
        items = primary_result_key.search(parsed)
        if isinstance(items, dict):
            cut = self._parse_starting_token()[1]
            kept = dict(islice(items.items(), cut, None))
            set_value_from_jmespath(parsed, primary_result_key.expression, kept)
        else:
            cut = super()._handle_first_request(parsed, primary_result_key, starting_truncation)
        return int(cut)

    def _truncate_response(
        self,
        parsed: dict[str, Any],
        primary_result_key: Any,
        truncate_amount: int,
        starting_truncation: int,
        next_token: dict[str, Any],
    ) -> None:
        # botocore cuts lists alone, and fails with a TypeError at a map such as GetUsage's items.
        items = primary_result_key.search(parsed)
        if not isinstance(items, dict):
            super()._truncate_response(
                parsed, primary_result_key, truncate_amount, starting_truncation, next_token
            )
            return
        keep = len(items) - truncate_amount
        set_value_from_jmespath(
            parsed, primary_result_key.expression, dict(islice(items.items(), keep))
        )
        self.resume_token = {**next_token, _CUT: keep + starting_truncation}


def _member_alone(output: Any) -> Any:
    """The token's own member, where an output token such as ``Keys[-1]`` may be an item's."""
    choices = output.parsed["children"] if output.parsed["type"] == "or_expression" else [None]
    first = choices[0] or output.parsed
    names = [first, *first["children"]] if first["type"] == "subexpression" else [first]
    if any(node["type"] not in ("field", "subexpression") for node in names):
        return None
    return jmespath.compile(output.expression.split("||")[0].strip())


def _split(token: str | None, names: list[str]) -> tuple[str | None, dict[str, int]]:
    """A starting token as botocore reads it, and the rows that were given already: how many.

    A token as the service itself gave it is accepted too, for the operation's first input token.
    """
    if token is None:
        return None, {}
    own = {_ROWS_GIVEN, _ROWS_BEFORE}
    try:
        decoded = TokenDecoder().decode(token)
        ours = isinstance(decoded, dict) and decoded.keys() <= {*names, _CUT, *own}
    except (ValueError, TypeError, AttributeError):
        ours = False
    if not ours:
        decoded = {names[0]: token} if names else {}
    begun = {name: int(decoded.pop(name)) for name in own if name in decoded}
    return (str(TokenEncoder().encode(decoded)) if decoded else None), begun


def _join(token: str | None, names: list[str], begun: Mapping[str, int]) -> str:
    decoded = TokenDecoder().decode(token) if token else dict.fromkeys(names)
    return str(TokenEncoder().encode({**decoded, **begun}))
