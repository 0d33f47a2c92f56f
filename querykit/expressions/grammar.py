"""jmespath.py's parser, which also notes the places of nodes, and its trees made ours.

jmespath.py's nodes are dicts. Those of this parser say where they are written, under ``span`` and
``extent``, and are made frozen nodes once the whole text is read: no dict leaves this module.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from jmespath import parser

from querykit.expressions import tree as of
from querykit.expressions.tree import Node, Span

__all__ = ["Grammar", "Token", "Unfrozen", "freeze"]

Token = dict[str, Any]
Unfrozen = dict[str, Any]
"""A node of jmespath.py's."""


class Grammar(parser.Parser):  # type: ignore[misc]
    """jmespath.py's parser, given tokens with their true ends, noting the place of each node."""

    BINDING_POWER = {**parser.Parser.BINDING_POWER, "variable": 0}  # noqa: RUF012

    def begin(self, tokens: list[Token]) -> None:
        """Take the tokens of a text and begin at the first."""
        self._tokens = tokens
        self._starts = [token["start"] for token in tokens]
        self._index = 0

    def _expression(self, binding_power: int = 0) -> Unfrozen:
        """Parse an expression as jmespath.py does, and note the place of each node."""
        begin = self._index
        token = self._lookahead_token(0)
        self._advance()
        nud: Any = getattr(self, f"_token_nud_{token['type']}", self._error_nud_token)
        node: Unfrozen = nud(token)
        self._note(node, begin, begin)
        while binding_power < self.BINDING_POWER[self._current_token()]:
            operator = self._index
            led: Any = getattr(self, f"_token_led_{self._current_token()}", None)
            if led is None:
                self._error_led_token(self._lookahead_token(0))
            self._advance()
            node = led(node)
            self._note(node, operator, begin)
        return node

    def _note(self, node: Unfrozen, token: int, begin: int) -> None:
        """Note a node that has been read to its end: its own token, and where it begins."""
        # Parentheses and what follows a node are part only of its extent.
        node.setdefault("span", self._span(token, token))
        node["extent"] = self._span(begin, self._index - 1)

    def _span(self, first: int, last: int) -> Span:
        return self._tokens[first]["start"], self._tokens[last]["end"]

    def _own(self, node: Unfrozen, span: Span) -> Unfrozen:
        node["span"] = span
        return node

    def _bracket(self, node: Unfrozen, opening: int) -> Unfrozen:
        """Note a node whose own text is all from a token to the one that was read last."""
        self._note(node, opening, opening)
        return self._own(node, node["extent"])

    def _token_nud_variable(self, token: Token) -> Unfrozen:
        return {"type": "variable", "children": [], "value": token["value"]}

    def _token_led_lparen(self, left: Unfrozen) -> Unfrozen:
        return self._own(super()._token_led_lparen(left), left["span"])

    def _token_led_filter(self, left: Unfrozen) -> Unfrozen:
        opening = self._index - 1
        node: Unfrozen = super()._token_led_filter(left)
        condition = node["children"][2]["extent"]
        return self._own(node, self._span(opening, bisect_left(self._starts, condition[1])))

    def _token_led_dot(self, left: Unfrozen) -> Unfrozen:
        star = self._index
        node: Unfrozen = super()._token_led_dot(left)
        if node["type"] == "value_projection" and node is not left:
            self._own(node, self._span(star, star))
        return node

    def _token_nud_lbracket(self, token: Token) -> Unfrozen:
        opening = self._index - 1
        node: Unfrozen = super()._token_nud_lbracket(token)
        return node if node["type"] == "multi_select_list" else self._at_bracket(node, opening)

    def _token_led_lbracket(self, left: Unfrozen) -> Unfrozen:
        opening = self._index - 1
        return self._at_bracket(super()._token_led_lbracket(left), opening)

    def _at_bracket(self, node: Unfrozen, opening: int) -> Unfrozen:
        """Note the [*], the slice or the index that a node begins with or has as its last step."""
        closing = opening + 1
        while self._tokens[closing]["type"] != "rbracket":
            closing += 1
        return self._own(node, self._span(opening, closing))

    def _token_nud_flatten(self, token: Token) -> Unfrozen:
        return self._flatten(super()._token_nud_flatten, token, self._index - 1)

    def _token_led_flatten(self, left: Unfrozen) -> Unfrozen:
        return self._flatten(super()._token_led_flatten, left, self._index - 1)

    def _flatten(self, read: Any, given: Any, bracket: int) -> Unfrozen:
        node: Unfrozen = read(given)
        self._own(node["children"][0], self._span(bracket, bracket))
        return node

    def _parse_index_expression(self) -> Unfrozen:
        opening = self._index - 1
        return self._bracket(super()._parse_index_expression(), opening)

    def _parse_multi_select_list(self) -> Unfrozen:
        opening = self._index - 1
        return self._bracket(super()._parse_multi_select_list(), opening)

    def _parse_multi_select_hash(self) -> Unfrozen:
        opening = self._index - 1
        node = self._bracket(super()._parse_multi_select_hash(), opening)
        for pair in node["children"]:
            value = pair["children"][0]["extent"]
            key = bisect_left(self._starts, value[0]) - 2  # before the colon
            self._own(pair, self._span(key, key))
            pair["extent"] = (self._starts[key], value[1])
        return node


