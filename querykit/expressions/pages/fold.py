"""An expression that needs the whole result, applied to pages that come one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from querykit.expressions.pages.division import Fold
from querykit.expressions.pages.keeps import Bind
from querykit.expressions.pages.merge import Merge
from querykit.expressions.pages.reducers import Reducer
from querykit.expressions.tree import MultiSelectObject, Pair
from querykit.expressions.unparser import unparse
from querykit.result import Change

__all__ = ["Folding"]


class Folding:
    """One evaluation of an expression over pages, fed with what each page has.

    page: the expression that finds on a page what add() takes.
    """

    def __init__(self, fold: Fold, bind: Bind) -> None:
        # Two parts of one list, such as its length and its first, are looked for once.
        found = {name: unparse(part.tree) for name, part in fold.parts.items()}
        members = {
            text: f"found_{number}" for number, text in enumerate(dict.fromkeys(found.values()), 1)
        }
        self._member = {name: members[text] for name, text in found.items()}
        self._reducers = {name: part.keep.reducer(bind) for name, part in fold.parts.items()}
        self._rest = bind(fold.rest)
        trees = {self._member[name]: part.tree for name, part in fold.parts.items()}
        self.page = MultiSelectObject(tuple(Pair(name, tree) for name, tree in trees.items()))

    def add(self, found: Mapping[str, Any]) -> None:
        """Add what ``page`` finds on one page."""
        for name, reducer in self._reducers.items():
            reducer.add(found[self._member[name]])

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the fields that the expression reads and that had other values on later pages."""
        merges = (each for each in self._reducers.values() if isinstance(each, Merge))
        found = {change.field: change for merge in merges for change in merge.changes}
        return tuple(found.values())

    @property
    def reducers(self) -> list[Reducer]:
        """Return the reducers of all parts."""
        return list(self._reducers.values())

    @property
    def enough(self) -> bool:
        """Return whether no further page can change the value."""
        return all(reducer.enough for reducer in self._reducers.values())

    def value(self) -> Any:
        """Return the expression's value for everything added. Raises EvaluationError."""
        return self._rest({name: reducer.value() for name, reducer in self._reducers.items()})
