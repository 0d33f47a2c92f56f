"""What typing finds out about an expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from querykit.expressions.tree import Node
from querykit.types.types import Type

__all__ = ["Observation", "Severity", "Typed"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Observation:
    """Something in an expression that can never be right, or hardly.

    rule: its name, as in a check.
    start, end: the token that is meant, from one offset in the expression's text up to another.
    what: what is wrong, in a sentence without an end.
    hint: the fix, beside the caret.
    why: one more sentence where it is not evident.
    """

    rule: str
    start: int
    end: int
    what: str
    hint: str | None = None
    why: str | None = None
    severity: Severity = "error"


@dataclass(frozen=True)
class Typed:
    """What an expression gives on the values of a shape.

    type: the type of what it gives. Of rows of a whole result it is the type of them all.
    rows: the type of one row: of an element where the expression gives a list.
    tree: the expression's tree, in which nodes have their types, what stands for them where they
        are null, and how they read strings as times.
    observations: what is wrong in it, in the order of the text.
    risks: where it may raise an error on some answers, which is not worth a warning: a function
        over a member that is not called required, and is hardly ever left out.
    """

    type: Type
    rows: Type
    tree: Node = field(repr=False, compare=False)
    observations: tuple[Observation, ...]
    risks: tuple[Observation, ...] = ()
    subjects: Mapping[int, Type] = field(default_factory=dict, repr=False, compare=False)

    def subject(self, offset: int) -> Type | None:
        """In what the member is looked up whose name begins at an offset of the text.

        None where no name of a member begins.
        """
        return self.subjects.get(offset)
