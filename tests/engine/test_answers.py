"""An answer that is none never looks like a page without rows."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.config import Config

from querykit import Engine
from querykit.errors import CallError, ForeignResponseError, IncompleteError
from tests.wire import Wire, raw

ONCE = Config(retries={"total_max_attempts": 1})
HTML = b"<html><head><title>Sign in</title></head><body>Sign in</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        HTML,
        b'<?xml version="1.0"?>\n<!DOCTYPE html><html></html>',
        b'{"logGroups": [{"logGroupNa',
        b'{"__type": "InternalFailure"}'.replace(b": ", b":"),
        b"<Response><Errors><Error><Code>Internal</Code></Error></Errors></Response>",
        b"<ErrorResponse><Error><Code>Internal</Code></Error></ErrorResponse>",
    ],
)
@pytest.mark.parametrize(
    ("question", "first", "row"),
    [
        (
            "logs.describe_log_groups | logGroups[].logGroupName",
            {"logGroups": [{"logGroupName": "a"}]},
            "a",
        ),
        (
            "lambda.list_functions | Functions[].FunctionName",
            {"Functions": [{"FunctionName": "a"}]},
            "a",
        ),
        ("ec2.describe_volumes | Volumes[].VolumeId", {"Volumes": [{"VolumeId": "a"}]}, "a"),
        ("iam.list_users | Users[].UserName", {"Users": [{"UserName": "a"}]}, "a"),
        (
            "s3.list_objects_v2 {Bucket: b} | Contents[].Key",
            {"Contents": [{"Key": "a"}]},
            "a",
        ),
    ],
)
def test_a_success_that_holds_no_answer_ends_incomplete(
    wire: Wire, question: str, first: dict[str, Any], row: str, body: bytes
) -> None:
    wire.serve(question.split(" ")[0], [first, raw(200, body)])
    result = Engine(wire.session, config=ONCE).run(question)
    rows: list[Any] = []
    with pytest.raises(IncompleteError) as raised:
        rows.extend(iter(lambda: next(result), object()))
    assert rows == [row]
    error = raised.value.outcomes[0].error
    # A body of S3 that is not XML is a 500 to botocore.
    known = CallError if question.startswith("s3.") else ForeignResponseError
    assert isinstance(error, known)


def test_an_answer_without_a_body_is_one_where_all_is_in_the_headers(wire: Wire) -> None:
    wire.serve("s3.head_object", [{"ContentLength": 5}])
    question = "s3.head_object {Bucket: b, Key: k} | ContentLength"
    assert Engine(wire.session).run(question).to_list() == [5]
