"""Messages, on stderr."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING

from querykit.invisible import shown
from querykit.mistakes import WIDTH
from querykit.redaction import current

if TYPE_CHECKING:
    import logging

__all__ = ["color", "legible", "say", "show_log", "use_utf8", "width"]


def say(text: str) -> None:
    """Print a message on stderr; control characters in it are shown, not obeyed."""
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError):
        print(legible(text), file=sys.stderr)


def use_utf8() -> None:
    """Switch output to UTF-8 whatever the locale; what cannot be encoded is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def width() -> int:
    """Return how many columns are available for a message on stderr."""
    on_terminal = sys.stderr is not None and sys.stderr.isatty()
    if not on_terminal:
        return WIDTH
    import shutil

    return shutil.get_terminal_size().columns


def legible(text: str) -> str:
    """Return a text with its control and invisible characters shown as escapes."""
    return shown(text, keep="\n")


def color(stream: object) -> bool:
    """Return whether to use color: on a terminal, unless NO_COLOR is set or it is dumb."""
    isatty = getattr(stream, "isatty", lambda: False)
    return bool(isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _without_secrets(record: logging.LogRecord) -> bool:
    """Hide the secrets of the run in a line of the log."""
    hide = current()
    if hide:
        record.msg, record.args = hide(record.getMessage()), ()
        record.exc_info = record.exc_text = None
    return True


def show_log() -> None:
    """Print what --debug shows: the pages, the retries, and where credentials came from.

    botocore's own log is not printed: it contains the session token and every body.
    """
    import logging

    class Legible(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return legible(super().format(record))

    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_without_secrets)
    handler.setFormatter(Legible("%(relativeCreated)6.0f ms %(name)s: %(message)s"))
    for name, level in (
        ("querykit", logging.DEBUG),
        ("botocore.retries", logging.DEBUG),
        ("botocore.credentials", logging.INFO),
    ):
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.addHandler(handler)
