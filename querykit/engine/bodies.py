"""Bodies of responses read strictly: all of the body, once, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, tostring

from botocore.parsers import ResponseParserError

from querykit.engine.botocore_private import (
    NAME_OF_ELEMENT,
    READ_BODY,
    element_handlers,
    parse_xml,
    read_pairs_with,
)
from querykit.engine.responses import ABSENT, local_name
from querykit.services.expected import ExpectedResponse

__all__ = ["READERS", "UnreadableBodyError", "taken_over"]

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|title|meta)\b", re.IGNORECASE)
_LOOKED_AT = 500


class UnreadableBodyError(Exception):
    """A body cannot be read in its protocol; the message says why."""


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON. Raises UnreadableBodyError for a field that has two values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        for name, value in pairs:
            if value != found[name]:
                raise _ambiguous(name)
    return found


def _ambiguous(name: Any) -> UnreadableBodyError:
    return UnreadableBodyError(f"its field {name} appears twice with different values")


_JSON = json.JSONDecoder(parse_constant=_reject_constant, object_pairs_hook=_object)


def _read_json(_: Any, body: bytes) -> Any:
    if not body:
        return ABSENT
    try:
        return _JSON.decode(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableBodyError(_why(body, "JSON", error)) from error


def _read_cbor(parser: Any, body: bytes) -> Any:
    if not body:
        return ABSENT
    stream = parser.get_peekable_stream_from_bytes(body)
    read_pairs_with(parser, _read_pair)
    try:
        found = parser.parse_data_item(stream)
    except UnreadableBodyError:
        raise
    except Exception as error:
        # What the parser raises over bytes that are something else has no common class.
        raise UnreadableBodyError(_why(body, "CBOR", error)) from error
    if stream.read(1):
        raise UnreadableBodyError("its body continues after the object")
    return found


def _read_pair(parser: Any, stream: Any, items: dict[Any, Any]) -> None:
    """Read a field of CBOR as botocore does, which omits null."""
    name, value = parser.parse_data_item(stream), parser.parse_data_item(stream)
    if name in items and items[name] != value:
        raise _ambiguous(name)
    if value is not None:
        items[name] = value


def _read_xml(parser: Any, body: bytes) -> Any:
    if not body.strip():
        return ABSENT
    try:
        return parse_xml(parser, body)
    except ResponseParserError as error:
        # Its own text has the whole body; what it was raised from has the place.
        raise UnreadableBodyError(_why(body, "XML", error.__context__ or "unknown")) from error


def _why(body: bytes, wanted: str, error: object) -> str:
    if _HTML.search(body[:_LOOKED_AT]):
        return "its body is HTML"
    return f"its body is not {wanted} ({error})"


READERS: dict[str, Callable[[Any, bytes], Any]] = {
    "json": _read_json,
    "rest-json": _read_json,
    "smithy-rpc-v2-cbor": _read_cbor,
    "ec2": _read_xml,
    "query": _read_xml,
    "rest-xml": _read_xml,
}
"""How a body is read, by protocol: a parser of botocore and the body in, the root or ABSENT out."""


def _read_once(parser: Any, expected: ExpectedResponse) -> dict[str, Any]:
    """Return what lets a parser of XML read one element a field, or raise UnreadableBodyError.

    botocore takes the first of several structures, takes several lists for the items of one, and
    returns several strings as elements. Of the elements that a list and another field share, such
    as the deprecated Event of S3, the other field has the first.
    """

    def reading(handle: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def read(shape: Any, node: Any) -> Any:
            if type(node) is list and not shape.serialization.get("flattened"):
                node = _one(node, expected)
            return handle(shape, node)

        return read

    # What local_name() takes is less than what botocore's regular expression took for each element.
    return {**element_handlers(parser, reading), NAME_OF_ELEMENT: local_name}


def _one(nodes: list[Element], expected: ExpectedResponse) -> Element:
    """Return the element of a field that comes several times, always the same."""
    name = local_name(nodes[0])
    if len({tostring(node).strip() for node in nodes}) > 1 and name not in expected.shared:
        raise _ambiguous(f"<{name}>")
    return nodes[0]


@contextmanager
def taken_over(parser: Any, expected: ExpectedResponse, root: Any) -> Iterator[None]:
    """Let a parser take a root that was read already, and read it strictly, within a ``with``."""
    name = READ_BODY[expected.protocol]
    if not hasattr(parser, name):
        what = f"its parser of {expected.protocol} has no {name}"
        raise RuntimeError(f"this version of botocore is not supported: {what}")
    is_xml = not (expected.is_json or expected.is_cbor)
    own = {name: lambda _: root, **(_read_once(parser, expected) if is_xml else {})}
    vars(parser).update(own)
    try:
        yield
    finally:
        # The parser and what was put into it refer to each other: the root would wait for the
        # garbage collector.
        for name in own:
            delattr(parser, name)
