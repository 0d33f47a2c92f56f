"""A request as it arrived, and what it turns out to ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

# Credential=<access key>/<date>/<region>/<signing name>/aws4_request
SCOPE = re.compile(r"Credential=([^/,]+)/\d+/([^/]*)/([^/]+)/aws4_request")


@dataclass(frozen=True)
class Arrival:
    """A request as it came over the socket; the target is still percent-encoded."""

    method: str
    target: str
    headers: Message
    body: bytes

    @classmethod
    def meant(cls, method: str, target: str, headers: Message, body: bytes) -> Arrival:
        """The request as it is modelled: botocore sends a GET of CloudSearch as a form."""
        arrival = cls(method, target, headers, body)
        if arrival.path == "/" or not arrival.form:
            return arrival
        return cls("GET", f"{arrival.path}?{body.decode()}", headers, b"")

    @property
    def path(self) -> str:
        """The path, percent-encoded and without a slash at its end."""
        return self.target.partition("?")[0].rstrip("/") or "/"

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The query string; each key with its values in order."""
        return _grouped(self.target.partition("?")[2])

    @cached_property
    def form(self) -> dict[str, str]:
        """The body of a query or ec2 request; empty for any other."""
        kind = self.headers.get("Content-Type", "")
        if not kind.startswith("application/x-www-form-urlencoded"):
            return {}
        return {key: values[0] for key, values in _grouped(self.body.decode()).items()}

    @cached_property
    def scope(self) -> tuple[str | None, str | None, str | None]:
        """The access key, region and signing name it is signed for; None when it is not."""
        found = SCOPE.search(self.headers.get("Authorization", ""))
        return (found[1], found[2], found[3]) if found else (None, None, None)


@dataclass(frozen=True)
class Request:
    """A request as a test reads it.

    `token` is the continuation token it carries, a dict by parameter when the operation has
    several; None is a request for the first page. `operation` is None where the server
    could not tell which one it is.
    """

    service: str
    operation: str | None
    parameters: Mapping[str, Any]
    token: Any
    region: str | None
    access_key: str | None
    headers: Message = field(repr=False)
    body: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"{self.service}.{self.operation or '?'}"


def _grouped(encoded: str) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        grouped.setdefault(key, []).append(value)
    return grouped
