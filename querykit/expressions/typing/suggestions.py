"""The hints of findings: the name that was most likely meant, or how to write what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from querykit.expressions.tree import (
    Call,
    Comparison,
    Current,
    Field,
    Flattening,
    Identity,
    Literal,
    MultiSelectList,
    Node,
    Not,
    Or,
    Projection,
)
from querykit.expressions.typing.truth import truth
from querykit.expressions.typing.walk import Walk
from querykit.mistakes import nearest, other_case
from querykit.types.shapes import members
from querykit.types.types import (
    List,
    Map,
    Record,
    String,
    Structure,
    Type,
    choices,
    kinds,
    present,
)

__all__ = [
    "each",
    "explain_constant",
    "is_number",
    "label",
    "may_have",
    "members_of",
    "say_lacking",
    "say_without_field",
    "suggest_each",
    "suggest_field",
    "suggest_list",
    "suggest_literal",
    "suggest_value",
]

_DEEPEST = 3
_MOST_NAMED = 3
_LONGEST = 40
_MOST_LOOKED_AT = 400
_FEW_VALUES = 8
_NAMES = ("Id", "Name", "ID")
# What other languages have for JMESPath's literals.
_LITERALS = {"None": "null", "nil": "null", "NULL": "null", "True": "true", "False": "false"}


def label(walk: Walk, node: Node | None) -> str:
    """Return what a message calls a part of an expression: its text, unless that is long."""
    if node is None or isinstance(node, (Identity, Current)):
        return "this value"
    text = " ".join(walk.text(node).split())
    if text and len(text) <= _LONGEST:
        return text
    if isinstance(node, (Field, Call)):
        return f"{node.name}()" if isinstance(node, Call) else node.name
    return "this value"


def say_lacking(objects: Sequence[Structure | Record], what: str, either: str) -> str:
    """Say that objects do not have something: "Volume has no field", "neither ... has a field"."""
    names = list(dict.fromkeys(map(_title, objects)))
    if len(names) == 1:
        return f"{names[0]} has {what}"
    few = len(names) <= _MOST_NAMED
    return f"{'neither ' + ' nor '.join(names) if few else f'none of {len(names)}'} has {either}"


def say_without_field(objects: Sequence[Structure | Record], name: str) -> str:
    """Say that objects do not have a field."""
    return say_lacking(objects, f"no field {name!r}", f"a field {name!r}")


def may_have(one: Structure | Record, name: str) -> bool:
    """Return whether an object may have an unknown field, which is like none of the known ones."""
    if not isinstance(one, Record) or not one.open:
        return False
    known = list(members(one))
    return not _close(name, known) and nearest(name, known) is None


def _title(one: Structure | Record) -> str:
    if isinstance(one, Structure):
        return one.name
    if one.open:
        return one.open
    names = ", ".join(name for name, _ in one.members)
    return f"the object {{{names}}}" if len(names) <= 60 else "the object"


def suggest_field(
    walk: Walk, node: Field, objects: Sequence[Structure | Record], text: bool = False
) -> str | None:
    """Return what to write in place of an unknown field; None if unknown.

    text: whether a string is expected, for which a name without quotes may have been meant.
    """
    name = node.name
    known = list(dict.fromkeys(each for one in objects for each in members(one)))
    if cased := other_case(name, known):
        return cased
    near = nearest(name, known)
    if close := _close(name, known):
        return near or f"did you mean {' or '.join(map(repr, close))}?"
    if text:
        return f"write '{name}' for a string"
    around = _around(walk, name, objects)
    return (
        around or next(_further(name, objects), None) or near or suggest_literal(walk, node, None)
    )


def _around(walk: Walk, name: str, objects: Sequence[Structure | Record]) -> str | None:
    """Return where a name is a field of an outer object, which JMESPath cannot reach."""
    for outer in reversed(walk.around):
        for choice in choices(outer):
            if isinstance(choice, (Structure, Record)) and name in members(choice):
                inside = _title(objects[0])
                return f"{name} is a field of {_title(choice)}, not of {inside}"
    return None


def _close(name: str, known: Iterable[str]) -> list[str]:
    """Return the fields that differ from a name in one letter, or in two swapped letters."""
    if len(name) < 2:
        return []
    return [each for each in known if _differs_once(name.lower(), each.lower())]


def _differs_once(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    end = 0
    most = min(len(one), len(other)) - begin
    while end < most and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[begin : len(one) - end], other[begin : len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def _further(name: str, objects: Sequence[Structure | Record]) -> Iterator[str]:
    """Yield where else there is such a field: below these objects, the nearest first."""
    waiting: list[tuple[Type, str, str]] = [(one, "", "") for one in objects]
    looked = 0
    while waiting and looked < _MOST_LOOKED_AT:
        looked += 1
        type_, path, owner = waiting.pop(0)
        for member, inner in members(type_).items():
            if member == name and path:
                yield f"{name} is a field of {owner}: write {path}{name}"
            if path.count(".") + 1 >= _DEEPEST:
                continue
            for choice in choices(inner):
                if isinstance(choice, Structure):
                    waiting.append((choice, f"{path}{member}.", member))
                elif isinstance(choice, List) and isinstance(choice.of, Structure):
                    waiting.append((choice.of, f"{path}{member}[].", f"each {choice.of.name}"))


def suggest_each(walk: Walk, node: Field, found: List, owner: Node | None) -> str | None:
    """Return how to write a field of each element of a list."""
    name = node.name
    inside = [choice for choice in choices(found.of) if isinstance(choice, (Structure, Record))]
    known = [each for one in inside for each in members(one)]
    before = walk.text(owner) if isinstance(owner, Field) else ""
    if inside and name not in known:
        close = next(iter(_close(name, known)), None)
        if before and not close and {"Key", "Value"} <= set(known):
            return f"write tag({before}, '{name}') for the tag's value"
        name = close or name
    return f"write {before}[].{name}"


def suggest_list(walk: Walk, bracket: Node, base: Type, before: Node) -> str | None:
    """Return how to write the list that a bracket was most likely meant for."""
    if isinstance(before, Not):
        start, end = bracket.span
        inner = walk.text(before.operand)
        return f"write !({inner}{walk.expression.text[start:end]})"
    start, _ = bracket.span
    if isinstance(before, Identity) and walk.expression.text[:start].rstrip().endswith("]"):
        return "put | before it: otherwise it applies to each element"
    for choice in choices(present(base)):
        lists = [name for name, each in members(choice).items() if isinstance(each, List)]
        if isinstance(choice, Structure) and len(lists) == 1:
            start, end = bracket.span
            return f"did you mean .{lists[0]}{walk.expression.text[start:end]}?"
        if isinstance(choice, Map):
            return "a map is read by key: write .NAME"
        if choice.kind == "object" and isinstance(bracket, (Projection, Flattening)):
            return "write .* for its values"
    return None


def suggest_literal(walk: Walk, node: Field, other: Type | None) -> str | None:
    """Return how to write a name as the string, number or boolean that was meant by it.

    other: the type of what it is compared with.
    """
    name = node.name
    wanted = kinds(present(other)) if other is not None else {"string"}
    if name in ("true", "false", "null", *_LITERALS):
        return f"write `{_LITERALS.get(name, name)}`"
    if wanted == {"number"} and is_number(name):
        return f"write `{name}`"
    quoted = walk.text(node).startswith('"')
    if "string" in wanted and (quoted or (other is not None and _has_value(other, name))):
        return f"write '{name}' for a string"
    return None


def is_number(text: str) -> bool:
    """Return whether a string is a number, for a suggestion."""
    return text.lstrip("-").replace(".", "", 1).isdigit()


def members_of(objects: Sequence[Type], kind: str) -> list[str]:
    """Return the fields of objects that are of a kind, those that identify them first."""
    found = [
        name
        for one in objects
        for name, each in members(one).items()
        if kinds(present(each)) == {kind}
    ]
    own = {
        f"{one.name}{ending}" for one in objects if isinstance(one, Structure) for ending in _NAMES
    }
    return sorted(
        found,
        key=lambda name: (
            name not in own,
            name.lower().endswith("description"),
            not name.lower().endswith(("id", "name", "key")),
        ),
    )


def each(text: str, member: str) -> str:
    """Return how to write a field of each element of a list, or the list if there is no field."""
    return f"{text.removesuffix('[]')}[].{member}" if member else text


def _has_value(type_: Type, name: str) -> bool:
    return any(isinstance(one, String) and name in one.values for one in choices(type_))


def suggest_value(text: str, known: Sequence[str]) -> str | None:
    """Return the value of an enum that was most likely meant; None if unknown."""
    near = other_case(text, known) or nearest(text, known)
    if near or len(known) > _FEW_VALUES:
        return near
    return f"valid values: {', '.join(known)}"


def explain_constant(
    walk: Walk, condition: Node, found: Type
) -> tuple[Node | None, str | None, str | None]:
    """Return what makes a condition always true or false, the fix, and the reason."""
    decided = truth(found)
    if isinstance(condition, Or) and decided:
        left, right = condition.left, condition.right
        if isinstance(right, Literal):
            return right, _complete(walk, left, right), f"{walk.text(right)} is always true"
    if isinstance(condition, Call) and kinds(found) == {"number"}:
        hint = f"compare it: {walk.text(condition)} > `0`"
        return condition, hint, "every number is truthy, including 0"
    if isinstance(condition, MultiSelectList):
        return None, "write a condition after [?", "a non-empty list is always true"
    return None, None, None


def _complete(walk: Walk, left: Node, right: Node) -> str | None:
    """Return how to write ``A == 'x' || 'y'`` as it was meant."""
    while isinstance(left, Or):
        left = left.right
    if not isinstance(left, Comparison) or left.operator != "eq":
        return None
    return f"write {walk.text(left.left)} == {walk.text(right)}"