def freeze(node: Unfrozen) -> Node:
    """Return a tree of jmespath.py's as nodes of ours."""
    parts = [] if node["type"] == "slice" else [freeze(part) for part in node["children"]]
    span = node.get("span", (0, 0))
    place = {"span": span, "extent": node.get("extent", span)}
    return _FROZEN[node["type"]](node, parts, place)


Freeze = Callable[[Unfrozen, list[Any], dict[str, Any]], Node]


def _plain(kind: Callable[..., Node]) -> Freeze:
    """Return how to freeze a node that has its parts one by one."""
    return lambda _, parts, place: kind(*parts, **place)


def _listed(kind: Callable[..., Node]) -> Freeze:
    """Return how to freeze a node that has all of its parts in one tuple."""
    return lambda _, parts, place: kind(tuple(parts), **place)


def _valued(kind: Callable[..., Node]) -> Freeze:
    """Return how to freeze a node that has a name, an operator or a value before its parts."""
    return lambda node, parts, place: kind(node["value"], *parts, **place)


def _slice(node: Unfrozen, _: list[Any], place: dict[str, Any]) -> Node:
    return of.Slice(*node["children"], **place)


def _indexed(_: Unfrozen, parts: list[Any], place: dict[str, Any]) -> Node:
    return of.IndexExpression(parts[0], tuple(parts[1:]), **place)


def _call(node: Unfrozen, parts: list[Any], place: dict[str, Any]) -> Node:
    return of.Call(node["value"], tuple(parts), **place)


_FROZEN: dict[str, Freeze] = {
    "identity": _plain(of.Identity),
    "current": _plain(of.Current),
    "field": _valued(of.Field),
    "variable": _valued(of.Variable),
    "literal": _valued(of.Literal),
    "subexpression": _listed(of.Subexpression),
    "index": _valued(of.Index),
    "slice": _slice,
    "index_expression": _indexed,
    "projection": _plain(of.Projection),
    "filter_projection": _plain(of.FilterProjection),
    "value_projection": _plain(of.ValueProjection),
    "flatten": _plain(of.Flattening),
    "comparator": _valued(of.Comparison),
    "or_expression": _plain(of.Or),
    "and_expression": _plain(of.And),
    "not_expression": _plain(of.Not),
    "pipe": _plain(of.Pipe),
    "function_expression": _call,
    "expref": _plain(of.ExpressionReference),
    "multi_select_list": _listed(of.MultiSelectList),
    "multi_select_dict": _listed(of.MultiSelectObject),
    "key_val_pair": _valued(of.Pair),
}
