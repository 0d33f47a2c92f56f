"""Credentials that AWS calls expired before their own time are refreshed once."""

from __future__ import annotations

import stat
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest

from querykit import Bounds, Engine
from querykit.errors import CallError, IncompleteError, RejectedCredentialsError
from tests.wire import Request, Wire, page, refuse

LIST_USERS = "iam.list_users | Users[].UserName"
LATER = (datetime.now(timezone.utc) + timedelta(hours=5)).isoformat()
ANN = {"Users": [{"UserName": "ann"}]}
BOB = {"Users": [{"UserName": "bob"}]}
EXPIRED = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"]


def users(expired: set[str], code: str = "ExpiredToken") -> Any:
    """Two pages; the first set of credentials expires between them."""

    def answer(request: Request) -> Any:
        if request.token is None:
            return page(ANN, token="token-1", more=True)
        if request.access_key in expired:
            return refuse(code, "The security token included in the request is expired")
        return BOB

    return answer


@pytest.fixture
def process(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A profile whose process gives key-1, then key-2 ..., all of them valid for hours."""
    request.getfixturevalue("wire")  # whose environment has keys
    script = tmp_path / "credentials.py"
    script.write_text(
        f"#!{sys.executable}\n"
        "import json, pathlib\n"
        "counted = pathlib.Path(__file__).with_name('counted')\n"
        "count = int(counted.read_text()) + 1 if counted.exists() else 1\n"
        "counted.write_text(str(count))\n"
        "if count > 3: raise SystemExit('the session has ended')\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': f'key-{count}', 'SecretAccessKey': 's',"
        f" 'SessionToken': 't', 'Expiration': {LATER!r}}}))\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    _configure(tmp_path, monkeypatch, f"[default]\ncredential_process = {script}\n")
    return tmp_path / "counted"


def _configure(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (folder / "config").write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)


@pytest.mark.parametrize("code", EXPIRED)
def test_those_of_a_process_are_refreshed(wire: Wire, process: Path, code: str) -> None:
    wire.serve("iam.list_users", users({"key-1"}, code))
    result = Engine().run(LIST_USERS)
    assert result.to_list() == ["ann", "bob"]
    assert [request.access_key for request in wire.requests] == ["key-1", "key-1", "key-2"]
    assert (process.read_text(), result.retries) == ("2", 1)


@pytest.mark.usefixtures("process")
def test_once_for_each_page(wire: Wire) -> None:
    wire.serve("iam.list_users", users({"key-1", "key-2"}))
    result = Engine().run(LIST_USERS)
    with pytest.raises(IncompleteError) as raised:
        result.to_list()
    [outcome] = raised.value.outcomes
    assert type(outcome.error) is RejectedCredentialsError
    assert outcome.resume_token is not None
    assert "sign in again" in str(raised.value)
    assert [request.access_key for request in wire.requests] == ["key-1", "key-1", "key-2"]
    # Those that a later run refreshes continue.
    assert Engine().run(LIST_USERS, starting_token=outcome.resume_token).to_list() == ["bob"]


@pytest.mark.usefixtures("process")
def test_a_refresh_is_none_of_the_attempts(wire: Wire) -> None:
    expired = users({"key-1"})

    def answer(request: Request) -> Any:
        answered = expired(request)
        return refuse("Throttling", "slow down") if answered is BOB else answered

    wire.serve("iam.list_users", answer)
    with pytest.raises(IncompleteError, match="Throttling"):
        Engine(bounds=Bounds(max_attempts=1)).run(LIST_USERS).to_list()
    assert [request.access_key for request in wire.requests] == ["key-1", "key-1", "key-2"]


def test_a_refresh_that_fails_leaves_the_error_of_aws(
    wire: Wire, process: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    process.write_text("2")
    wire.serve("iam.list_users", users({"key-3"}))
    with pytest.raises(IncompleteError) as raised:
        Engine().run(LIST_USERS).to_list()
    [outcome] = raised.value.outcomes
    assert isinstance(outcome.error, CallError)
    assert outcome.error.code == "ExpiredToken"
    assert "Traceback" not in capfd.readouterr().err


def test_those_of_a_role_are_refreshed_past_the_cache(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(
        tmp_path,
        monkeypatch,
        "[profile base]\naws_access_key_id = base\naws_secret_access_key = s\n"
        "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\n"
        "region = us-east-1\n",
    )
    assumed: list[str] = []

    def assume(_: Request) -> Any:
        assumed.append(f"role-{len(assumed) + 1}")
        credentials = {
            "AccessKeyId": assumed[-1],
            "SecretAccessKey": "s",
            "SessionToken": "t",
            "Expiration": datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=1),
        }
        user = {"AssumedRoleId": "r:s", "Arn": "arn:aws:sts::123456789012:assumed-role/r/s"}
        return {"Credentials": credentials, "AssumedRoleUser": user}

    wire.serve("sts.assume_role", assume)
    wire.serve("iam.list_users", users({"role-1"}))
    assert Engine(profile="role").run(LIST_USERS).to_list() == ["ann", "bob"]
    assert assumed == ["role-1", "role-2"]


def test_those_that_cannot_be_refreshed_are_not_tried_again(wire: Wire) -> None:
    wire.serve("iam.list_users", users({"wire-access-key"}))
    with pytest.raises(IncompleteError, match="AWS returned ExpiredToken"):
        Engine(wire.session).run(LIST_USERS).to_list()
    assert len(wire.requests) == 2


@pytest.mark.parametrize("code", ["ExpiredNextTokenException", "ExpiredIteratorException"])
def test_a_page_that_has_expired_is_not_about_credentials(
    wire: Wire, process: Path, code: str
) -> None:
    wire.serve("iam.list_users", users({"key-1"}, code))
    with pytest.raises(IncompleteError) as raised:
        Engine().run(LIST_USERS).to_list()
    assert type(raised.value.outcomes[0].error) is not RejectedCredentialsError
    assert "sign in" not in str(raised.value)
    assert process.read_text() == "1"


def test_a_session_of_another_makes_its_own(wire: Wire, process: Path) -> None:
    session = boto3.Session(region_name="us-east-1")
    wire.serve("iam.list_users", users({"key-1"}))
    assert Engine(session).run(LIST_USERS).to_list() == ["ann", "bob"]
    frozen = session.get_credentials()
    assert frozen is not None
    assert frozen.access_key == "key-2"
    assert process.read_text() == "2"
