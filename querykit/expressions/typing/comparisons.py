"""Comparisons: what is never equal, what cannot be ordered, values that no enum has."""

from __future__ import annotations

from typing import cast

from querykit.expressions.functions import FUNCTIONS, signature
from querykit.expressions.tree import Call, Comparison, Field, Literal, Node, Or, Subexpression
from querykit.expressions.typing import lookup, suggestions, timestamps
from querykit.expressions.typing.corrections import suggest_correction
from querykit.expressions.typing.dated import check_time_as_text
from querykit.expressions.typing.truth import truth
from querykit.expressions.typing.walk import Walk
from querykit.expressions.unparser import COMPARATORS
from querykit.rules import (
    BARE_NULL,
    CONSTANT_FILTER,
    NEVER_TRUE,
    NOT_IN_ENUM,
    UNKNOWN_FIELD,
    WOULD_RAISE,
)
from querykit.types.types import (
    BOOLEAN,
    NULL,
    Boolean,
    String,
    Type,
    choices,
    kinds,
    literal,
    nullable,
    present,
)
from querykit.types.words import noun, phrase

__all__ = ["check_alternative", "check_case", "check_enum", "type_comparison"]

_ORDERED = frozenset(("number", "string"))


def type_comparison(walk: Walk, node: Comparison, scope: Type) -> Type:
    """Return the type of a comparison; observe one that fails or is always true or false."""
    _check_alternatives(walk, node)
    left, right = _operands(walk, node, scope)
    timestamps.note_reading(walk, node, left, right)
    equality = node.is_equality
    result = BOOLEAN if equality else nullable(BOOLEAN)
    if "unknown" in kinds(left) | kinds(right) or not choices(left) or not choices(right):
        if not equality:
            walk.risk(WOULD_RAISE, node, "the type of the operands is unknown")
        return result
    if equality:
        return _type_equality(walk, node, left, right)
    return _type_order(walk, node, left, right)


def _operands(walk: Walk, node: Comparison, scope: Type) -> tuple[Type, Type]:
    """Return the types of both sides; the type of one explains an unknown name on the other."""
    first, second = node.left, node.right
    left, right = _operand(walk, first, scope), _operand(walk, second, scope)
    if isinstance(left, lookup.Missing):
        other = None if isinstance(right, lookup.Missing) else right
        left = _report_name(walk, node, cast(Field, first), left, other)
    if isinstance(right, lookup.Missing):
        right = _report_name(walk, node, cast(Field, second), right, left)
    elif not isinstance(first, Literal):
        lookup.check_quotes(walk, second, right)
    return left, right


def check_alternative(walk: Walk, left: Node, right: Node, hint: str | None = None) -> None:
    """Observe a literal before || that is always true: what is after it is never evaluated."""
    if not isinstance(left, Literal) or truth(literal(left.value)) is not True:
        return
    what = f"{walk.text(left)} is always true, so {walk.text(right)} is never evaluated"
    walk.observe(CONSTANT_FILTER, left, what, hint)


def _check_alternatives(walk: Walk, node: Comparison) -> None:
    """Observe ``State == ('a' || 'b')``, which does not compare with one of several values."""
    if node.operator != "eq":
        return
    for other, side in ((node.left, node.right), (node.right, node.left)):
        parts = _alternatives(side)
        if len(parts) > 1 and all(isinstance(part, Literal) for part in parts):
            texts = (f"{walk.text(other)} == {walk.text(part)}" for part in parts)
            check_alternative(walk, parts[0], parts[1], f"write {' || '.join(texts)}")


def _alternatives(node: Node) -> list[Node]:
    """Return the operands of a chain of ||."""
    found = [node]
    while isinstance(first := found[0], Or):
        found = [first.left, first.right, *found[1:]]
    return found


def _operand(walk: Walk, node: Node, scope: Type) -> Type | lookup.Missing:
    return lookup.find(walk, node, scope) if isinstance(node, Field) else walk.type(node, scope)


def _report_name(
    walk: Walk, comparison: Comparison, node: Field, missing: lookup.Missing, other: Type | None
) -> Type:
    """Observe an unknown field beside an operator, which was most likely meant as a string."""
    name = node.name
    hint = suggestions.suggest_literal(walk, node, other)
    if walk.text(node).startswith('"'):
        what = f"double quotes refer to a field, and {_say_missing(missing, name)}"
        hint = hint or suggestions.suggest_literal(walk, node, None)
        return walk.observe(NEVER_TRUE, node, what, hint, "a missing field is null")
    if name == "null" and comparison.is_equality:
        why = "a missing field is null, so this works by accident"
        what = f"null without backticks is a field name, and {_say_missing(missing, name)}"
        walk.observe(BARE_NULL, node, what, "write `null`", why)
        return NULL
    if hint and missing.objects:
        what = suggestions.say_without_field(missing.objects, name)
        return walk.observe(UNKNOWN_FIELD, node, what, hint)
    beside = comparison.right if comparison.left is node else comparison.left
    wants_text = other is not None and kinds(present(other)) == {"string"}
    wants_text = wants_text and not isinstance(beside, Literal)
    return lookup.report(walk, node, missing, text=wants_text)


def _say_missing(missing: lookup.Missing, name: str) -> str:
    if missing.objects:
        return suggestions.say_lacking(
            missing.objects, f"no field named {name!r}", f"a field named {name!r}"
        )
    return f"{phrase(missing.scope)} has no fields"


