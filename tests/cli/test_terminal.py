"""What a person sees in a terminal of 80 columns."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Preloaded
from tests.wire import Wire, once, raw, slow, stall

ROOT = Path(__file__).resolve().parents[2]
VOLUMES = [{"VolumeId": f"vol-{n:017x}", "Size": n, "State": "in-use"} for n in range(12)]
QUESTION = "ec2.describe_volumes | Volumes[].{id: VolumeId, gib: Size, state: State}"
ESCAPE = "\x1b["
_SIZES = ("COLUMNS", "LINES")


class Terminal:
    """A terminal of 80 columns, in which one command line runs after the other."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._command = command
        self._folder = folder

    def run(self, *arguments: str, until: str | None = None, **environment: str) -> tuple[str, int]:
        """Return everything that a command line shows, and its exit status.

        until: what is interrupted once it is seen.
        """
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in _SIZES}
        with subprocess.Popen(
            [*self._command, *arguments],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            cwd=self._folder,
            env={**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **environment},
        ) as process:
            os.close(follower)
            shown = _until_closed(leader, process, until)
        os.close(leader)
        return shown.decode().replace("\r\n", "\n"), process.returncode


def _until_closed(leader: int, process: subprocess.Popen[bytes], until: str | None) -> bytes:
    read = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the other side is closed
            return read
        if not part:
            return read
        read += part
        if until is not None and until.encode() in read:
            process.send_signal(signal.SIGINT)
            until = None


@pytest.fixture
def terminal(preloaded: Preloaded, tmp_path: Path) -> Terminal:
    return Terminal([str(preloaded.command)], tmp_path)


@pytest.fixture
def volumes(wire: Wire) -> Wire:
    first: Any = slow({"Volumes": VOLUMES[:6]}, 0.6)
    wire.serve("ec2.describe_volumes", [first, {"Volumes": VOLUMES[6:]}])
    return wire


@pytest.mark.usefixtures("volumes")
def test_rows_are_a_table_that_fits(tmp_path: Path) -> None:
    terminal = Terminal([sys.executable, "-m", "querykit"], tmp_path)  # nothing is imported yet
    seen, status = terminal.run("query", QUESTION, "--no-progress", NO_COLOR="1")
    assert status == 0
    lines = seen.splitlines()
    assert lines[0].split() == ["id", "gib", "state"]
    assert [line.split()[0] for line in lines[2:]] == [volume["VolumeId"] for volume in VOLUMES]
    assert max(map(len, lines)) <= 80
    assert ESCAPE not in seen


@pytest.mark.usefixtures("volumes")
def test_color_is_there_unless_it_is_unwelcome(terminal: Terminal) -> None:
    arguments = ["query", QUESTION, "--no-progress"]
    colored, _ = terminal.run(*arguments)
    dumb, _ = terminal.run(*arguments, TERM="dumb")
    assert ESCAPE in colored
    assert ESCAPE not in dumb
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == dumb


@pytest.mark.usefixtures("volumes")
def test_a_dumb_terminal_has_no_progress_line(terminal: Terminal) -> None:
    seen, _ = terminal.run("query", QUESTION, "--to", "rows.csv", TERM="dumb")
    assert seen == ""


@pytest.mark.usefixtures("volumes")
def test_a_progress_line_shows_that_it_works_and_leaves_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    seen, _ = terminal.run("query", QUESTION, "--to", "rows.csv")
    assert "DescribeVolumes" in seen
    assert (tmp_path / "rows.csv").read_text().count("\n") == 13
    without, _ = terminal.run("query", QUESTION, "--to", "rows.csv", "--no-progress")
    assert without == ""


def test_a_progress_line_shows_that_aws_throttles(wire: Wire, terminal: Terminal) -> None:
    throttled = raw(429, "", {"Retry-After": "1"})
    wire.serve("ec2.describe_volumes", [once(throttled, then={"Volumes": VOLUMES})])
    seen, status = terminal.run("query", QUESTION, "--to", "rows.csv")
    assert status == 0
    assert "throttled, attempt 2 of 5 in 1.0 s" in " ".join(seen.split())


@pytest.mark.usefixtures("volumes")
def test_rows_that_stream_to_the_terminal_have_no_progress_line_among_them(
    terminal: Terminal,
) -> None:
    seen, _ = terminal.run("query", QUESTION, "--output", "ndjson")
    assert seen.count("\n") == 12
    assert all(line.startswith('{"id":') for line in seen.splitlines())


@pytest.mark.usefixtures("volumes")
def test_while_the_whole_is_read_a_progress_line_shows_the_pages(terminal: Terminal) -> None:
    question = "ec2.describe_volumes | sort_by(Volumes, &Size)[-2:].VolumeId"
    seen, _ = terminal.run("query", question, "--output", "text")
    progress, rows = seen[: seen.rindex(ESCAPE)], seen[seen.rindex(ESCAPE) :]
    assert "DescribeVolumes" in progress
    assert "vol-" not in progress
    assert [line[-21:] for line in rows.splitlines()] == [v["VolumeId"] for v in VOLUMES[-2:]]


def test_an_interrupt_prints_the_table_of_the_rows_that_came(
    wire: Wire, terminal: Terminal
) -> None:
    first: Any = slow({"Volumes": VOLUMES[:6]}, 0.6)
    wire.serve("ec2.describe_volumes", [first, stall()])
    question = f"{QUESTION} | []"
    seen, status = terminal.run("query", question, until="6 rows", NO_COLOR="1")
    assert status == 130
    shown = seen[seen.rindex("\x1b[") :]
    assert [word for word in shown.split() if word.startswith("vol-")] == [
        volume["VolumeId"] for volume in VOLUMES[:6]
    ]
    assert "querykit: interrupted after 6 rows\n  to resume:\n  --starting-token ey" in shown
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")  # the cursor is back
