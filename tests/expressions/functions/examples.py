"""The examples of a function's docstring: an expression, and what it gives."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from querykit.errors import EvaluationError, ExpressionError
from querykit.expressions import compile
from querykit.expressions.functions import FUNCTIONS

__all__ = ["NOW", "Example", "examples", "outcome"]

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Example:
    """What a page shows: the result is JSON, or ``error:`` and the message without its hint."""

    expression: str
    shown: str

    @property
    def outcome(self) -> dict[str, Any]:
        if self.shown.startswith("error: "):
            return {"fails": self.shown.removeprefix("error: ")}
        return {"result": json.loads(self.shown)}


def examples(name: str) -> Iterator[Example]:
    """What stands below ``Examples:``; a line that is indented goes on with the one above."""
    text = inspect.cleandoc(FUNCTIONS.member(name).__doc__ or "").partition("\nExamples:\n\n")[2]
    for entry in re.split(r"\n(?! )", inspect.cleandoc(text)):
        expression, shown = re.split(r"\s+->\s+", entry, maxsplit=1)
        yield Example(expression, re.sub(r"\s*\n\s+", " ", shown))


def outcome(expression: str, given: Any = None, **values: Any) -> dict[str, Any]:
    """What comes out of an expression at NOW: a result, or the message of its one mistake."""
    given = {} if given is None else given  # JMESPath makes no object out of null
    try:
        return {"result": compile(expression).bind(values, now=NOW).search(given)}
    except (ExpressionError, EvaluationError) as error:
        (mistake,) = error.mistakes
        return {"fails": mistake.what}
