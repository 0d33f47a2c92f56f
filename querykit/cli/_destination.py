"""Where the rows go: stdout, or a file that is replaced only if all rows were read."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from querykit.cli._unfinished import Unfinished, mode_of, remove_leftovers
from querykit.errors import OutputError

__all__ = ["Destination", "ReaderGoneError"]

Created = TypeVar("Created")

PARTIAL = ".partial"


class ReaderGoneError(Exception):
    """The reader closed the pipe, as head does: not worth a message."""


class Destination:
    """Where rows are written to.

    binary: whether the stream takes bytes, not text.
    whole: set to False when the rows turn out not to be all; a file then stays as it was, and the
        rows are in ``partial`` beside it.
    supersedes: whether the rows make an older ``partial`` worthless.
    file: the file that gets the rows at the end; None for stdout, a device or a pipe.
    """

    def __init__(self, to: str | None, *, binary: bool = False) -> None:
        self.to = to
        self.binary = binary
        self.whole = True
        self.supersedes = False
        self.file = _file_to_replace(to) if to is not None else None
        self._unfinished: Unfinished | None = None

    @property
    def partial(self) -> Path | None:
        """Return the file that keeps the rows if some are missing."""
        return self.file.with_name(self.file.name + PARTIAL) if self.file else None

    @contextlib.contextmanager
    def open(self) -> Iterator[IO[Any]]:
        """Yield the stream to write to.

        Raises click.BadParameter if ``to`` names nothing that can be written, and OutputError if
        writing fails.
        """
        try:
            with self._stdout() if self.to is None else self._open_file() as stream:
                yield stream
        except BrokenPipeError:
            raise ReaderGoneError from None
        except OSError as error:
            name = self.to or "stdout"
            raise OutputError(f"cannot write to {name}: {error.strerror or error}") from error

    def discard(self) -> None:
        """Remove the unfinished file."""
        if self._unfinished is not None:
            self._unfinished.discard()

    @contextlib.contextmanager
    def _stdout(self) -> Iterator[IO[Any]]:
        if sys.stdout is None:
            raise OutputError("cannot write to stdout: it is closed")
        try:
            yield sys.stdout.buffer if self.binary else sys.stdout
            sys.stdout.flush()
        except OSError:
            # What is still held for stdout would fail again, loudly, when the process ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise

    @contextlib.contextmanager
    def _open_file(self) -> Iterator[IO[Any]]:
        """Open a new file that replaces the named one, or the device or pipe itself."""
        to = str(self.to)
        if self.file is None:
            with _create(to, lambda: open(to, **mode_of(self.binary))) as stream:
                yield stream
            return
        path = self.file
        remove_leftovers(path.parent)
        self._unfinished = _create(to, lambda: Unfinished(path, binary=self.binary))
        try:
            yield self._unfinished.stream
            self._finish(self._unfinished, path)
        except BaseException:
            self.discard()
            raise

    def _finish(self, written: Unfinished, path: Path) -> None:
        partial = path.with_name(path.name + PARTIAL)
        written.finish(path if self.whole else partial)
        if self.whole and self.supersedes:
            with contextlib.suppress(OSError):
                partial.unlink()


def _file_to_replace(to: str) -> Path | None:
    """Return the file that a name refers to, after symbolic links; None for a device or pipe."""
    if not to:
        raise _bad("the file name is empty")
    if to == "-":
        raise _bad("'-' is not a file name: remove --to to write to stdout, or use ./-")
    if os.path.isdir(to):
        raise _bad(f"{to!r} is a directory: choose a file in it")
    if os.path.exists(to) and not os.path.isfile(to):
        return None
    path = Path(os.path.realpath(to))
    if os.path.islink(path):
        raise _bad(f"{to!r} is a symbolic link to itself: choose another file name")
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise _bad(f"{to!r} is read-only: choose another file name, or make it writable")
    if not os.path.isdir(path.parent):
        raise _bad(
            f"{str(Path(to).parent)!r} is not a directory: create it, or choose another file name"
        )
    most = os.pathconf(path.parent, "PC_NAME_MAX") - len(PARTIAL)
    if (size := len(os.fsencode(path.name))) > most:
        raise _bad(f"the file name has {size} bytes, and the limit is {most}: choose a shorter one")
    return path


def _create(to: str, create: Callable[[], Created]) -> Created:
    try:
        return create()
    except OSError as error:
        raise _bad(f"cannot create {to!r}: {error.strerror or error}") from None


def _bad(what: str) -> click.BadParameter:
    return click.BadParameter(what, param_hint="'--to'")
