"""The HTTP server: it reads a request, asks what to answer, and sends it as it is told."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.wire.delivery import Delivery
from tests.wire.requests import Arrival

# With this a close() sends RST in place of FIN.
RESET = struct.pack("ii", 1, 0)


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive over requests as AWS does."""

    protocol_version = "HTTP/1.1"
    # An answer waits for no acknowledgement, or each would take 40 ms.
    disable_nagle_algorithm = True
    server: Server

    def answer(self) -> None:
        """Read the body, and deliver the answer."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # who asked went away, as an interrupted command does
            self.close_connection = True
            return
        arrival = Arrival.meant(self.command, self.path, self.headers, body)
        self.deliver(self.server.reply(arrival))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = answer  # noqa: N815

    def deliver(self, delivery: Delivery) -> None:
        """Send the answer, for as long as the client and the test are there."""
        stopped = self.server.stopped
        if delivery.delay and stopped.wait(min(delivery.delay, threading.TIMEOUT_MAX)):
            self.close_connection = True
            return
        for piece in delivery.pieces(bodiless=self.command == "HEAD"):
            self.wfile.write(piece)
            if delivery.pause and stopped.wait(delivery.pause):
                break
        if delivery.ending == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self.connection.close()
        self.close_connection |= delivery.ending != "keep-alive"

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: `Wire.requests` is the log."""


class Server(ThreadingHTTPServer):
    """A server on a free port of the loopback interface, a thread a connection."""

    daemon_threads = True
    # A test may open many connections at once.
    request_queue_size = 256

    def __init__(self, reply: Callable[[Arrival], Delivery]) -> None:
        self.reply = reply
        self.stopped = threading.Event()
        self.open: set[socket.socket] = set()
        self.accepted = 0
        super().__init__(("127.0.0.1", 0), Handler)
        self.loop = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self.loop.start()

    def server_bind(self) -> None:
        """Bind, without the look-up of a host name that may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def stop(self) -> None:
        """Close the port and every connection, the stalled ones too."""
        self.stopped.set()
        self.shutdown()
        self.server_close()
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def process_request(self, request: Any, client_address: Any) -> None:
        """Keep the connection in mind until it is closed."""
        self.accepted += 1
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close the connection."""
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client go away without a traceback; `reply` records its own errors."""
