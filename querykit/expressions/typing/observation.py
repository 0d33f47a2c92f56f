"""What typing finds out about an expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from querykit.expressions.tree import Node
from querykit.mistakes import Mistake
from querykit.types.types import Type

__all__ = ["Typed"]


@dataclass(frozen=True)
class Typed:
    """What an expression returns on the values of a shape.

    type: the type of what it returns on the whole result.
    rows: the type of one row: of an element if the expression returns a list.
    tree: the expression's tree, in which nodes have their types, what replaces them where they
        are null, and how they read strings as times.
    observations: what can never be right in it, or hardly, in the order of the text; each is about
        a part of the expression.
    risks: where it may fail on some responses, which is not worth a warning: a function
        over a field that the model does not call required, but AWS hardly ever omits.
    """

    type: Type
    rows: Type
    tree: Node = field(repr=False, compare=False)
    observations: tuple[Mistake, ...]
    risks: tuple[Mistake, ...] = ()
    subjects: Mapping[int, Type] = field(default_factory=dict, repr=False, compare=False)

    def subject(self, offset: int) -> Type | None:
        """Return the type in which a field is looked up whose name begins at an offset of the text.

        None where no name of a member begins.
        """
        return self.subjects.get(offset)
