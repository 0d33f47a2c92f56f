"""The server of the demo accounts: moto on a free port. No other module knows moto.

In front of it are the refusals of the organization, and answers that moto does not have.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from http import HTTPStatus
from typing import Any

from querykit.demo import refusals, regions, requests
from querykit.demo.refusals import Caller
from querykit.demo.requests import Request
from querykit.demo.responses import Response
from querykit.errors import MissingExtraError

__all__ = [
    "account_ids",
    "answer_inside",
    "backend",
    "one_at_a_time",
    "seeded",
    "serving",
    "start_ids",
]

_ENVIRONMENT = {
    # Without its 1,300 images moto starts an instance in a tenth of the time.
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    # moto makes sessions of its own, which would read the person's files.
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}

seeded: set[tuple[str, str]] = set()
"""The accounts and services that have their resources. moto has one of each for all servers of a
process.
"""
one_at_a_time = threading.RLock()
"""Held while resources are created, and during each request.

moto draws all IDs from one sequence: without the lock they would depend on concurrent requests.
"""
_open: list[Any] = []


@contextlib.contextmanager
def serving(prepare: Callable[[str, str, Request], None]) -> Iterator[str]:
    """Start a server and yield its URL. It stops at the end of the ``with``.

    Its account is empty, unless another server of this process is open: it is the same account.
    Until then the AWS_* and MOTO_* variables are removed from the process's environment.

    prepare: called before each request with the server's URL and the request's account; it creates
        what is still missing.
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
        url = f"http://{host}:{port}"
        _put_before(server, partial(prepare, url))
        try:
            if not _open:
                moto_api_backend.reset()
                seeded.clear()
            _open.append(server)
            yield url
        finally:
            _open.remove(server)
            _stop(server, (host, port))


def _put_before(server: Any, prepare: Callable[[str, Request], None]) -> None:
    """Let a server answer what moto does not know, and refuse what moto would allow."""
    moto = server._server.app

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = requests.read(environ)
        with one_at_a_time:
            caller = _caller(request)
            ours = refusals.refuse(request, caller) or regions.answer(request)
            if ours is not None:
                return _send(ours, start_response)
            prepare(caller.account, request)
            answered: Iterable[bytes] = moto(environ, start_response)
            return answered

    server._server.app = answer


def _caller(request: Request) -> Caller:
    """Return who asks, as moto sees it."""
    from moto.iam.models import get_account_id_from
    from moto.sts.models import sts_backends

    account = get_account_id_from(request.key)

    def arn() -> str:
        _, found, _ = sts_backends[account]["aws"].get_caller_identity(request.key, request.region)
        return str(found)

    return Caller(account, arn)


def _send(response: Response, start_response: Any) -> Iterable[bytes]:
    status = f"{response.status} {HTTPStatus(response.status).phrase}"
    length = ("Content-Length", str(len(response.body)))
    start_response(status, [*response.headers.items(), length])
    return [response.body]


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


def backend(service: str, account: str, region: str) -> Any:
    """Return the server's own objects of a service, for what AWS's API cannot set: ages, sizes."""
    from moto.backends import get_backend

    found: Any = get_backend(service)  # type: ignore[call-overload,unused-ignore]
    return found[account][region]


@contextlib.contextmanager
def account_ids(*ids: str) -> Iterator[None]:
    """Set the IDs of the accounts that an organization creates meanwhile; moto draws them."""
    from moto.organizations import utils

    drawn = utils.make_random_account_id
    utils.make_random_account_id = iter(ids).__next__
    try:
        yield
    finally:
        utils.make_random_account_id = drawn


def answer_inside(client: Any, account: str) -> None:
    """Answer a client's requests in its own thread: a fourth of the time that HTTP takes.

    They are those of the account, whatever the client's credentials.
    """
    from moto.core.botocore_stubber import BotocoreStubber

    # One of our own: moto's is in every client of the program, and would replace AWS in each.
    stubber = BotocoreStubber()
    stubber.enabled = True

    def answer(event_name: str, request: Any, **_: Any) -> Any:
        request.headers["x-moto-account-id"] = account
        answered = stubber(event_name, request)
        if answered is None:  # it would go out to the network
            raise LookupError(f"the demo account does not support {request.url}")
        return answered

    client.meta.events.register("before-send", answer)


def start_ids(name: str) -> None:
    """Restart the sequence of IDs, so that the same resources always have the same IDs."""
    from moto.moto_api._internal import mock_random

    mock_random.seed(name)
