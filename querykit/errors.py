"""What can go wrong, as a tree of exceptions.

::

    QuerykitError                    every error this package raises on purpose; exit 2
    ├── DefinitionError              the text of a query: YAML or ad-hoc string
    │   └── ExpressionError          its JMESPath expression does not parse
    ├── QueryError                   what AWS's models do not allow: an operation, a parameter
    │   ├── CheckError               everything that a check of the query found
    │   └── WriteNotAllowedError     a write operation without consent
    ├── VariableError                a value is unknown, missing, or not of its variable's type
    ├── UnknownNameError             no saved query, output format or command of that name
    ├── MissingExtraError            an optional dependency is not installed
    ├── ConfigurationError           before the first call: no region, unknown profile ...
    │   └── CredentialsError         ... or no credentials
    ├── OutputError                  the rows could not be written; exit 5
    ├── CallError                    one call did not return all its pages; exit 3
    │   ├── AccessDeniedError        the credentials are not allowed to do this
    │   ├── RejectedCredentialsError AWS does not accept the credentials (any more)
    │   ├── ThrottledError           AWS throttles, and the attempts are used up
    │   ├── UnreachableError         no response came from the endpoint
    │   │   └── UnknownHostError     there is no host of the endpoint's name
    │   ├── ForeignResponseError     the response is not what the operation returns
    │   ├── BoundReachedError        too many consecutive pages were empty
    │   │   └── TimedOutError        the run reached its timeout
    │   ├── TruncatedError           there are more results, but no known way to fetch them
    │   ├── PartialFailureError      AWS did not process everything
    │   └── EvaluationError          the expression failed on the response
    └── IncompleteError              a run ended with calls that failed; exit 3

Every error carries all mistakes that were found, not just the first. Each says what is wrong,
where, and how to fix it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from querykit import redaction
from querykit.findings import Finding
from querykit.mistakes import WIDTH, Location, Mistake, nearest

__all__ = [
    "AccessDeniedError",
    "BoundReachedError",
    "CallError",
    "CheckError",
    "ConfigurationError",
    "CredentialsError",
    "DefinitionError",
    "EvaluationError",
    "ExpressionError",
    "Finding",
    "ForeignResponseError",
    "IncompleteError",
    "Location",
    "MissingExtraError",
    "Mistake",
    "OutputError",
    "PartialFailureError",
    "QueryError",
    "QuerykitError",
    "RejectedCredentialsError",
    "ThrottledError",
    "TimedOutError",
    "TruncatedError",
    "UnknownHostError",
    "UnknownNameError",
    "UnreachableError",
    "VariableError",
    "WriteNotAllowedError",
    "combine",
    "nearest",
]


class QuerykitError(Exception):
    """An error that querykit raises on purpose, with a message that needs no traceback."""

    exit_status = 2

    def __init__(self, what: str | Sequence[Mistake], *, hint: str | None = None) -> None:
        found = (Mistake(what, hint=hint),) if isinstance(what, str) else tuple(what)
        super().__init__(found)
        self.mistakes: tuple[Mistake, ...] = tuple(sorted(found, key=_place))

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)

    def hide(self, secrets: Iterable[str]) -> None:
        """Replace each of these values with ``***`` in the message, however it is written there.

        What the error came from is forgotten, because a traceback prints its message, too.
        """
        hide = redaction.Secrets(secrets)
        if not hide:
            return
        self.mistakes = tuple(mistake.without(hide) for mistake in self.mistakes)
        self.args = (self.mistakes,)
        self.__cause__ = self.__context__ = None


class DefinitionError(QuerykitError):
    """The text of a query, a file or an ad-hoc string, cannot be read as one."""


class ExpressionError(DefinitionError):
    """A JMESPath expression does not parse, or calls a function that does not exist."""


class QueryError(QuerykitError):
    """A query uses something its service does not have: an operation, a parameter, a page size."""


class CheckError(QueryError):
    """A query does not pass its check, or is given values that it does not take.

    ``findings`` has what the check found: rule, place, why and the fix. ``mistakes`` has that too,
    and what is wrong with the values.
    """

    def __init__(self, findings: Sequence[Finding], mistakes: Sequence[Mistake] = ()) -> None:
        super().__init__([*findings, *mistakes])
        self.findings = tuple(findings)
        self._others = tuple(mistakes)

    def __str__(self) -> str:
        return self.message()

    def message(self, width: int = WIDTH) -> str:
        """Return the message, wrapped to a number of columns."""
        found = [finding.message(width) for finding in self.findings]
        return "\n".join([*found, *map(str, self._others)])

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.mistakes, self.__dict__)


class WriteNotAllowedError(QueryError):
    """An operation may change something, and the query, the engine or both do not allow that.

    why: words that follow the operation's name. declared: whether the query allows it.
    """

    def __init__(self, operation: str, why: str, *, declared: bool = False) -> None:
        needed = "pass --allow-writes (Engine(allow_writes=True))"
        if not declared:
            needed = f"add 'writes: true' to the definition (Query(writes=True)), and {needed}"
        super().__init__(f"{operation} {why}", hint=f"if that is intended, {needed}")

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.mistakes, self.__dict__)


class VariableError(QuerykitError):
    """A variable is unknown, has no value, or has one that is not of its type."""


_FEW = 12
_SOME = 3


class UnknownNameError(QuerykitError):
    """Nothing of that kind has that name. The hint has the nearest names, or all if they are few.

    otherwise: the hint if there are many names, and none is near.

    >>> print(UnknownNameError("output format", "jsn", ["csv", "json", "text"]))
    error: unknown output format 'jsn'
      did you mean 'json'?
    >>> print(UnknownNameError("output format", "excel", ["csv", "json", "text"]))
    error: unknown output format 'excel'
      available: csv, json, text
    >>> print(UnknownNameError("saved query", "volumes", ["ec2/old-volumes", "iam/users"]))
    error: unknown saved query 'volumes'
      did you mean 'ec2/old-volumes'?
    """

    def __init__(
        self, kind: str, name: str, known: Iterable[str], *, otherwise: str | None = None
    ) -> None:
        names = [*known]
        few = f"available: {', '.join(names)}" if 1 < len(names) <= _FEW else otherwise
        hint = nearest(name, names) or _containing(name, names) or few
        super().__init__(f"unknown {kind} {name!r}", hint=hint)
        self.kind = kind
        self.name = name

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.mistakes, self.__dict__)


def _containing(name: str, names: Sequence[str]) -> str | None:
    """Return a question with the names that a wrong one is a part of, if they are few."""
    longer = [each for each in names if name and name.lower() in each.lower()]
    return f"did you mean {' or '.join(map(repr, longer))}?" if 0 < len(longer) <= _SOME else None


class MissingExtraError(QuerykitError):
    """An optional dependency is needed and not installed.

    what: what is wrong, to follow the name of what needs it. hint: how to install it.
    """

    def __init__(self, extra: str, package: str) -> None:
        self.what = f"needs the package {package}, which is not installed"
        self.hint = f"install it with: pip install 'aws-querykit[{extra}]'"
        super().__init__(f"this {self.what}", hint=self.hint)

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.mistakes, self.__dict__)


class ConfigurationError(QuerykitError):
    """The configuration is not sufficient to call AWS: region, profile, endpoint."""


class CredentialsError(ConfigurationError):
    """There are no credentials to sign a request with, or they cannot be loaded."""


class OutputError(QuerykitError):
    """The rows were read and could not be written."""

    exit_status = 5


class CallError(QuerykitError):
    """One call did not return all its pages.

    ``code`` is AWS's error code, None if the failure was not a response of AWS.
    """

    exit_status = 3

    def __init__(self, what: str, *, hint: str | None = None, code: str | None = None) -> None:
        super().__init__(what, hint=hint)
        self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.mistakes, self.__dict__)


class AccessDeniedError(CallError):
    """The credentials are valid, but not allowed to do this.

    policy: the kind of policy that denies it, if AWS says so: ``scp``, ``rcp``, ``boundary``,
        ``session-policy``, ``resource-policy``, ``trust-policy``, ``endpoint-policy`` or ``iam``.
    """

    def __init__(
        self,
        what: str,
        *,
        hint: str | None = None,
        code: str | None = None,
        policy: str | None = None,
    ) -> None:
        super().__init__(what, hint=hint, code=code)
        self.policy = policy


class RejectedCredentialsError(CallError):
    """AWS does not accept the credentials: expired, revoked, or not of this partition."""


class ThrottledError(CallError):
    """AWS throttles the calls, and the attempts are used up."""


class UnreachableError(CallError):
    """The endpoint did not respond: its name, the network, or a timeout."""


class UnknownHostError(UnreachableError):
    """No host has the endpoint's name: the service is not in the region, or name lookups fail."""


