"""No server keeps a run for ever: pages, empty pages, attempts and seconds have bounds."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from querykit import Bounds, Engine, Outcome, Query, Result
from querykit.engine.clients import Clients
from querykit.engine.deadlines import Watch
from querykit.errors import (
    BoundReachedError,
    CallError,
    IncompleteError,
    QueryError,
    TimedOutError,
    TruncatedError,
    UnreachableError,
)
from tests.wire import Request, Wire, cut, drip, endless, once, raw, refuse, slow, stall

LIST_USERS = "iam.list_users | Users[].UserName"
ANN = {"Users": [{"UserName": "ann"}]}
BOB = {"Users": [{"UserName": "bob"}]}
CY = {"Users": [{"UserName": "cy"}]}
EMPTY: dict[str, Any] = {"Users": []}


def ended(result: Result) -> tuple[list[Any], Outcome, CallError]:
    """The rows of a run that fails, how it ended, and why."""
    rows: list[Any] = []
    with pytest.raises(IncompleteError) as raised:
        rows.extend(iter(lambda: next(result), object()))
    [outcome] = raised.value.outcomes
    assert isinstance(outcome.error, CallError)
    return rows, outcome, outcome.error


@contextmanager
def taking(least: float) -> Iterator[None]:
    """What ends soon after so many seconds; on a busy machine, soon is a few seconds."""
    begin = time.monotonic()
    yield
    assert least <= time.monotonic() - begin < least + 6


# Empty pages.


def test_consecutive_empty_pages_end_a_run_as_incomplete(wire: Wire) -> None:
    wire.serve("iam.list_users", [ANN, endless(EMPTY)])
    engine = Engine(wire.session)
    rows, outcome, error = ended(engine.run(LIST_USERS, bounds=Bounds(max_empty_pages=20)))
    assert (rows, outcome.pages, len(wire.requests)) == (["ann"], 21, 21)
    assert str(error) == (
        "error: 20 consecutive pages were empty, and the last one has a token\n"
        "  pass a higher --max-empty-pages (max_empty_pages) to continue"
    )
    assert type(error) is BoundReachedError
    wire.serve("iam.list_users", lambda _: BOB)
    assert engine.run(LIST_USERS, starting_token=outcome.resume_token).to_list() == ["bob"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dotted", "page"),
    [
        ("iam.list_users", {"Users": []}),
        ("logs.describe_log_groups", {"logGroups": []}),
        ("logs.describe_log_groups", {}),
        ("dynamodb.scan {TableName: t}", {"Items": [], "Count": 0, "ScannedCount": 0}),
        ("ec2.describe_volumes", {"Volumes": []}),
        ("accessanalyzer.list_findings_v2 {analyzerArn: a}", {"findings": []}),
    ],
)
def test_no_endless_empty_pages_by_default(wire: Wire, dotted: str, page: dict[str, Any]) -> None:
    name, _, _ = dotted.partition(" ")
    wire.serve(name, [endless(page)])
    rows, outcome, error = ended(Engine(wire.session).run(dotted, check=False))
    assert (rows, outcome.pages, type(error)) == ([], 1000, BoundReachedError)


def test_only_consecutive_pages_count(wire: Wire) -> None:
    wire.serve("iam.list_users", [EMPTY, EMPTY, ANN, EMPTY, EMPTY, BOB, EMPTY, EMPTY])
    engine = Engine(wire.session, bounds=Bounds(max_empty_pages=3))
    assert engine.run(LIST_USERS).to_list() == ["ann", "bob"]


def test_a_page_whose_elements_are_filtered_out_is_not_empty(wire: Wire) -> None:
    wire.serve("iam.list_users", [ANN] * 30 + [BOB])
    engine = Engine(wire.session, bounds=Bounds(max_empty_pages=3))
    query = "iam.list_users | Users[?UserName == 'bob'].UserName"
    assert engine.run(query).to_list() == ["bob"]


def test_a_page_that_scanned_items_is_not_empty(wire: Wire) -> None:
    # A scan with a filter reads a megabyte for each page, and may find nothing for thousands.
    scanned = {"Items": [], "Count": 0, "ScannedCount": 9}
    wire.serve("dynamodb.scan", [scanned] * 30 + [{"Items": [{"id": {"S": "a"}}], "Count": 1}])
    engine = Engine(wire.session, bounds=Bounds(max_empty_pages=3))
    assert engine.run("dynamodb.scan {TableName: t} | Items[].id.S").to_list() == ["a"]


def test_the_last_page_may_be_the_last_empty_one(wire: Wire) -> None:
    wire.serve("iam.list_users", [ANN, EMPTY, EMPTY, EMPTY])
    engine = Engine(wire.session, bounds=Bounds(max_empty_pages=3))
    assert engine.run(LIST_USERS).to_list() == ["ann"]


@pytest.mark.parametrize("tokens", ["AA", "ABAB", "ABCABC"])
def test_tokens_that_go_round_end_sooner(wire: Wire, tokens: str) -> None:
    from tests.wire import page

    wire.serve("iam.list_users", [page(EMPTY, token=token) for token in tokens])
    _, outcome, error = ended(Engine(wire.session).run(LIST_USERS))
    assert type(error) is TruncatedError
    assert outcome.pages <= len(tokens)


# Pages.


def test_max_pages_stops_a_run_which_can_be_resumed(wire: Wire) -> None:
    wire.serve("iam.list_users", [ANN, BOB, CY])
    engine = Engine(wire.session)
    result = engine.run(LIST_USERS, bounds=Bounds(max_pages=2))
    assert result.to_list() == ["ann", "bob"]
    [outcome] = result.outcomes
    assert (outcome.status, outcome.pages, len(wire.requests)) == ("stopped", 2, 2)
    rest = engine.run(LIST_USERS, starting_token=outcome.resume_token, bounds=Bounds(max_pages=2))
    assert rest.to_list() == ["cy"]
    assert [outcome.status for outcome in rest.outcomes] == ["complete"]


def test_a_run_that_has_exactly_as_many_pages_is_complete(wire: Wire) -> None:
    wire.serve("iam.list_users", [ANN, BOB])
    result = Engine(wire.session).run(LIST_USERS, bounds=Bounds(max_pages=2))
    assert result.to_list() == ["ann", "bob"]
    assert [outcome.status for outcome in result.outcomes] == ["complete"]


@pytest.mark.parametrize(
    ("expression", "rows"),
    [("length(Users)", [2]), ("sort_by(Users, &UserName)[-1].UserName", ["bob"])],
)
def test_an_answer_over_some_pages_is_partial(wire: Wire, expression: str, rows: list[Any]) -> None:
    wire.serve("iam.list_users", [ANN, BOB, CY])
    result = Engine(wire.session).run(f"iam.list_users | {expression}", bounds=Bounds(max_pages=2))
    assert result.to_list() == rows
    [outcome] = result.outcomes
    assert (outcome.status, outcome.partial) == ("stopped", True)


# Seconds.


@pytest.mark.parametrize("late", [stall(), slow(BOB, 30), drip(BOB, 0.1)])
def test_a_page_that_stays_late_ends_a_run_as_incomplete(wire: Wire, late: Any) -> None:
    wire.serve("iam.list_users", [ANN, late])
    bounds = Bounds(page_timeout=0.3, max_attempts=2)
    with taking(0.6):
        rows, outcome, error = ended(Engine(wire.session, bounds=bounds).run(LIST_USERS))
    assert (rows, type(error)) == (["ann"], UnreachableError)
    assert outcome.resume_token is not None
    assert str(error) == (
        "error: no complete response within 0.3 seconds (after 2 attempts)\n"
        "  pass a longer --page-timeout (page_timeout)"
    )


@pytest.mark.parametrize(
    "late",
    [stall(), drip(BOB, 0.1), refuse("Throttling"), raw(503, "", {"Retry-After": "20"}),
     endless(BOB)],
    ids=["stall", "drip", "throttled", "asked to wait", "endless pages"],
)  # fmt: skip
def test_a_timeout_ends_a_run_within_a_second(wire: Wire, late: Any) -> None:
    wire.serve("iam.list_users", [ANN, late])
    bounds = Bounds(timeout=0.5, max_attempts=1_000_000)
    with taking(0):
        rows, outcome, error = ended(Engine(wire.session, bounds=bounds).run(LIST_USERS))
    assert rows[0] == "ann"
    assert type(error) is TimedOutError
    assert outcome.resume_token is not None
    assert "the run took longer than 0.5 seconds" in str(error)
    assert "Connection was closed" not in str(error)  # by whom but this run?
    assert "Read timeout" not in str(error)
    assert str(error).endswith("\n  pass a longer --timeout (timeout)")


@pytest.mark.parametrize("seconds", [1, 0.2])
def test_a_shorter_timeout_of_botocore_counts(wire: Wire, seconds: float) -> None:
    wire.serve("iam.list_users", [ANN, stall()])
    config = Config(read_timeout=seconds, retries={"total_max_attempts": 1})
    with taking(seconds):
        rows, _, error = ended(Engine(wire.session, config=config).run(LIST_USERS))
    assert rows == ["ann"]
    assert "Read timeout on endpoint URL" in str(error)


def test_a_run_that_is_slow_to_take_its_rows_has_read_its_pages(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": [*ANN["Users"], *BOB["Users"]]}])
    result = Engine(wire.session, bounds=Bounds(timeout=0.3)).run(LIST_USERS)
    assert next(result) == "ann"
    time.sleep(0.4)
    assert result.to_list() == ["bob"]
    assert [outcome.status for outcome in result.outcomes] == ["complete"]


class Dripping:
    """A server that sends one byte now and then, and never ends: what the wire cannot."""

    def __init__(self, text: bytes, pause: float) -> None:
        self._text, self._pause = text, pause
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._over = threading.Event()

    def __enter__(self) -> Dripping:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listening.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._drip, args=(connection,), daemon=True).start()

    def _drip(self, connection: socket.socket) -> None:
        with connection:
            connection.recv(65536)
            whole, _, endlessly = self._text.partition(b"~")
            try:
                connection.sendall(whole)
                while not self._over.wait(self._pause):
                    connection.sendall(endlessly[:1])
            except OSError:
                return


@pytest.mark.parametrize(
    "text",
    [
        b"~H",
        b"HTTP/1.1 200 OK\r\nX-Long: ~x",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n~<",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n~0",
        b"HTTP/1.0 200 OK\r\n\r\n<ListUsersResponse>~ ",
    ],
    ids=["status line", "headers", "until the connection closes", "chunks", "HTTP 1.0"],
)
def test_bytes_that_never_end_are_cut_wherever_they_are(
    text: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    bounds = Bounds(page_timeout=0.3, max_attempts=1)
    with Dripping(text, 0.05) as server, taking(0.2):
        session = boto3.Session("key", "secret", region_name="us-east-1")
        engine = Engine(session, endpoint_url=server.url, bounds=bounds)
        _, _, error = ended(engine.run(LIST_USERS))
    assert "no complete response within 0.3 seconds" in str(error)


def test_cut_connections_do_no_harm_to_those_of_other_threads(
    wire: Wire, figure: Callable[[str], None]
) -> None:
    # Each second page is late at first: the threads share a pool, whose sockets are cut meanwhile.
    seen: set[tuple[str, str | None]] = set()
    lock = threading.Lock()

    def answer(request: Request) -> Any:
        run = request.parameters["logGroupNamePrefix"]
        number = int((request.token or "token-0").rpartition("-")[2])
        with lock:
            first = (run, request.token) not in seen
            seen.add((run, request.token))
        more = {"nextToken": f"token-{number + 1}"} if number < 3 else {}
        page = {"logGroups": [{"logGroupName": f"{run}-{number}"}], **more}
        return drip(page, 0.1) if first and number % 2 else page

    wire.serve("logs.describe_log_groups", answer)
    engine = Engine(wire.session, bounds=Bounds(page_timeout=0.3))

    def run(name: str) -> list[Any]:
        query = f"logs.describe_log_groups {{logGroupNamePrefix: {name}}}"
        return engine.run(f"{query} | logGroups[].logGroupName").to_list()

    names = [f"run{number}" for number in range(24)]
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(run, names))
    assert found == [[f"{name}-{number}" for number in range(4)] for name in names]
    figure(f"48 of 96 pages cut at their deadline in 12 threads: {sum(map(len, found))} of 96 rows")


def test_an_attempt_that_is_late_leaves_alone_the_connection_that_it_gave_back(wire: Wire) -> None:
    wire.serve("iam.list_users", [once(ANN, then=slow(BOB, 0.8))])
    client: Any = Clients(wire.session).client("iam")
    with Watch(time.monotonic() + 0.3) as watch:
        client.list_users()
        with ThreadPoolExecutor(1) as pool:  # it has the same connection now, past the deadline
            assert pool.submit(client.list_users).result()["Users"] == BOB["Users"]
    assert not watch.cut


def test_all_pages_come_over_one_connection_but_after_one_that_is_late(wire: Wire) -> None:
    wire.serve("iam.list_users", [ANN, BOB, once(drip(CY, 0.1), then=CY), ANN])
    engine = Engine(wire.session, bounds=Bounds(page_timeout=0.3))
    assert engine.run(LIST_USERS).to_list() == ["ann", "bob", "cy", "ann"]
    assert (len(wire.requests), wire.connections) == (5, 2)


# TLS.


@pytest.fixture
def secure(wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> boto3.Session:
    """A session that reaches the wire over TLS."""
    pytest.importorskip("cryptography")
    certificate = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    wire._server.socket = context.wrap_socket(wire._server.socket, server_side=True)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    url = wire.endpoint_url.replace("http:", "https:")
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    return boto3.Session()


def _certificate(folder: Path) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "wire")])
    now = datetime.now(timezone.utc)
    import ipaddress

    hosts = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(hosts, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "wire.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.mark.parametrize("fault", [cut(BOB), cut(BOB, kept=0), stall(), drip(BOB, 0.1)])
def test_a_fault_over_tls_once_loses_no_row(wire: Wire, secure: boto3.Session, fault: Any) -> None:
    # The connection is closed without a close_notify.
    wire.serve("iam.list_users", [ANN, once(fault, then=BOB), CY])
    result = Engine(secure, bounds=Bounds(page_timeout=0.4)).run(LIST_USERS)
    assert result.to_list() == ["ann", "bob", "cy"]
    assert result.retries == 1


def test_a_certificate_that_is_not_trusted_is_not_retried(
    wire: Wire, secure: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE")
    result = Engine(secure).run(LIST_USERS)
    _, _, error = ended(result)
    assert "CERTIFICATE_VERIFY_FAILED" in str(error)
    assert (result.retries, wire.requests) == (0, [])


# Who says what a bound is.


@pytest.mark.parametrize("value", [0, -1, True, "5", 1.5, float("inf"), float("nan")])
@pytest.mark.parametrize("name", ["max_attempts", "max_pages", "max_empty_pages"])
def test_a_number_must_be_a_positive_integer(name: str, value: Any) -> None:
    with pytest.raises(QueryError, match=f"{name} must be a positive integer, not {value!r}"):
        Bounds(**{name: value})


@pytest.mark.parametrize("value", [0, -1, True, "5m", float("inf"), float("nan")])
@pytest.mark.parametrize("name", ["timeout", "page_timeout"])
def test_a_timeout_must_be_a_number_of_seconds(name: str, value: Any) -> None:
    message = f"{name} must be a positive number of seconds, not {value!r}"
    with pytest.raises(QueryError, match=message):
        Bounds(**{name: value})


def test_everything_wrong_with_bounds_is_reported_at_once() -> None:
    with pytest.raises(QueryError) as raised:
        Bounds(max_pages=0, timeout=-1)
    assert str(raised.value) == (
        "error: max_pages must be a positive integer, not 0\n"
        "  remove max_pages for no limit\n"
        "error: timeout must be a positive number of seconds, not -1"
    )


def test_a_run_says_it_before_its_query_and_that_before_the_engine() -> None:
    session = boto3.Session("key", "secret", region_name="us-east-1")
    engine = Engine(session, bounds=Bounds(1, 1, 1, 1, 1))
    query = Query("iam", "list_users", bounds=Bounds(max_pages=2, max_empty_pages=2, timeout=2))
    call = engine.plan(query, bounds=Bounds(max_empty_pages=3, timeout=3))
    assert call.bounds == Bounds(1, 2, 3, 1, 3)


def test_a_definition_bounds_its_run(wire: Wire) -> None:
    import querykit
    from querykit.definitions import definition

    assert querykit.Bounds is Bounds
    query = definition.read(
        '{service: iam, operation: list_users, expression: "Users[].UserName", '
        "bounds: {max_pages: 1}}"
    )
    wire.serve("iam.list_users", [ANN, BOB])
    assert Engine(wire.session).run(query).to_list() == ["ann"]
