"""Where words go that are no data: stderr."""

from __future__ import annotations

import contextlib
import logging
import os
import sys

__all__ = ["colour", "say", "show_log"]


def say(text: str) -> None:
    """Print a message on stderr; control characters in it are shown, not obeyed."""
    if sys.stderr is None:
        return
    shown = "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)
    with contextlib.suppress(OSError):
        print(shown, file=sys.stderr)


def colour(stream: object) -> bool:
    """Whether colour is welcome: on a terminal, unless NO_COLOR or a dumb terminal say no."""
    isatty = getattr(stream, "isatty", lambda: False)
    return bool(isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show_log() -> None:
    """Print what --debug shows: the pages, the retries, and where credentials came from.

    botocore's whole log is left out: it holds the session token and every body.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(relativeCreated)6.0f ms %(name)s: %(message)s"))
    for name, level in (
        ("querykit", logging.DEBUG),
        ("botocore.retries", logging.DEBUG),
        ("botocore.credentials", logging.INFO),
    ):
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.addHandler(handler)
