"""Bodies of responses read strictly: all of the body, once, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from botocore.parsers import ResponseParserError

from querykit.engine.responses import ABSENT

__all__ = ["READERS", "UnreadableBodyError", "taken_over"]

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|title|meta)\b", re.IGNORECASE)
_LOOKED_AT = 500


class UnreadableBodyError(Exception):
    """A body cannot be read in its protocol; the message says why."""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_JSON = json.JSONDecoder(parse_constant=_refuse_constant)


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
    try:
        found = parser.parse_data_item(stream)
    except Exception as error:
        # What the parser raises over bytes that are something else has no common class.
        raise UnreadableBodyError(_why(body, "CBOR", error)) from error
    if stream.read(1):
        raise UnreadableBodyError("its body goes on after the object")
    return found


def _read_xml(parser: Any, body: bytes) -> Any:
    if not body.strip():
        return ABSENT
    try:
        return type(parser)._parse_xml_string_to_dom(parser, body)
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

_READING = {
    "json": "_parse_body_as_json",
    "rest-json": "_parse_body_as_json",
    "smithy-rpc-v2-cbor": "_initial_body_parse",
    "ec2": "_parse_xml_string_to_dom",
    "query": "_parse_xml_string_to_dom",
    "rest-xml": "_parse_xml_string_to_dom",
}


@contextmanager
def taken_over(parser: Any, protocol: str, root: Any) -> Iterator[None]:
    """Let a parser take a root that was read already, within a ``with``."""
    name = _READING[protocol]
    if not hasattr(parser, name):
        raise RuntimeError(f"this botocore has no {name} in its parser of {protocol}")
    setattr(parser, name, lambda _: root)
    try:
        yield
    finally:
        # The parser and what was put into it refer to each other: the root would wait for the
        # garbage collector.
        delattr(parser, name)
