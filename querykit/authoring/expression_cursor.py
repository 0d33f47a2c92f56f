"""The place of a cursor in an unfinished expression, and what would finish it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from querykit.errors import UnknownNameError
from querykit.expressions.functions import signature

__all__ = ["Cursor", "Opened", "cursor", "references"]

_CLOSED = {
    "'": re.compile(r"'(?:\\.|[^'\\])*'", re.DOTALL),
    '"': re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL),
    "`": re.compile(r"`(?:\\.|[^`\\])*`", re.DOTALL),
}
_CLOSING = {"(": ")", "[": "]", "[?": "]", "{": "}"}
_WORD = re.compile(r"[A-Za-z0-9_]*\Z")
_CALLED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*\Z")
_OPERAND = re.compile(r"[A-Za-z0-9_)\]}*@'\"`]\s*\Z")
_VARIABLE = re.compile(r"\$\{?\Z")
_OPERATOR = re.compile(r"(==|!=|<=|>=|<|>)\s*\Z")


@dataclass
class Opened:
    """A bracket that is not closed: where it is, and what is written in it so far.

    called: the name of the function, if the parenthesis follows one.
    on_operand: whether it is applied to something before it.
    commas: where they are. colon: whether a value follows the key of a selection.
    """

    bracket: str
    begin: int
    called: str = ""
    on_operand: bool = False
    commas: tuple[int, ...] = ()
    colon: bool = False


@dataclass(frozen=True)
class Cursor:
    """What is before a cursor.

    before: the text. begin: where the word begins that the cursor is in or after.
    quote: the quote that the cursor is in; empty outside of quotes.
    opened: the brackets that it is in, from the outermost on.
    """

    before: str
    begin: int
    quote: str
    opened: tuple[Opened, ...]

    @property
    def word(self) -> str:
        """Return the part of a name that is written before the cursor."""
        return self.before[self.begin :]

    @property
    def ahead(self) -> str:
        """Return the text before the word, without its opening quote."""
        return self.before[: self.begin - len(self.quote)]

    @property
    def is_variable(self) -> bool:
        """Return whether the word is the name of a variable."""
        return not self.quote and bool(_VARIABLE.search(self.ahead))

    @property
    def is_member(self) -> bool:
        """Return whether the word follows a dot."""
        return self.ahead.rstrip().endswith(".")

    @property
    def takes_name(self) -> bool:
        """Return whether a field name is valid here."""
        inside = self.opened[-1] if self.opened else None
        if inside and inside.bracket == "{" and not inside.colon:
            return False
        if inside and inside.bracket == "[" and inside.on_operand and not inside.commas:
            return False
        return not _OPERAND.search(self.ahead)

    @property
    def compared(self) -> str | None:
        """Return the text up to the operator, if the word is compared with what is before it."""
        operator = _OPERATOR.search(self.ahead)
        return self.ahead[: operator.start()] if operator else None

    def finish(self, text: str, levels: int = 0) -> str:
        """Return a text with all brackets closed, but for those of the innermost levels.

        Where a call lacks arguments, it is given some.
        """
        for opened in reversed(self.opened[: len(self.opened) - levels]):
            if opened.bracket == "(" and opened.called:
                text += _missing(opened)
            text += _CLOSING[opened.bracket]
        return text


def _missing(call: Opened) -> str:
    """Return the arguments that a call still needs, after the one that the cursor is in."""
    needed = references(call.called)[len(call.commas) + 1 :]
    return "".join(", &@" if each else ", @" for each in needed)


def references(function: str) -> list[bool]:
    """Return of the arguments that a function needs, whether each is written with &.

    >>> references("sort_by"), references("no_function")
    ([False, True], [])
    """
    try:
        parameters = signature(function).parameters
    except UnknownNameError:
        return []
    return [each.is_expref for each in parameters if not each.optional]


def cursor(text: str, offset: int) -> Cursor:
    """Return the cursor at an offset of an expression.

    >>> found = cursor("Volumes[?State == 'av", 21)
    >>> found.word, found.quote, found.compared, found.finish("x")
    ('av', "'", 'Volumes[?State ', 'x]')
    """
    before = text[:offset]
    opened: list[Opened] = []
    at = 0
    while at < len(before):
        character = before[at]
        if character in _CLOSED:
            closed = _CLOSED[character].match(before, at)
            if closed is None:
                return Cursor(before, at + 1, character, tuple(opened))
            at = closed.end()
            continue
        if character in "([{":
            opened.append(_open_brackets(before, at))
        elif opened:
            _note(opened, character, at)
        at += 1
    word = _WORD.search(before)
    return Cursor(before, word.start() if word else offset, "", tuple(opened))


def _open_brackets(text: str, at: int) -> Opened:
    bracket = "[?" if text[at : at + 2] == "[?" else text[at]
    called = _CALLED.search(text, 0, at) if bracket == "(" else None
    on_operand = bool(_OPERAND.search(text[:at]))
    return Opened(bracket, at, called[1] if called else "", on_operand)


def _note(opened: list[Opened], character: str, at: int) -> None:
    """Note what a character says of the innermost bracket."""
    if character in ")]}":
        opened.pop()
    elif character == ",":
        opened[-1].commas += (at,)
        opened[-1].colon = False
    elif character == ":":
        opened[-1].colon = True
