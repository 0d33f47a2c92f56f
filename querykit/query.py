"""A query and its parts: frozen, plain data that can be pickled and sent to another process."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from querykit.errors import Location, Mistake, QueryError

__all__ = ["Bounds", "Flatten", "Mode", "Pagination", "Query", "Variable", "reject_limit"]

Flatten = Literal["one", "all"]
Mode = Literal["whole", "page"]


def reject_limit(limit: int | None) -> None:
    """Raise QueryError for a limit that is not a positive integer; None is no limit."""
    if mistakes := [*_not_positive(limit=limit)]:
        raise QueryError(mistakes)


def _not_positive(**settings: Any) -> Iterator[Mistake]:
    for name, value in settings.items():
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and value > 0):
            limits = name in ("limit", "max_items", "max_pages")
            hint = f"leave {name} out for no limit" if value == 0 and limits else None
            yield Mistake(f"{name} must be a positive integer, not {value!r}", hint=hint)


def _not_seconds(**settings: Any) -> Iterator[Mistake]:
    for name, value in settings.items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None and not (number and 0 < value < math.inf):
            yield Mistake(f"{name} must be a positive number of seconds, not {value!r}")


@dataclass(frozen=True)
class Variable:
    """A value that a query leaves open, and what is allowed for it.

    ``type`` is one of string, integer, number, boolean, date, duration, account_id, or
    ``list of`` one of these. ``any`` is the type of a variable that an ad-hoc query uses
    without declaring it: what is given is taken as it is.

    A variable without a default must be given (``required``). One whose default is None may be
    left out, and takes the parameter it stands in with it. The value of a ``secret`` one is
    never printed.
    """

    type: str = "string"
    default: Any = None
    required: bool = False
    description: str = ""
    secret: bool = False

    def __repr__(self) -> str:
        shown = {part.name: getattr(self, part.name) for part in fields(self)}
        if self.secret and self.default is not None:
            shown["default"] = "***"
        return f"Variable({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


@dataclass(frozen=True)
class Pagination:
    """botocore's own settings of a pagination.

    page_size: how many items AWS shall put on one page. A wish, which never changes the rows:
        it is kept within what the operation allows, and AWS may give fewer.
    max_items: stop after so many items of the operation's result key, counted *before* the
        expression: with describe_instances these are reservations.
    starting_token: go on from here: a token that an earlier run ended with.

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
        """These settings, and those of ``other`` where these are None."""
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
        """The bounds that are set.

        >>> str(Bounds(timeout=90, max_pages=1)), str(Bounds())
        ('max_pages 1, timeout 90 s', '')
        """
        return ", ".join(
            f"{each.name} {value:g} s" if "timeout" in each.name else f"{each.name} {value:,}"
            for each in fields(self)
            if (value := getattr(self, each.name)) is not None
        )

    def or_else(self, other: Bounds) -> Bounds:
        """These bounds, and those of ``other`` for each that is None here."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        return replace(other, **{name: value for name, value in own.items() if value is not None})


@dataclass(frozen=True)
class Query:
    """A question: a service, an operation, parameters, and a JMESPath expression.

    >>> Query("ec2", "describe_regions", expression="Regions[].RegionName").operation
    'describe_regions'

    service, operation: spelt as boto3 or as the AWS CLI spells them.
    parameters: what the operation takes; ``$name`` in its strings stands for a variable.
    expression: what the rows are. Without one the rows are the elements of the operation's
        one list, or the page itself where it has several lists or none.
    limit: stop after so many rows, counted *after* the expression.
    mode: ``whole``, the expression means the whole result, however many pages it comes on;
        ``page``, it is applied to each page by itself, and the rows are those of all pages.
    flatten: ``one`` takes the elements of a list as rows; ``all`` does so at every level.
    writes: whether the operation may change something. Without it, a write operation is rejected;
        with it, it runs only with ``--allow-writes`` or ``Engine(allow_writes=True)``.
    bounds: how much time, how many pages and how many attempts a run may take.
    name, title, description: what a saved query is called and is for.
    source, text: the file it was read from, and what was read; ``places`` has the location of
        each part of it, by its path, such as ``("parameters", "Filters", 0)``.

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
        """Where the part at ``path`` was written, or the nearest part around it."""
        for length in range(len(path), -1, -1):
            if found := self.places.get(path[:length]):
                return found
        return None
