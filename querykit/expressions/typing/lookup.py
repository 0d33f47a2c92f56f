"""Fields after a dot: their types, and what has no such field."""

from __future__ import annotations

from dataclasses import dataclass

from querykit.expressions.tree import Field, Node, Not
from querykit.expressions.typing import suggestions
from querykit.expressions.typing.walk import Walk
from querykit.rules import FIELD_OF_LIST, FIELD_OF_SCALAR, NOT_IN_ENUM, QUOTED_NAME, UNKNOWN_FIELD
from querykit.types import shapes
from querykit.types.types import (
    ANYTHING,
    NULL,
    Anything,
    List,
    Map,
    Record,
    Structure,
    Type,
    choices,
    nullable,
    present,
    union,
)
from querykit.types.words import phrase

__all__ = ["Missing", "check_quotes", "field", "find", "member", "report"]


@dataclass(frozen=True)
class Missing:
    """No value of a type has the member: the objects without it, or what else is there."""

    objects: tuple[Structure | Record, ...]
    scope: Type


def member(name: str, scope: Type) -> Type | Missing:
    """Return the type of a field, or what is missing, without observing anything."""
    found: list[Type] = []
    missing: list[Structure | Record] = []
    others = False
    for choice in choices(scope):
        if isinstance(choice, Anything):
            return ANYTHING
        if choice.kind == "null":
            found.append(choice)
        elif isinstance(choice, (Structure, Record)):
            looked_up = shapes.find_field(choice, name)
            if looked_up is None and suggestions.may_have(choice, name):
                return ANYTHING
            if looked_up is None:
                missing.append(choice)
            else:
                found.append(looked_up)
        elif isinstance(choice, Map):
            found.append(nullable(choice.of))
        else:
            others = True
    has_it = any(type_.kind != "null" for type_ in found)
    if not has_it and (missing or others):
        return Missing(tuple(missing), scope)
    return union(*found, NULL) if missing or others or not found else union(*found)


def find(walk: Walk, node: Field, scope: Type) -> Type | Missing:
    """Return the type of a field, or what is missing, without observing it."""
    walk.subjects.setdefault(node.span[0], scope)
    check_key(walk, node, scope)
    found = member(node.name, scope)
    return found if isinstance(found, Missing) else walk.note(node, found)


def field(walk: Walk, node: Field, scope: Type, before: Node | None = None) -> Type:
    """Return the type of a field; observe an unknown one.

    before: what is before its dot.
    """
    found = find(walk, node, scope)
    return report(walk, node, found, before) if isinstance(found, Missing) else found


def check_key(walk: Walk, node: Field, scope: Type) -> None:
    """Observe a name that is not a key of a map whose keys are known."""
    maps = choices(present(scope))
    if len(maps) != 1 or not isinstance(maps[0], Map):
        return
    name, known = node.name, maps[0].names
    if known and name not in known:
        what = f"{name!r} is not a key that the model lists"
        if maps[0].shape is not None:
            what = f"{name!r} is not a value of the enum {maps[0].shape.key.name}"
        hint = suggestions.suggest_value(name, known)
        walk.observe(NOT_IN_ENUM, node, what, hint)


def check_quotes(walk: Walk, node: Node, found: Type) -> None:
    """Observe an unknown name in double quotes where a string is most likely."""
    if not isinstance(node, Field) or not isinstance(found, Anything):
        return
    start, _ = node.span
    is_observed = any(place == start for place, _ in walk.observations)
    if walk.text(node).startswith('"') and not is_observed:
        what = "double quotes refer to a field, not a string"
        hint = suggestions.suggest_literal(walk, node, None)
        walk.observe(QUOTED_NAME, node, what, hint)


def report(
    walk: Walk,
    node: Field,
    missing: Missing,
    before: Node | None = None,
    *,
    text: bool = False,
) -> Type:
    """Observe that there is no such field.

    before: what is before its dot. text: whether a string is expected there.
    """
    if missing.objects:
        return _unknown(walk, node, missing.objects, text)
    lists = [choice for choice in choices(missing.scope) if isinstance(choice, List)]
    subject = suggestions.label(walk, before)
    if lists:
        what = f"{subject} is {phrase(lists[0])}, not a single one"
        hint = suggestions.suggest_each(walk, node, lists[0], before)
        hint = hint if lists[0].items is None else "use an index, such as [0]"
        if walk.lists is not None and present(missing.scope) == present(walk.lists):
            hint = "put [] | before the filter"
        return walk.observe(FIELD_OF_LIST, node, what, hint)
    what = f"{subject} is {phrase(missing.scope)} and has no fields"
    if isinstance(before, Not):
        inner = walk.text(before.operand)
        name = walk.text(node)
        hint = f"write !({inner}.{name})"
        why = f"!{inner}.{name} means (!{inner}).{name}: ! binds tighter than the dot"
        return walk.observe(FIELD_OF_SCALAR, node, what, hint, why)
    return walk.observe(FIELD_OF_SCALAR, node, what, suggestions.suggest_literal(walk, node, None))


def _unknown(walk: Walk, node: Field, objects: tuple[Structure | Record, ...], text: bool) -> Type:
    name = node.name
    root = next((one for one in objects if isinstance(one, Structure) and one.root), None)
    if root and name in root.known.withheld:
        what = f"{name} describes the call and is not part of the response"
        return walk.observe(UNKNOWN_FIELD, node, what)
    hint = suggestions.suggest_field(walk, node, objects, text)
    return walk.observe(UNKNOWN_FIELD, node, suggestions.say_without_field(objects, name), hint)
