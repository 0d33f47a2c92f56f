"""Messages about a text that is not an expression: what is wrong, and what to write."""

from __future__ import annotations

import re

from jmespath import exceptions

__all__ = ["explain_character", "explain_token", "suggest_fix"]

# How other languages write it, and how it is written.
_WORDS = {"and": "write &&", "or": "write ||", "in": "write contains(list, value)"}
# A date, or a duration.
_NO_NUMBER = re.compile(r"\d{4}-\d\d[-\d:TZ]*|\d+[smhdw]\b")


def _names_column(before: str) -> bool:
    """Return whether a text ends with a name at the beginning of a column: ``{a: A, b``."""
    plain = re.sub(r"'[^']*'|`[^`]*`", "", before)
    while (closed := re.sub(r"\[[^][{}()]*\]|\([^][{}()]*\)|\{[^][{}()]*\}", "", plain)) != plain:
        plain = closed
    return bool(re.search(r"\{(?:[^][{}()]*,)?\s*(?:\w+|\"[^\"]*\")\s*$", plain))


def explain_character(text: str, error: exceptions.LexerError) -> tuple[str, str | None]:
    """Return what is wrong with characters that are not JMESPath, and the fix if known."""
    at = error.lex_position
    if text[at : at + 1] == "$":
        return "expected a variable name after $: $name", None
    if text[at : at + 1] == "=" and _names_column(text[:at]):
        return "'=' does not name a column", "write :"
    if text[at : at + 1] == "=":
        return "'=' is not an operator", "write =="
    if "delimiter" in error.message:
        return f"this {text[at : at + 1] or error.lexer_value} is never closed", None
    if text[at : at + 1] == '"':
        return "invalid JSON string in double quotes", "write strings as 'text'"
    if text[at : at + 1] == "-":
        return "'-' is not valid in JMESPath", 'quote names that contain it: "a-name"'
    if text[at : at + 1] == "`":
        return "invalid JSON in backticks", "write strings as 'text'"
    return f"{text[at : at + 1]!r} is not valid in JMESPath", None


def explain_token(error: exceptions.ParseError) -> str:
    """Return what is wrong with a token that is not allowed in its place."""
    if error.token_type in ("QUOTED_IDENTIFIER", "UNQUOTED_IDENTIFIER"):
        return f"unexpected name {error.token_value!r}"
    if error.token_type in ("LITERAL", "NUMBER", "VARIABLE"):
        return f"unexpected {error.token_type.lower()} {error.token_value!r}"
    return f"unexpected {str(error.token_value)!r}"


def suggest_fix(text: str, error: exceptions.ParseError) -> str | None:
    """Return what to write in place of a token that is not allowed there; None if unknown."""
    at = error.lex_position
    if "'lbrace']" in error.msg:  # what jmespath.py expects after a dot
        bracket = text[at : at + 1] == "["
        return "remove the dot" if bracket else "expected a name after the dot"
    if error.msg.startswith("Expecting: star"):
        return "write .name for a field, [?...] for a filter"
    if error.token_type == "NUMBER":
        return _of_number(text, at, str(error.token_value))
    if error.token_type == "UNQUOTED_IDENTIFIER":
        negated = re.search(r"\bnot\s+$", text[:at])
        return f"write !{error.token_value}" if negated else _WORDS.get(str(error.token_value))
    return None


def _of_number(text: str, at: int, number: str) -> str:
    if re.search(r"\.\s*\[\s*$", text[:at]):
        return "remove the dot before ["
    if written := _NO_NUMBER.match(text, at):
        return f"write '{written[0]}'"
    return f"write the number as `{number}`"
