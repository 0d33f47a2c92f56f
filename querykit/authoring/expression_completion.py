"""Completion at a cursor in an expression: fields, functions, values, variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from querykit.authoring.expression_cursor import Cursor, cursor, references
from querykit.definitions.drafts import Draft
from querykit.errors import UnknownNameError
from querykit.expressions.functions import BUILT_IN, FUNCTIONS, signature
from querykit.expressions.typing import Type, describe, members, of_variable
from querykit.expressions.unparser import quote
from querykit.query import Query
from querykit.resolved import Resolved
from querykit.types.types import Boolean, List, String, Structure, choices, present

__all__ = ["Candidate", "Completion", "complete", "fitting"]

# A name that no shape has.
_PLACEHOLDER = "querykit__cursor"
_WORD = re.compile(r"[A-Za-z0-9_]*")
# If a quote is not closed, nothing after the cursor is part of the word.
_UP_TO_QUOTE = {quote: re.compile(rf"[\w./:-]*(?={quote})") for quote in "'\"`"}


@dataclass(frozen=True)
class Candidate:
    """What can be written at a cursor.

    kind: service, operation, parameter, value, member, function, variable or key.
    type, documentation: of a member or a parameter; the signature of a function.
    """

    text: str
    kind: str
    type: str = ""
    documentation: str = ""


@dataclass(frozen=True)
class Completion:
    """What can replace a text from one offset up to another."""

    start: int
    end: int
    candidates: tuple[Candidate, ...] = ()

    def shift(self, by: int) -> Completion:
        """Return the same in a text of which the other is a part."""
        return Completion(self.start + by, self.end + by, self.candidates)


def complete(text: str, offset: int, query: Query) -> Completion:
    """Return the completion at an offset of an expression.

    What follows the cursor need not be there, and brackets need not be closed.

    query: the rest of the query: its operation and its variables, as far as they are known.

    >>> query = Query("ec2", "describe_volumes")
    >>> [found.text for found in complete("Volumes[?St", 11, query).candidates]
    ['State', 'starts_with(']
    """
    at = cursor(text, offset)
    end = _word_end(text, offset, at.quote)
    found = fitting(_candidates(at, query, text[end:]), at.word)
    return Completion(at.begin, end, found)


def _subject(query: Query, text: str, offset: int) -> Type | None:
    """Return in what the member is looked up that begins at an offset of an expression; None
    where that is unknown.
    """
    typed = Resolved(Draft(replace(query, expression=text))).typed
    return typed.subject(offset) if typed else None


def _word_end(text: str, offset: int, quote: str) -> int:
    """Return the offset after the word that the cursor is in."""
    pattern = _UP_TO_QUOTE[quote] if quote else _WORD
    match = pattern.match(text, offset)
    return match.end() if match else offset


def fitting(candidates: Iterable[Candidate], word: str) -> tuple[Candidate, ...]:
    """Return those that begin with a word, whatever its case; where none does, those that hold
    it.
    """
    known = list(candidates)
    folded = word.lower()
    begun = [each for each in known if each.text.lstrip("\"'&`").lower().startswith(folded)]
    return tuple(begun or [each for each in known if folded in each.text.lower()])


def _candidates(at: Cursor, query: Query, after: str) -> Iterator[Candidate]:
    if at.quote == "'":
        yield from _values(at, query)
    elif at.quote == "`":
        yield from (value for value in _values(at, query) if value.type == "boolean")
    elif at.is_variable:
        for name, variable in query.variables.items():
            yield Candidate(name, "variable", describe(of_variable(variable)))
    elif at.takes_name:
        if not at.quote:
            yield from (_as_literal(value) for value in _values(at, query))
        yield from _members(at, query, after)
        if not at.is_member and not at.quote:
            yield from _functions(at.word)


def _as_literal(value: Candidate) -> Candidate:
    text = f"`{value.text}`" if value.type == "boolean" else f"'{value.text}'"
    return Candidate(text, value.kind, value.type, value.documentation)


def _members(at: Cursor, query: Query, after: str) -> Iterator[Candidate]:
    """Yield the members of what the word is looked up in; after & where that is missing."""
    begun = at.ahead + _PLACEHOLDER
    found = _subject(query, begun + after.removeprefix(at.quote), len(at.ahead))
    if found is None:
        found = _subject(query, at.finish(begun), len(at.ahead))
    sign = ""
    if found is None and _is_applied(at):
        sign = "&"
        found = _subject(query, at.finish(f"{at.ahead}&{_PLACEHOLDER}"), len(at.ahead) + 1)
    if found is None:
        return
    for name, type_ in members(present(found)).items():
        text = name if at.quote else quote(name)
        yield Candidate(sign + text, "member", describe(type_), _documentation(found, name))


def _is_applied(at: Cursor) -> bool:
    """Return whether the word is an argument that the function wants with & before it."""
    inside = at.opened[-1] if at.opened else None
    if inside is None or inside.bracket != "(" or at.ahead.rstrip()[-1:] not in ("(", ","):
        return False
    needed = references(inside.called)
    return len(inside.commas) < len(needed) and needed[len(inside.commas)]


def _documentation(type_: Type, name: str) -> str:
    for choice in choices(present(type_)):
        if isinstance(choice, Structure) and name in choice.shape.members:
            return str(choice.shape.members[name].documentation)
    return ""


def _values(at: Cursor, query: Query) -> Iterator[Candidate]:
    """Yield the values that the operand before an operator, or the searched list, may have."""
    if (compared := at.compared) is not None:
        text, levels = compared.rstrip(), 0
    elif (looked := _looked_through(at)) is not None:
        text, levels = looked, 1
    else:
        return
    probe = f"{text}.{_PLACEHOLDER}"
    found = _subject(query, at.finish(probe, levels), len(text) + 1)
    for choice in choices(present(found)) if found is not None else ():
        yield from _of(choice)


def _of(choice: Type) -> Iterator[Candidate]:
    if isinstance(choice, List):
        for each in choices(present(choice.of)):
            yield from _of(each)
    elif isinstance(choice, String):
        yield from (Candidate(value, "value", "string") for value in choice.values)
    elif isinstance(choice, Boolean):
        yield from (Candidate(value, "value", "boolean") for value in ("true", "false"))


def _looked_through(at: Cursor) -> str | None:
    """Return the text up to the first argument of a call such as contains(), in its second one."""
    inside = at.opened[-1] if at.opened else None
    if inside is None or len(inside.commas) != 1 or not _looks(inside.called):
        return None
    called = at.before.rindex(inside.called, 0, inside.begin)
    return at.before[:called] + at.before[inside.begin + 1 : inside.commas[0]].strip()


def _looks(name: str) -> bool:
    try:
        return signature(name).looks != ""
    except UnknownNameError:
        return False


def _functions(word: str) -> Iterator[Candidate]:
    # Each function is a module, and only those that are offered are imported.
    for name in sorted({*BUILT_IN, *FUNCTIONS.names()}):
        if word.lower() in name:
            yield Candidate(f"{name}(", "function", *_manual(name))


def _manual(name: str) -> tuple[str, str]:
    """Return the signature of a function, and the first line of its manual page."""
    manual = "" if name in BUILT_IN else FUNCTIONS.member(name).__doc__ or ""
    return signature(name).text(name), manual.split("\n")[0]
