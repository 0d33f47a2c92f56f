"""The server of the demo account: moto, on a free port of this machine. moto is met here alone."""

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

__all__ = ["ACCOUNT_ID", "answer_inside", "backend", "serving", "start_ids"]

ACCOUNT_ID = "123456789012"

_ENVIRONMENT = {
    # Without its 1,300 images moto starts an instance in a tenth of the time.
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    # moto makes sessions of its own, which would read the person's files.
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The URL of a server with an empty account, which stops at the end of the ``with``.

    Until then the AWS_* and MOTO_* variables are out of the process's environment.
    """
    try:
        with warnings.catch_warnings():
            # Where its extra for servers is missing, moto warns before it fails.
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
            moto_api_backend.reset()
            yield f"http://{host}:{port}"
        finally:
            _stop(server, (host, port))


def _stop(server: Any, address: tuple[str, int]) -> None:
    """Stop the server at once: by itself it looks twice a second, and when somebody calls."""
    stopping = threading.Thread(target=server.stop, daemon=True)
    stopping.start()
    while stopping.is_alive():
        with contextlib.suppress(OSError):
            socket.create_connection(address, timeout=1).close()
        stopping.join(0.02)


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """An environment in which nothing is set for AWS or moto; the one before comes back."""
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
    """What the server holds of a service, for what AWS's API cannot set: ages, sizes."""
    from moto.backends import get_backend

    found: Any = get_backend(service)  # type: ignore[call-overload,unused-ignore]
    return found[ACCOUNT_ID][region]


def answer_inside(client: Any) -> None:
    """Answer a client's requests in its own thread: a fourth of the time that HTTP takes."""
    from moto.core.botocore_stubber import BotocoreStubber

    # One of our own: moto's is in every client of the program, and would answer for AWS in each.
    stubber = BotocoreStubber()
    stubber.enabled = True

    def answer(event_name: str, request: Any, **_: Any) -> Any:
        answered = stubber(event_name, request)
        if answered is None:  # it would go out to the network
            raise LookupError(f"the demo account has no {request.url}")
        return answered

    client.meta.events.register("before-send", answer)


def start_ids(name: str) -> None:
    """Begin the sequence of ids anew, so that the same estate has the same ids each time."""
    from moto.moto_api._internal import mock_random

    mock_random.seed(name)
