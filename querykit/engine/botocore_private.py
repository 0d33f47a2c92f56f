"""What querykit uses of botocore and boto3 that is not part of their public API.

Each function has a test of its own in ``tests/engine/test_botocore_private.py``, which says what
an update has broken. Names that a subclass overrides or calls on itself are not functions here, but
have a test there: ``_get_conn`` and ``_put_conn`` of a pool, ``_make_request`` of a PageIterator.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from botocore.client import BaseClient
from botocore.credentials import CachedCredentialFetcher, RefreshableCredentials

__all__ = [
    "NAME_OF_ELEMENT",
    "READ_BODY",
    "botocore_session",
    "element_handlers",
    "endpoint",
    "frozen_credentials",
    "parse_xml",
    "read_pairs_with",
    "refresh",
    "use_credentials",
    "use_parsers",
    "use_pools",
    "use_prompt",
]


def botocore_session(session: Any) -> Any:
    """Return the botocore session inside a session of boto3."""
    return session._session


def endpoint(client: BaseClient) -> Any:
    """Return what sends the requests of a client and parses its responses."""
    return client._endpoint  # type: ignore[attr-defined]


def use_credentials(session: Any, credentials: Any) -> None:
    """Let a session of botocore have credentials that refresh themselves."""
    session._credentials = credentials


def use_parsers(client: BaseClient, factory: Any) -> None:
    """Let one client make its parsers with a factory. Raises RuntimeError if it has no hook."""
    holder = endpoint(client)
    if not hasattr(holder, "_response_parser_factory"):
        raise RuntimeError(
            "this version of botocore is not supported: it has no hook for response parsers"
        )
    holder._response_parser_factory = factory


def use_pools(http_session: Any, **classes: type) -> None:
    """Let an HTTP session make its connection pools of classes, by ``http`` and ``https``.

    Pools for proxies are made of them too. Raises RuntimeError if there is no hook for them.
    """
    if not hasattr(http_session, "_pool_classes_by_scheme"):
        raise RuntimeError(
            "this version of botocore is not supported: it has no hook for connection pools"
        )
    http_session._pool_classes_by_scheme.update(classes)


def use_prompt(provider: Any, prompt: Callable[[str], str]) -> None:
    """Let a provider of credentials ask for an MFA code with a function."""
    provider._prompter = prompt


def frozen_credentials(credentials: RefreshableCredentials) -> Any:
    """Return the current credentials, without the refresh that their public method makes."""
    held: Any = credentials
    return held._frozen_credentials


def refresh(credentials: RefreshableCredentials, before: Any) -> None:
    """Refresh credentials whatever their expiry time, unless they have changed already.

    The cache of a role's session is emptied: it would return the same credentials again.
    """
    held: Any = credentials
    fetcher: Any = getattr(held._refresh_using, "__self__", None)
    if isinstance(fetcher, CachedCredentialFetcher):
        fetcher._cache.pop(fetcher._cache_key, None)  # type: ignore[attr-defined]
    with held._refresh_lock:
        if held._frozen_credentials == before:  # else another thread has refreshed them
            held._protected_refresh(is_mandatory=True)


READ_BODY = {
    "json": "_parse_body_as_json",
    "rest-json": "_parse_body_as_json",
    "smithy-rpc-v2-cbor": "_initial_body_parse",
    "ec2": "_parse_xml_string_to_dom",
    "query": "_parse_xml_string_to_dom",
    "rest-xml": "_parse_xml_string_to_dom",
}
"""The method with which a parser reads a body, by protocol."""

NAME_OF_ELEMENT = "_node_tag"
"""The method with which a parser of XML reads the name of an element."""

_KINDS = (
    *("structure", "list", "map", "string", "character", "boolean", "integer", "long"),
    *("float", "double", "timestamp", "blob"),
)


def parse_xml(parser: Any, body: bytes) -> Any:
    """Return the root element of a body as the parser's class reads it."""
    return type(parser)._parse_xml_string_to_dom(parser, body)


def read_pairs_with(parser: Any, read: Callable[[Any, Any, dict[Any, Any]], None]) -> None:
    """Let a parser of CBOR read each field of an object with a function."""
    parser._parse_key_value_pair = partial(read, parser)


def element_handlers(
    parser: Any, change: Callable[[Callable[[Any, Any], Any]], Callable[[Any, Any], Any]]
) -> dict[str, Callable[[Any, Any], Any]]:
    """Return a parser's handlers of XML elements by their names, each of them changed."""
    names = [f"_handle_{kind}" for kind in _KINDS]
    return {name: change(getattr(parser, name, parser._default_handle)) for name in names}
