"""JMESPath text to a tree, with ``$name`` and ``${name}`` as one more kind of node.

The tree is what jmespath.py's parser makes of the text, as nodes of our own. Inside quotes and
backticks a dollar is a dollar.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

from jmespath import exceptions, lexer

from querykit.errors import ExpressionError
from querykit.expressions.calls import check_call, given_values
from querykit.expressions.grammar import Grammar, Token, Unfrozen, freeze
from querykit.expressions.syntax_errors import explain_character, explain_token, suggest_fix
from querykit.expressions.tree import (
    Call,
    ExpressionReference,
    MultiSelectList,
    Node,
    Pipe,
    Variable,
    nodes,
    rewrite,
)
from querykit.mistakes import EXPRESSION, Mistake, Part
from querykit.rules import SYNTAX

__all__ = ["TOO_DEEP", "bare_texts", "parse", "references", "survey"]

# A quote that is never closed takes all that follows: what is wrong there, the lexer says.
_SPLIT = re.compile(
    r"""  "(?:\\.?|[^"\\])*(?:"|\Z)  |  '(?:\\.?|[^'\\])*(?:'|\Z)  |  `(?:\\.?|[^`\\])*(?:`|\Z)
        | \$ (?: (?P<plain>[A-Za-z_][A-Za-z0-9_]*) | \{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)\} )""",
    re.VERBOSE | re.DOTALL,
)
_BACKTICKED = re.compile(r"`((?:\\.|[^`\\])*)`", re.DOTALL)
_BLANKS = " \t\n\r"
# jmespath.py's interpreter takes two of Python's 1,000 frames a level. Dividing a row of pipes
# takes more, and says so.
MOST_DEPTH = 200
MOST_CHARACTERS = 100_000
TOO_DEEP = "the expression is nested too deeply"
# Calls that are wrong; more would help nobody.
MOST_WRONG = 100


def _mistake_at(what: str, offset: int, hint: str | None = None) -> ExpressionError:
    """Return the error of a text that is not JMESPath, at an offset in it."""
    part = Part(EXPRESSION, offset)
    return ExpressionError([Mistake(what, hint=hint, rule=SYNTAX, part=part)])


class _Lexer(lexer.Lexer):  # type: ignore[misc]
    """jmespath.py's lexer, but for its warning about bare text between backticks.

    The AWS CLI's documents are full of ``[?Key==`Name`]``, and a warning may be made an error.
    """

    def _consume_literal(self) -> Token:
        start = self._position
        lexeme = self._consume_until("`").replace("\\`", "`")
        for written in (lexeme, f'"{lexeme.lstrip()}"'):
            try:
                value = json.loads(written, parse_constant=_reject_constant)
            except ValueError:
                continue
            return {"type": "literal", "value": value, "start": start, "end": self._position}
        raise exceptions.LexerError(start, self._expression[start:], f"Bad token {lexeme}")


def _reject_constant(name: str) -> None:
    raise ValueError(f"{name} is not valid JSON")


class _Parser(Grammar):
    """jmespath.py's parser, which rejects what it takes and cannot be applied."""

    def tree(self, tokens: list[Token]) -> Unfrozen:
        self.begin(tokens)
        tree = self._expression(binding_power=0)
        if self._current_token() != "eof":
            left = self._lookahead_token(0)
            raise exceptions.ParseError(left["start"], left["value"], left["type"], "unexpected")
        return tree

    def _token_nud_quoted_identifier(self, token: Token) -> Unfrozen:
        if self._current_token() == "lparen":
            what, hint = "do not quote a function name", f"write {token['value']}(...)"
            raise _mistake_at(what, token["start"], hint)
        node: Unfrozen = super()._token_nud_quoted_identifier(token)
        return node

    def _parse_slice_expression(self) -> Unfrozen:
        begin = self._lookahead_token(0)["start"]
        node: Unfrozen = super()._parse_slice_expression()
        if node["children"][2] == 0:
            raise _mistake_at("the step of a slice cannot be 0", begin)
        return node


def parse(text: str) -> Node:
    """Return the tree of an expression. Raises ExpressionError."""
    tree, wrong = survey(text)
    if wrong:
        raise ExpressionError(wrong)
    return tree


def survey(text: str) -> tuple[Node, tuple[Mistake, ...]]:
    """Return the tree of an expression, and what no value can make right in its calls.

    In the place of such a call is a value of which nothing is known, so that what is wrong
    elsewhere can be found, too. Raises ExpressionError for what is not JMESPath.
    """
    if len(text) > MOST_CHARACTERS:
        what = f"the expression is too long: the limit is {MOST_CHARACTERS:,} characters"
        raise _mistake_at(what, 0)
    tree = _read(text)
    if "&" in text:
        _reject_loose(tree)
    return _set_wrong_calls_aside(tree) if "(" in text else (tree, ())


