"""JMESPath text to jmespath.py's own tree, with ``$name`` as one more kind of node.

The tree is what jmespath.py's parser makes of the text; only where ``$name`` or ``${name}``
stands, there is a node ``{"type": "variable", "value": "name"}``. Inside quotes and backticks a
dollar is a dollar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from jmespath import exceptions, functions, lexer, parser

from querykit.errors import nearest

__all__ = ["JMESPathSyntaxError", "Token", "Tree", "parse", "variables"]

Tree = dict[str, Any]
Token = dict[str, Any]

_SPLIT = re.compile(
    r"""  "(?:\\.|[^"\\])*"  |  '(?:\\.|[^'\\])*'  |  `(?:\\.|[^`\\])*`
        | \$ (?: (?P<plain>[A-Za-z_][A-Za-z0-9_]*) | \{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)\} )""",
    re.VERBOSE | re.DOTALL,
)


class JMESPathSyntaxError(ValueError):
    """The text is not JMESPath: what is wrong, at which offset, and the fix if one is known."""

    def __init__(self, what: str, offset: int, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.offset = offset
        self.hint = hint


class _Parser(parser.Parser):  # type: ignore[misc]
    """jmespath.py's parser, given tokens instead of text."""

    BINDING_POWER = {**parser.Parser.BINDING_POWER, "variable": 0}  # noqa: RUF012

    def tree(self, tokens: list[Token]) -> Tree:
        self._tokens = tokens
        self._index = 0
        tree: Tree = self._expression(binding_power=0)
        if self._current_token() != "eof":
            left = self._lookahead_token(0)
            raise exceptions.ParseError(left["start"], left["value"], left["type"], "unexpected")
        return tree

    def _token_nud_variable(self, token: Token) -> Tree:
        return {"type": "variable", "children": [], "value": token["value"]}


def parse(text: str) -> Tree:
    """The tree of an expression. Raises JMESPathSyntaxError."""
    try:
        tokens = list(_tokens(text))
        tree = _Parser().tree(tokens)
    except exceptions.JMESPathError as error:
        raise _mistake(text, error) from None
    except RecursionError:
        raise JMESPathSyntaxError("the expression is nested too deeply", 0) from None
    _know_functions(tokens)
    return tree


def variables(tree: Tree) -> frozenset[str]:
    """The names of the variables that stand in a tree."""
    return frozenset(node["value"] for node in nodes(tree) if node["type"] == "variable")


def nodes(tree: Tree) -> Iterator[Tree]:
    """Every node of a tree, from the root down."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(child for child in node["children"] if isinstance(child, dict))


def _tokens(text: str) -> Iterator[Token]:
    """jmespath.py's tokens of the text between the variables, and the variables."""
    begin = 0
    for match in _SPLIT.finditer(text):
        name = match["plain"] or match["braced"]
        if name:
            yield from _lexed(text, begin, match.start())
            start, begin = match.span()
            yield {"type": "variable", "value": name, "start": start, "end": begin}
    yield from _lexed(text, begin, len(text))
    yield {"type": "eof", "value": "", "start": len(text), "end": len(text)}


def _lexed(text: str, begin: int, end: int) -> Iterator[Token]:
    if not text[begin:end].strip(" \t\n\r"):
        return
    try:
        for token in lexer.Lexer().tokenize(text[begin:end]):
            if token["type"] != "eof":
                yield {**token, "start": token["start"] + begin}
    except exceptions.LexerError as error:
        error.lex_position += begin
        raise


def _know_functions(tokens: list[Token]) -> None:
    """Refuse a call of a function that does not exist, before anything is asked of AWS."""
    known = functions.Functions.FUNCTION_TABLE
    for name, parenthesis in pairwise(tokens):
        if (
            name["type"] == "unquoted_identifier"
            and parenthesis["type"] == "lparen"
            and name["value"] not in known
        ):
            what = f"JMESPath has no function {name['value']}()"
            raise JMESPathSyntaxError(what, name["start"], nearest(name["value"], known))


def _mistake(text: str, error: exceptions.JMESPathError) -> JMESPathSyntaxError:
    if not text.strip():
        return JMESPathSyntaxError("the expression is empty", 0)
    if isinstance(error, exceptions.IncompleteExpressionError):
        return JMESPathSyntaxError("the expression ends too early", len(text))
    if isinstance(error, exceptions.LexerError):
        what, hint = _unreadable(text, error)
        return JMESPathSyntaxError(what, error.lex_position, hint)
    if isinstance(error, exceptions.ParseError):
        if error.token_type == "EOF":
            return JMESPathSyntaxError("the expression ends too early", len(text))
        return JMESPathSyntaxError(_unexpected(error), error.lex_position, _instead(error))
    return JMESPathSyntaxError(str(error), 0)


def _unreadable(text: str, error: exceptions.LexerError) -> tuple[str, str | None]:
    at = error.lex_position
    if text[at : at + 1] == "$":
        return "a dollar begins the name of a variable: $name", None
    if text[at : at + 1] == "=":
        return "'=' does not compare", "write =="
    if "delimiter" in error.message:
        return f"this {text[at : at + 1] or error.lexer_value} is never closed", None
    if text[at : at + 1] == "`":
        return "what stands between backticks is not JSON", "write text as 'text'"
    return f"{text[at : at + 1]!r} means nothing in JMESPath", None


def _unexpected(error: exceptions.ParseError) -> str:
    if error.token_type in ("QUOTED_IDENTIFIER", "UNQUOTED_IDENTIFIER"):
        return f"the name {error.token_value!r} cannot stand here"
    if error.token_type in ("LITERAL", "NUMBER", "VARIABLE"):
        return f"the {error.token_type.lower()} {error.token_value!r} cannot stand here"
    return f"{str(error.token_value)!r} cannot stand here"


def _instead(error: exceptions.ParseError) -> str | None:
    if error.token_type == "NUMBER":
        return f"write the number as `{error.token_value}`"
    if error.token_type == "LITERAL" and "dot" in str(error.msg):
        return "a name stands behind a dot"
    return None
