"""What goes wrong has its own message, the rows so far, and never the look of a whole result."""

from __future__ import annotations

import os
import pickle
import socket
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore import exceptions as boto
from botocore.config import Config
from botocore.exceptions import CredentialRetrievalError, EndpointConnectionError

from querykit import Engine, Query, Result, Variable
from querykit.engine.failures import failure
from querykit.engine.regions import check_region
from querykit.errors import (
    AccessDeniedError,
    CallError,
    ConfigurationError,
    CredentialsError,
    EvaluationError,
    ForeignResponseError,
    IncompleteError,
    QueryError,
    QuerykitError,
    RejectedCredentialsError,
    ThrottledError,
    TruncatedError,
    UnreachableError,
    VariableError,
)
from tests.wire import Wire, once, raw, refuse, reset

ONCE = Config(retries={"total_max_attempts": 1})
LIST_USERS = "iam.list_users | Users[].UserName"


@pytest.fixture
def no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine on which nothing of AWS is set."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path


def _ended(result: Result) -> tuple[list[Any], CallError, str]:
    """The rows that came, the error of the one call, and the whole message."""
    rows: list[Any] = []
    with pytest.raises(IncompleteError) as raised:
        rows.extend(iter(lambda: next(result), object()))
    [outcome] = raised.value.outcomes
    assert outcome.status == "failed"
    assert isinstance(outcome.error, CallError)
    assert result.outcomes == (outcome,)
    return rows, outcome.error, str(raised.value)


def test_a_refusal_in_the_middle_keeps_the_rows_and_says_from_where_to_go_on(wire: Wire) -> None:
    wire.serve(
        "iam.list_users",
        [
            {"Users": [{"UserName": "ann"}]},
            once(refuse("AccessDenied", "no such luck"), then={"Users": [{"UserName": "bob"}]}),
        ],
    )
    engine = Engine(wire.session)
    result = engine.run(LIST_USERS)
    rows, error, message = _ended(result)
    assert rows == ["ann"]
    assert type(error) is AccessDeniedError
    assert message == (
        "error: incomplete result: iam.ListUsers in us-east-1 failed after 1 page and 1 row: "
        "AWS returned AccessDenied: no such luck\n"
        "  the credentials need permission for ListUsers; to see whose they are, run "
        "querykit run sts/identity"
    )
    assert engine.run(LIST_USERS, starting_token=result.resume_token).to_list() == ["bob"]


@pytest.mark.parametrize(
    ("code", "kind", "hint"),
    [
        ("AccessDenied", AccessDeniedError, "need permission"),
        ("UnauthorizedOperation", AccessDeniedError, "need permission"),
        ("ExpiredToken", RejectedCredentialsError, "sign in again"),
        ("ExpiredTokenException", RejectedCredentialsError, "sign in again"),
        ("RequestExpired", RejectedCredentialsError, "sign in again"),
        ("InvalidClientTokenId", RejectedCredentialsError, "the clock is right"),
        ("SignatureDoesNotMatch", RejectedCredentialsError, "the clock is right"),
        ("AuthFailure", RejectedCredentialsError, "the clock is right"),
        ("Throttling", ThrottledError, "--max-attempts"),
        ("RequestLimitExceeded", ThrottledError, "--max-attempts"),
        ("ValidationError", CallError, ""),
    ],
)
def test_what_aws_refuses_is_told_apart_by_its_code(
    wire: Wire, code: str, kind: type[CallError], hint: str
) -> None:
    wire.serve("ec2.describe_instances", [refuse(code, "the message", status=400)])
    result = Engine(wire.session, config=ONCE).run("ec2.describe_instances")
    rows, error, message = _ended(result)
    assert (rows, type(error), error.code) == ([], kind, code)
    assert f"AWS returned {code}: the message" in message
    assert hint in message


def test_a_message_that_is_a_page_of_its_own_is_cut(wire: Wire) -> None:
    wire.serve("ec2.describe_instances", [refuse("Odd", "<p>word</p> " * 200, status=400)])
    _, _, message = _ended(Engine(wire.session, config=ONCE).run("ec2.describe_instances"))
    assert "AWS returned Odd: <p>word</p> <p>word</p>" in message
    assert len(message) < 500


def test_an_error_of_the_server_that_stays_ends_incomplete(wire: Wire) -> None:
    wire.serve(
        "logs.describe_log_groups",
        [{"logGroups": [{"logGroupName": "a"}]}, refuse("InternalFailure", "", status=500)],
    )
    engine = Engine(wire.session, config=ONCE)
    rows, error, _ = _ended(engine.run("logs.describe_log_groups | logGroups[].logGroupName"))
    assert (rows, error.code) == (["a"], "InternalFailure")


