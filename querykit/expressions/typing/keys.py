"""Expression references, written with ``&``, such as the key that a list is sorted by."""

from __future__ import annotations

from querykit.expressions.tree import Call, ExpressionReference, Node
from querykit.expressions.typing import suggestions
from querykit.expressions.typing.arguments import observe_absent
from querykit.expressions.typing.signatures import Signature
from querykit.expressions.typing.walk import Walk
from querykit.rules import ARGUMENT_TYPE, MAY_BE_ABSENT
from querykit.types.contents import elements
from querykit.types.notation import parse
from querykit.types.types import ANYTHING, Anything, Applied, Null, Type, choices, kinds, union
from querykit.types.words import phrase

__all__ = ["type_reference"]


def type_reference(
    walk: Walk, node: Call, scope: Type, known: Signature, values: list[Type]
) -> Type:
    """Return the type of what an argument with ``&`` returns for the elements of the list."""
    result: Type = ANYTHING
    for number, child in enumerate(node.arguments):
        if not isinstance(child, ExpressionReference):
            continue
        lists = [value for i, value in enumerate(values) if i != number]
        element = elements(lists[0]) if lists else ANYTHING
        inner = child.expression
        result = walk.within(inner, element, scope)
        if choices(element):
            _check_key(walk, known, number, inner, result)
    return result


def _check_key(walk: Walk, known: Signature, number: int, inner: Node, found: Type) -> None:
    """Check what a key returns against the keys that the function accepts."""
    wanted = _key_kinds(known, number)
    name = known.name
    if wanted is None or not choices(found):
        return
    if isinstance(found, Anything):
        walk.risk(ARGUMENT_TYPE, inner, f"the type of the key of {name}() is unknown")
        return
    if not kinds(found) & (wanted - {"null"}):
        if kinds(found) != {"null"}:
            wrong = f"{suggestions.label(walk, inner)} is {phrase(found)}"
            what = f"the key of {name}() must be {_phrase_kinds(wanted)}, but {wrong}"
            walk.observe(ARGUMENT_TYPE, inner, what, whole=True)
        elif "null" not in wanted:
            walk.risk(MAY_BE_ABSENT, inner, f"{name}() fails when its key is missing")
        return
    for choice in choices(found):
        if choice.kind in wanted:
            continue
        what = f"{name}() fails when {suggestions.label(walk, inner)} is missing"
        if isinstance(choice, Null) and choice.reason:
            text, filler = walk.text(inner), "''" if "string" in kinds(found) else "`0`"
            hint = f"write not_null({text}, {filler})"
            observe_absent(walk, inner, what, hint, choice)
        else:
            walk.risk(MAY_BE_ABSENT, inner, what)
    if len(kinds(found) & wanted) > 1 and known.declared.orders == "keys":
        walk.risk(ARGUMENT_TYPE, inner, f"{name}() fails when its keys have different types")


def _key_kinds(known: Signature, number: int) -> set[str] | None:
    """Return the kinds that an expression with & may return, according to the signature."""
    written = known.declared.parameter(number).accepts
    if not isinstance(written, Applied) or isinstance(written.gives, Anything):
        return None
    return kinds(written.gives)


def _phrase_kinds(names: set[str]) -> str:
    return phrase(
        union(*(parse(name) for name in ("number", "string", "boolean") if name in names))
    )
