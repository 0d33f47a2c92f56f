"""What a run prints has no secret in it, whoever repeats the value, and wherever it is cut."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from urllib.parse import quote

import pytest

from querykit import Engine, Query, Variable
from querykit.cli._console import show_log
from querykit.errors import IncompleteError
from querykit.hiding import Secrets, hiding
from tests.wire import Wire, raw, refuse

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
