"""Scalars as AWS spells them: timestamps in each format, blobs, documents in strings."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from botocore.utils import parse_to_aware_datetime

from querykit.types.types import Shape


def timestamp(shape: Shape, value: Any, default: str) -> str | int | float:
    """Spell a timestamp in the shape's own format, or in `default` when it names none.

    The formats are Smithy's: `iso8601`, `rfc822` and `unixtimestamp`, a number of seconds.
    """
    moment = parse_to_aware_datetime(value).astimezone(timezone.utc)
    wanted = shape.serialization.get("timestampFormat", default).lower()
    if wanted == "rfc822":
        return format_datetime(moment.replace(microsecond=0), usegmt=True)
    if wanted == "unixtimestamp":
        return _seconds(moment)
    return moment.isoformat().replace("+00:00", "Z")


def blob(value: bytes | str) -> str:
    """Spell a blob in base64."""
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


def string(shape: Shape, value: object) -> str:
    """Spell a string; a document given as Python data becomes the text botocore decodes."""
    if isinstance(value, str):
        return value
    text = json.dumps(value, separators=(",", ":"))
    # IAM's documents are percent-encoded; botocore knows them by the name of their shape.
    return quote(text) if shape.name == "policyDocumentType" else text


def text(shape: Shape, value: Any, timestamp_default: str) -> str:
    """Spell any scalar as text, for XML and for headers."""
    if shape.type_name == "boolean":
        return "true" if value else "false"
    if shape.type_name == "timestamp":
        return str(timestamp(shape, value, timestamp_default))
    if shape.type_name == "blob":
        return blob(value)
    if shape.type_name in ("string", "character"):
        return string(shape, value)
    return repr(value)


def _seconds(moment: datetime) -> int | float:
    # One rounding, not two: 1.003691 and never 1.0036909999999999.
    whole = int(moment.replace(microsecond=0).timestamp())
    return (whole * 10**6 + moment.microsecond) / 10**6 if moment.microsecond else whole
