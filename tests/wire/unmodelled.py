"""An error for a request whose service is not known, in the form it looks like."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message

from querykit.testing.error_responses import ErrorResponse, query, rpc_cbor, rpc_json
from querykit.testing.responses import Response


def unmodelled(headers: Message, error: ErrorResponse) -> Response:
    """Write an error for a request whose service is not known, in the form it looks like."""
    kind = headers.get("Content-Type", "")
    if kind.startswith("application/x-www-form-urlencoded"):
        return query(error)
    if kind == "application/cbor":
        return rpc_cbor(error)
    # The code in both places, for json and for rest-json.
    both = rpc_json(error)
    return replace(both, headers={**both.headers, "x-amzn-ErrorType": error.code})
