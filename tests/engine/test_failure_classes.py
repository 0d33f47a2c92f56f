"""Each way in which a call can fail has a name, a meaning and a fix."""

from __future__ import annotations

import pickle
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from botocore import exceptions as boto

from querykit import Bounds, Engine, Outcome, errors
from querykit.engine.failure_classes import FAILURE_CLASSES, class_of
from querykit.engine.failures import failure
from querykit.errors import IncompleteError, QuerykitError, UnknownHostError, UnreachableError
from tests.cases import read_cases
from tests.wire import Wire, raw, refuse

CASES = read_cases(Path(__file__).with_name("failure_classes.yaml"))
SCP = "with an explicit deny in a service control policy"
EXPIRED_SSO = boto.UnauthorizedSSOTokenError()
OF_ERRORS: list[tuple[Exception, str]] = [
    (boto.NoCredentialsError(), "bad-credentials"),
    (EXPIRED_SSO, "expired"),
    (boto.SSOTokenLoadError(error_msg="no such token"), "bad-credentials"),
    (boto.TokenRetrievalError(provider="sso", error_msg="Token has expired"), "expired"),
    (errors.RejectedCredentialsError("the SSO session has expired"), "expired"),
    (errors.RejectedCredentialsError("no credentials found"), "bad-credentials"),
    (boto.NoRegionError(), "misconfigured"),
    (boto.ConnectTimeoutError(endpoint_url="https://x"), "unreachable"),
    (boto.EndpointConnectionError(endpoint_url="https://x"), "unreachable"),
    (errors.ForeignResponseError("HTML"), "foreign-response"),
    (errors.ForeignResponseError("an error document", code="Throttling"), "foreign-response"),
    (errors.TimedOutError("the run took longer than 5 seconds"), "timed-out"),
    (errors.TimedOutError("the run took longer", code="SlowDown"), "throttled"),
    (errors.BoundReachedError("1000 empty pages"), "failed"),
    (errors.TruncatedError("more"), "truncated"),
    (errors.PartialFailureError("UnprocessedKeys"), "truncated"),
    (errors.EvaluationError("length(null)"), "failed"),
    (errors.VariableError("no value"), "failed"),
]


def refused(code: str, message: str) -> QuerykitError:
    return failure(boto.ClientError({"Error": {"Code": code, "Message": message}}, "X"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_aws_returns_decides(case: Mapping[str, str]) -> None:
    service, name = case.get("of", "ec2.DescribeInstances").split(".")
    error = refused(case["code"], case["message"])
    assert class_of(error, service, name) == case["is"]
    # From another process it is the same, and after more attempts.
    assert class_of(pickle.loads(pickle.dumps(error)), service, name) == case["is"]


@pytest.mark.parametrize(("error", "name"), OF_ERRORS, ids=str)
def test_errors_without_a_response_have_their_class(error: Exception, name: str) -> None:
    assert class_of(failure(error), "ec2", "describe_instances") == name


def test_every_class_has_a_meaning_and_a_fix_in_one_line() -> None:
    met = {case["is"] for case in CASES} | {name for _, name in OF_ERRORS}
    assert met < {*FAILURE_CLASSES}
    for name, each in FAILURE_CLASSES.items():
        for text in (each.what, each.fix):
            assert text, name
            assert "\n" not in text
            assert not text.endswith(".")


def test_the_policy_is_known_if_the_message_is_cut_before_it() -> None:
    error = refused("AccessDenied", f"{'not authorized ' * 40}{SCP}")
    assert SCP not in str(error)
    assert class_of(error, "ec2", "describe_instances") == "denied-by-scp"


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_a_host_that_does_not_exist_is_not_a_lookup_that_fails(
    monkeypatch: pytest.MonkeyPatch, wire: Wire, code: int
) -> None:
    def lookup(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "no such host")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    engine = Engine(
        wire.session, endpoint_url="http://ec2.nowhere.test", bounds=Bounds(max_attempts=2)
    )
    [outcome] = failed(engine, "ec2.describe_volumes")
    assert isinstance(outcome.error, UnreachableError)
    assert isinstance(outcome.error, UnknownHostError) == (code == socket.EAI_NONAME)
    expected = "unknown-host" if code == socket.EAI_NONAME else "unreachable"
    assert class_of(outcome.error, outcome.service, outcome.operation) == expected


def test_a_run_that_is_throttled_until_its_time_is_over_was_throttled(wire: Wire) -> None:
    slow = raw(429, '{"__type": "ThrottlingException"}', {"Retry-After": "60"})
    wire.serve("logs.describe_log_groups", [slow])
    [outcome] = failed(Engine(wire.session, bounds=Bounds(timeout=5)), "logs.describe_log_groups")
    assert isinstance(outcome.error, errors.TimedOutError)
    assert class_of(outcome.error, outcome.service, outcome.operation) == "throttled"


def test_an_outcome_has_what_its_class_needs(wire: Wire) -> None:
    wire.serve("macie2.list_findings", [refuse("AccessDeniedException", "Macie is not enabled.")])
    [outcome] = failed(Engine(wire.session), "macie2.list_findings")
    assert outcome.error is not None
    assert class_of(outcome.error, outcome.service, outcome.operation) == "not-here"


def failed(engine: Engine, query: str) -> tuple[Outcome, ...]:
    """How the calls of a run ended that failed."""
    with pytest.raises(IncompleteError) as raised:
        engine.run(query).to_list()
    outcomes: tuple[Outcome, ...] = raised.value.outcomes
    return outcomes
