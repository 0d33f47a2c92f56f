"""An answer turned into bytes, and the way they go over the socket."""

from __future__ import annotations

import http
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from querykit.testing.error_responses import ErrorResponse, serialize_error
from querykit.testing.responses import Response, serialize
from tests.wire.answers import Answer, Page, Raw
from tests.wire.conformance import check
from tests.wire.models import Operation


@dataclass(frozen=True)
class Delivery:
    """A response, None for not one byte, and how it arrives (see `answers.Answer`)."""

    response: Response | None
    delay: float = 0.0
    pause: float = 0.0
    kept: float = 1.0
    ending: Literal["keep-alive", "close", "reset"] = "keep-alive"

    def pieces(self, *, bodiless: bool) -> Iterator[bytes]:
        """Yield what to send, split where there is a pause; `bodiless` answers a HEAD."""
        if self.response is None:
            return
        body = b"" if bodiless else self.response.body
        sent = body[: int(len(body) * self.kept)]
        head = _head(self.response)
        if not self.pause:
            yield head + sent
            return
        yield head
        for start in range(len(sent)):
            yield sent[start : start + 1]


def delivery(operation: Operation, answer: Answer) -> Delivery:
    """Serialize an answer for its operation; ValueError where a page does not fit it."""
    response = _response(operation, answer.content)
    return Delivery(response, answer.delay, answer.pause, answer.kept, answer.ending)


def _response(operation: Operation, content: Page | ErrorResponse | Raw | None) -> Response | None:
    if isinstance(content, Page):
        check(operation, content.output)
        return serialize(operation.model, content.output)
    if isinstance(content, ErrorResponse):
        return serialize_error(operation.model.service_model, content)
    return None if content is None else Response(content.status, content.body, content.headers)


def _head(response: Response) -> bytes:
    headers = {"Content-Length": str(len(response.body)), **response.headers}
    if response.status == http.HTTPStatus.NO_CONTENT:
        headers.pop("Content-Length")
    try:
        reason = http.HTTPStatus(response.status).phrase
    except ValueError:
        reason = "Unknown"
    lines = [f"HTTP/1.1 {response.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