def _type_equality(walk: Walk, node: Comparison, left: Type, right: Type) -> Type:
    first, second = node.left, node.right
    if kinds(left) & kinds(right):
        if isinstance(first, Literal) and isinstance(second, Literal):
            return _decide(node, left, right)
        if node.operator == "ne" and _is_settled(left, right):
            return _decide(node, left, right)
        check_case(walk, first, second)
        check_case(walk, second, first)
        is_odd = [
            _check_time(walk, node, left, right),
            _check_null(walk, first, second, right),
            _check_null(walk, second, first, left),
            check_enum(walk, first, right),
            check_enum(walk, second, left),
        ]
        return BOOLEAN if any(is_odd) else _decide(node, left, right)
    if {"null"} in (kinds(left), kinds(right)):
        return BOOLEAN  # whether something is there may always be asked
    differ = node.operator == "ne"
    what = f"{_describe(walk, first, left)} and {_describe(walk, second, right)} are never equal"
    why = "so != is always true" if differ else None
    walk.observe(NEVER_TRUE, node, what, suggest_correction(walk, node, left, right), why)
    return BOOLEAN


def _check_time(walk: Walk, node: Comparison, left: Type, right: Type) -> bool:
    first, second = node.left, node.right
    return any(
        hold(walk, node, literal_, other, type_)
        for hold in (timestamps.check_form, check_time_as_text)
        for literal_, other, type_ in ((first, second, right), (second, first, left))
    )


def _check_null(walk: Walk, node: Node, other: Node, type_: Type) -> bool:
    """Observe the string 'null' where it was most likely meant as null."""
    if not isinstance(node, Literal) or node.value != "null":
        return False
    # The value of a tag may be anything, this too.
    if not isinstance(other, (Field, Subexpression)) or walk.text(other).lower() == "value":
        return False
    if kinds(present(type_)) != {"string"}:
        return False
    if any(isinstance(choice, String) and choice.values for choice in choices(type_)):
        return False
    what = f"{walk.text(node)} is a string, not null"
    why = f"a missing {suggestions.label(walk, other)} is null, which equals no string"
    walk.observe(BARE_NULL, node, what, "write `null`", why)
    return True


def check_case(walk: Walk, subject: Node, node: Node) -> None:
    """Observe uppercase letters in what a lowercase string is compared with, or vice versa."""
    if not isinstance(subject, Call) or not (lacks := signature(subject.name).lacks):
        return
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        return
    letters, has_none = lacks
    text = node.value
    if not any(letter in letters for letter in text):
        return
    turned = FUNCTIONS.member(subject.name).call(text)
    what = f"{suggestions.label(walk, subject)} has no {has_none} letters, but {text!r} does"
    walk.observe(NEVER_TRUE, node, what, f"write {turned!r}")


def _is_settled(left: Type, right: Type) -> bool:
    """Return whether both sides are strings whose values are known."""
    found = [choice for side in (left, right) for choice in choices(side)]
    return all(isinstance(choice, String) and choice.closed for choice in found)


def _decide(node: Comparison, left: Type, right: Type) -> Type:
    """Return whether two known strings are equal, as a type."""
    if isinstance(left, String) and isinstance(right, String) and left.closed and right.closed:
        same = set(left.values) & set(right.values)
        if not same or len(left.values) == len(right.values) == 1:
            return Boolean(bool(same) == (node.operator == "eq"))
    return BOOLEAN


def _type_order(walk: Walk, node: Comparison, left: Type, right: Type) -> Type:
    first, second = node.left, node.right
    one, other = kinds(left) & _ORDERED, kinds(right) & _ORDERED
    result = nullable(BOOLEAN)
    if one & other:
        if _check_time(walk, node, left, right):
            return result
        sure = kinds(left) == kinds(right) == one & other and len(one) == 1
        if not sure and len(one | other) > 1:
            walk.risk(WOULD_RAISE, node, "may compare a number with a string")
        return BOOLEAN if sure else result
    both = f"{_describe(walk, first, left)} and {_describe(walk, second, right)}"
    sign = COMPARATORS[node.operator]
    hint = suggest_correction(walk, node, left, right)
    if one and other:
        what = f"{sign} fails here: {both} cannot be compared"
        walk.observe(WOULD_RAISE, node, what, hint)
    else:
        what = f"{both} cannot be compared with {sign}: the result is null"
        why = "only numbers and strings can be ordered"
        walk.observe(NEVER_TRUE, node, what, hint, why)
    return result


def _describe(walk: Walk, node: Node, type_: Type) -> str:
    """Return a side of a comparison and its type, for a message."""
    text = walk.text(node)
    if isinstance(node, Literal):
        return f"the {'value' if type_.kind == 'null' else noun(type_)} {text}"
    name, found = suggestions.label(walk, node), phrase(type_)
    return f"{name}, {found}," if found.endswith(")") else f"{name} ({found})"


def check_enum(walk: Walk, node: Node, other: Type, within: Node | None = None) -> bool:
    """Observe a string that is not a value of the other side.

    within: the literal that contains it, if that is another.
    """
    place = within or node
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        return False
    known = [choice for choice in choices(other) if isinstance(choice, String)]
    if len(known) != 1 or not known[0].values or node.value in known[0].values:
        return False
    text, values = node.value, known[0].values
    if known[0].closed:
        what = f"this is never {text!r}, only {' or '.join(map(repr, values))}"
        walk.observe(NEVER_TRUE, place, what)
    elif text:
        hint = suggestions.suggest_value(text, values)
        name = getattr(known[0].shape, "name", None)
        owner = f"the enum {name}" if name else "this enum"
        what = f"{text!r} is not a value of {owner}"
        walk.observe(NOT_IN_ENUM, place, what, hint)
    return True
