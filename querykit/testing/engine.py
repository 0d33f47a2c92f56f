"""An engine for tests: botocore's client, serializer and parsers are real, and nothing is sent."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.model import OperationModel

from querykit.engine import Engine
from querykit.engine.sessions import sealed_session
from querykit.query import Bounds
from querykit.services.operation import operation as operation_of
from querykit.testing.continuation import Chain, Page
from querykit.testing.error_responses import ErrorResponse, serialize_error
from querykit.testing.responses import Response

__all__ = ["SentCall", "StubEngine"]

# Says which call a request belongs to, when it is about to be sent.
_HEADER = "x-querykit-call"


@dataclass(frozen=True)
class SentCall:
    """A call that was made for a page.

    service, operation: as boto3 spells them.
    parameters: what was sent, the token of the page included.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


# The stubs of botocore do not have it yet.
_UNCONFIGURED: Any = {"ignore_configured_endpoint_urls": True}


class StubEngine(Engine):
    """An engine that returns pages from a test, not from AWS. It reads no configuration.

    calls: what was called so far, in order.

    A page that fails is requested once: there is no reason to wait and try again.
    """

    def __init__(self, region: str = "us-east-1", *, allow_writes: bool = False) -> None:
        session = sealed_session("testing", region)
        session.events.register("provide-client-params", self._keep_parameters)
        session.events.register("before-call", self._note)
        session.events.register("before-send", self._respond)
        self.calls: list[SentCall] = []
        self._served: dict[tuple[str, str], Chain] = {}
        self._sent: dict[str, tuple[OperationModel, Mapping[str, Any]]] = {}
        self._numbers = itertools.count(1)
        super().__init__(
            session,
            config=Config(**_UNCONFIGURED),
            bounds=Bounds(max_attempts=1),
            allow_writes=allow_writes,
        )

    def __enter__(self) -> StubEngine:
        return self

    def __exit__(self, *_: object) -> None:
        """End the test: there is nothing to close."""

    def serve(self, service: str, operation: str, pages: Sequence[Page]) -> None:
        """Return these pages from an operation, in place of those that it returned before.

        Raises QueryError for an operation that does not exist, and for pages that it cannot
        return, with all mistakes.
        """
        target = operation_of(service, operation)
        self._served[target.service, target.name] = Chain(target, pages)

    def _keep_parameters(self, params: Any, context: Any, **_: object) -> None:
        context[_HEADER] = dict(params)

    def _note(self, model: OperationModel, params: Any, context: Any, **_: object) -> None:
        number = str(next(self._numbers))
        params["headers"][_HEADER] = number
        self._sent[number] = (model, context[_HEADER])

    def _respond(self, request: Any, **_: object) -> Any:
        number = request.headers[_HEADER]
        text = number.decode() if isinstance(number, bytes) else str(number)
        model, parameters = self._sent.pop(text)
        response = self._response(model, parameters)
        headers: Any = {"Content-Length": str(len(response.body)), **response.headers}
        return AWSResponse(request.url, response.status, headers, _Body(response.body))

    def _response(self, model: OperationModel, parameters: Mapping[str, Any]) -> Response:
        target = operation_of(model.service_model.service_name, model.name)
        self.calls.append(SentCall(target.service, target.method, parameters))
        chain = self._served.get((target.service, target.name))
        if chain is not None:
            return chain.response(parameters)
        what = f"the test serves no pages for {target.service}.{target.method}"
        return serialize_error(model.service_model, ErrorResponse("NotServed", what, 501))


class _Body(io.BytesIO):
    """The body of a response, as botocore reads it."""

    def stream(self, **_: object) -> Iterator[bytes]:
        """Yield the whole body."""
        yield self.read()
