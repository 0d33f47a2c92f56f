"""Checks of what the pages themselves say is missing from them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from querykit.engine.cursor import Missing
from querykit.engine.unfinished import Unfinished
from querykit.errors import PartialFailureError, TruncatedError
from querykit.redaction import cut
from querykit.services.needs import Needs
from querykit.services.operation import Operation
from querykit.services.pagination import Watch, undone
from querykit.services.pagination.signs import Sign

__all__ = ["Completeness"]

_LONGEST = 200


@dataclass
class _Shown:
    """How often a sign was shown, with which value first, and how long its lists are in all."""

    sign: Sign
    first: Any
    times: int = 1
    total: int = 0


class Completeness:
    """A check of each page of a call for fields that say there is more, or what was not processed.

    needs: which signs matter: what the expression does not read may be incomplete.
    earlier: what the pages before the starting token said.
    """

    def __init__(
        self,
        target: Operation,
        parameters: Mapping[str, Any],
        needs: Needs,
        earlier: Sequence[Missing] = (),
    ) -> None:
        self._target = target
        self._parameters = parameters
        self._watch = Watch(needs.signs, target.paging.tokens)
        self._more: dict[str, _Shown] = {}
        self._undone: dict[str, list[Any]] = {}
        self._unfinished = Unfinished(target)
        self._earlier = tuple(earlier)

    def look(self, page: Mapping[str, Any]) -> None:
        """Note what a page says is missing."""
        self._unfinished.look(page)
        for sign, value in self._watch.look(page):
            known = self._more.setdefault(f"{sign.name} {sign.full}", _Shown(sign, value, 0))
            known.times += 1
            known.total += value if sign.full else 0
        for path, found in undone(self._target, page):
            items = list(found.items()) if isinstance(found, dict) else found
            self._undone.setdefault(path, []).extend(items if isinstance(items, list) else [found])

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Return what is missing from the pages so far, including those before the starting token.

        Elements that are not finished are not included: a later page may have the rest.
        """
        return tuple(dict.fromkeys([*self._earlier, *self._list_missing()]))

    def reject(self) -> None:
        """Raise TruncatedError or PartialFailureError if anything is missing."""
        for name, default in self._target.paging.defaults.items():
            # logs.get_log_events, read from its end, gives one page and the token that ends it.
            if default is True and self._parameters.get(name) is False:
                what = f"{name}: false returns only the newest page"
                raise TruncatedError(what, hint=f"remove {name} to read from the beginning")
        if missing := self.missing:
            hints = dict.fromkeys(each.hint for each in missing if each.hint)
            what = "; ".join(each.what for each in missing)
            is_cut = any(each.is_cut for each in missing)
            kind = TruncatedError if is_cut else PartialFailureError
            raise kind(what, hint="\n  ".join(hints) or None)
        for sentence in self._unfinished.sentences():
            raise PartialFailureError(
                f"the response does not have all of the data: {sentence}",
                hint="run it again later, or narrow the query",
            )

    def _list_missing(self) -> Iterator[Missing]:
        for each in filter(_is_missing, self._more.values()):
            yield Missing(_describe(each), _advice(each.sign), is_cut=True)
        told = "; ".join(_name_items(path, items) for path, items in self._undone.items())
        if told:
            yield Missing(f"AWS did not process everything: {told}")


def _is_missing(shown: _Shown) -> bool:
    return shown.sign.is_shown(shown.total) if shown.sign.total else True


def _describe(shown: _Shown) -> str:
    sign = shown.sign
    times = f", {shown.times:,} times" if shown.times > 1 and not sign.total else ""
    if sign.full:
        length = shown.total if sign.total else shown.first
        most = "the maximum" if length >= sign.full[-1] else "the default limit"
        return f"the response may be truncated: {sign.name} has {length:,} elements, {most}{times}"
    if sign.when:
        return f"the response is not complete: {sign.name} is {_json(shown.first)}{times}"
    if not sign.advice:
        return f"there are more results ({sign.name} is set{times}), but no known way to fetch them"
    return f"the response is not complete: {sign.name} is set{times}"


def _advice(sign: Sign) -> str:
    advice = sign.advice or "narrow the query, or check the operation's parameters"
    if not sign.says:
        return advice
    return f"{advice}; AWS documents it as: {sign.says.rstrip('.')} ({sign.at})"


def _name_items(path: str, items: list[Any]) -> str:
    first = json.dumps(items[0], default=str, ensure_ascii=False)
    shown = cut(first, _LONGEST)
    return f"{path} contains {shown}" + (f" and {len(items) - 1:,} more" if len(items) > 1 else "")


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
