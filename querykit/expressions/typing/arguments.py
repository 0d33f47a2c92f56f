"""Arguments checked against what a function accepts."""

from __future__ import annotations

from querykit.expressions.tree import MultiSelectList, Node
from querykit.expressions.typing import suggestions
from querykit.expressions.typing.signatures import Accepted, Signature, always_fits, fits
from querykit.expressions.typing.walk import Walk
from querykit.rules import ARGUMENT_TYPE, MAY_BE_ABSENT
from querykit.types.types import (
    ANYTHING,
    Anything,
    List,
    Null,
    Type,
    choices,
    kinds,
    union,
)
from querykit.types.words import phrase

__all__ = ["check_argument", "observe_absent"]


def check_argument(walk: Walk, known: Signature, number: int, argument: Node, found: Type) -> Type:
    """Return the type of an argument as the function sees it; observe what it does not accept."""
    parameter = known.parameter(number)
    if not parameter.types or not choices(found):
        return found
    if isinstance(found, Anything):
        walk.risk(ARGUMENT_TYPE, argument, f"the type of {known.subject(number)} is unknown")
        return found
    fitting = [c for c in choices(found) if any(fits(c, type_) for type_ in parameter.types)]
    if not any(choice.kind != "null" for choice in fitting):
        if kinds(found) == {"null"} and isinstance(found, Null):
            return _check_null(walk, known, number, argument, found)
        what = f"{known.subject(number)} must be {parameter.text}, not {phrase(found)}"
        hint = _suggest(walk, argument, found, parameter)
        return walk.observe(ARGUMENT_TYPE, argument, what, hint, whole=True)
    _check_choices(walk, known, number, argument, found)
    return union(*fitting)


def _check_choices(walk: Walk, known: Signature, number: int, argument: Node, found: Type) -> None:
    """Observe, or note, that an argument may be of a type that the function does not accept."""
    parameter = known.parameter(number)
    for choice in choices(found):
        if isinstance(choice, Null) and not parameter.takes_null:
            _check_null(walk, known, number, argument, choice)
        elif not any(always_fits(choice, type_) for type_ in parameter.types):
            _check_elements(walk, known, number, argument, choice)


def _check_null(walk: Walk, known: Signature, number: int, argument: Node, null: Null) -> Type:
    """Observe an argument that may be null where the function rejects null."""
    if known.parameter(number).takes_null:
        return null
    subject = suggestions.label(walk, argument)
    what = f"{known.name}() fails when {subject} is missing"
    if null.reason is None:
        walk.risk(MAY_BE_ABSENT, argument, what)
        return ANYTHING
    text = walk.text(argument)
    wanted = known.parameter(number).types
    empty = "''" if any(type_.kind == "string" for type_ in wanted) else "`0`"
    hint = f"write not_null({text}, {empty})"
    return observe_absent(walk, argument, what, hint, null)


def observe_absent(walk: Walk, node: Node, what: str, hint: str, null: Null) -> Type:
    """Observe where null, which is to be expected, raises an error."""
    return walk.observe(MAY_BE_ABSENT, node, what, hint, null.reason, whole=True)


def _check_elements(walk: Walk, known: Signature, number: int, argument: Node, found: Type) -> None:
    """Observe a list some of whose elements may have a type that the function rejects."""
    items = found.items or () if isinstance(found, List) else ()
    parts = argument.items if isinstance(argument, MultiSelectList) else ()
    for part, item in zip(parts, items, strict=False):
        nulls = [choice for choice in choices(item) if isinstance(choice, Null)]
        if nulls and nulls[0].reason:
            what = f"{known.name}() fails when {suggestions.label(walk, part)} is missing"
            hint = f"write not_null({walk.text(part)}, '')"
            observe_absent(walk, part, what, hint, nulls[0])
    walk.risk(
        ARGUMENT_TYPE, argument, f"{known.subject(number)} may have a type that is not accepted"
    )


def _suggest(walk: Walk, argument: Node, found: Type, parameter: Accepted) -> str | None:
    text = walk.text(argument)
    wanted = {type_.kind for type_ in parameter.types}
    lists = [choice for choice in choices(found) if isinstance(choice, List)]
    if lists and any(isinstance(type_, List) for type_ in parameter.types):
        of = next(type_.of for type_ in parameter.types if isinstance(type_, List))
        if of.kind == "number" and "string" in kinds(lists[0].of):
            return f"write map(&to_number(@), {text})"
        inside = [each for each in choices(lists[0].of) if each.kind == "object"]
        names = suggestions.members_of(inside, of.kind) if inside else []
        return f"write {suggestions.each(text, names[0])}, or use another field" if names else None
    if wanted == {"number"} and "string" in kinds(found):
        return f"write to_number({text})"
    if wanted == {"string"} and kinds(found) & {"number", "boolean"}:
        return f"write to_string({text})"
    return None
