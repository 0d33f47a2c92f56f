"""Where the nodes of a tree stand in its text: jmespath.py's parser, taking notes.

The trees are jmespath.py's own, which have no room for positions: these stand beside them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

from jmespath import parser

__all__ = ["NotingParser", "Places"]

Tree = dict[str, Any]
Token = dict[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True)
class Places:
    """Where the nodes of a tree stand in its text, by their identity: from and up to an offset.

    own: the token that makes the node what it is: the name of a member or a function, a literal,
        an operator; of a filter, an index or a selection all of its brackets.
    extents: all of the node's text, parentheses included.
    """

    own: dict[int, Span] = field(default_factory=dict)
    extents: dict[int, Span] = field(default_factory=dict)


class NotingParser(parser.Parser):  # type: ignore[misc]
    """jmespath.py's parser, given tokens with their true ends, noting where each node stands."""

    def begin(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._starts = [token["start"] for token in tokens]
        self._index = 0
        self.places = Places()
        self._noted: list[Tree] = []  # else a node that is thrown away leaves its id to another

    def _expression(self, binding_power: int = 0) -> Tree:
        """jmespath.py's own method, which also notes where each node stands."""
        begin = self._index
        token = self._lookahead_token(0)
        self._advance()
        begins: Any = getattr(self, f"_token_nud_{token['type']}", self._error_nud_token)
        node: Tree = begins(token)
        self._note(node, begin, begin)
        while binding_power < self.BINDING_POWER[self._current_token()]:
            operator = self._index
            goes_on: Any = getattr(self, f"_token_led_{self._current_token()}", None)
            if goes_on is None:
                self._error_led_token(self._lookahead_token(0))
            self._advance()
            node = goes_on(node)
            self._note(node, operator, begin)
        return node

    def _note(self, node: Tree, token: int, begin: int) -> None:
        """Note a node that has been read to its end: its own token, and where it begins."""
        self._noted.append(node)
        # Parentheses and what goes on behind a node are part of its extent alone.
        self.places.own.setdefault(id(node), self._span(token, token))
        self.places.extents[id(node)] = self._span(begin, self._index - 1)

    def _span(self, first: int, last: int) -> Span:
        return self._tokens[first]["start"], self._tokens[last]["end"]

    def _own(self, node: Tree, span: Span) -> Tree:
        self._noted.append(node)
        self.places.own[id(node)] = span
        return node

    def _bracketed(self, node: Tree, opening: int) -> Tree:
        """Note a node whose own text is all from a token to the one that was read last."""
        self._note(node, opening, opening)
        return self._own(node, self.places.extents[id(node)])

    def _token_led_lparen(self, left: Tree) -> Tree:
        return self._own(super()._token_led_lparen(left), self.places.own[id(left)])

    def _token_led_filter(self, left: Tree) -> Tree:
        opening = self._index - 1
        node: Tree = super()._token_led_filter(left)
        condition = self.places.extents[id(node["children"][2])]
        return self._own(node, self._span(opening, bisect_left(self._starts, condition[1])))

    def _token_led_dot(self, left: Tree) -> Tree:
        star = self._index
        node: Tree = super()._token_led_dot(left)
        if node["type"] == "value_projection" and node is not left:
            self._own(node, self._span(star, star))
        return node

    def _token_nud_lbracket(self, token: Token) -> Tree:
        opening = self._index - 1
        node: Tree = super()._token_nud_lbracket(token)
        return node if node["type"] == "multi_select_list" else self._at_bracket(node, opening)

    def _token_led_lbracket(self, left: Tree) -> Tree:
        opening = self._index - 1
        return self._at_bracket(super()._token_led_lbracket(left), opening)

    def _at_bracket(self, node: Tree, opening: int) -> Tree:
        """Note the [*], the slice or the index that a node begins with or has as its last step."""
        closing = opening + 1
        while self._tokens[closing]["type"] != "rbracket":
            closing += 1
        return self._own(node, self._span(opening, closing))

    def _token_nud_flatten(self, token: Token) -> Tree:
        return self._flattened(super()._token_nud_flatten, token, self._index - 1)

    def _token_led_flatten(self, left: Tree) -> Tree:
        return self._flattened(super()._token_led_flatten, left, self._index - 1)

    def _flattened(self, read: Any, given: Any, bracket: int) -> Tree:
        node: Tree = read(given)
        self._own(node["children"][0], self._span(bracket, bracket))
        return node

    def _parse_index_expression(self) -> Tree:
        opening = self._index - 1
        return self._bracketed(super()._parse_index_expression(), opening)

    def _parse_multi_select_list(self) -> Tree:
        opening = self._index - 1
        return self._bracketed(super()._parse_multi_select_list(), opening)

    def _parse_multi_select_hash(self) -> Tree:
        opening = self._index - 1
        node = self._bracketed(super()._parse_multi_select_hash(), opening)
        for pair in node["children"]:
            value = self.places.extents[id(pair["children"][0])]
            key = bisect_left(self._starts, value[0]) - 2  # before the colon
            self._own(pair, self._span(key, key))
            self.places.extents[id(pair)] = (self._starts[key], value[1])
        return node
