"""One answer of many targets: the expression is applied to the result of all of them together."""

from __future__ import annotations

from collections.abc import Generator

from querykit.engine.pages import rows
from querykit.engine.request import Request
from querykit.errors import EvaluationError, QuerykitError
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.pages.fold import Folding
from querykit.redaction import Secrets, hiding
from querykit.result import Batch, Outcome
from querykit.target import Target

__all__ = ["across"]

Events = Generator[Batch | Outcome, None, None]


def across(request: Request, events: Events, *, partial: bool = False) -> Events:
    """Yield the rows of one result that all targets have together, and their outcomes.

    events: what was found on the pages of every target, in the order of the plan, as ``run()``
        yields it: of an expression that needs the whole result, what is folded.
    partial: whether there are rows if some target is incomplete.
    """
    division = request.division
    if isinstance(division, Fold):
        return _fold(request, division, events, partial)
    if division.is_sliced:
        return _slice(division, events, partial)
    return events


def _slice(stream: Stream, events: Events, partial: bool) -> Events:
    """Yield the rows of ``List[2:5]``, counted over all targets, up to the first that failed."""
    before, failed = 0, False
    for event in events:
        if isinstance(event, Outcome):
            failed = failed or event.error is not None
            yield event
            continue
        numbered = [] if failed and not partial else stream.slice(iter(event.found), before)
        found = tuple(row for _, row in numbered)
        before += len(event.found)
        yield Batch(event.call, event.page, found, _nowhere, target=event.target)


def _fold(request: Request, fold: Fold, events: Events, partial: bool) -> Events:
    """Fold the pages of all targets, and yield the rows of the whole after the last of them."""
    folding, hidden = Folding(fold, request.bind), Secrets(request.secrets)
    error: QuerykitError | None = None
    is_whole, calls = True, 0
    for event in events:
        if isinstance(event, Outcome):
            is_whole = is_whole and event.error is None and event.status != "stopped"
            calls = max(calls, event.call)
            yield event
        elif error is None:
            try:
                with hiding(hidden):
                    folding.add(event.found[0])
            except QuerykitError as wrong:
                error = wrong
            yield Batch(event.call, event.page, (), _nowhere, target=event.target)
    if not (is_whole or partial):
        return
    try:
        _reject_changes(folding, error)
        with hiding(hidden):
            found = tuple(rows(folding.value(), request.flatten))
    except QuerykitError as wrong:
        wrong.hide(request.secrets)
        yield Outcome(
            request.service,
            request.operation,
            Target(),
            "failed",
            error=wrong,
            call=calls + 1,
            failure="failed",
        )
        return
    yield Batch(calls + 1, 0, found, _nowhere)


def _reject_changes(folding: Folding, error: QuerykitError | None) -> None:
    """Raise what is wrong with the answer: there is none of fields that differ between targets."""
    if error is not None:
        raise error
    if folding.changes:
        names = ", ".join(change.field for change in folding.changes)
        raise EvaluationError(
            f"{names} differs between the targets, so one answer has no value for it",
            hint="read only lists in the expression, or query each target without across",
        )


def _nowhere(taken: int) -> None:
    """Return no token: a run over many targets is not resumed in the middle."""
