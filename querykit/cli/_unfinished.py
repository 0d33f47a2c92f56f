"""A file that is being written, under a name of its own beside the one it will get.

The name is ``.NAME.RANDOM.querykit``, and its writer holds a lock on it. A process that is killed
cannot remove it, but its lock ends with it: whoever gets the lock knows that nobody writes there.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

__all__ = ["Unfinished", "mode_of", "remove_leftovers"]

_ENDING = ".querykit"
# A string may have half a character (JSON's "\\ud800"), which UTF-8 cannot encode.
_TEXT: Any = {"mode": "w", "encoding": "utf-8", "newline": "", "errors": "backslashreplace"}
# Of the file's name, so that the name made of it is never longer than a file system allows.
_SHOWN = 40


def mode_of(binary: bool) -> dict[str, Any]:
    """Return how ``open`` opens a file for bytes or for text."""
    return {"mode": "wb"} if binary else _TEXT


class Unfinished:
    """A new file in the folder of ``path``. Raises OSError if it cannot be created."""

    def __init__(self, path: Path, *, binary: bool = False) -> None:
        self._path = path
        handle, self._name = _create(path)
        self.stream: IO[Any] = open(handle, **mode_of(binary))  # noqa: SIM115

    def finish(self, path: Path) -> None:
        """Give the file its name, once everything that was written is on the disk."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        os.chmod(self._name, _mode(self._path))
        os.replace(self._name, path)
        self.stream.close()

    def discard(self) -> None:
        """Remove the file, if it does not have its name yet."""
        with contextlib.suppress(OSError):
            os.unlink(self._name)
        with contextlib.suppress(OSError):
            self.stream.close()


def remove_leftovers(folder: Path) -> None:
    """Remove the unfinished files of killed processes from a folder."""
    for name in _unfinished(folder):
        with contextlib.suppress(OSError):
            handle = os.open(name, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(name)
            finally:
                os.close(handle)


def _unfinished(folder: Path) -> Iterator[str]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            hidden = entry.name.startswith(".") and entry.name.endswith(_ENDING)
            if hidden and entry.is_file(follow_symlinks=False):
                yield entry.path


def _create(path: Path) -> tuple[int, str]:
    """Return a new file that only this process has locked."""
    import tempfile  # slow to import, and stdout does without

    while True:
        handle, name = tempfile.mkstemp(_ENDING, f".{path.name[:_SHOWN]}.", path.parent)
        with contextlib.suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.path.exists(name):
            return handle, name
        os.close(handle)  # another process took it for a leftover, before the lock


def _mode(path: Path) -> int:
    """Return the permissions of the file to be replaced, or those of a new file."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
