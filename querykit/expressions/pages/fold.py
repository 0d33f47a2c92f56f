"""An expression that needs the whole result, applied to pages that come one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from querykit.expressions.pages.division import Fold
from querykit.expressions.pages.keeps import Bind
from querykit.expressions.pages.merge import Merge
from querykit.result import Change

__all__ = ["Folding"]


class Folding:
    """One evaluation of an expression over pages, fed with what ``Fold.page`` finds on each."""

    def __init__(self, fold: Fold, bind: Bind) -> None:
        fields = fold.fields
        self._fields = {name: fields[part.tree] for name, part in fold.parts.items()}
        self._reducers = {name: part.keep.reducer(bind) for name, part in fold.parts.items()}
        self._rest = bind(fold.rest)

    def add(self, found: Mapping[str, Any]) -> None:
        """Add what ``Fold.page`` finds on one page."""
        for name, reducer in self._reducers.items():
            reducer.add(found[self._fields[name]])

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the fields that the expression reads and that had other values on later pages."""
        merges = (each for each in self._reducers.values() if isinstance(each, Merge))
        found = {change.field: change for merge in merges for change in merge.changes}
        return tuple(found.values())

    @property
    def enough(self) -> bool:
        """Return whether no further page can change the value."""
        return all(reducer.enough for reducer in self._reducers.values())

    def value(self) -> Any:
        """Return the expression's value for everything added. Raises EvaluationError."""
        return self._rest({name: reducer.value() for name, reducer in self._reducers.items()})
