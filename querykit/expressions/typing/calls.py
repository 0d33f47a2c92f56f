"""Calls of functions: their arguments, and what they give."""

from __future__ import annotations

from dataclasses import replace

from querykit.expressions.functions import Signature as Declared
from querykit.expressions.tree import Call, ExpressionReference, Field, Node
from querykit.expressions.typing import lookup, suggestions
from querykit.expressions.typing.absences import fill_argument
from querykit.expressions.typing.arguments import check_argument
from querykit.expressions.typing.keys import type_reference
from querykit.expressions.typing.searches import check_search
from querykit.expressions.typing.signatures import Signature, bind, fits, signature, substitute
from querykit.expressions.typing.timestamps import is_moment, note_key_reading, note_reading
from querykit.expressions.typing.walk import Walk
from querykit.rules import ARGUMENT_TYPE, UNKNOWN_FIELD
from querykit.types.contents import elements, is_from_response
from querykit.types.types import (
    ANYTHING,
    List,
    Type,
    choices,
    kinds,
)

__all__ = ["type_call"]


def type_call(walk: Walk, node: Call, scope: Type) -> Type:
    """Return the type of a function's result; observe what is wrong with its arguments."""
    name = node.name
    known = signature(name)
    arguments = node.arguments
    found = [
        ANYTHING
        if isinstance(child, ExpressionReference)
        else _argument(walk, known, number, child, scope)
        for number, child in enumerate(arguments)
    ]
    if _are_swapped(known, found):
        what = f"the arguments of {name}() are in the wrong order"
        first, second = map(walk.text, arguments)
        return walk.observe(ARGUMENT_TYPE, node, what, f"write {name}({second}, {first})")
    values = [
        type_
        if isinstance(child, ExpressionReference)
        else check_argument(walk, known, number, child, type_)
        for number, (child, type_) in enumerate(zip(arguments, found, strict=True))
    ]
    inner = type_reference(walk, node, scope, known, values)
    if known.declared.looks:
        check_search(walk, node, values)
    _read_times(walk, node, known.declared, values, inner)
    if name == "to_number" and is_moment(values[0]):
        argument = arguments[0]
        hint = f"write age_days({walk.text(argument)})"
        return walk.observe(
            ARGUMENT_TYPE, argument, "timestamps are strings, not numbers", hint, whole=True
        )
    return _result(known, values, inner)


def _read_times(
    walk: Walk, node: Call, declared: Declared, values: list[Type], inner: Type
) -> None:
    """Note how a function that compares or orders strings reads those that may be timestamps."""
    if declared.looks == "anywhere" and "string" not in kinds(values[0]):
        note_reading(walk, node, elements(values[0]), values[1])
    elif declared.orders:
        note_key_reading(walk, node, inner if declared.orders == "keys" else elements(values[0]))


def _are_swapped(known: Signature, found: list[Type]) -> bool:
    """Return whether two arguments are swapped: each is accepted only in the place of the other."""
    if len(found) != 2 or any(not known.parameter(number).types for number in (0, 1)):
        return False
    own = [_may_be(type_, known, number) for number, type_ in enumerate(found)]
    return not any(own) and _may_be(found[1], known, 0) and _may_be(found[0], known, 1)


def _may_be(type_: Type, known: Signature, number: int) -> bool:
    return any(
        fits(one, other) for one in choices(type_) for other in known.parameter(number).types
    )


def _argument(walk: Walk, known: Signature, number: int, node: Node, scope: Type) -> Type:
    """Return the type of an argument; without null if the engine fills in something empty."""
    # The first argument is most often the member that is looked at.
    wants_text = number > 0 and {type_.kind for type_ in known.parameter(number).types} == {
        "string"
    }
    if isinstance(node, Field):
        found = _field_argument(walk, node, scope, wants_text)
    else:
        found = walk.type(node, scope)
    return fill_argument(walk, node, found, known, number)


def _field_argument(walk: Walk, node: Field, scope: Type, wants_text: bool) -> Type:
    """Return the type of a field as an argument; in double quotes it may be meant as a string."""
    found = lookup.find(walk, node, scope)
    if not isinstance(found, lookup.Missing):
        return found
    hint = suggestions.suggest_literal(walk, node, None)
    if hint and found.objects:
        what = suggestions.say_without_field(found.objects, node.name)
        return walk.observe(UNKNOWN_FIELD, node, what, hint)
    return lookup.report(walk, node, found, text=wants_text)


def _result(known: Signature, values: list[Type], inner: Type) -> Type:
    """Return the type of what a function returns."""
    written = known.declared
    if written.derive is not None:
        return written.derive(values, inner)
    letters: dict[str, Type] = {}
    for number, value in enumerate(values):
        parameter = written.parameter(number)
        if not parameter.is_expref:
            bind(parameter.accepts, value, letters)
    result = substitute(written.returns, letters)
    if written.condenses and isinstance(result, List):
        return replace(result, from_response=is_from_response(values[0]))
    return result
