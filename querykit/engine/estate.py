"""The calls of a request in an estate: at every target that a selection names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from querykit.engine.access import Access
from querykit.engine.answer import answer
from querykit.engine.call import Call
from querykit.engine.clients import Clients
from querykit.engine.failure_classes import FAILURE_CLASSES, class_of
from querykit.engine.failures import FAILURES, failure
from querykit.engine.gather import Group
from querykit.engine.request import Request
from querykit.engine.run import World, run
from querykit.engine.targets import EVERY_REGION, find_places, find_targets, verify
from querykit.errors import ConfigurationError
from querykit.result import Batch, Outcome
from querykit.services.not_here import not_here
from querykit.services.operation import operation
from querykit.services.scopes import Scope, scope
from querykit.target import Selection, Target, is_pattern

__all__ = ["Estate", "list_targets", "no_targets", "settle", "settled"]


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
            begun = tuple(map(self._begun, self.selection))
            return [Group(partial(self._calls, self.selection), begun)]
        places = find_places(self.selection, self.access)
        if not places:
            raise no_targets()
        if self._scope.kind == "organization" and not self._scope.each_region:
            places = [next((each for each in places if each.role is None), places[0])]
        return [
            Group(
                partial(self._find, place, self.selection), self._not_found(place, self.selection)
            )
            for place in places
        ]

    def calls(self) -> list[Call | Outcome]:
        """Return all calls, account by account; an outcome where there is none."""
        return [call for group in self.groups() for call in group.calls()]

    @cached_property
    def _scope(self) -> Scope:
        request = self.request
        return scope(operation(request.service, request.operation), request.parameters)

    def _find(self, place: Target, selection: Selection) -> Sequence[Call | Outcome]:
        try:
            targets, lacking = find_targets(place, selection, self.access, self._scope)
        except FAILURES as error:
            return [_unreached(each, error) for each in self._not_found(place, selection)]
        return [*self._calls(targets), *map(self._absent, lacking)]

    def _not_found(self, place: Target, selection: Selection) -> tuple[Outcome, ...]:
        """Return the outcomes of an account whose targets are not known: for each named region."""
        regions: tuple[str | None, ...] = selection.regions
        if not regions or any(map(is_pattern, selection.regions)):
            regions = (None,)
        return tuple(self._begun(replace(place, region=each)) for each in dict.fromkeys(regions))

    def _absent(self, target: Target) -> Outcome:
        is_region = not is_pattern(target.region or "")
        why = "not in this region" if is_region else "no enabled region matches"
        return replace(self._begun(target), status="not-here", why=why)

    def _calls(self, targets: Sequence[Target]) -> list[Call]:
        return [Call(0, target, self.request) for target in targets]

    def _begun(self, target: Target) -> Outcome:
        return Call(0, target, self.request).begun


def _unreached(begun: Outcome, error: Exception) -> Outcome:
    """Return the outcome of an account that could not be reached, or did not list its regions."""
    known = failure(error)
    kind = class_of(known, "sts", "AssumeRole")
    return replace(begun, status="failed", error=known, failure=kind)


def list_targets(
    selection: Selection, clients: Clients, *, verified: bool = False
) -> list[Target | Outcome]:
    """Return the targets of a selection, and an outcome for each account that fails.

    verified: whether each account is tried with sts.get_caller_identity.

    Raises QuerykitError if the accounts cannot be listed.
    """
    access = Access(clients, selection.session_name or "querykit")
    found: list[Target | Outcome] = []
    for place in find_places(selection, access):
        try:
            access.clients(place)
            if verified:
                verify(place, access)
            targets, _ = find_targets(place, selection, access, EVERY_REGION)
            found += targets
        except FAILURES as error:
            begun = Outcome("sts", "AssumeRole", place, "stopped")
            found.append(_unreached(begun, error))
    return found


def settled(call: Call, world: World) -> Iterator[Batch | Outcome]:
    """Make one of many calls: yield its events, with the class of its failure.

    The client of a role is closed then: there may be hundreds, and each has a service's model.
    """
    # One answer of all targets is made where their pages come together.
    events = run(call, world) if call.request.across else answer(call, world)
    try:
        for event in events:
            yield _verified(settle(event), event, call, world)
    finally:
        if call.target.role is not None:
            world.access.release(call)


def _verified(
    settled: Batch | Outcome, event: Batch | Outcome, call: Call, world: World
) -> Batch | Outcome:
    """Return a settled outcome; the failure if its access key is not accepted elsewhere, either."""
    if not isinstance(settled, Outcome) or not isinstance(event, Outcome):
        return settled
    if event.error is None or settled.error is not None:
        return settled
    kind = class_of(event.error, event.service, event.operation)
    if kind != "bad-key-or-region-off":
        return settled
    try:
        verify(call.target, world.access)
    except FAILURES:
        return replace(event, failure=kind)
    return settled


def settle(event: Batch | Outcome) -> Batch | Outcome:
    """Return an event; a failure that says that nothing is there as the outcome ``not-here``.

    If the account is known, its credentials were accepted before: an access key that is unknown in
    a region is then one of a region that is not enabled.
    """
    if not isinstance(event, Outcome) or event.error is None:
        return event
    kind = class_of(event.error, event.service, event.operation)
    if event.rows:
        return replace(event, failure=kind)
    is_known = event.target.account is not None or kind == "region-disabled"
    if kind in ("bad-key-or-region-off", "region-disabled") and is_known:
        return replace(event, status="not-here", error=None, why="the region is not enabled")
    if kind != "not-here":
        return replace(event, failure=kind)
    message = event.error.mistakes[0].what
    code = getattr(event.error, "code", None)
    why = not_here(event.service, event.operation, code, message)
    return replace(event, status="not-here", error=None, why=why or FAILURE_CLASSES[kind].what)


def no_targets() -> ConfigurationError:
    """Return the error of a selection that leaves nothing: it is no empty success."""
    return ConfigurationError(
        "no target is left", hint="check the accounts, the regions and what is excluded"
    )
