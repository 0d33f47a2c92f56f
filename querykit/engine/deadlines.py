"""A deadline for all bytes of a response, which botocore does not have.

Its read timeout counts from each byte to the next: a server that sends one byte every two seconds
is never cut. Here a thread checks the requests that are under way, and shuts the socket of one
that is late, so that whoever reads from it wakes up with an error. The connection is not
used again.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any
from zlib import crc32

from botocore import exceptions as boto
from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from botocore.client import BaseClient
from urllib3 import Timeout

from querykit.engine.botocore_private import endpoint, use_pools

__all__ = ["Watch", "use_deadlines"]

# How often the thread looks, and after how many looks without a request it ends.
_TICK = 0.1
_IDLE_TICKS = 50
_BODILESS = (204, 304)

_here = threading.local()


class Watch:
    """One attempt and its deadline, as a context: what this thread sends inside it is watched.

    deadline: when it is over, on the clock of time.monotonic().
    cut: whether its connection was shut, because it was late.
    status, headers: of the last response inside it; 0 and none before one has come.
    """

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.cut = False
        self.status = 0
        self.headers: Mapping[str, str] = {}
        self._lock = threading.Lock()
        self._connection: Any = None

    def __enter__(self) -> Watch:
        _here.watch = self
        _WATCHDOG.add(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
        _here.watch = None
        _WATCHDOG.remove(self)

    @property
    def seconds_left(self) -> float:
        """Return how many seconds are left until the deadline."""
        return self.deadline - time.monotonic()

    @property
    def is_late(self) -> bool:
        """Return whether the deadline is over."""
        return self.cut or self.seconds_left <= 0

    def hold(self, connection: Any) -> None:
        """Watch a connection until it is released."""
        with self._lock:
            self._connection = connection

    def release(self) -> None:
        """Let go of the connection, which another thread may use next."""
        with self._lock:
            self._connection = None

    def look(self) -> None:
        """Shut the connection if it is late."""
        if self.seconds_left > 0:
            return
        with self._lock:  # as long as it is held, the connection cannot go back to its pool
            if self._connection is not None and _shut(self._connection):
                self.cut = True


class _Watchdog:
    """The thread that looks at all watches; it is there while there are some."""

    def __init__(self) -> None:
        self._watches: set[Watch] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, watch: Watch) -> None:
        with self._lock:
            self._watches.add(watch)
            # After a fork the thread is not alive in the child.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="querykit-deadlines", daemon=True
                )
                self._thread.start()

    def remove(self, watch: Watch) -> None:
        with self._lock:
            self._watches.discard(watch)

    def _run(self) -> None:
        idle = 0
        while True:
            time.sleep(_TICK)
            with self._lock:
                watches = tuple(self._watches)
                idle = 0 if watches else idle + 1
                if idle > _IDLE_TICKS:
                    self._thread = None
                    return
            for watch in watches:
                watch.look()


_WATCHDOG = _Watchdog()


def use_deadlines(client: BaseClient) -> None:
    """Let the watches of this module see what one client sends; other clients do not change."""
    sender = endpoint(client)
    use_pools(sender.http_session, http=_Pool, https=_SecurePool)
    sender.http_session = _Session(sender.http_session)


class _Session:
    """botocore's HTTP session, whose responses are whole, and noted in the watch."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def send(self, request: Any) -> Any:
        response = self._session.send(request)
        watch = _watch()
        if watch is not None:
            watch.status, watch.headers = response.status_code, dict(response.headers)
            if watch.cut:  # a body without a length looks whole when it is cut
                late = "the response was cut at its deadline"
                raise boto.ReadTimeoutError(endpoint_url=request.url, error=late)
        if not request.stream_output:
            _reject_cut(request, response)
        return response

    def close(self) -> None:
        self._session.close()


def _reject_cut(request: Any, response: Any) -> None:
    """Raise an error if a body is shorter than announced, or not what its checksum says.

    botocore ignores both: the first since 1.43.115, the second with its last attempt.
    """
    body = response.content
    length = response.headers.get("Content-Length", "")
    bodiless = request.method == "HEAD" or response.status_code in _BODILESS
    if not bodiless and length.isdecimal() and len(body) < int(length):
        raise boto.IncompleteReadError(actual_bytes=len(body), expected_bytes=int(length))
    checksum = response.headers.get("x-amz-crc32", "")
    if checksum.isdecimal() and crc32(body) != int(checksum):
        raise boto.ChecksumError(
            checksum_type="crc32", expected_checksum=checksum, actual_checksum=str(crc32(body))
        )


class _Connecting:
    """A connection that keeps its socket: http.client forgets it before the body is read, if the
    server says ``Connection: close``.
    """

    sock: Any
    reached: Any = None

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.reached = self.sock


class _Connection(_Connecting, AWSHTTPConnection):  # type: ignore[misc]
    """botocore's connection."""


class _SecureConnection(_Connecting, AWSHTTPSConnection):  # type: ignore[misc]
    """botocore's connection over TLS."""


class _Pooling:
    """A pool that reports to the watch which connection this thread has."""

    timeout: Timeout

    def urlopen(self, *arguments: Any, **keywords: Any) -> Any:
        watch = _watch()
        if watch is not None:
            given = keywords.get("timeout") or self.timeout
            left = max(0.001, watch.seconds_left)
            connect, read = (
                _seconds(given.connect_timeout, left),
                _seconds(given.read_timeout, left),
            )
            keywords["timeout"] = Timeout(connect=connect, read=read)
        return super().urlopen(*arguments, **keywords)  # type: ignore[misc]

    def _get_conn(self, *arguments: Any, **keywords: Any) -> Any:
        connection = super()._get_conn(*arguments, **keywords)  # type: ignore[misc]
        watch = _watch()
        if watch is not None:
            watch.hold(connection)
        return connection

    def _put_conn(self, conn: Any) -> None:
        watch = _watch()
        if watch is not None:  # urllib3 takes none from the pool that is shut
            watch.release()
        super()._put_conn(conn)  # type: ignore[misc]


class _Pool(_Pooling, AWSHTTPConnectionPool):
    """botocore's pool of connections."""

    ConnectionCls = _Connection


class _SecurePool(_Pooling, AWSHTTPSConnectionPool):
    """botocore's pool of connections over TLS."""

    ConnectionCls = _SecureConnection


def _watch() -> Watch | None:
    found: Watch | None = getattr(_here, "watch", None)
    return found


def _seconds(configured: Any, left: float) -> float:
    """Return the shorter of two timeouts; the configured one may be None, or urllib3's default."""
    return min(configured, left) if isinstance(configured, (int, float)) else left


def _shut(connection: Any) -> bool:
    """Shut a connection's socket under whoever reads from it; whether there was one."""
    held = getattr(connection, "reached", None) or getattr(connection, "sock", None)
    held = getattr(held, "socket", held)  # TLS inside the TLS of a proxy
    if held is None:
        return False
    with suppress(OSError, TypeError):
        # Not the method of an SSLSocket, which forgets its TLS while another thread reads.
        socket.socket.shutdown(held, socket.SHUT_RDWR)
    return True
