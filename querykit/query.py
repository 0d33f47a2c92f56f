"""A query and its parts: frozen, plain data that can be pickled and sent to another process."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from querykit.errors import Location, Mistake, QueryError, nearest

__all__ = [
    "VARIABLE_TYPES",
    "Bounds",
    "Flatten",
    "Mode",
    "Pagination",
    "Query",
    "Variable",
    "reject_limit",
    "unknown_type",
]

Flatten = Literal["one", "all"]
Mode = Literal["whole", "page"]

_PLAIN = ("string", "integer", "number", "boolean", "date", "duration", "account_id")
VARIABLE_TYPES = (*_PLAIN, *(f"list of {name}" for name in _PLAIN))
"""The types of variables, as definitions write them."""


def reject_limit(limit: int | None) -> None:
    """Raise QueryError for a limit that is not a positive integer; None is no limit."""
    if mistakes := [*_not_positive(limit=limit)]:
        raise QueryError(mistakes)


def _not_positive(**settings: Any) -> Iterator[Mistake]:
    for name, value in settings.items():
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and value > 0):
            limits = name in ("limit", "max_items", "max_pages")
            hint = f"remove {name} for no limit" if value == 0 and limits else None
            yield Mistake(f"{name} must be a positive integer, not {value!r}", hint=hint)


def _not_seconds(**settings: Any) -> Iterator[Mistake]:
    for name, value in settings.items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None and not (number and 0 < value < math.inf):
            yield Mistake(f"{name} must be a positive number of seconds, not {value!r}")


def unknown_type(type_: str) -> Mistake | None:
    """Return what is wrong with the type of a variable; None if there is such a type.

    >>> unknown_type("list of strings").hint
    "did you mean 'list of string'?"
    """
    if type_ in VARIABLE_TYPES:
        return None
    valid = f"valid types: {', '.join(_PLAIN)}, or 'list of' any of these"
    hint = nearest(str(type_), VARIABLE_TYPES) or valid
    return Mistake(f"unknown type {type_!r}", hint=hint)


@dataclass(frozen=True)
class Variable:
    """A value that a query takes when it runs, and its type.

    ``type`` is one of string, integer, number, boolean, date, duration, account_id, or
    ``list of`` any of these. ``any`` is the type of a variable that an ad-hoc query uses
    without declaring it: its value is used unchanged.

    A variable without a default is required (``required``). If the default is None, the variable is
    optional, and leaving it unset also removes the parameter it is used in. The value of a
    ``secret`` variable is never printed.

    Raises QueryError for another type.
    """

    type: str = "string"
    default: Any = None
    required: bool = False
    description: str = ""
    secret: bool = False

    def __post_init__(self) -> None:
        wrong = None if self.type == "any" else unknown_type(self.type)
        if wrong:
            raise QueryError([wrong])

    def __repr__(self) -> str:
        shown = {part.name: getattr(self, part.name) for part in fields(self)}
        if self.secret and self.default is not None:
            shown["default"] = "***"
        return f"Variable({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


@dataclass(frozen=True)
class Pagination:
    """botocore's pagination settings.

    page_size: how many items to request per page. It never changes the rows: it is limited to what
        the operation allows, and AWS may return fewer.
    max_items: stop after this many items of the operation's result key, counted *before* the
        expression: for describe_instances these are reservations.
    starting_token: continue from here: the token an earlier run ended with.

    Raises QueryError for a number that is not a positive integer, and for an empty token.
    """

    page_size: int | None = None
    max_items: int | None = None
    starting_token: str | None = None

    def __post_init__(self) -> None:
        token = self.starting_token
        mistakes = [*_not_positive(page_size=self.page_size, max_items=self.max_items)]
        if token is not None and not (isinstance(token, str) and token.strip()):
            mistakes.append(Mistake(f"starting_token must be a token, not {token!r}"))
        if mistakes:
            raise QueryError(mistakes)

    def or_else(self, other: Pagination) -> Pagination:
        """Return these settings, and those of ``other`` where these are None."""
        return Pagination(
            self.page_size if self.page_size is not None else other.page_size,
            self.max_items if self.max_items is not None else other.max_items,
            self.starting_token if self.starting_token is not None else other.starting_token,
        )


@dataclass(frozen=True)
class Bounds:
    """How much time, how many pages and how many attempts a run may take. None is the default.

    max_attempts: how many times to send the request for a page if its failures are transient;
        5 by default, or what botocore's configuration says (AWS_MAX_ATTEMPTS, ``retries``).
    max_pages: stop after this many pages. The rest can be read with the resume token.
    max_empty_pages: how many consecutive pages without elements end a run as incomplete; 1,000 by
        default.
    page_timeout: how many seconds one attempt may take, to the last byte of its response; 60 by
        default.
    timeout: how many seconds the run may take before it ends as incomplete.

    Raises QueryError for anything but a positive number.
    """

    max_attempts: int | None = None
    max_pages: int | None = None
    max_empty_pages: int | None = None
    page_timeout: float | None = None
    timeout: float | None = None

    def __post_init__(self) -> None:
        mistakes = [
            *_not_positive(
                max_attempts=self.max_attempts,
                max_pages=self.max_pages,
                max_empty_pages=self.max_empty_pages,
            ),
            *_not_seconds(page_timeout=self.page_timeout, timeout=self.timeout),
        ]
        if mistakes:
            raise QueryError(mistakes)

    def __str__(self) -> str:
        """Return the bounds that are set.

        >>> str(Bounds(timeout=90, max_pages=1)), str(Bounds())
        ('max_pages 1, timeout 90 s', '')
        """
        return ", ".join(
            f"{each.name} {value:g} s" if "timeout" in each.name else f"{each.name} {value:,}"
            for each in fields(self)
            if (value := getattr(self, each.name)) is not None
        )

    def or_else(self, other: Bounds) -> Bounds:
        """Return these bounds, and those of ``other`` for each that is None here."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        return replace(other, **{name: value for name, value in own.items() if value is not None})


