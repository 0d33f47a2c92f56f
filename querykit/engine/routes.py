"""The route of a client to its endpoint: the URL, the trusted certificates, the proxy between."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from botocore.utils import get_environ_proxies

from querykit.errors import ConfigurationError, Mistake

__all__ = ["check_endpoint", "check_route", "unusable_endpoint"]

_SCHEMES = ("http", "https")


def check_endpoint(url: str | None) -> None:
    """Raise ConfigurationError if an endpoint that was passed is not a URL that can be called."""
    if url is not None and (what := _wrong(url)):
        raise ConfigurationError(f"{_named(url)} {what}", hint=_FIX)


def check_route(client: Any, session: Any) -> None:
    """Raise ConfigurationError with everything that keeps a client from reaching its endpoint."""
    url = client.meta.endpoint_url
    if what := _wrong(url):
        raise ConfigurationError(f"{_named(url)} {what}", hint=_FIX)
    if mistakes := [*_certificates(url, session), *_proxy(url)]:
        raise ConfigurationError(mistakes)


def unusable_endpoint(error: ValueError) -> Exception:
    """Return botocore's error for an endpoint with the name of the setting; else the same error."""
    _, said, url = str(error).partition("Invalid endpoint: ")
    if not said:
        return error
    return ConfigurationError(f"{_named(url)} {_wrong(url) or 'is not valid'}", hint=_FIX)


_FIX = "an endpoint URL has the form https://host or http://host:port"


def _wrong(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f"is not valid: {str(error)[:1].lower()}{str(error)[1:]}"
    if parts.scheme not in _SCHEMES:
        return "does not begin with http:// or https://"
    return None if parts.hostname and " " not in url else "has no valid host"


def _named(url: str) -> str:
    """Return an endpoint URL and where it was set."""
    setters = [
        name
        for name, value in os.environ.items()
        if name.startswith("AWS_ENDPOINT_URL") and value == url
    ]
    return f"the endpoint URL {url!r}" + (f" ({setters[0]})" if setters else "")


def _certificates(url: str, session: Any) -> Iterator[Mistake]:
    configured = session.get_config_variable("ca_bundle")
    bundle = configured or os.environ.get("REQUESTS_CA_BUNDLE")
    if not bundle or not url.startswith("https:"):
        return
    names = [name for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE") if name in os.environ]
    where = next((name for name in names if os.environ[name] == bundle), "ca_bundle")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(bundle)
    except ssl.SSLError:
        yield Mistake(f"{where}: {bundle} has no certificates", hint=_BUNDLE)
    except OSError as error:
        yield Mistake(f"{where}: {bundle}: {error.strerror}", hint=_BUNDLE)


_BUNDLE = "name a file of certificates in PEM format, or unset it"


def _proxy(url: str) -> Iterator[Mistake]:
    scheme = urlsplit(url).scheme
    proxy = get_environ_proxies(url).get(scheme)
    if proxy and (what := _wrong(proxy if "://" in proxy else f"http://{proxy}")):
        where = f"{scheme.upper()}_PROXY"
        hint = "a proxy has the form http://host:port"
        yield Mistake(f"the proxy of {where} {what}", hint=hint)
