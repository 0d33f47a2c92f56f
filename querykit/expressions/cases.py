"""Tables with something for every kind of node, in which none can be forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from querykit.expressions.tree import KINDS, Node

__all__ = ["Cases"]

Case = TypeVar("Case")


class Cases(Generic[Case]):
    """What there is for each kind of node, such as the function that does something with one.

    Raises TypeError where it is made if a kind of node is forgotten: the module that has it cannot
    be imported.

    >>> Cases({tuple(KINDS.values())[1:]: "written"})
    Traceback (most recent call last):
    TypeError: nothing is said of Identity
    """

    def __init__(self, cases: Mapping[type[Node] | tuple[type[Node], ...], Case]) -> None:
        self._cases: dict[type[Node], Case] = {}
        for kinds, case in cases.items():
            several = kinds if isinstance(kinds, tuple) else (kinds,)
            self._cases |= dict.fromkeys(several, case)
        forgotten = [name for name, kind in KINDS.items() if kind not in self._cases]
        if forgotten:
            raise TypeError(f"nothing is said of {', '.join(forgotten)}")

    def of(self, node: Node) -> Case:
        """Return what there is for nodes of this one's kind."""
        return self._cases[type(node)]