@dataclass(frozen=True)
class Query:
    """A query: a service, an operation, parameters, and a JMESPath expression.

    >>> Query("ec2", "describe_regions", expression="Regions[].RegionName").operation
    'describe_regions'

    service, operation: spelled as in boto3 or the AWS CLI.
    parameters: of the operation; ``$name`` in a string is replaced by the variable's value.
    expression: what to return as rows. Without one, the rows are the elements of the operation's
        only list, or each page itself if there are several lists or none.
    limit: stop after this many rows, counted *after* the expression is applied.
    mode: ``whole`` applies the expression to the whole result, across all pages; ``page`` applies
        it to each page separately and returns the rows of all pages.
    flatten: ``one`` returns the elements of a list as rows; ``all`` does so at every level.
    across: whether a run at several targets gives one answer of all of them, such as one length;
        without it, the expression is applied to the whole result of each target.
    writes: whether the operation may change something. Without it, a write operation is rejected;
        with it, it runs only with ``--allow-writes`` or ``Engine(allow_writes=True)``.
    bounds: how much time, how many pages and how many attempts a run may take.
    name, title, description: of a saved query.
    source, text: the file it was read from, and its text; ``places`` has the location of each part
        of it, by its path, such as ``("parameters", "Filters", 0)``.

    Raises QueryError for a limit that is not a positive integer, and for another mode or flatten.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    expression: str | None = None
    variables: Mapping[str, Variable] = field(default_factory=dict)
    pagination: Pagination = Pagination()
    limit: int | None = None
    mode: Mode = "whole"
    flatten: Flatten = "one"
    across: bool = False
    writes: bool = False
    bounds: Bounds = Bounds()
    name: str | None = None
    title: str = ""
    description: str = ""
    source: str | None = None
    text: str | None = field(default=None, repr=False, compare=False)
    places: Mapping[tuple[str | int, ...], Location] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        choices = (("mode", self.mode, Mode), ("flatten", self.flatten, Flatten))
        mistakes = [
            *_not_positive(limit=self.limit),
            *(
                Mistake(f"{name} must be {' or '.join(get_args(allowed))}, not {value!r}")
                for name, value, allowed in choices
                if value not in get_args(allowed)
            ),
        ]
        if mistakes:
            raise QueryError(mistakes)

    def place(self, *path: str | int) -> Location | None:
        """Return where the part at ``path`` was written, or the nearest part around it."""
        for length in range(len(path), -1, -1):
            if found := self.places.get(path[:length]):
                return found
        return None