def _read(text: str) -> Node:
    try:
        tree = _Parser().tree(_with_ends(text, list(_tokens(text))))
        if _depth(tree) <= MOST_DEPTH:
            return freeze(tree)
    except exceptions.JMESPathError as error:
        raise _mistake(text, error) from None
    except RecursionError:
        pass
    except ValueError:  # int() rejects strings of thousands of digits
        digits = re.search(r"[0-9]{1000,}", text)
        at = digits.start() if digits else 0
        raise _mistake_at("this number has too many digits", at) from None
    raise _mistake_at(TOO_DEEP, 0)


def _reject_loose(tree: Node) -> None:
    """Raise ExpressionError for an & that is not before an argument of a function."""
    found = [tree] if isinstance(tree, ExpressionReference) else []
    for node in nodes(tree):
        if not isinstance(node, Call):
            found += [part for part in node.children if isinstance(part, ExpressionReference)]
    if found:
        what = "'&' is only allowed before a function argument"
        raise _mistake_at(what, min(node.span[0] for node in found), "write && for 'and'")


def _set_wrong_calls_aside(tree: Node) -> tuple[Node, tuple[Mistake, ...]]:
    """Return the tree without wrong calls, and what is wrong; after too many, without all calls."""
    calls = (node for node in nodes(tree) if isinstance(node, Call))
    aside: dict[int, Mistake | None] = {}
    told: list[Mistake] = []
    for call in sorted(calls, key=lambda call: call.span):
        if len(told) == MOST_WRONG:
            aside[id(call)] = None
        elif found := check_call(call):
            aside[id(call)] = found
            told.append(found)

    def change(node: Node, written: Node) -> Node:
        if isinstance(node, Call) and id(written) in aside:
            return _unknown(node, aside[id(written)])
        return node

    told.sort(key=lambda mistake: mistake.span)
    return rewrite(tree, change) if told else tree, tuple(told)


def _unknown(call: Call, wrong: Mistake | None) -> Node:
    """Return a value of which nothing is known; values that the call was given stay in the tree."""
    span, extent = call.span, call.extent
    # Named after its place: of two values of which nothing is known, none is the other.
    unknown = Variable(f"{call.name}() at {span[0]}", span=span, extent=extent)
    values = given_values(call, wrong) if wrong else ()
    if not values:
        return unknown
    list_ = MultiSelectList(values, span=span, extent=extent)
    return Pipe(list_, unknown, span=span, extent=extent)


def references(text: str) -> Iterator[tuple[int, str]]:
    """Yield the variables in an expression, each with its offset.

    >>> list(references("Items[?Name == $name || Tag == '$name'] | [${n}:]"))
    [(15, 'name'), (43, 'n')]
    """
    for match in _SPLIT.finditer(text):
        if name := match["plain"] or match["braced"]:
            yield match.start(), name


def bare_texts(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the strings in backticks that are not JSON: where each begins and ends, and what it is.

    >>> list(bare_texts("[?a == `b` && c == `5` && d == 'e']"))
    [(7, 10, 'b')]
    """
    for token in _tokens(text):
        if token["type"] != "literal" or not isinstance(token["value"], str):
            continue
        written = _BACKTICKED.match(text, token["start"])
        if written and not written[1].lstrip().startswith('"'):
            yield *written.span(), token["value"]


def _depth(tree: Unfrozen) -> int:
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [child for node in level for child in node["children"] if isinstance(child, dict)]
    return depth


def _tokens(text: str) -> Iterator[Token]:
    """Yield jmespath.py's tokens of the text between the variables, and the variables."""
    begin = 0
    for match in _SPLIT.finditer(text):
        name = match["plain"] or match["braced"]
        if name:
            yield from _lex(text, begin, match.start())
            start, begin = match.span()
            yield {"type": "variable", "value": name, "start": start, "end": begin}
    yield from _lex(text, begin, len(text))
    yield {"type": "eof", "value": "", "start": len(text), "end": len(text)}


def _with_ends(text: str, tokens: list[Token]) -> list[Token]:
    """Return the tokens with their true ends: jmespath.py has some as lengths, some one too low."""
    for token, following in pairwise(tokens):
        token["end"] = len(text[token["start"] : following["start"]].rstrip(_BLANKS))
        token["end"] += token["start"]
    return tokens


def _lex(text: str, begin: int, end: int) -> Iterator[Token]:
    if not text[begin:end].strip(_BLANKS):
        return
    try:
        for token in _Lexer().tokenize(text[begin:end]):
            if token["type"] != "eof":
                yield {**token, "start": token["start"] + begin}
    except exceptions.LexerError as error:
        error.lex_position += begin
        raise


def _mistake(text: str, error: exceptions.JMESPathError) -> ExpressionError:
    if not text.strip():
        return _mistake_at("the expression is empty", 0)
    if isinstance(error, exceptions.IncompleteExpressionError):
        return _mistake_at("the expression is incomplete", len(text))
    if isinstance(error, exceptions.LexerError):
        what, hint = explain_character(text, error)
        return _mistake_at(what, error.lex_position, hint)
    if isinstance(error, exceptions.ParseError):
        if error.token_type == "EOF":
            return _mistake_at("the expression is incomplete", len(text))
        return _mistake_at(explain_token(error), error.lex_position, suggest_fix(text, error))
    return _mistake_at(str(error), 0)
