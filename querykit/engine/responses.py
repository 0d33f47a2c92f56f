"""A check that a response is the operation's, by what the operation's model says of it.

A proxy, a captive portal or a broken gateway sends its own page with the status of a success, and
botocore makes an empty page of it. Only a response that has the operation's root element (XML), or
a field of its output (JSON, CBOR), is taken for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from querykit.services.expected import (
    CONTAINERS,
    ExpectedResponse,
    service_containers,
    service_roots,
)

__all__ = ["ABSENT", "Problem", "local_name", "problem", "problem_of_head"]

ABSENT: Any = object()
"""The root of a response without a body."""

_NO_CONTENT, _PARTIAL_CONTENT = 204, 206
# 203 is a proxy's copy, 207 a list of several statuses, 206 and 226 a part of the content.
_SUCCESSES = frozenset({200, 201, 202, _NO_CONTENT})
_REQUEST_IDS = ("x-amzn-requestid", "x-amz-request-id", "x-amz-requestid", "x-amzn-request-id")
_ERROR_ROOTS = frozenset({"Error", "ErrorResponse", "Errors", "Fault", "Envelope", "Response"})
_METADATA = frozenset({"requestId", "RequestId", "RequestID", "ResponseMetadata"})
_CODES = ("code", "Code", "errorCode", "errorType")
_MESSAGES = ("message", "Message", "errorMessage")
_OF_ERRORS = frozenset(
    {"code", "error", "errorcode", "errormessage", "errortype", "message", "stacktrace"}
)
_NAMES: Mapping[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}


@dataclass(frozen=True)
class Problem:
    """The reason why a response is not the operation's.

    code: of the error document that it is, if it is one.
    believable: whether it may be true all the same: an empty object with the service's headers.
    """

    what: str
    code: str | None = None
    believable: bool = False


def problem(
    expected: ExpectedResponse, status: int, headers: Mapping[str, str], root: Any
) -> Problem | None:
    """Return why this is not a response of the operation; None if it is one.

    status: of HTTP, below 301.
    headers: with lower-case names, or in a mapping that does not distinguish case.
    root: what the body contains: the parsed JSON or CBOR, the root element of the XML (any object
        with ``tag``, ``text``, ``iter()`` and children), or ABSENT without a body.

    An empty object is always a problem if the operation has fields; a ``believable`` one is the
    caller's to judge, who knows what was requested.
    """
    head = problem_of_head(expected, status, headers)
    if head is not None:
        return head
    if root is ABSENT:
        return _problem_without_body(expected, status, headers)
    if not (expected.is_json or expected.is_cbor):
        return _problem_of_document(expected, root)
    if expected.is_document or (root is None and not expected.fields):
        return None
    if not isinstance(root, dict):
        return Problem(f"its body is {_kind(root)}, not an object")
    return _problem_of_object(expected, headers, root)


def problem_of_head(
    expected: ExpectedResponse, status: int, headers: Mapping[str, str]
) -> Problem | None:
    """Return why a response with this status and these headers is not the operation's; else
    None.
    """
    kind = headers.get("x-amzn-errortype")
    if kind:
        return _error(_error_code(kind), "")
    if status in _SUCCESSES or status == expected.operation.http.get("responseCode"):
        return None
    if status == _PARTIAL_CONTENT and expected.has_content_range:
        return None
    return Problem(f"{expected.operation.name} does not return the status {status}")


def _problem_without_body(
    expected: ExpectedResponse, status: int, headers: Mapping[str, str]
) -> Problem | None:
    http = expected.operation.http
    needs_root = expected.protocol in ("ec2", "query")
    if http.get("method") == "HEAD" or not (expected.fields or needs_root):
        return None
    if status == _NO_CONTENT == http.get("responseCode") and _has_request_id(headers):
        return None
    return Problem("its body is empty")


def _problem_of_object(
    expected: ExpectedResponse, headers: Mapping[str, str], root: Mapping[str, Any]
) -> Problem | None:
    found = [name for name in expected.fields if name in root]
    if "__type" in root and "__type" not in found:
        # An output may name itself, as an error does.
        name = _error_code(root["__type"])
        if not found or name not in expected.type_names:
            return _error(name, _first(root, _MESSAGES))
    wrong = next(_wrong_types(expected, root, found), None) or _misspelled(expected, root)
    if wrong is not None or not expected.telling_fields.isdisjoint(found):
        return wrong
    if not expected.fields:
        return _error_in_object(root)
    return _problem_of_evidence(expected, headers, root, found)


def _wrong_types(
    expected: ExpectedResponse, root: Mapping[str, Any], found: list[str]
) -> Iterator[Problem]:
    for name in found:
        shape, value = expected.fields[name], root[name]
        wanted = str if name in expected.tokens else CONTAINERS.get(shape.type_name)
        if wanted is None or value is None or getattr(shape, "is_document_type", False):
            continue
        if not isinstance(value, wanted):
            yield Problem(f"its field {name} is {_kind(value)}, not {_NAMES[wanted]}")


def _misspelled(expected: ExpectedResponse, root: Mapping[str, Any]) -> Problem | None:
    """Return the problem of a token or a list in another case, which nothing would read."""
    if len(root) == len(expected.fields.keys() & root.keys()):
        return None
    folded = {name.lower(): name for name in expected.paging_fields - root.keys()}
    for name, value in root.items():
        meant = folded.get(name.lower())
        if meant and value and name not in expected.fields:
            return Problem(f"its field {name} should be {meant}")
    return None


def _problem_of_evidence(
    expected: ExpectedResponse,
    headers: Mapping[str, str],
    root: Mapping[str, Any],
    found: list[str],
) -> Problem | None:
    """Return the problem of an object without a field that identifies it: then its headers must.

    Many operations have a field ``message``. A body with such fields only is an error, unless the
    model has all of them and requires no other.
    """
    is_own = _has_own_headers(expected, headers)
    missing = [name for name in expected.required if name not in root]
    if found and is_own:
        errors = {name for name in root if name.lower() in _OF_ERRORS}
        tells = not errors.issuperset(found) or (not missing and errors.issubset(found))
        if tells and not _has_fields_of_another(expected, root):
            return None
    if root:
        what = f"its body has no field that is specific to {expected.operation.name}"
        return _error_in_object(root) or Problem(what)
    if missing:
        return Problem(f"its body is an empty object, and {missing[0]} is required")
    if not is_own:
        return Problem("its body is an empty object, and it does not have AWS's headers")
    return Problem("its body is an empty object", believable=True)


def _has_fields_of_another(expected: ExpectedResponse, root: Mapping[str, Any]) -> bool:
    """Return whether it has what another operation of the service returns."""
    unknown = [name for name in root if name not in expected.fields]
    service = expected.operation.service_model
    return bool(unknown) and not service_containers(service).isdisjoint(unknown)


def _has_own_headers(expected: ExpectedResponse, headers: Mapping[str, str]) -> bool:
    """Return whether the response has the headers that AWS sends, and a proxy does not."""
    kind = headers.get("content-type", "").lower()
    return _has_request_id(headers) and ("cbor" if expected.is_cbor else "json") in kind


def _has_request_id(headers: Mapping[str, str]) -> bool:
    return any(name in headers for name in _REQUEST_IDS)


def _problem_of_document(expected: ExpectedResponse, root: Element) -> Problem | None:
    tag = local_name(root)
    children = {local_name(child) for child in root}
    if tag in expected.roots:
        if expected.wrapper is None or expected.wrapper in children:
            return _problem_of_token(expected, root)
        return Problem(f"its <{tag}> has no <{expected.wrapper}>")
    if tag in _ERROR_ROOTS:
        return _error_in_document(root)
    if _is_like(expected, tag, children - _METADATA):
        return None
    names = " or ".join(f"<{name}>" for name in sorted(expected.roots))
    return Problem(f"its root element is <{tag}>, not {names}")


def _problem_of_token(expected: ExpectedResponse, root: Element) -> Problem | None:
    """Return the problem of a token that has elements, where its string should be."""
    bodies = [child for child in root if local_name(child) == expected.wrapper] or [root]
    for field in bodies[0]:
        if len(field) and local_name(field) in expected.tokens:
            return Problem(f"its <{local_name(field)}> has elements, not a string")
    return None


def _is_like(expected: ExpectedResponse, tag: str, children: set[str]) -> bool:
    """Return whether all that is under a root of an unknown name is the operation's."""
    wrapper = {expected.wrapper} if expected.wrapper else set()
    if children.isdisjoint(expected.telling_fields | wrapper):
        return False
    is_own = children <= expected.fields.keys() | wrapper
    return is_own and tag not in service_roots(expected.operation.service_model)


def _error_code(name: Any) -> str:
    """Return the code in ``com.amazonaws.logs#InternalFailure:http://internal``."""
    return str(name).split(":", 1)[0].rsplit("#", 1)[-1]


def _error(code: str, message: str) -> Problem:
    named = ": ".join(filter(None, [code, " ".join(message.split())]))
    return Problem(f"it is an error: {named}" if named else "it is an error", code=code or None)


def _error_in_object(root: Mapping[str, Any]) -> Problem | None:
    code, message = _error_code(_first(root, _CODES)), _first(root, _MESSAGES)
    return _error(code, message) if code or message else None


def _error_in_document(root: Element) -> Problem:
    texts = {local_name(element).lower(): (element.text or "").strip() for element in root.iter()}
    code = texts.get("code") or texts.get("faultcode") or ""
    return _error(code, texts.get("message") or texts.get("faultstring") or "")


def _first(root: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = (root.get(name) for name in names)
    return next((str(each) for each in found if each and isinstance(each, (str, int))), "")


def local_name(element: Element) -> str:
    """Return the name of an element of XML without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _kind(value: Any) -> str:
    return _NAMES.get(type(value), "a value of another type")
