"""Where the rows go: stdout, or a file that is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from querykit.errors import OutputError

__all__ = ["PARTIAL", "Destination", "ReaderGoneError", "format_of"]

PARTIAL = ".partial"
_ENDINGS = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".tsv": "tsv",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".txt": "text",
    ".md": "markdown",
}


def format_of(to: str | None) -> str | None:
    """The output format that a file's ending names."""
    return _ENDINGS.get(Path(to).suffix.lower()) if to else None


class ReaderGoneError(Exception):
    """Who read what is written has closed the pipe, as head does: nothing to talk about."""


class Destination:
    """Where rows are written to. ``whole`` is set to False when they turn out not to be all."""

    def __init__(self, to: str | None) -> None:
        self.to = to
        self.whole = True

    @contextlib.contextmanager
    def open(self) -> Iterator[TextIO]:
        """The stream to write to. Raises OutputError where it cannot be written."""
        try:
            with self._stdout() if self.to is None else self._file(Path(self.to)) as stream:
                yield stream
        except BrokenPipeError:
            raise ReaderGoneError from None
        except OSError as error:
            name = self.to or "stdout"
            raise OutputError(f"cannot write to {name}: {error.strerror or error}") from error

    @contextlib.contextmanager
    def _stdout(self) -> Iterator[TextIO]:
        if sys.stdout is None:
            raise OutputError("cannot write to stdout: it is closed")
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:
            if sys.stdout.isatty():
                reconfigure(errors="backslashreplace")
            else:
                reconfigure(encoding="utf-8")
        try:
            yield sys.stdout
            sys.stdout.flush()
        except OSError:
            # What is still held for stdout would fail again, loudly, when the process ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise

    @contextlib.contextmanager
    def _file(self, path: Path) -> Iterator[TextIO]:
        """A file beside the one that is asked for, which takes its place at the end."""
        path = path.resolve()
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as stream:
                yield stream  # a device or a pipe: nothing to take the place of
            return
        import tempfile  # slow to import, and stdout does without

        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with open(handle, "w", encoding="utf-8", newline="") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(name, _mode(path))
            os.replace(name, path if self.whole else path.with_name(path.name + PARTIAL))
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, or those that a new one gets."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