def test_an_error_of_the_server_that_passes_is_not_noticed(wire: Wire) -> None:
    second = {"logGroups": [{"logGroupName": "b"}]}
    wire.serve(
        "logs.describe_log_groups",
        [
            {"logGroups": [{"logGroupName": "a"}]},
            once(refuse("InternalFailure", "", status=500), then=second),
        ],
    )
    engine = Engine(wire.session)
    assert engine.run("logs.describe_log_groups | logGroups[].logGroupName").to_list() == ["a", "b"]


def test_a_connection_that_breaks_ends_incomplete(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": [{"UserName": "ann"}]}, reset()])
    rows, error, _ = _ended(Engine(wire.session, config=ONCE).run(LIST_USERS))
    assert (rows, type(error)) == (["ann"], UnreachableError)


def test_an_answer_that_cannot_be_parsed_ends_incomplete(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": [{"UserName": "ann"}]}, raw(200, b"<a><b>")])
    rows, error, message = _ended(Engine(wire.session, config=ONCE).run(LIST_USERS))
    assert (rows, type(error)) == (["ann"], ForeignResponseError)
    assert (
        "the response does not belong to ListUsers: its body is not XML (no element found"
        in message
    )


@pytest.mark.usefixtures("no_aws")
def test_an_endpoint_where_nobody_listens_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    session = boto3.Session("key", "secret", region_name="us-east-1")
    engine = Engine(session, endpoint_url=url, config=ONCE)
    _, error, message = _ended(engine.run(LIST_USERS))
    assert type(error) is UnreachableError
    assert url in message
    assert message.endswith("\n  check that the endpoint URL is right and that the network is up")


def test_an_endpoint_of_aws_that_is_not_reached_may_be_in_no_such_region() -> None:
    url = "https://timestream.eu-north-1.amazonaws.com"
    error = EndpointConnectionError(endpoint_url=url)
    assert str(failure(error, region="eu-north-1")) == (
        f'error: Could not connect to the endpoint URL: "{url}"\n'
        "  check that the service exists in 'eu-north-1' and that the network is up"
    )


URL = "https://localhost:1"


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (
            boto.SSLError(endpoint_url=URL, error=OSError("untrusted")),
            UnreachableError,
            f"SSL validation failed for {URL} untrusted\n"
            "  if there is a proxy, set AWS_CA_BUNDLE to its CA certificates",
        ),
        (
            boto.ReadTimeoutError(endpoint_url=URL),
            UnreachableError,
            f'Read timeout on endpoint URL: "{URL}"\n  check the network and the endpoint',
        ),
        (
            boto.EndpointConnectionError(endpoint_url=URL),
            UnreachableError,
            f'Could not connect to the endpoint URL: "{URL}"\n'
            "  check that the endpoint URL is right and that the network is up",
        ),
        (
            boto.NoRegionError(),
            ConfigurationError,
            "no region is set\n  pass --region (or Engine(region=...)), set AWS_REGION, or set a "
            "region in the profile",
        ),
        (
            boto.InvalidRegionError(region_name="here"),
            ConfigurationError,
            "'here' is not a valid region\n  use a name such as us-east-1",
        ),
        (
            boto.NoCredentialsError(),
            CredentialsError,
            "no credentials found\n  pass --profile, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or try "
            "--demo, which needs none",
        ),
        (
            boto.UnauthorizedSSOTokenError(),
            CredentialsError,
            "the credentials cannot be loaded: The SSO session associated with this profile has "
            "expired or is otherwise invalid. To refresh this SSO session run aws sso login with "
            "the corresponding profile\n  sign in again: aws sso login",
        ),
        (
            boto.PaginationError(message="The same next token was received twice: x."),
            TruncatedError,
            "The same next token was received twice: x",
        ),
        (boto.DataNotFoundError(data_path="x"), CallError, "Unable to load data for: x"),
        (
            boto.ClientError({}, "ListUsers"),
            CallError,
            "AWS returned an error without a code: no message",
        ),
        (
            boto.ClientError({"Error": {"Code": "ExpiredToken", "Message": "a\n b"}}, "ListUsers"),
            RejectedCredentialsError,
            "AWS returned ExpiredToken: a b\n  the credentials have expired: sign in again (aws "
            "sso login) or refresh them",
        ),
        (
            boto.ClientError({"Error": {"Code": "AuthFailure", "Message": "a"}}, "ListUsers"),
            RejectedCredentialsError,
            "AWS returned AuthFailure: a\n  check that the credentials are for this account and "
            "partition, and that the clock is right",
        ),
        (
            boto.ClientError({"Error": {"Code": "Throttling", "Message": "a"}}, "ListUsers"),
            ThrottledError,
            "AWS returned Throttling: a\n  pass --max-attempts 10 to retry longer, or a larger "
            "--page-size for fewer calls",
        ),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else "",
)
def test_each_failure_has_its_kind_its_reason_and_its_fix(
    error: Exception, kind: type[QuerykitError], message: str
) -> None:
    found = failure(error, region="here")
    assert (type(found), str(found)) == (kind, f"error: {message}")


def test_an_expression_that_a_page_does_not_suit_ends_incomplete(wire: Wire) -> None:
    wire.serve("ec2.describe_volumes", [{"Volumes": [{"Size": 8}]}])
    result = Engine(wire.session).run("ec2.describe_volumes | Volumes[?Size > '5']", check=False)
    rows, error, message = _ended(result)
    assert (rows, type(error)) == ([], EvaluationError)
    assert "the expression compares a number with a string" in message
    assert "write `5` for a number, '5' for a string" in message


@pytest.mark.usefixtures("no_aws")
def test_no_credentials_is_told_before_any_row() -> None:
    result = Engine(region="us-east-1").run(LIST_USERS)
    for _ in range(2):  # asked again, it does not look like an end
        with pytest.raises(CredentialsError, match=r"no credentials found\n  pass --profile"):
            next(result)


def test_credentials_that_run_out_in_the_middle_end_incomplete(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": [{"UserName": "ann"}]}, {"Users": []}])
    engine = Engine(wire.session)
    result = engine.run(LIST_USERS)
    assert next(result) == "ann"

    def gone(**_: object) -> None:
        raise CredentialRetrievalError(provider="sso", error_msg="the token is gone")

    # botocore signs each request, and asks for the credentials then.
    engine._clients.client("iam").meta.events.register("before-sign", gone)
    rows, error, message = _ended(result)
    assert (rows, type(error)) == ([], RejectedCredentialsError)
    assert "the token is gone" in message
    assert "sign in again: aws sso login" in message


@pytest.mark.usefixtures("no_aws")
def test_no_region_is_told_before_any_row() -> None:
    session = boto3.Session("key", "secret")
    with pytest.raises(ConfigurationError, match=r"no region is set\n  pass --region"):
        next(Engine(session).run("ec2.describe_instances"))


@pytest.mark.usefixtures("no_aws")
def test_a_region_that_is_none_is_told() -> None:
    session = boto3.Session("key", "secret")
    message = r"error: there is no region 'not a region'\n  use a name such as us-east-1$"
    with pytest.raises(ConfigurationError, match=message):
        next(Engine(session, region="not a region").run("ec2.describe_instances"))


@pytest.mark.parametrize("region", ["us-gov-west-1-fips", "aws-global-fips", "api-eu-west-1"])
@pytest.mark.usefixtures("no_aws")
def test_a_region_that_only_some_services_have_is_one(region: str) -> None:
    check_region(region)
    with pytest.raises(ConfigurationError, match=f"there is no region '{region}x'"):
        check_region(f"{region}x")


@pytest.mark.usefixtures("no_aws")
def test_with_an_endpoint_of_ones_own_a_region_has_any_name() -> None:
    check_region("us-esat-1", "http://localhost:1")
    with pytest.raises(ConfigurationError, match="did you mean 'us-east-1'"):
        check_region("us-esat-1")


def test_with_an_endpoint_in_the_environment_a_region_may_resemble_none(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": []}])
    assert Engine(wire.session, region="here").run(LIST_USERS).to_list() == []
    with pytest.raises(ConfigurationError, match="did you mean 'us-east-1'"):
        Engine(wire.session, region="us-esat-1").run(LIST_USERS).to_list()


@pytest.mark.usefixtures("no_aws")
def test_an_endpoint_that_is_no_url_is_told() -> None:
    session = boto3.Session("key", "secret", region_name="us-east-1")
    with pytest.raises(ConfigurationError, match="the endpoint URL 'nonsense' does not begin with"):
        next(Engine(session, endpoint_url="nonsense").run(LIST_USERS))


def test_an_unknown_profile_is_told_with_the_nearest(no_aws: Path) -> None:
    (no_aws / "config").write_text("[profile production]\nregion = eu-west-1\n")
    with pytest.raises(ConfigurationError) as raised:
        Engine(profile="prodution")
    assert str(raised.value) == (
        "error: profile 'prodution' not found\n  did you mean 'production'?"
    )


@pytest.mark.parametrize(
    ("given", "environment", "region"),
    [
        ("ap-south-1", {"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"}, "ap-south-1"),
        (None, {"AWS_REGION": "sa-east-1", "AWS_DEFAULT_REGION": "b"}, "sa-east-1"),
        (None, {"AWS_DEFAULT_REGION": "ca-west-1"}, "ca-west-1"),
        (None, {}, "eu-west-1"),
        (None, {"AWS_REGION": ""}, "eu-west-1"),
    ],
)
def test_the_region_is_taken_in_the_order_of_the_aws_cli(
    no_aws: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: str | None,
    environment: dict[str, str],
    region: str,
) -> None:
    (no_aws / "config").write_text("[profile p]\nregion = eu-west-1\n")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Engine(profile="p", region=given).region == region


@pytest.mark.usefixtures("no_aws")
def test_a_session_that_is_given_keeps_its_own_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "sa-east-1")
    assert Engine(boto3.Session(region_name="eu-west-1")).region == "eu-west-1"
    assert Engine(boto3.Session()).region == "sa-east-1"


def test_a_session_that_is_given_stays_as_it_is(wire: Wire) -> None:
    created = "2026-11-20T12:00:00+00:00"
    from datetime import datetime

    user = {"UserName": "ann", "CreateDate": datetime.fromisoformat(created)}
    wire.serve("iam.list_users", [{"Users": [user]}])
    assert Engine(wire.session).run("iam.list_users | Users[].CreateDate").to_list() == [created]
    stock = wire.session.client("iam", endpoint_url=wire.endpoint_url).list_users()
    assert stock["Users"][0]["CreateDate"] == user["CreateDate"]


def test_all_mistakes_of_a_query_are_told_at_once() -> None:
    engine = Engine(boto3.Session("key", "secret", region_name="us-east-1"))
    query = Query("ec2", "describe_instnces", {"Filters": "$stat"}, "Reservations[]")
    with pytest.raises(QuerykitError) as raised:
        engine.run(query, {"limt": 1})
    message = str(raised.value)
    assert "ec2 has no operation 'describe_instnces'" in message
    assert "did you mean 'describe_instances'" in message
    assert "undeclared variable 'stat'" in message
    assert "the query has no variable 'limt'" in message


def test_all_parameters_that_do_not_fit_are_told_at_once() -> None:
    engine = Engine(boto3.Session("key", "secret", region_name="us-east-1"))
    with pytest.raises(QueryError) as raised:
        engine.run(
            "ec2.describe_instances {Filterz: [], MaxResults: many, Filters: [{Nam: x, Values: y}]}"
        )
    message = str(raised.value)
    assert "the operation has no parameter 'Filterz'" in message
    assert "<query>:1:50: error[parameter-type]: MaxResults cannot be the string 'many'" in message
    assert "Filters[0] has no parameter 'Nam'" in message
    assert "Filters[0].Values cannot be the string 'y'" in message


def test_a_secret_is_in_no_message(wire: Wire) -> None:
    secret = "s3cr3t-value"
    query = Query(
        "iam",
        "list_users",
        {"PathPrefix": "$key"},
        "Users[?UserName == $key]",
        variables={"key": Variable("string", required=True, secret=True)},
    )
    wire.serve("iam.list_users", [refuse("ValidationError", f"bad path {secret}", status=400)])
    engine = Engine(wire.session, config=ONCE)
    assert secret not in repr(engine.plan(query, {"key": secret}))
    result = engine.run(query, {"key": secret})
    _, _, message = _ended(result)
    assert "bad path ***" in message
    assert secret not in message + repr(result.outcomes)
    number = Query(
        "iam",
        "list_users",
        {"MaxItems": "$key"},
        variables={"key": Variable("string", required=True, secret=True)},
    )
    with pytest.raises(QueryError) as raised:
        engine.run(number, {"key": secret})
    assert secret not in str(raised.value)
    with pytest.raises(VariableError) as ill_typed:
        engine.run(
            Query(
                "iam",
                "list_users",
                {"MaxItems": "$key"},
                variables={"key": Variable("integer", secret=True)},
            ),
            {"key": secret},
        )
    assert secret not in str(ill_typed.value)


def test_an_incomplete_error_survives_pickling(wire: Wire) -> None:
    wire.serve("iam.list_users", [refuse("AccessDenied", "no", status=403)])
    with pytest.raises(IncompleteError) as raised:
        Engine(wire.session).run(LIST_USERS).to_list()
    copied = pickle.loads(pickle.dumps(raised.value))
    assert str(copied) == str(raised.value)
    assert copied.outcomes[0].error.code == "AccessDenied"


def test_one_loader_serves_all_sessions_that_the_engine_makes() -> None:
    from querykit.engine.sessions import make_session
    from querykit.services import catalog

    for _ in range(2):
        core: botocore.session.Session = make_session(region="us-east-1")._session
        assert core.get_component("data_loader") is catalog.loader()
