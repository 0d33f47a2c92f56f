"""One answer of many targets: the expression is applied to the result of all of them together."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from querykit.engine.pages import rows
from querykit.engine.request import Request
from querykit.errors import EvaluationError, QuerykitError
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.pages.fold import Folding
from querykit.redaction import Secrets, hiding
from querykit.result import Batch, Outcome, Row
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
    ended = _Ended(request)
    if isinstance(division, Fold):
        return _fold(request, division, events, ended, partial)
    if division.is_sliced:
        return _slice(division, events, ended, partial)
    return events


class _Ended:
    """How the calls have ended so far."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._calls = 0
        self.has_failed = self.has_stopped = False

    @property
    def is_whole(self) -> bool:
        return not (self.has_failed or self.has_stopped)

    def add(self, outcome: Outcome) -> Outcome:
        """Note how a call has ended; return its outcome."""
        is_stopped = outcome.status == "stopped"
        self._calls = max(self._calls, outcome.call)
        self.has_failed = self.has_failed or outcome.error is not None
        self.has_stopped = self.has_stopped or is_stopped
        return replace(outcome, partial=outcome.partial or is_stopped)

    def answer(self, found: tuple[Row, ...]) -> Batch:
        return Batch(self._calls + 1, 0, found, _nowhere)

    def refusal(self, error: QuerykitError) -> Outcome:
        """Return the outcome that says why there is no answer."""
        error.hide(self._request.secrets)
        return Outcome(
            self._request.service,
            self._request.operation,
            Target(),
            "failed",
            error=error,
            call=self._calls + 1,
            failure="failed",
        )

    def stop(self) -> Outcome:
        """Return the outcome of a run whose targets were stopped by a limit; none has failed."""
        return self.refusal(
            EvaluationError(
                "there is no answer of all targets: a limit stopped some before their last page",
                hint="omit --max-items and --max-pages, or pass --allow-partial",
            )
        )


def _slice(stream: Stream, events: Events, ended: _Ended, partial: bool) -> Events:
    """Yield the rows of ``List[2:5]``, counted over all targets, up to the first incomplete one."""
    before = 0
    for event in events:
        if isinstance(event, Outcome):
            yield ended.add(event)
            continue
        is_given = partial or ended.is_whole
        numbered = stream.slice(iter(event.found), before) if is_given else []
        found = tuple(row for _, row in numbered)
        before += len(event.found)
        yield Batch(event.call, event.page, found, _nowhere, target=event.target)
    if ended.has_stopped and not (ended.has_failed or partial):
        yield ended.stop()


def _fold(request: Request, fold: Fold, events: Events, ended: _Ended, partial: bool) -> Events:
    """Fold the pages of all targets, and yield the rows of the whole after the last of them."""
    folding, hidden = Folding(fold, request.bind), Secrets(request.secrets)
    error: QuerykitError | None = None
    has_pages = False
    for event in events:
        if isinstance(event, Outcome):
            yield ended.add(event)
            continue
        has_pages = True
        if error is None:
            try:
                with hiding(hidden):
                    folding.add(event.found[0])
            except QuerykitError as wrong:
                error = wrong
        yield Batch(event.call, event.page, (), _nowhere, target=event.target)
    if ended.has_failed and not (partial and has_pages):
        return
    if ended.has_stopped and not partial:
        yield ended.stop()
        return
    try:
        if not has_pages:
            what = "no target has a result that the expression could be applied to"
            raise EvaluationError(what)
        _reject_changes(folding, error)
        with hiding(hidden):
            found = tuple(rows(folding.value(), request.flatten))
    except QuerykitError as wrong:
        yield ended.refusal(wrong)
        return
    yield ended.answer(found)


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
