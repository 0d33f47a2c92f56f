"""Tokens as botocore's serializer takes them, equal to what the service sent."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from botocore.model import Shape

from querykit.services.pagination.paging import Paging

__all__ = ["restore_blobs", "token_to_send"]


def token_to_send(
    name: str, token: Any, shape: Shape, paging: Paging, asked: Mapping[str, Any]
) -> Any:
    """Return the token that a page has for the input token ``name``, ready to be sent.

    shape: of the input token. asked: the parameters of the call.
    """
    encoding = paging.url_encoded.get(name)
    if isinstance(token, str) and encoding is not None and asked.get(encoding) == "url":
        return unquote_plus(token)
    return restore_blobs(token, shape)


def restore_blobs(value: Any, shape: Shape) -> Any:
    """Return plain data with the base64 strings of blobs as bytes again.

    A response is parsed into plain data, blobs as base64 strings. botocore encodes what it sends:
    such a string would be encoded twice, and name another key.
    """
    # A token may be of a shape with subclasses that botocore's stubs do not tell apart.
    typed: Any = shape
    kind = typed.type_name
    if kind == "blob" and isinstance(value, str):
        return base64.b64decode(value)
    if kind == "structure" and isinstance(value, dict):
        known = typed.members
        return {k: restore_blobs(v, known[k]) if k in known else v for k, v in value.items()}
    if kind == "map" and isinstance(value, dict):
        return {key: restore_blobs(member, typed.value) for key, member in value.items()}
    if kind == "list" and isinstance(value, list):
        return [restore_blobs(element, typed.member) for element in value]
    return value
