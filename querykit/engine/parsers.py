"""Parsers that turn responses into plain data: timestamps and blobs as strings for JMESPath.

botocore returns datetimes and bytes, which JMESPath can neither compare nor order: a filter on a
date silently finds nothing. Here a timestamp is an ISO 8601 string in UTC, whose order as a string
is its order in time, and a blob is a base64 string.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from botocore.client import BaseClient
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import ResponseParserFactory
from botocore.utils import parse_timestamp

from querykit import moments
from querykit.engine.botocore_private import use_parsers
from querykit.engine.verification import Verifier

__all__ = ["as_text", "holds_bytes", "plain", "use_text"]

_ZULU = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,6}))?Z")


def as_text(value: Any) -> str:
    """Return a timestamp in any of AWS's forms as an ISO 8601 string in UTC.

    >>> as_text("2026-11-20T12:00:00.000Z"), as_text(1795176000), as_text("2026-11-20T12:00:00.5Z")
    ('2026-11-20T12:00:00+00:00', '2026-11-20T12:00:00+00:00', '2026-11-20T12:00:00.500000+00:00')
    """
    # What EC2 and most others send needs no datetime in between.
    match = _ZULU.fullmatch(value) if isinstance(value, str) else None
    if match:
        fraction = (match[2] or "").ljust(6, "0")
        return f"{match[1]}+00:00" if fraction == "000000" else f"{match[1]}.{fraction}+00:00"
    try:
        return moments.as_text(moments.moment(value))
    except ValueError:  # of a form that botocore knows besides
        return moments.as_text(parse_timestamp(value))


def use_text(client: BaseClient) -> None:
    """Let one client parse timestamps and blobs into strings; its session does not change.

    The session's ``response_parser_factory`` component would change every client that its owner
    makes from it, so the factory is put only into the endpoint of this client.
    """
    factory = _Factory(client.meta.service_model)
    factory.set_parser_defaults(timestamp_parser=as_text, blob_parser=str)
    use_parsers(client, factory)


class _Factory(ResponseParserFactory):
    """Parsers that reject a response which is not the operation's."""

    def __init__(self, service: ServiceModel) -> None:
        super().__init__()
        self._verifier = Verifier(service)

    def create_parser(self, protocol_name: str) -> Any:
        parser: Any = super().create_parser(protocol_name)
        self._verifier.watch(parser, protocol_name)
        return parser


def holds_bytes(operation: OperationModel) -> bool:
    """Return whether pages contain bytes in spite of the parser: CBOR has a type for them."""
    return "cbor" in str(operation.service_model.resolved_protocol)


def plain(value: Any) -> Any:
    """Return the same data with bytes as base64 strings."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    return value