class ForeignResponseError(CallError):
    """The response has the status of a success and is not what the operation returns.

    A proxy's page, a body that was cut, an error document, another operation's response. It may be
    over after a moment: sending the same request again is safe, and is what a caller should do.

    page: the parsed page if the response could be true all the same: an empty object after a token,
        with the headers of the service. None in all other cases. If the same request has such a
        response a second time, it is the page.
    code: the code of the error document, if the response was one.
    """

    def __init__(
        self,
        what: str,
        *,
        hint: str | None = None,
        code: str | None = None,
        page: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(what, hint=hint, code=code)
        self.page = page


class BoundReachedError(CallError):
    """The run took too long, or too many consecutive pages were empty."""


class TimedOutError(BoundReachedError):
    """The run took too long. ``code`` is that of the last attempt, if AWS returned an error."""


class TruncatedError(CallError):
    """There are more results, but no known way to fetch them."""


class PartialFailureError(CallError):
    """AWS did not process everything, such as some of the keys, and the response says so."""


class EvaluationError(CallError):
    """The expression cannot be applied to a page, such as length(null)."""


class _Ending(Protocol):
    """How one call ended, as far as an error has to know it."""

    @property
    def error(self) -> QuerykitError | None: ...


class IncompleteError(QuerykitError):
    """A run ended with failed calls: some rows are missing.

    ``outcomes`` has the ``querykit.Outcome`` of every call: how it ended.
    """

    exit_status = 3

    def __init__(self, outcomes: Sequence[_Ending]) -> None:
        failed = [outcome for outcome in outcomes if outcome.error is not None]
        super().__init__(
            [
                Mistake(f"incomplete result: {outcome}", hint=mistake.hint)
                for outcome in failed
                for mistake in (outcome.error.mistakes if outcome.error else ())
            ]
        )
        self.outcomes: tuple[Any, ...] = tuple(outcomes)

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.mistakes, self.__dict__)


# The errors that are made of mistakes alone.
_JOINED: frozenset[type[QuerykitError]] = frozenset(
    (DefinitionError, ExpressionError, QueryError, VariableError)
)


def combine(errors: Sequence[QuerykitError]) -> QuerykitError:
    """Return one error with the mistakes of several: of their kind, or else a QueryError."""
    if len(errors) == 1:
        return errors[0]
    kinds = {type(each) for each in errors}
    kind = kinds.pop() if len(kinds) == 1 and kinds <= _JOINED else QueryError
    return kind([mistake for each in errors for mistake in each.mistakes])


def _place(mistake: Mistake) -> tuple[str, int, int]:
    """Return what mistakes are ordered by: those without a place first, then down the text."""
    if mistake.location is None:
        return ("", 0, 0)
    return (mistake.location.source, mistake.location.line, mistake.location.column)


def _restore(
    kind: type[QuerykitError], mistakes: tuple[Mistake, ...], state: dict[str, object]
) -> QuerykitError:
    """Return an error out of its pickle: those whose arguments are not their mistakes come back
    so.
    """
    error = kind.__new__(kind, mistakes)
    QuerykitError.__init__(error, mistakes)
    error.__dict__.update(state)
    return error
