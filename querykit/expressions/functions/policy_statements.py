"""The statements of a policy document in one form, each with the same fields.

A policy is an object or a JSON string, which may be URL-encoded as in IAM or have escaped quotes as
in API Gateway. Every statement has

- ``Sid`` and ``Effect``: strings; null if missing,
- ``Action``, ``NotAction``, ``Resource``, ``NotResource``: lists; empty if missing,
- ``Principal``, ``NotPrincipal``: objects of lists; empty if missing. ``"*"`` is
  ``{"AWS": ["*"]}``, which means the same,
- ``Condition``: the object as it is; empty if missing,

and everything else that is in it. The case of field names does not matter.

Returns an empty list for null and an empty string. Anything else that is not a policy is an error,
and so is an object without ``Statement``.

Examples:

    policy_statements('{"Statement": {"Action": "s3:*", "Principal": "*"}}')[].[Action, Principal]
        -> [[["s3:*"], {"AWS": ["*"]}]]
    policy_statements(`{"Statement": [{"NotAction": "iam:*"}]}`)[0].[Sid, Action, NotAction]
        -> [null, [], ["iam:*"]]
    policy_statements('%7B%22Statement%22%3A%5B%5D%7D')     ->  []
    policy_statements(`null`)                               ->  []
    policy_statements('none')
        -> error: argument 1 (policy) of policy_statements() is not a policy document: it is not
           JSON
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.types.types import ANYTHING, STRING, List, Map, Null, Record, String, nullable
from querykit.types.words import phrase_value

__all__ = ["SIGNATURE", "call"]

_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_PRINCIPALS = ("Principal", "NotPrincipal")
_MEMBERS = {name.lower(): name for name in ("Sid", "Effect", *_PRINCIPALS, *_LISTS, "Condition")}


def call(policy: dict[str, Any] | str | None) -> list[dict[str, Any]]:
    """Return the statements of a policy document in one form, each with the same fields."""
    document = _read(policy.strip()) if isinstance(policy, str) else policy
    if document is None:
        return []
    if not isinstance(document, dict):
        raise _none(f"it is {phrase_value(document)}")
    found = [value for name, value in document.items() if name.lower() == "statement"]
    if len(found) != 1:
        raise _none("it has no Statement" if not found else "it has Statement twice")
    statements = _listed(found[0])
    for number, statement in enumerate(statements, 1):
        if not isinstance(statement, dict):
            raise _none(f"statement {number} is {phrase_value(statement)}")
    return [_normal(statement) for statement in statements]


def _read(text: str) -> Any:
    if not text:
        return None
    if text.startswith("%"):
        text = unquote(text)
    if text.startswith('{\\"'):
        text = f'"{text}"'
    try:
        document = json.loads(text)
        return json.loads(document) if isinstance(document, str) else document
    except ValueError:
        raise _none("it is not JSON") from None


def _none(why: str) -> ArgumentError:
    return ArgumentError("policy", f"is not a policy document: {why}")


def _normal(statement: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for name, value in statement.items():
        known = _MEMBERS.get(name.lower(), name)
        if known in named:
            raise _none(f"a statement has {known} twice")
        named[known] = value
    normal: dict[str, Any] = {name: named.pop(name, None) for name in ("Sid", "Effect")}
    for name in _LISTS:
        normal[name] = _listed(named.pop(name, None))
    for name in _PRINCIPALS:
        normal[name] = _principals(named.pop(name, None))
    condition = named.pop("Condition", None)
    return {**normal, "Condition": {} if condition is None else condition, **named}


def _principals(principal: Any) -> dict[str, list[Any]]:
    if isinstance(principal, dict):
        return {kind: _listed(found) for kind, found in principal.items()}
    found = _listed(principal)
    return {"AWS": found} if found else {}


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


_TEXTS = List(STRING)
_NAMED = nullable(_TEXTS, Null("a statement has the kinds of principals that it names"))
_EFFECT = String(("Allow", "Deny"))
_STATEMENT = Record(
    (
        ("Sid", nullable(STRING)),
        ("Effect", nullable(_EFFECT)),
        *((name, _TEXTS) for name in _LISTS),
        *((name, Map(_NAMED)) for name in _PRINCIPALS),
        ("Condition", Map(ANYTHING)),
    ),
    open="a statement of a policy",
)

SIGNATURE = Signature(
    (Parameter("policy", "object or string or null", check=call),),
    "list of {Sid: string or null, Effect: string or null, Action: list of string,"
    " NotAction: list of string, Resource: list of string, NotResource: list of string,"
    " Principal: map of list of string, NotPrincipal: map of list of string, Condition: object}",
    derive=lambda *_: List(_STATEMENT),
)
