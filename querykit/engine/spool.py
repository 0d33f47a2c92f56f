"""What arrived and was not taken yet: in memory up to a limit, then in a temporary file."""

from __future__ import annotations

import pickle
import tempfile
import threading
from dataclasses import dataclass
from typing import IO

from querykit.errors import OutputError
from querykit.result import Batch, Outcome

__all__ = ["MEMORY", "Spool"]

MEMORY = 256 * 2**20
"""How many bytes of rows wait in memory, unless a run says otherwise."""

# Rows of dicts take so many times the memory that they take pickled.
_FACTOR = 4
_SAMPLE = 8


@dataclass(frozen=True)
class _Stored:
    """Where an event is in the file."""

    offset: int
    length: int


@dataclass(frozen=True)
class _Kept:
    """An event in memory, and how many bytes it takes there."""

    event: Batch | Outcome
    size: int


class Spool:
    """The events of all calls until they are taken. May be used from many threads.

    The file has no name: it is gone with the process. What was taken of it is not freed before.

    memory: how many bytes may wait in memory.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory
        self._used = 0
        self._file: IO[bytes] | None = None
        self._lock = threading.Lock()

    def put(self, event: Batch | Outcome) -> _Kept | _Stored:
        """Keep an event; return what it is taken with. Raises OutputError if the disk is full."""
        size = _size(event)
        with self._lock:
            if not size or self._used + size <= self._memory:
                self._used += size
                return _Kept(event, size)
        text = pickle.dumps(event, pickle.HIGHEST_PROTOCOL)
        try:
            return self._store(text)
        except OSError as error:
            what = f"rows that wait cannot be written to a temporary file: {error.strerror}"
            raise OutputError(what, hint="free space in TMPDIR, or pass more --memory") from error

    def _store(self, text: bytes) -> _Stored:
        with self._lock:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="querykit-")  # noqa: SIM115
            offset = self._file.seek(0, 2)
            self._file.write(text)
            return _Stored(offset, len(text))

    def take(self, kept: _Kept | _Stored) -> Batch | Outcome:
        """Return an event that was kept, once."""
        with self._lock:
            if isinstance(kept, _Kept):
                self._used -= kept.size
                return kept.event
            assert self._file is not None
            self._file.seek(kept.offset)
            text = self._file.read(kept.length)
        event: Batch | Outcome = pickle.loads(text)
        return event

    def close(self) -> None:
        """Remove the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()


def _size(event: Batch | Outcome) -> int:
    """Return about how many bytes the rows of an event take; nothing for an outcome."""
    if isinstance(event, Outcome) or not event.found:
        return 0
    sample = event.found[:: max(1, len(event.found) // _SAMPLE)]
    pickled = len(pickle.dumps(tuple(sample), pickle.HIGHEST_PROTOCOL))
    return pickled * len(event.found) // len(sample) * _FACTOR
