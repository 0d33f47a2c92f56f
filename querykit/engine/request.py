"""What is asked: an operation, what it takes, and the expression over what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from querykit.expressions.pages.division import Fold, Stream
from querykit.findings import Finding
from querykit.query import Bounds, Flatten, Mode, Pagination, reject_limit
from querykit.result import Column

__all__ = ["Request"]


@dataclass(frozen=True)
class Request:
    """What is asked, wherever it is asked: plain data, known before any call.

    values: what the expression's variables are bound to.
    secrets: texts that must not be printed, whoever says them.
    columns: of its rows, where the expression or the model of the answer tells them all.
    mode: whether the expression means the whole result or each page.
    findings: what its check warns of.
    types: of the expression's variables, as definitions name them.
    moment: what now(), ago() and relative dates are relative to.
    division: how the expression is run over the pages.
    bounds: how much time, how many pages and how many attempts a call may take.
    why_write: why it may change something, in words that follow the operation's name; None for a
        read. Such a request is made once: it is neither repeated nor followed over pages.
    writes: whether the query says that it may.
    """

    service: str
    operation: str
    # What may hold the value of a secret variable is not shown.
    parameters: Mapping[str, Any] = field(repr=False)
    expression: str
    values: Mapping[str, Any] = field(repr=False)
    pagination: Pagination
    limit: int | None
    flatten: Flatten
    columns: tuple[Column, ...] | None
    mode: Mode
    division: Stream | Fold = field(repr=False, compare=False)
    bounds: Bounds = field(default_factory=Bounds)
    why_write: str | None = None
    writes: bool = False
    types: Mapping[str, str] = field(default_factory=dict, repr=False)
    findings: tuple[Finding, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    moment: datetime | None = None

    @property
    def streams(self) -> bool:
        """Whether the rows come with their pages, and not once all pages were read."""
        return isinstance(self.division, Stream)

    def __post_init__(self) -> None:
        reject_limit(self.limit)
