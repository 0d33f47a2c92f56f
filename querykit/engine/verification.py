"""Parsers of botocore that accept a response only if it is the operation's.

botocore makes an empty page of an empty body, of HTML, and of an error document that came with the
status 200, and says nothing: the rest of the rows would be missing without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from botocore.model import ServiceModel

from querykit.engine.bodies import READERS, UnreadableBodyError, taken_over
from querykit.engine.responses import ABSENT, Problem, problem, problem_of_head
from querykit.errors import ForeignResponseError
from querykit.redaction import cut
from querykit.services.expected import ExpectedResponse

__all__ = ["Verifier", "accept_empty"]

_LAST_READ = 300  # what botocore takes for an error begins above
_SHOWN = 80
_READ = 10_000


class Verifier:
    """The check of the responses of one service, for use from many threads."""

    def __init__(self, service: ServiceModel) -> None:
        self._service = service
        self._expected: dict[str, ExpectedResponse] = {}

    def watch(self, parser: Any, protocol: str) -> None:
        """Let a parser, made for one response, raise ForeignResponseError for another's."""
        understood = parser.parse

        def parse(response: dict[str, Any], shape: Any) -> Any:
            if response["status_code"] > _LAST_READ:
                return understood(response, shape)
            expected = self._expectation(response["context"]["operation_name"])
            if expected.is_left_alone:
                return understood(response, shape)
            root, found = _examine(parser, protocol, expected, response)
            if found and not found.believable:
                raise _foreign_error(expected, response, found)
            try:
                with taken_over(parser, expected, {} if root is ABSENT or root is None else root):
                    page = understood(response, shape)
            except UnreadableBodyError as error:
                raise _foreign_error(expected, response, Problem(str(error))) from error
            if found:
                raise _foreign_error(expected, response, found, page)
            return page

        parser.parse = parse

    def _expectation(self, operation: str) -> ExpectedResponse:
        if operation not in self._expected:
            model = self._service.operation_model(operation)
            self._expected[operation] = ExpectedResponse(model)
        return self._expected[operation]


def accept_empty(
    method: Callable[..., dict[str, Any]], tokens: Iterable[str]
) -> Callable[..., dict[str, Any]]:
    """Return a client's method that accepts an empty object as a page, unless a token was sent.

    After a token the error is raised, for the caller to request the page again.
    """
    names = [*tokens]

    def call(**parameters: Any) -> dict[str, Any]:
        try:
            return method(**parameters)
        except ForeignResponseError as error:
            if error.page is None or any(parameters.get(name) is not None for name in names):
                raise
            return error.page

    return call


def _examine(
    parser: Any, protocol: str, expected: ExpectedResponse, response: dict[str, Any]
) -> tuple[Any, Problem | None]:
    """Return the root of the body, and what is wrong with the response."""
    status, headers = response["status_code"], response["headers"]
    try:
        root = READERS[protocol](parser, response["body"])
    except UnreadableBodyError as error:
        # The status and the headers may name the reason.
        return ABSENT, problem_of_head(expected, status, headers) or Problem(str(error))
    return root, problem(expected, status, headers, root)


def _foreign_error(
    expected: ExpectedResponse,
    response: dict[str, Any],
    found: Problem,
    page: dict[str, Any] | None = None,
) -> ForeignResponseError:
    shown = cut(response["body"][:_READ].decode("utf-8", "backslashreplace"), _SHOWN)
    what = f"the response does not belong to {expected.operation.name}: {found.what}"
    return ForeignResponseError(
        f"{what}: {shown!r}" if shown else what,
        hint=None if page else "look for a proxy or a login page between here and the endpoint",
        code=found.code,
        page=page,
    )
