"""The guard of a client, which sends no write operation without consent.

A check can be skipped, and a call can be made without one. Whatever happened before, the guard
sees every operation that a client sends, and its parameters as they are sent.
"""

from __future__ import annotations

import threading
from typing import Any

from botocore import xform_name
from botocore.client import BaseClient
from botocore.model import OperationModel

from querykit.errors import QueryError, WriteNotAllowedError
from querykit.services.operation import operation
from querykit.services.reads import why_not_read_only

__all__ = ["guard"]

_PARAMETERS = "querykit_parameters"
# botocore calls this by itself, to sign what it sends to a directory bucket.
_SESSION = ("s3", "CreateSession")


def guard(client: BaseClient, consent: str | None = None) -> None:
    """Let a client send only what is known to be read-only, and the one operation consented to.

    Everything else raises WriteNotAllowedError before it is sent, in botocore's event
    ``before-call``: after it, a request is only signed, sent and sent again.

    consent: the name of the operation, such as TerminateInstances.
    """
    guarding = _Guard(client.meta.service_model.service_name, consent)
    events = client.meta.events
    events.register_last("before-parameter-build", guarding.note)
    events.register_first("before-call", guarding.allow)
    events.register("after-call", guarding.end)
    events.register("after-call-error", guarding.end)


class _Guard:
    def __init__(self, service: str, consent: str | None) -> None:
        self._service = service
        self._consent = consent
        self._open = threading.local()

    def note(self, params: Any, context: dict[str, Any], **_: Any) -> None:
        """Keep the parameters, which the request no longer shows as they are."""
        context[_PARAMETERS] = dict(params)

    def allow(self, model: OperationModel, context: dict[str, Any], **_: Any) -> None:
        if (self._service, model.name) == _SESSION and getattr(self._open, "operation", None):
            return
        if model.name != self._consent:
            _reject_write(self._service, model.name, context.get(_PARAMETERS, {}))
        self._open.operation = model.name

    def end(self, model: OperationModel | None = None, **_: Any) -> None:
        """Note that a call is over, so that no further one counts as a part of it."""
        if model is None or model.name == getattr(self._open, "operation", None):
            self._open.operation = None


def _reject_write(service: str, name: str, parameters: dict[str, Any]) -> None:
    """Raise WriteNotAllowedError unless an operation with these parameters is read-only."""
    try:
        why = why_not_read_only(operation(service, name), parameters)
    except QueryError:  # not one that querykit reads, such as a stream of bytes
        why = "is not known to be read-only"
    if why is not None:
        raise WriteNotAllowedError(f"{service}.{xform_name(name)}", why)
