"""What a run prints has no secret in it, whoever repeats the value, and wherever it is cut."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

from querykit import Bounds, Engine, Query, Variable
from querykit.cli._console import show_log
from querykit.engine.failures import failure
from querykit.errors import IncompleteError
from querykit.redaction import Secrets, hiding
from tests.wire import Wire, raw, refuse
from tests.wire.sessions import wired_session

SECRET = 'tr0ub4dor&3 "corr\u00e9ct"/horse'
PARTS = [SECRET[at : at + 8] for at in range(len(SECRET) - 7)]
WRITTEN = {
    "as it is": SECRET,
    "json": json.dumps(SECRET),
    "url": quote(SECRET, safe=""),
    "base64": base64.b64encode(SECRET.encode()).decode(),
}


def _told(wire: Wire, expression: str = "Users[].UserName") -> str:
    query = Query(
        "iam",
        "list_users",
        {"PathPrefix": "$path"},
        expression,
        {"path": Variable("string", secret=True)},
    )
    engine = Engine(wire.session)
    with pytest.raises(IncompleteError) as raised:
        engine.run(query, {"path": SECRET}, check=False).to_list()
    told = "".join(traceback.format_exception(raised.value))
    return (
        told + repr(raised.value.outcomes) + repr(engine.plan(query, {"path": SECRET}, check=False))
    )


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("before", [0, 240, 268, 280, 290, 298])
def test_what_aws_repeats_is_hidden_before_it_is_cut(wire: Wire, name: str, before: int) -> None:
    message = "x" * before + " " + WRITTEN[name] + " is not a path" + "y" * 300
    wire.serve("iam.list_users", [refuse("ValidationError", message)])
    told = _told(wire)
    assert "ValidationError" in told
    assert not [part for part in (*PARTS, WRITTEN[name][:6], WRITTEN[name][-9:-1]) if part in told]


@pytest.mark.parametrize("before", [0, 40, 50, 60, 68])
def test_a_body_that_is_no_response_is_shown_without_it(wire: Wire, before: int) -> None:
    body = "<html>" + "x" * before + SECRET + "</html>"
    wire.serve("iam.list_users", [raw(200, body.encode(), {"Content-Type": "text/html"})])
    told = _told(wire)
    assert "html" in told
    assert not [part for part in (*PARTS, SECRET[:5]) if part in told]


def test_an_expression_that_fails_shows_no_value(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": []}])
    told = _told(wire, "length($path) && abs($path)")
    assert "abs()" in told
    assert not [part for part in (*PARTS, SECRET[:5]) if part in told]


def test_the_log_has_none_either(capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("querykit")
    try:
        show_log()
        with hiding(Secrets([SECRET])):
            log.debug("a request to %s", quote(SECRET))
    finally:
        for name in ("querykit", "botocore.retries", "botocore.credentials"):
            logging.getLogger(name).handlers.clear()
            logging.getLogger(name).setLevel(logging.NOTSET)
    assert "a request to ***\n" in capsys.readouterr().err


KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjE" + "Q7f/x+Zk9" * 30 + "=="
CANONICAL = (
    "The request signature we calculated does not match the signature you provided. "
    "The Canonical String for this request should have been\n'POST\n/\n\nhost:iam\n"
    "x-amz-security-token:{}\n\nhost;x-amz-security-token\ne3b0c44298fc'"
)


@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "InternalFailure", "AccessDenied"])
@pytest.mark.parametrize("written", [TOKEN, quote(TOKEN, safe=""), json.dumps(TOKEN), KEY])
def test_no_message_has_the_credentials_that_aws_repeats(
    wire: Wire, code: str, written: str
) -> None:
    session = wired_session(wire.endpoint_url)
    session._session.set_credentials("AKIAIOSFODNN7EXAMPLE", KEY, TOKEN)
    wire.serve("iam.list_users", [refuse(code, CANONICAL.format(written), status=500)] * 2)
    engine = Engine(session, bounds=Bounds(max_attempts=2, timeout=60))
    with pytest.raises(IncompleteError) as raised:
        engine.run("iam.list_users").to_list()
    (outcome,) = raised.value.outcomes
    told = "".join(traceback.format_exception(raised.value))
    told += "".join(traceback.format_exception(outcome.error))
    assert code in told
    for secret in (written, TOKEN, KEY):
        assert not [at for at in range(len(secret) - 7) if secret[at : at + 8] in told]


def test_the_token_of_the_credentials_that_a_role_is_assumed_with_is_hidden() -> None:
    message = CANONICAL.format(TOKEN)
    error = ClientError({"Error": {"Code": "SignatureDoesNotMatch", "Message": message}}, "X")
    assert "x-amz-security-token:*** " in str(failure(error))


def test_a_short_made_up_key_is_a_word_of_any_message(wire: Wire) -> None:
    session = wired_session(wire.endpoint_url)
    session._session.set_credentials("test", "test", "test")
    wire.serve("iam.list_users", [refuse("ValidationError", "a test failed")])
    with pytest.raises(IncompleteError, match="ValidationError: a test failed"):
        Engine(session).run("iam.list_users").to_list()
