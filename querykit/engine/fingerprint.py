"""The fingerprint of a query in its starting tokens: it shows what differs, but no values."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from querykit.engine.cursor import Cursor, decode
from querykit.errors import QueryError
from querykit.expressions import compile
from querykit.expressions.unparser import unparse
from querykit.services.operation import Operation
from querykit.services.pagination.paging import several

if TYPE_CHECKING:
    from querykit.engine.request import Request

__all__ = ["beginning", "fingerprint"]

# A secret may be short, so that trying all of them must take long.
_ROUNDS = 200_000
_BYTES = 6


def fingerprint(
    request: Request, target: Operation, region: str | None, salt: str | None = None
) -> dict[str, Any]:
    """Return the parts of a request that decide its rows: names as they are, values as hashes.

    A value that contains a secret is hashed slowly, with a salt that the fingerprint has too. The
    size of a page does not affect the rows, except if the caller numbers the pages.
    """
    hashes = _Hashes(request.secrets, salt)
    paging = target.paging
    parameters = {
        name: hashes.of(value)
        for name, value in request.parameters.items()
        if name != paging.limit_key
    }
    found: dict[str, Any] = {
        "operation": f"{target.service}.{target.method}",
        "region": region,
        "parameters": parameters,
        "expression": hashes.of(unparse(compile(request.expression).tree)),
        "variables": {
            name: hashes.of([request.types.get(name), value])
            for name, value in request.values.items()
        },
        "mode": request.mode if request.mode != "whole" else None,
        "flatten": request.flatten if request.flatten != "one" else None,
    }
    if paging.counts_from is not None and paging.limit_key is not None:
        own = request.parameters.get(paging.limit_key)
        found["page_size"] = request.pagination.page_size or own
    found["salt"] = hashes.salt
    return {name: part for name, part in found.items() if part}


def beginning(request: Request, target: Operation, region: str | None) -> Cursor | None:
    """Return the cursor where a request begins; None for its first page.

    Raises QueryError, naming what differs, for a starting token of another query, and for one that
    is damaged.
    """
    token = request.pagination.starting_token
    if token is None:
        return None
    configuration = target.paging.configuration
    names, keys = several(configuration["input_token"]), several(configuration["result_key"])
    cursor = decode(token, names, keys)
    if cursor.query is not None:
        asked = fingerprint(request, target, region, cursor.query.get("salt"))
        _reject([*_differences(cursor.query, asked)])
    return cursor


def _reject(differing: list[str]) -> None:
    if not differing:
        return
    *others, last = differing
    told = f"{', '.join(others)} and {last}" if others else last
    what = f"the starting token belongs to another query, which differs in {told}"
    raise QueryError(what, hint="resume that query, or start this one without the token")


def _differences(token: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[str]:
    for name in ("operation", "region"):
        if token.get(name) != asked.get(name):
            yield f"the {name} ({token.get(name)})"
            if name == "operation":
                return
    for name, noun, sign in (("parameters", "parameter", ""), ("variables", "variable", "$")):
        theirs, ours = token.get(name, {}), asked.get(name, {})
        for each in sorted({*theirs, *ours}):
            if theirs.get(each) != ours.get(each):
                yield f"the {noun} {sign}{each}"
    if token.get("expression") != asked.get("expression"):
        yield "the expression"
    for name, default in (("mode", "whole"), ("flatten", "one")):
        if token.get(name) != asked.get(name):
            yield f"{name} ({token.get(name, default)})"
    if token.get("page_size") != asked.get("page_size"):
        yield f"the page size ({token.get('page_size')})"


class _Hashes:
    """Hashes of values, which cannot be turned back; slow ones where a secret is inside."""

    def __init__(self, hidden: tuple[str, ...], salt: str | None) -> None:
        # As they are, and as they are written in JSON.
        self._hidden = [json.dumps(text)[1:-1] for text in hidden if text]
        self.salt = salt or (secrets.token_hex(8) if self._hidden else None)

    def of(self, value: Any) -> str:
        text = json.dumps(value, sort_keys=True, default=repr)
        salt = (self.salt or "").encode()
        if any(secret in text for secret in self._hidden):
            return hashlib.pbkdf2_hmac("sha256", text.encode(), salt, _ROUNDS, _BYTES).hex()
        return hashlib.blake2b(text.encode(), digest_size=_BYTES).hexdigest()
