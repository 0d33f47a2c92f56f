"""Signals at any moment: what came is kept, and the token continues after exactly that."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from querykit import Engine
from querykit.cli._destination import Destination
from querykit.cli._feed import Feed
from querykit.cli._interrupts import Interrupted, Interrupts
from querykit.waiting import Waiting
from tests.processes import Preloaded
from tests.wire import Wire, page, slow, stall

ROOT = Path(__file__).resolve().parents[2]
NEW = (sys.executable, "-m", "querykit")
SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
ENDINGS = {
    "json": "json",
    "ndjson": "ndjson",
    "csv": "csv",
    "tsv": "tsv",
    "yaml": "yaml",
    "text": "txt",
    "markdown": "md",
    "table": "table",
}
QUERIES = {
    "known columns": "iam.list_users | Users[?Path=='/'].{name: UserName, path: Path}",
    "unknown columns": "dynamodb.scan {TableName: t} | Items[]",
    "a slice": "iam.list_users | Users[1:]",
    "all at the end": "iam.list_users | sort_by(Users, &UserName)[].{name: UserName}",
}
BEFORE = "before\n"
_ROW = re.compile(r"row-\d+")
_TOKEN = re.compile(r"--starting-token (\S+)")


@dataclass
class Trial:
    """One run that is interrupted, and what it left."""

    number: int
    command: Sequence[str]
    folder: Path
    query: str
    output: str
    signal: int
    to_file: bool
    requests: int
    delay: float
    rest: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"AKIDTRIAL{self.number:04}"

    @property
    def file(self) -> Path:
        return self.folder / f"rows.{ENDINGS[self.output]}"

    def start(self) -> None:
        self.folder.mkdir()
        self.file.write_text(BEFORE)
        to = ["--to", str(self.file)] if self.to_file else []
        self.process = subprocess.Popen(
            [*self.command, "query", QUERIES[self.query], "--output", self.output, *to],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "AWS_ACCESS_KEY_ID": self.key},
        )

    def interrupt(self, wire: Wire) -> None:
        """Send the signal a little after so many requests have come."""
        deadline = time.monotonic() + 60
        while sum(request.access_key == self.key for request in wire.requests) < self.requests:
            assert time.monotonic() < deadline
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.002)
        time.sleep(self.delay)
        self.process.send_signal(self.signal)

    def finish(self) -> None:
        stdout, stderr = self.process.communicate(timeout=60)
        self.stderr = stderr.decode()
        partial = self.file.with_name(self.file.name + ".partial")
        kept = partial if partial.exists() else self.file
        self.is_partial = not self.to_file or kept is partial
        self.written = kept.read_text() if self.to_file else stdout.decode()
        self.rows = [] if self.written == BEFORE else _ROW.findall(self.written)
        self.left = {path.name for path in self.folder.iterdir()}

    def resume(self, session: Any) -> None:
        """The rest of the rows, in this process."""
        if token := self.token:
            engine = Engine(session=session)
            result = engine.run(QUERIES[self.query], starting_token=token, check=False)
            self.rest = [row for each in result for row in _ROW.findall(json.dumps(each))]

    @property
    def token(self) -> str | None:
        found = _TOKEN.search(self.stderr)
        return found[1] if found else None


@pytest.fixture
def users(wire: Wire) -> list[str]:
    """Serve 16 pages of 40 rows, some late; give the names of all rows."""
    names = [f"row-{number:04}" for number in range(640)]
    cut = [names[start : start + 40] for start in range(0, 640, 40)]
    users: list[Any] = [
        {"Users": [{"UserName": name, "Path": "/" if n % 7 else "/x/"} for n, name in enumerate(p)]}
        for p in cut
    ]
    items: list[Any] = [{"Items": [{"id": {"S": name}} for name in p]} for p in cut]
    wire.serve("iam.list_users", [_late(n, page(each)) for n, each in enumerate(users)])
    wire.serve("dynamodb.scan", [_late(n, page(each)) for n, each in enumerate(items)])
    return names


def _late(number: int, answer: Any) -> Any:
    return slow(answer, 0.03) if number % 3 else answer


def _expected(query: str, names: list[str]) -> list[str]:
    if query == "known columns":
        return [name for n, name in enumerate(names) if n % 40 % 7]
    return names[1:] if query == "a slice" else names


def _trials(seeds: range, command: Sequence[str], folder: Path) -> Iterator[Trial]:
    for seed in seeds:
        rng = random.Random(seed)
        yield Trial(
            seed,
            command,
            folder / str(seed),
            query=rng.choice(list(QUERIES)),
            # Each format and each signal in turn, so that few seeds have them all.
            output=list(ENDINGS)[seed % len(ENDINGS)],
            signal=list(SIGNALS)[seed % len(SIGNALS)],
            to_file=seed // 2 % 2 == 0,
            requests=rng.randint(1, 12),
            delay=rng.choice([0, rng.random() * 0.005, rng.random() * 0.05]),
        )


def _run(trials: list[Trial], wire: Wire, at_once: int) -> None:
    for start in range(0, len(trials), at_once):
        now = trials[start : start + at_once]
        for trial in now:
            trial.start()
        for trial in now:
            trial.interrupt(wire)
        for trial in now:
            trial.finish()
            trial.resume(wire.session)


def _check(
    seeds: range,
    names: list[str],
    wire: Wire,
    folder: Path,
    command: Sequence[str] = NEW,
    at_once: int = 2,
) -> list[Trial]:
    trials = list(_trials(seeds, command, folder))
    _run(trials, wire, at_once)
    wire.unexpected.clear()  # requests that were cut off halfway
    for trial in trials:
        _assert_kept(trial, _expected(trial.query, names))
    return trials


def _assert_kept(trial: Trial, expected: list[str]) -> None:
    told = f"{trial}\n--- written\n{trial.written[-400:]}\n--- stderr\n{trial.stderr}"
    assert "Traceback" not in trial.stderr, told
    if trial.process.returncode == 0:  # all was over before the signal came
        assert trial.rows == expected, told
        return
    assert trial.process.returncode == SIGNALS[signal.Signals(trial.signal)], told
    assert trial.rows == expected[: len(trial.rows)], told
    if trial.token is None:
        whole = trial.rows == expected
        assert whole or not trial.rows or trial.query == "all at the end", told
        assert whole or "there is no token to resume from: run it again" in trial.stderr, told
    else:
        assert trial.rows + trial.rest == expected, told
        assert f"after {len(trial.rows)} row" in trial.stderr, told
    if trial.to_file:
        # The file is what it was, unless all rows are in it; nothing else is left.
        partial = f"{trial.file.name}.partial"
        kept = bool(trial.rows) and trial.is_partial
        assert trial.left == ({trial.file.name, partial} if kept else {trial.file.name}), told
        assert not trial.is_partial or trial.file.read_text() == BEFORE, told
        assert not trial.rows or not trial.is_partial or partial in trial.stderr, told
    if trial.rows:
        _VALID.get(trial.output, _ended_lines)(trial.written)


def _ended_lines(text: str) -> None:
    assert text.endswith("\n")


def _whole_lines(text: str) -> None:
    header, *lines = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ",")
    assert {len(line) for line in lines} == {len(header)}


_VALID: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "ndjson": lambda text: [json.loads(line) for line in text.splitlines()],
    "yaml": yaml.safe_load,
    "csv": _whole_lines,
    "tsv": _whole_lines,
}


def _figures(trials: list[Trial], figure: Callable[[str], None]) -> None:
    hit = [trial for trial in trials if trial.process.returncode > 0]
    resumed = sum(trial.token is not None for trial in hit)
    figure(
        f"interrupts tried {len(trials)}, in the middle of a run {len(hit)}, survived {len(hit)}, "
        f"resumed with the token {resumed}; rows lost 0, repeated 0"
    )


def test_interrupted_runs_keep_their_rows_and_a_token_for_the_rest(
    wire: Wire,
    users: list[str],
    tmp_path: Path,
    preloaded: Preloaded,
    figure: Callable[[str], None],
) -> None:
    forks = [str(preloaded.command)]
    _figures(_check(range(6), users, wire, tmp_path, forks, at_once=3), figure)


@pytest.mark.slow
def test_many_interrupted_runs_keep_their_rows_and_a_token_for_the_rest(
    wire: Wire, users: list[str], tmp_path: Path, figure: Callable[[str], None]
) -> None:
    _figures(_check(range(6, 128), users, wire, tmp_path), figure)


def test_a_second_signal_ends_a_run_that_cannot_write_on(wire: Wire, tmp_path: Path) -> None:
    wire.serve("iam.list_users", [{"Users": [{"UserName": "x" * 60}] * 1000}] * 3)
    trial = Trial(0, NEW, tmp_path / "a", "a slice", "ndjson", signal.SIGTERM, False, 1, 0.5)
    trial.start()
    trial.interrupt(wire)  # nobody reads the pipe, and it is full
    time.sleep(0.3)
    assert trial.process.poll() is None
    trial.process.send_signal(signal.SIGTERM)
    assert trial.process.wait(10) == 143
    _, stderr = trial.process.communicate()
    assert stderr.decode() == "\nquerykit: interrupted again: ended at once\n"


@pytest.mark.parametrize(
    ("to", "status", "stderr"),
    [
        # Ctrl-C ends the other end of a pipe, too.
        ("a closed pipe", 130, "\nquerykit: interrupted\n"),
        ("/dev/full", 5, "error: cannot write to /dev/full: No space left on device\n"),
    ],
)
def test_rows_that_could_not_be_written_get_no_token(
    to: str, status: int, stderr: str, wire: Wire, tmp_path: Path
) -> None:
    wire.serve("iam.list_users", [{"Users": [{"UserName": "ann"}]}, stall()])
    command = [*NEW, "query", "iam.list_users | Users[].UserName"]
    with subprocess.Popen(
        command if to == "a closed pipe" else [*command, "--to", to],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        deadline = time.monotonic() + 60
        while len(wire.requests) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=30)[1] == stderr
    assert process.returncode == status


def test_signals_that_were_ignored_stay_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with Interrupts():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_signal_waits_for_the_row_that_is_written_and_breaks_into_a_wait_for_aws() -> None:
    with Interrupts() as interrupts:
        interrupts.hold()
        feed = Feed(iter(["a", "b", "c"]), interrupts.waiting)
        for row in feed:
            if row == "b":
                os.kill(os.getpid(), signal.SIGINT)
    assert feed.written == 2
    assert str(feed.ended) == "interrupted"
    with Interrupts() as interrupts:
        interrupts.hold()
        with pytest.raises(Interrupted, match=r"interrupted \(SIGTERM\)"), interrupts.waiting:
            _signal_and_wait()


def _signal_and_wait() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)


def test_a_result_that_was_interrupted_never_looks_whole(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": [{"UserName": "ann"}]}, {"Users": []}])
    waiting = Waiting()
    engine = Engine(session=wire.session)
    result = engine.start(engine.plan("iam.list_users | Users[].UserName"), waiting)
    assert next(result) == "ann"
    waiting.interrupt(KeyboardInterrupt())
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            next(result)
    assert len(wire.requests) == 1
    assert result.resume_token is not None


def test_what_a_killed_run_left_is_removed_and_what_a_living_one_writes_is_not(
    tmp_path: Path,
) -> None:
    script = (
        "import os, signal, pathlib; from querykit.cli._unfinished import Unfinished;"
        "Unfinished(pathlib.Path('rows.csv').resolve()); os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment, check=False)
    (dead,) = tmp_path.iterdir()
    assert re.fullmatch(r"\.rows\.csv\.\w+\.querykit", dead.name)
    alive = Destination(str(tmp_path / "rows.csv"))
    with alive.open() as stream:
        stream.write("a\n")
        with Destination(str(tmp_path / "other.csv")).open():
            assert not dead.exists()
            assert len(list(tmp_path.iterdir())) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"rows.csv", "other.csv"}


def test_a_partial_file_goes_once_all_rows_are_there(tmp_path: Path) -> None:
    (tmp_path / "rows.csv.partial").write_text("some\n")
    destination = Destination(str(tmp_path / "rows.csv"))
    with destination.open() as stream:
        stream.write("all\n")
        destination.supersedes = True
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
