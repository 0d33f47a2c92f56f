"""What a request to the demo server asks, and in whose name."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

__all__ = ["Request", "read"]

_SCOPE = re.compile(r"Credential=([^/]+)/[^/]*/([^/]*)/([^/]*)/aws4_request")
_FORM, _JSON = "application/x-www-form-urlencoded", "application/x-amz-json"


@dataclass(frozen=True)
class Request:
    """One signed request.

    method, path: as in HTTP.
    query_keys: those of the query string.
    key: its access key ID.
    region, service: those of its signature; "" without one. The service has its signing name,
        such as "elasticloadbalancing".
    protocol: how its response is written: "ec2", "query", "json", "cbor", "xml" or "rest-json".
    operation: its name, such as "DescribeRegions"; "" if only the path and query string tell.
    parameters: the flat ones of a form, or all of JSON.
    """

    method: str
    path: str
    query_keys: frozenset[str]
    key: str
    region: str
    service: str
    protocol: str = "rest-json"
    operation: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def listed(self, name: str) -> list[str]:
        """Return the values of a list in a form: ``name.1``, ``name.2``, ..."""
        found: list[str] = []
        while f"{name}.{len(found) + 1}" in self.parameters:
            found.append(str(self.parameters[f"{name}.{len(found) + 1}"]))
        return found


def read(environ: dict[str, Any]) -> Request:
    """Read a WSGI request. Its body can be read again."""
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    key, region, service = scope.groups() if scope else ("", "", "")
    path = environ.get("PATH_INFO", "/")
    pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    query_keys = frozenset(name for name, _ in pairs)
    found = Request(environ["REQUEST_METHOD"], path, query_keys, key, region, service)
    kind = environ.get("CONTENT_TYPE", "")
    target = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    if kind.startswith(_FORM):
        form = dict(parse_qsl(_body(environ), keep_blank_values=True))
        protocol = "ec2" if service == "ec2" else "query"
        return replace(found, protocol=protocol, operation=form.get("Action", ""), parameters=form)
    if target and kind.startswith(_JSON):
        return replace(found, protocol="json", operation=target)
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        return replace(found, protocol="cbor", operation=path.rpartition("/")[2])
    if service in ("cloudfront", "route53", "s3"):
        return replace(found, protocol="xml")
    return replace(found, parameters=_object(environ)) if service == "account" else found


def _body(environ: dict[str, Any]) -> str:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return str(body, "utf-8", "replace")


def _object(environ: dict[str, Any]) -> dict[str, Any]:
    try:
        found = json.loads(_body(environ) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
