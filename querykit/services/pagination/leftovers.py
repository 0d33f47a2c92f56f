"""Signs on a page that something is left unread or undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from querykit.services.pagination.paging import Paging
from querykit.services.pagination.signs import Path, Sign, Signs

__all__ = ["Watch", "signs_that_matter", "undone", "value_at"]

# A step of a path leads to what the next steps are, and to the sign that ends there.
_Step = dict[str, Any]
_END = ""


class _HasSigns(Protocol):
    @property
    def signs(self) -> Signs: ...

    @property
    def paging(self) -> Paging: ...


class Watch:
    """A check of pages for signs that something is missing.

    followed: the paths of the tokens that are followed; one that an element repeats is not a sign.

    >>> from querykit.services.operation import operation
    >>> found = operation("swf", "count_pending_decision_tasks")
    >>> watch = Watch(signs_that_matter(found), found.paging.tokens)
    >>> [(sign.name, value) for sign, value in watch.look({"count": 9, "truncated": True})]
    [('truncated', True)]
    """

    def __init__(self, signs: Iterable[Sign], followed: Iterable[str] = ()) -> None:
        self._followed = [tuple(path.split(".")) for path in followed]
        self._steps: _Step = {}
        for sign in signs:
            step = self._steps
            for name in sign.path:
                step = step.setdefault(name, {})
            step.setdefault(_END, []).append(sign)

    def look(self, page: Mapping[str, Any]) -> list[tuple[Sign, Any]]:
        """Return each sign on a page, with what is there: a value, or the length of a list.

        For a list that is counted over all pages, it is its length, whatever that is.
        """
        found: list[tuple[Sign, Any]] = []
        if self._steps:
            _look(self._steps, page, found)
        if not found:
            return found
        # A token that an element repeats is followed.
        tokens = [token for path in self._followed if (token := value_at(page, path))]
        return [(sign, value) for sign, value in found if value not in tokens]


def signs_that_matter(
    operation: _HasSigns,
    matters: Callable[[Path], bool] = lambda _: True,
    parameters: Mapping[str, Any] | None = None,
) -> tuple[Sign, ...]:
    """Return the signs of more data than the paginator of an operation follows.

    matters: whether what is missing at a path can change the rows.
    parameters: those that are sent; a list whose length one of them sets is not a sign.
    """
    return tuple(
        _within(sign, parameters or {})
        for sign in (*operation.signs.more, *operation.signs.capped)
        if not sign.about or any(map(matters, sign.about))
    )


def undone(operation: _HasSigns, page: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a page that name what was requested but not done, with their values.

    >>> from querykit.services.operation import operation
    >>> page = {"Parameters": [], "InvalidParameters": ["/no/such"]}
    >>> list(undone(operation("ssm", "get_parameters"), page))
    [('InvalidParameters', ['/no/such'])]
    """
    for path in operation.signs.undone:
        if value := value_at(page, path):
            yield ".".join(path), value


def _within(sign: Sign, parameters: Mapping[str, Any]) -> Sign:
    """Return a sign under the parameters: a length that the query set is not a sign, the maximum
    is.
    """
    if sign.unless is None or value_at(parameters, tuple(sign.unless.split("."))) is None:
        return sign
    return replace(sign, full=sign.full[-1:])


def _look(steps: _Step, value: Any, found: list[tuple[Sign, Any]]) -> None:
    for name, inner in steps.items():
        if name == _END:
            for sign in inner:
                _judge(sign, value, found)
        elif name == "[]":
            if isinstance(value, list):
                for element in value:
                    _look(inner, element, found)
        elif isinstance(value, dict):
            if name == "*":
                for element in value.values():
                    _look(inner, element, found)
            elif name in value:
                _look(inner, value[name], found)


def _judge(sign: Sign, value: Any, found: list[tuple[Sign, Any]]) -> None:
    if sign.full:
        if not isinstance(value, list):
            return
        value = len(value)
    if sign.total or sign.is_shown(value):
        found.append((sign, value))


def value_at(page: Mapping[str, Any], path: Path) -> Any:
    """Return what is at a path of a page; None if nothing is."""
    found: Any = page
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
