"""Tokens: what the next page is requested with, read from a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jmespath

from querykit.expressions.pages.distribution import path_of
from querykit.expressions.parser import parse
from querykit.expressions.tree import Or
from querykit.services.pagination import Paging

__all__ = ["Following", "Tokens"]

Page = Mapping[str, Any]


@dataclass(frozen=True)
class Following:
    """What a page is requested with.

    tokens: by parameter; one that is None removes its parameter.
    is_doubtful: whether the page before said that it was the last one.
    """

    tokens: Mapping[str, Any]
    is_doubtful: bool = False


class Tokens:
    """A reader of the tokens of pages, by the configuration of a paginator.

    inputs: the parameters that take them.
    outputs, more, keys: what finds the tokens, the flag that there is more, and the lists on a
        page.
    token_to_send: a page's token, by the name of its parameter, as it is to be sent.
    """

    def __init__(
        self,
        inputs: Sequence[str],
        outputs: Sequence[Any],
        more: Any,
        keys: Sequence[Any],
        paging: Paging,
        token_to_send: Callable[[str, Any], Any],
    ) -> None:
        self.inputs = inputs
        self._outputs = outputs
        self._more = more
        self._keys = keys
        self._paging = paging
        self._token_to_send = token_to_send

    def following(
        self, page: Page, request: Mapping[str, Any], *, is_doubted: bool
    ) -> Following | None:
        """Return what the page after this one is requested with; None after the last page.

        request: the parameters of this page's request.
        is_doubted: whether the page before this one said that it was the last.
        """
        tokens = self._tokens(page, request)
        if self._paging.repeat_ends and all(tokens[name] == request.get(name) for name in tokens):
            return None
        if all(token is None for token in tokens.values()):
            return None
        if not self._says_no_more(page):
            return Following(tokens)
        # botocore stops here, whatever token there is. One more page tells who is right.
        if is_doubted and not self._has_items(page):
            return None
        return Following(tokens, is_doubtful=True)

    def says_more(self, page: Page) -> bool:
        """Return whether a page says that there are more."""
        return self._more is not None and bool(self._more.search(page))

    def _says_no_more(self, page: Page) -> bool:
        return self._more is not None and not self._more.search(page)

    def _tokens(self, page: Page, request: Mapping[str, Any]) -> dict[str, Any]:
        begin = self._paging.counts_from
        if begin is not None:
            name = self.inputs[0]
            number = request.get(name) or begin
            return {name: number + 1 if self._has_items(page) else None}
        outputs = map(_member_alone, self._outputs) if self._says_no_more(page) else self._outputs
        found = (output.search(page) if output else None for output in outputs)
        return {
            name: self._token_to_send(name, token) if token else None
            for name, token in zip(self.inputs, found, strict=True)
        }

    def _has_items(self, page: Page) -> bool:
        return any(key.search(page) for key in self._keys)


def _member_alone(output: Any) -> Any:
    """Return the token's own member: an output token such as ``Keys[-1]`` may be an item's."""
    tree = parse(output.expression)
    if path_of(tree.left if isinstance(tree, Or) else tree) is None:
        return None
    return jmespath.compile(output.expression.split("||")[0].strip())
