"""Calls of functions: their arguments, and what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from querykit.expressions.functions import FUNCTIONS
from querykit.expressions.functions._calls import BUILT_IN
from querykit.expressions.parsing import Tree
from querykit.expressions.typing import looking, suggesting
from querykit.expressions.typing.accepting import accepted
from querykit.expressions.typing.keying import applied
from querykit.expressions.typing.results import given
from querykit.expressions.typing.searching import LOOKING, look
from querykit.expressions.typing.signatures import Signature, bound, of_written, signature
from querykit.expressions.typing.types import (
    ANYTHING,
    NOTHING,
    List,
    Record,
    Type,
    choices,
    kinds,
    present,
    union,
)

if TYPE_CHECKING:
    from querykit.expressions.typing.inference import Inference

__all__ = ["called"]

# Each statement keeps what else is in it, besides the members that the signature tells.
_OPEN: dict[str, Type] = {"policy_statements": List(ANYTHING)}


def called(walk: Inference, node: Tree, scope: Type) -> Type:
    name = node["value"]
    known = signature(name)
    values = [
        ANYTHING if child["type"] == "expref" else _value(walk, known, number, child, scope)
        for number, child in enumerate(node["children"])
    ]
    inner = applied(walk, node, scope, known, values)
    if name in LOOKING:
        look(walk, node, values)
    return given(name, values, inner) if name in BUILT_IN else _shelved(known, values)


def _value(walk: Inference, known: Signature, number: int, argument: Tree, scope: Type) -> Type:
    return accepted(walk, known, number, argument, _argument(walk, argument, scope))


def _argument(walk: Inference, node: Tree, scope: Type) -> Type:
    """The type of an argument; null is none where the engine puts something empty for it."""
    found = _named(walk, node, scope) if node["type"] == "field" else walk.type(node, scope)
    if id(node) not in walk.filled or "null" not in kinds(found):
        return found
    filled = [_empty(choice) for choice in choices(found) if choice.kind in ("array", "object")]
    return union(present(found), *filled)


def _empty(choice: Type) -> Type:
    return List(NOTHING, ()) if isinstance(choice, List) else Record(())


def _named(walk: Inference, node: Tree, scope: Type) -> Type:
    """The type of a member as an argument; in double quotes it was most often meant as text."""
    found = walk.find(node, scope)
    if not isinstance(found, looking.Missing):
        return found
    hint = suggesting.as_literal(walk, node, None)
    if hint and found.objects:
        what = suggesting.without(found.objects, node["value"])
        return walk.observe("unknown-field", node, what, hint)
    return looking.report(walk, node, found)


def _shelved(known: Signature, values: list[Type]) -> Type:
    """What a function of the shelf gives."""
    if known.name in _OPEN:
        return _OPEN[known.name]
    written = FUNCTIONS.member(known.name).SIGNATURE
    letters: dict[str, Type] = {}
    for number, value in enumerate(values):
        parameter = written.parameter(number)
        if not parameter.is_expref:
            bound(parameter.accepts, value, letters)
    return of_written(written.returns, letters)
