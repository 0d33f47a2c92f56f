"""A check that a page is the requested one, if it repeats the request's token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, unquote_plus

import jmespath

from querykit.errors import ForeignResponseError

__all__ = ["check_echoes"]

# What AWS may write in another way than it came, such as a domain with a dot at its end.
_NAMES_OF_THINGS = ("DNSName", "HostedZoneId")


def check_echoes(
    method: Callable[..., dict[str, Any]], paths: Mapping[str, str]
) -> Callable[..., dict[str, Any]]:
    """Return a client's method that raises ForeignResponseError for the page of another token.

    A cache between here and AWS may return a page that it has: those between would be missing.

    paths: by parameter, the field of a page that repeats what was sent.
    """
    echoes = {
        name: jmespath.compile(path) for name, path in paths.items() if name not in _NAMES_OF_THINGS
    }
    if not echoes:
        return method

    def call(**parameters: Any) -> dict[str, Any]:
        page = method(**parameters)
        for name, echo in echoes.items():
            sent, returned = parameters.get(name), echo.search(page)
            if sent and returned and not _is_same(sent, returned):
                raise ForeignResponseError(
                    f"the response does not belong to the request: its {echo.expression} is "
                    f"{returned!r}, but {sent!r} was sent",
                    hint="look for a proxy or a cache between here and the endpoint",
                )
        return page

    return call


def _is_same(sent: Any, returned: Any) -> bool:
    # S3 encodes keys on request, and botocore decodes some of them.
    texts = (str(sent).strip(), str(returned).strip())
    return any(texts[0] == read(texts[1]) for read in (str, unquote, unquote_plus)) or (
        texts[1] in (unquote(texts[0]), unquote_plus(texts[0]))
    )
