"""The server of the demo account: moto on a free port. No other module knows moto."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from querykit.errors import MissingExtraError

__all__ = ["ACCOUNT_ID", "answer_inside", "backend", "seeded", "serving", "start_ids"]

ACCOUNT_ID = "123456789012"

_ENVIRONMENT = {
    # Without its 1,300 images moto starts an instance in a tenth of the time.
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    # moto makes sessions of its own, which would read the person's files.
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}

seeded: set[str] = set()
"""The services that have their resources. moto keeps one account for all servers of a process."""
_open: list[Any] = []


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """Start a server and yield its URL. It stops at the end of the ``with``.

    Its account is empty, unless another server of this process is open: it is the same account.
    Until then the AWS_* and MOTO_* variables are removed from the process's environment.
    """
    try:
        with warnings.catch_warnings():
            # If its extra for servers is missing, moto warns before it fails.
            warnings.simplefilter("ignore")
            from moto.moto_api._internal.models import moto_api_backend
            from moto.server import ThreadedMotoServer
    except ImportError:
        raise MissingExtraError(extra="demo", package="moto") from None
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    with _environment():
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        try:
            if not _open:
                moto_api_backend.reset()
                seeded.clear()
            _open.append(server)
            yield f"http://{host}:{port}"
        finally:
            _open.remove(server)
            _stop(server, (host, port))


def _stop(server: Any, address: tuple[str, int]) -> None:
    """Stop the server at once: it checks only twice a second, and on each connection."""
    stopping = threading.Thread(target=server.stop, daemon=True)
    stopping.start()
    while stopping.is_alive():
        with contextlib.suppress(OSError):
            socket.create_connection(address, timeout=1).close()
        stopping.join(0.02)


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Remove the settings for AWS and moto from the environment, and restore them afterwards."""
    theirs = ("AWS_", "MOTO_")
    hidden = {name: value for name, value in os.environ.items() if name.startswith(theirs)}
    before = {**hidden, **{name: os.environ.get(name) for name in _ENVIRONMENT}}
    for name in hidden:
        del os.environ[name]
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name in _ENVIRONMENT:
            os.environ.pop(name, None)  # who set it meanwhile may have taken it back
        os.environ.update({name: value for name, value in before.items() if value is not None})


def backend(service: str, region: str) -> Any:
    """Return the server's own objects of a service, for what AWS's API cannot set: ages, sizes."""
    from moto.backends import get_backend

    found: Any = get_backend(service)  # type: ignore[call-overload,unused-ignore]
    return found[ACCOUNT_ID][region]


def answer_inside(client: Any) -> None:
    """Answer a client's requests in its own thread: a fourth of the time that HTTP takes."""
    from moto.core.botocore_stubber import BotocoreStubber

    # One of our own: moto's is in every client of the program, and would replace AWS in each.
    stubber = BotocoreStubber()
    stubber.enabled = True

    def answer(event_name: str, request: Any, **_: Any) -> Any:
        answered = stubber(event_name, request)
        if answered is None:  # it would go out to the network
            raise LookupError(f"the demo account does not support {request.url}")
        return answered

    client.meta.events.register("before-send", answer)


def start_ids(name: str) -> None:
    """Restart the sequence of IDs, so that the same resources always have the same IDs."""
    from moto.moto_api._internal import mock_random

    mock_random.seed(name)
