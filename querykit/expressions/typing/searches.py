"""contains(), starts_with() and ends_with(): what never matches."""

from __future__ import annotations

from dataclasses import replace

from querykit.expressions.functions import signature
from querykit.expressions.tree import Call, Literal, MultiSelectList, Node
from querykit.expressions.typing import lookup, suggestions, timestamps
from querykit.expressions.typing.comparisons import check_case, check_enum
from querykit.expressions.typing.walk import Walk
from querykit.rules import NEVER_TRUE, NOT_IN_ENUM, WOULD_RAISE
from querykit.types.contents import elements
from querykit.types.types import List, String, Type, choices, kinds
from querykit.types.words import phrase

__all__ = ["check_search"]

_FINDS = {"anywhere": str.__contains__, "start": str.startswith, "end": str.endswith}
_NO_TEXT = "contains() may search a string for a non-string"


def check_search(walk: Walk, node: Call, values: list[Type]) -> None:
    """Check the first two arguments of a function that searches the first for the second."""
    subject, searched = values[0], values[1]
    argument = node.arguments[1]
    lookup.check_quotes(walk, argument, searched)
    if "unknown" in kinds(subject) | kinds(searched):
        if node.name == "contains" and kinds(searched) != {"string"}:
            walk.risk(WOULD_RAISE, argument, _NO_TEXT)
        return
    _check_elements(walk, node.arguments[0], searched)
    if kinds(subject) == {"string"}:
        _check_in_string(walk, node, argument, subject, searched)
    elif kinds(subject) == {"array"} and choices(elements(subject)):
        _check_in_list(walk, node, argument, elements(subject), searched)
    elif node.name == "contains" and kinds(searched) != {"string"}:
        walk.risk(WOULD_RAISE, argument, _NO_TEXT)


def _check_in_string(walk: Walk, node: Call, argument: Node, subject: Type, searched: Type) -> None:
    _check_swapped(walk, node, subject, searched)
    if node.name == "contains" and kinds(searched) != {"string"}:
        if "string" in kinds(searched) or kinds(searched) == {"null"}:
            walk.risk(WOULD_RAISE, argument, "contains() may search a string for null")
            return
        what = f"contains() searches a string for a string, not for {phrase(searched)}"
        turned = f"write contains({walk.text(argument)}, {walk.text(node.arguments[0])})"
        hint = turned if kinds(searched) == {"array"} else None
        walk.observe(WOULD_RAISE, argument, what, hint, whole=True)
        return
    timestamps.check_in_string(walk, node, argument, subject)
    check_case(walk, node.arguments[0], argument)
    text = argument.value if isinstance(argument, Literal) else None
    known = next(choice for choice in choices(subject) if isinstance(choice, String))
    if not known.values or not isinstance(text, str) or known.closed:
        return
    found = _FINDS[signature(node.name).looks]
    if not any(found(value, text) for value in known.values):
        name = getattr(known.shape, "name", None)
        what = f"no value in the enum{f' {name}' * bool(name)} matches {text!r}"
        folded = [v for v in known.values if found(v.lower(), text.lower())]
        hint = f"did you mean {folded[0]!r}? Case matters" if folded else None
        walk.observe(NOT_IN_ENUM, argument, what, hint)


def _check_swapped(walk: Walk, node: Call, subject: Type, searched: Type) -> None:
    """Observe a string in which no value of an enum occurs: the arguments were swapped."""
    first, second = node.arguments
    values = [choice.values for choice in choices(searched) if isinstance(choice, String)]
    if not isinstance(first, Literal) or isinstance(second, Literal) or not values or not values[0]:
        return
    finds = _FINDS[signature(node.name).looks]
    texts = [
        text for choice in choices(subject) if isinstance(choice, String) for text in choice.values
    ]
    if not any(finds(text, value) for text in texts for value in values[0]):
        what = f"no value of {suggestions.label(walk, second)} occurs in this string"
        turned = f"write {node.name}({walk.text(second)}, {walk.text(first)})"
        walk.observe(NOT_IN_ENUM, first, what, turned, whole=True)


def _check_elements(walk: Walk, node: Node, searched: Type) -> None:
    """Observe strings in a list that are not values of what is searched for."""
    for part in node.items if isinstance(node, MultiSelectList) else ():
        check_enum(walk, part, searched)
    if isinstance(node, Literal) and isinstance(node.value, list):
        for value in node.value:
            check_enum(walk, replace(node, value=value), searched, node)


def _check_in_list(walk: Walk, node: Call, argument: Node, element: Type, searched: Type) -> None:
    if "unknown" in kinds(element):
        return
    # Python takes true for 1 where it looks in a list.
    alike = {"boolean": "number"}
    inside = {alike.get(kind, kind) for kind in kinds(element)}
    if inside & {alike.get(kind, kind) for kind in kinds(searched)}:
        check_enum(walk, argument, element)
        timestamps.check_in_list(walk, argument, element)
        return
    if not choices(searched):
        return
    subject = suggestions.label(walk, node.arguments[0])
    what = f"{subject} is {phrase(List(element))} and never contains {phrase(searched)}"
    hint = _fix_search(walk, node, argument, element, searched)
    walk.observe(NEVER_TRUE, argument, what, hint, whole=True)


def _fix_search(
    walk: Walk, node: Call, argument: Node, element: Type, searched: Type
) -> str | None:
    text = walk.text(node.arguments[0])
    value = argument.value if isinstance(argument, Literal) else None
    if kinds(element) == {"number"} and isinstance(value, str) and suggestions.is_number(value):
        return f"write `{value}`"
    objects = [choice for choice in choices(element) if choice.kind == "object"]
    names = suggestions.members_of(objects, "string") if kinds(searched) == {"string"} else []
    return f"write contains({suggestions.each(text, names[0])}, ...)" if names else None
