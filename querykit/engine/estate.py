"""The calls of a request in an estate: at every target that a selection names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from querykit.engine.access import Access
from querykit.engine.call import Call
from querykit.engine.failures import FAILURES, failure
from querykit.engine.gather import Group
from querykit.engine.request import Request
from querykit.engine.targets import find_places, find_targets
from querykit.errors import ConfigurationError
from querykit.result import Outcome
from querykit.target import Selection, Target, is_pattern

__all__ = ["Estate"]


@dataclass(frozen=True)
class Estate:
    """Where a request is made.

    selection: what says which targets, or the targets themselves.
    """

    request: Request
    selection: Selection | tuple[Target, ...]
    access: Access

    def groups(self) -> list[Group]:
        """Return what returns the calls of each account.

        Raises QuerykitError if the accounts cannot be listed.
        """
        if not isinstance(self.selection, Selection):
            return [partial(self._calls, self.selection)]
        places = find_places(self.selection, self.access)
        if not places:
            raise no_targets()
        return [partial(self._find, place, self.selection) for place in places]

    def _find(self, place: Target, selection: Selection) -> Sequence[Call | Outcome]:
        try:
            return self._calls(find_targets(place, selection, self.access))
        except FAILURES as error:
            known = failure(error)
            named = not any(map(is_pattern, selection.regions))
            regions: list[str | None] = [*selection.regions] if named else []
            return [
                Outcome(
                    self.request.service,
                    self.request.operation,
                    replace(place, region=region),
                    "failed",
                    error=known,
                )
                for region in (regions or [None])
            ]

    def _calls(self, targets: Sequence[Target]) -> list[Call]:
        return [Call(0, target, self.request) for target in targets]


def no_targets() -> ConfigurationError:
    """Return the error of a selection that leaves nothing: it is no empty success."""
    return ConfigurationError(
        "no target is left", hint="check the accounts, the regions and what is excluded"
    )
