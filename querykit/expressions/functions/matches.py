"""Whether a regular expression matches anywhere in a string; ^ anchors it at the beginning.

The engine is RE2, which takes linear time for every pattern. It supports neither lookaround nor
backreferences. ``(?i)`` at the beginning ignores case.

It needs the extra ``regex``: ``pip install 'aws-querykit[regex]'``.

Returns null for null, so a filter skips it; ``!matches(Name, '^prod')`` also finds what has no
name. An invalid pattern is an error; if it is written in the expression, before any AWS call.

Examples:

    matches('web-prod-01', 'prod-[0-9]+$')      ->  true
    matches('web-prod-01', '^prod')             ->  false
    matches('WEB', '(?i)web')                   ->  true
    matches(`null`, 'web')                      ->  null
    matches('web', '(web')
        -> error: argument 2 (pattern) of matches() is not a valid regular expression:
           missing ): (web
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.shelf import Extra

__all__ = ["SIGNATURE", "call"]

_RE2 = Extra("regex", package="google-re2", module="re2")


def call(text: str | None, pattern: str) -> bool | None:
    """Return whether a regular expression matches anywhere in a string."""
    found = _compile(pattern)
    # Half of a surrogate pair cannot be in UTF-8, and need not end the run.
    return None if text is None else found.search(text.encode("utf-8", "surrogatepass")) is not None


@lru_cache(maxsize=256)
def _compile(pattern: str) -> Any:
    re2 = _RE2.load()
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace")
        lacking = re.search(r"\(\?|\\[1-9]", reason)
        hint = "RE2 supports neither lookaround nor backreferences" if lacking else None
        what = f"is not a valid regular expression: {reason}"
        raise ArgumentError("pattern", what, hint=hint) from None
    except UnicodeEncodeError as error:
        raise ArgumentError("pattern", f"is not valid text: {error.reason}") from None


SIGNATURE = Signature(
    (Parameter("text", "string or null"), Parameter("pattern", "string", check=_compile)),
    "boolean or null",
    needs=_RE2,
)
