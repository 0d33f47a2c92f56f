"""Attempts at a page: backoff, Retry-After, deadlines, credentials that have expired."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from botocore import exceptions as boto
from botocore.model import OperationModel

from querykit.engine.deadlines import Watch
from querykit.engine.failures import FAILURES, failure
from querykit.engine.limits import Lane, Turn
from querykit.engine.transient import Trouble, is_expired, retry_after, trouble
from querykit.errors import (
    CallError,
    ForeignResponseError,
    QuerykitError,
    TimedOutError,
    UnreachableError,
)
from querykit.query import Bounds
from querykit.redaction import Secrets, current, hiding
from querykit.result import counted
from querykit.waiting import Retries

__all__ = ["BACKOFF", "DEFAULTS", "Attempts", "Backoff"]

log = logging.getLogger("querykit")

DEFAULTS = Bounds(max_attempts=5, max_empty_pages=1000, page_timeout=60)
_ERROR_STATUS = 300


@dataclass(frozen=True)
class Backoff:
    """The waiting time before an attempt: a random part of a time that doubles.

    throttled, failing: the first such time, in seconds, if AWS throttles, and otherwise.
    longest: where it stops doubling.
    """

    throttled: float = 1.0
    failing: float = 0.25
    longest: float = 20.0

    def seconds(self, kind: Trouble, failed: int) -> float:
        """Return how long to wait after this many failed attempts."""
        first = self.throttled if kind == "throttled" else self.failing
        return random.uniform(0, min(self.longest, first * 2 ** (failed - 1)))


BACKOFF = Backoff()


class Attempts:
    """A client's method; called, it returns a page, however many attempts that takes.

    renew: gets new credentials, and says whether it could.
    secrets: what no message of a failure may have in it.
    retries: counts the attempts beyond the first of each page.
    lane: the rate limits. With them and a timeout, throttling ends the attempts only with the time.
    """

    def __init__(
        self,
        method: Callable[..., dict[str, Any]],
        model: OperationModel,
        bounds: Bounds,
        *,
        renew: Callable[[], bool] = lambda: False,
        region: str | None = None,
        secrets: Callable[[], Secrets] = current,
        retries: Retries | None = None,
        lane: Lane | None = None,
    ) -> None:
        bounds = bounds.or_else(DEFAULTS)
        self._method = method
        self._model = model
        self._most = bounds.max_attempts or 1
        self._page_timeout = bounds.page_timeout or 0.0
        self._timeout = bounds.timeout
        self._end = time.monotonic() + (bounds.timeout or float("inf"))
        self._renew = renew
        self._region = region
        self._secrets = secrets
        self._retries = retries or Retries()
        self._lane = lane
        self._endures = lane is not None and bool(bounds.timeout) and self._most > 1

    def __call__(self, **parameters: Any) -> dict[str, Any]:
        failed, renewed, doubted = 0, False, False
        error: Exception | None = None
        while True:
            before = error if self._lane else None
            self._reject_late(before)
            turn = self._acquire(parameters, before)
            watch = Watch(min(time.monotonic() + self._page_timeout, self._end))
            try:
                with watch:
                    page = self._method(**parameters)
            except Exception as raised:  # noqa: BLE001 - botocore's parsers have no common class
                with hiding(self._secrets()):
                    error = self._known(raised, watch, before)
                self._report(turn, error)
            else:
                self._report(turn)
                return page
            failed += 1
            if isinstance(error, ForeignResponseError) and error.page is not None:
                if doubted:
                    return error.page
                doubted = True
            if is_expired(error) and not renewed and self._renew():
                renewed, failed = True, failed - 1
            else:
                with hiding(self._secrets()):
                    self._wait(error, watch, failed)
            self._retries.count += 1

    def _acquire(self, parameters: Mapping[str, Any], error: Exception | None) -> Turn | None:
        """Wait until the rate limits let a request through; None without limits.

        error: what the last attempt ended with.
        """
        if self._lane is None:
            return None
        self._retries.reason = f"within the rate of {self._lane}"
        try:
            turn = self._lane.acquire(parameters, self._end)
        finally:
            self._retries.reason = None
        if turn is None:
            with hiding(self._secrets()):
                raise self._late(error)
        return turn

    def _report(self, turn: Turn | None, error: Exception | None = None) -> None:
        """Report to the rate limits how a request ended."""
        if turn is None:
            return
        if error is None:
            turn.succeeded()
        elif self._trouble(error) == "throttled":
            turn.throttled()

    def _known(self, error: Exception, watch: Watch, before: Exception | None) -> Exception:
        """Return the error that an attempt ended with, as what it means.

        before: what the attempt before it ended with, if a run that is late names it.
        """
        if watch.is_late and self._is_over:
            # A connection that was shut because of that is no news.
            return self._late(before if self._is_broken(error) else error)
        if watch.is_late and self._is_broken(error):
            return _chain(
                UnreachableError(
                    f"no complete response within {_phrase_seconds(self._page_timeout)}",
                    hint="pass a longer --page-timeout (page_timeout)",
                ),
                error,
            )
        if isinstance(error, FAILURES):
            return error
        what = f"cannot parse the response: {type(error).__name__}: {error}"
        if watch.status < _ERROR_STATUS:
            return _chain(ForeignResponseError(what), error)
        # An error response that ec2's and the query protocol's parsers cannot read.
        document = {
            "Error": {"Code": str(watch.status), "Message": what},
            "ResponseMetadata": {
                "HTTPStatusCode": watch.status,
                "HTTPHeaders": {name.lower(): value for name, value in watch.headers.items()},
            },
        }
        return _chain(boto.ClientError(document, self._model.name), error)  # type: ignore[arg-type]

    def _wait(self, error: Exception, watch: Watch, failed: int) -> None:
        """Wait until the next attempt. Raises the error if there is none."""
        kind = self._trouble(error)
        endures = self._endures and kind == "throttled"
        if kind is None or (failed >= self._most and not endures):
            raise self._give_up(error, failed)
        asked = min(retry_after(_headers(error, watch)), self._page_timeout)
        # The rate has fallen: that is what a throttled request waits for.
        seconds = asked if endures else max(BACKOFF.seconds(kind, failed), asked)
        if time.monotonic() + seconds >= self._end:
            raise self._late(error)
        why = "throttled" if kind == "throttled" else "no usable response"
        number = f"{failed + 1}" if endures else f"{failed + 1} of {self._most}"
        reason = f"{why}, attempt {number} in {seconds:.1f} s"
        log.debug("%s: %s after %s", self._model.name, reason, type(error).__name__)
        self._retries.reason = reason
        try:
            time.sleep(seconds)
        finally:
            self._retries.reason = None

    def _trouble(self, error: Exception) -> Trouble | None:
        late = isinstance(error, UnreachableError)
        return "failing" if late else trouble(error, self._model)

    def _give_up(self, error: Exception, failed: int) -> Exception:
        """Return the error, which says how often it came."""
        known = failure(error, region=self._region) if isinstance(error, FAILURES) else error
        if failed == 1 or not isinstance(known, CallError):
            return error
        return _chain(_with_more(known, f"(after {failed} attempts)"), error)

    def _is_broken(self, error: Exception) -> bool:
        """Return whether an error may come from a connection that was shut, not from a response."""
        if isinstance(error, boto.ClientError):
            return False
        return not isinstance(error, FAILURES) or trouble(error, self._model) is not None

    @property
    def _is_over(self) -> bool:
        return time.monotonic() >= self._end

    def _reject_late(self, before: Exception | None) -> None:
        if self._is_over:
            with hiding(self._secrets()):
                raise self._late(before)

    def _late(self, error: Exception | None) -> Exception:
        what = f"the run took longer than {_phrase_seconds(self._timeout or 0)}"
        code = None
        if error is not None:
            known = failure(error, region=self._region) if isinstance(error, FAILURES) else error
            whats = [mistake.what for mistake in getattr(known, "mistakes", ())] or [str(known)]
            what += f"; the last attempt: {'; '.join(whats)}"
            code = getattr(known, "code", None)
        late = TimedOutError(what, hint="pass a longer --timeout (timeout)", code=code)
        return _chain(late, error)


def _headers(error: Exception, watch: Watch) -> Mapping[str, str]:
    if isinstance(error, boto.ClientError):
        headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders")
        return headers or watch.headers
    return watch.headers


def _with_more(error: QuerykitError, more: str) -> QuerykitError:
    error.mistakes = tuple(
        replace(mistake, what=f"{mistake.what} {more}") for mistake in error.mistakes
    )
    error.args = (error.mistakes,)
    return error


def _chain(error: Exception, cause: Exception | None) -> Exception:
    if error is not cause:
        error.__cause__ = cause
    return error


def _phrase_seconds(seconds: float) -> str:
    return counted(int(seconds), "second") if seconds == int(seconds) else f"{seconds:g} seconds"
