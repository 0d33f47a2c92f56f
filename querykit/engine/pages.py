"""The seam to botocore's paging: a PageIterator whose search() gives the rows of every page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import PaginationError
from botocore.paginate import PageIterator, TokenDecoder, TokenEncoder

from querykit.engine.failures import FAILURES
from querykit.errors import CallError
from querykit.expressions import compile
from querykit.query import Flatten
from querykit.result import Row

__all__ = ["Pages", "rows"]

# How many rows of the page behind a token were given already. botocore's own
# boto_truncate_amount counts items of the result key, which a filter makes another number.
_ROWS_GIVEN = "querykit_rows_given"
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

    values: the variables' values that the expression is bound to.
    on_page: called with each page before it is searched.
    prepare: applied to each page first.
    """

    def __init__(
        self,
        *arguments: Any,
        values: Mapping[str, Any] | None = None,
        flatten: Flatten = "one",
        on_page: Callable[[dict[str, Any]], None] | None = None,
        prepare: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
        **keywords: Any,
    ) -> None:
        super().__init__(*arguments, **keywords)
        self._op_kwargs: dict[str, Any]
        self._starting_token: str | None
        self._values = values or {}
        self._flatten: Flatten = flatten
        self._on_page = on_page
        self._prepare = prepare
        self._parameters: dict[str, Any] = self._op_kwargs
        self._starting_token, self._rows_to_skip = _split(self._starting_token, self._input_token)
        self._here = self._behind = self._starting_token
        self._rows_here = self._rows_given = 0
        self.pages = 0

    @property
    def cursor(self) -> str | None:
        """The starting token from which every row behind the last one given comes.

        None when nothing is left, and before the first page.
        """
        if self._rows_given < self._rows_here:
            return _join(self._here, self._input_token, self._rows_given)
        return self._behind

    def search(self, expression: str) -> Iterator[Row]:
        """The rows that a JMESPath expression finds on each page, one after the other."""
        bound = compile(expression).bind(self._values)
        skip = self._rows_to_skip
        for page in self:
            answer = {key: value for key, value in page.items() if key != "ResponseMetadata"}
            if self._on_page:
                self._on_page(answer)
            self._rows_here, self._rows_given = skip + 1, skip  # what an error leaves to be read
            found = list(rows(bound.search(answer), self._flatten))
            self._rows_here = len(found)
            for self._rows_given, row in enumerate(found[skip:], skip + 1):
                yield row
            skip = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        # botocore writes the tokens into its arguments: a second iteration would begin at the end.
        self._op_kwargs = dict(self._parameters)
        self._resume_token = None
        self._behind = self._starting_token
        self._rows_here = self._rows_given = self.pages = 0
        seen: set[bytes] = set()
        for page in super().__iter__():
            self.pages += 1
            self._here, self._behind = self._behind, self._resume_token
            mistake = None
            if self._behind is None:  # else MaxItems cut this page, and botocore made the token
                self._behind, mistake = self._following(page, seen)
            yield page
            if mistake:
                raise PaginationError(message=mistake)

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

    def _make_request(self, current_kwargs: dict[str, Any]) -> dict[str, Any]:
        try:
            page: dict[str, Any] = super()._make_request(current_kwargs)
        except FAILURES:
            raise
        except Exception as error:
            # What botocore's parsers raise over an answer that is none has no common class.
            what = f"the answer cannot be read: {type(error).__name__}: {error}"
            raise CallError(what) from error
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

    def _handle_first_request(
        self, parsed: dict[str, Any], primary_result_key: Any, starting_truncation: int
    ) -> int:
        # botocore empties the secondary lists of the page that a starting token leads to, on the
        # supposition that the page before was cut; they are lost when it was not (botocore#3119).
        if not self._parse_starting_token()[1]:
            return 0
        cut: int = super()._handle_first_request(parsed, primary_result_key, starting_truncation)
        return cut


def _split(token: str | None, names: list[str]) -> tuple[str | None, int]:
    """A starting token as botocore reads it, and the rows of its page that were given already.

    A token as the service itself gave it is accepted too, for the operation's first input token.
    """
    if token is None:
        return None, 0
    try:
        decoded = TokenDecoder().decode(token)
        ours = isinstance(decoded, dict) and decoded.keys() <= {*names, _CUT, _ROWS_GIVEN}
    except (ValueError, TypeError, AttributeError):
        ours = False
    if not ours:
        decoded = {names[0]: token} if names else {}
    given = int(decoded.pop(_ROWS_GIVEN, 0))
    return (str(TokenEncoder().encode(decoded)) if decoded else None), given


def _join(token: str | None, names: list[str], given: int) -> str:
    decoded = TokenDecoder().decode(token) if token else dict.fromkeys(names)
    return str(TokenEncoder().encode({**decoded, _ROWS_GIVEN: given}))
