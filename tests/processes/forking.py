"""The process that forks: ``python -m tests.processes.forking SOCKET``."""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import socket
import sys
import threading
import time
import traceback
from functools import cache
from typing import Any

from querykit.demo import account
from querykit.services.operation import operation

# What command lines import while they run.
_IMPORTED = ("boto3", "moto.server", "querykit.demo.server", "rich.console", "rich.table")
_ROOMS = ("cli", "checks", "definitions", "engine", "expressions", "services", "writers")
# What takes longest in the demo account; it is open as long as this process.
_SEEDED = ("ec2", "iam", "s3")
_OPEN = contextlib.ExitStack()


def serve(path: str) -> None:
    """Fork for each command line that comes over the socket, for ever."""
    _preload()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks are waited for by their own parents
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(64)
        print("ready", flush=True)
        while True:
            connection, _ = listener.accept()
            request, descriptors = _received(connection)
            if "--demo" in request["arguments"]:
                _seed()
            if os.fork() == 0:
                listener.close()
                _supervise(connection, request, descriptors)
            connection.close()
            for descriptor in descriptors:
                os.close(descriptor)


def _preload() -> None:
    for name in _IMPORTED:
        importlib.import_module(name)
    for room in _ROOMS:
        package = importlib.import_module(f"querykit.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    operation("iam", "list_users")  # what most of them ask
    gc.collect()
    gc.freeze()


@cache
def _seed() -> None:
    """Open a demo account with what takes longest in it, which the forks inherit."""
    demo = _OPEN.enter_context(account())
    for service in _SEEDED:
        demo.seed(service)
    gc.collect()
    gc.freeze()


def _received(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return what is to be run, and its descriptors."""
    head, descriptors, _, _ = socket.recv_fds(connection, 4, 3)
    length, text = int.from_bytes(head, "big"), b""
    while len(text) < length:
        text += connection.recv(length - len(text))
    request: dict[str, Any] = json.loads(text)
    return request, descriptors


def _supervise(connection: socket.socket, request: dict[str, Any], descriptors: list[int]) -> None:
    """Run one command line in a fork of its own, and send back its number and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        connection.close()
        _become(request, descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    connection.sendall(f"{child:16}".encode())
    _, status = os.waitpid(child, 0)
    connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(request: dict[str, Any], descriptors: list[int]) -> None:
    """Be the process that was asked for, to its end."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    for descriptor in descriptors:
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    time.tzset()
    sys.argv = ["querykit", *request["arguments"]]
    sys.stdin = sys.__dict__["__stdin__"] = io.TextIOWrapper(os.fdopen(0, "rb"), encoding="utf-8")
    sys.stdout = sys.__dict__["__stdout__"] = _writer(1, "strict", os.isatty(1))
    sys.stderr = sys.__dict__["__stderr__"] = _writer(2, "backslashreplace", True)
    os._exit(_run())


def _writer(descriptor: int, errors: str, line_buffering: bool) -> io.TextIOWrapper:
    raw = os.fdopen(descriptor, "wb")
    return io.TextIOWrapper(raw, encoding="utf-8", errors=errors, line_buffering=line_buffering)


def _run() -> int:
    from querykit.__main__ import main

    status = 0
    try:
        main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]  # as the interpreter does at its end
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        status = status or 120
    return status


if __name__ == "__main__":
    serve(sys.argv[1])
