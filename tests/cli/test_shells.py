"""The tab key in real shells, inside the quotes of an ad-hoc query."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHELLS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        'eval "$(_QUERYKIT_COMPLETE={}_source querykit)"',
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        'autoload -U compinit; compinit -u; eval "$(_QUERYKIT_COMPLETE={}_source querykit)"',
    ),
    "fish": (["fish", "--no-config", "-i"], "_QUERYKIT_COMPLETE={}_source querykit | source"),
}
# What is typed, and what stands in the line once the tab key was pressed.
TYPED = [
    ("querykit query 'ec2.describe_volumes | Volumes[].Encr", "Volumes[].Encrypted"),
    (
        "querykit query \"ec2.describe_volumes | Volumes[?State == 'av",
        "Volumes[?State == 'available",
    ),
    ("querykit query 'ec2.describe_instances {Filters: [{Na", "{Filters: [{Name"),
    ("querykit schema ec2 describe_volumes Vol", "describe_volumes Volumes"),
]


class _Terminal:
    """A shell at the other end of a terminal, and all that it wrote."""

    def __init__(self, shell: str, home: Path) -> None:
        arguments, setup = SHELLS[shell]
        self.seen = ""
        self.process, self._end = pty.fork()
        if self.process == 0:
            tools = home / "bin"
            environment = {
                **os.environ,
                "HOME": str(home),
                "PATH": f"{tools}:{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "TERM": "xterm" if shell == "fish" else "dumb",
                "COLUMNS": "250",
            }
            os.execvpe(arguments[0], arguments, environment)
        self.type(f"{setup.format(shell)}; echo rea''dy\n")
        self.wait("ready")

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())

    def wait(self, text: str, seconds: float = 20) -> bool:
        """Whether a text comes in time."""
        until = time.monotonic() + seconds
        while text not in self.seen and time.monotonic() < until:
            if select.select([self._end], [], [], 0.2)[0]:
                self.seen += os.read(self._end, 65536).decode(errors="replace").replace("\a", "")
        return text in self.seen

    def close(self) -> None:
        os.close(self._end)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a command querykit that runs this checkout."""
    command = tmp_path / "bin" / "querykit"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m querykit "$@"\n')
    command.chmod(0o755)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("typed", "expected"), TYPED, ids=[typed[-20:] for typed, _ in TYPED])
def test_the_tab_key_completes_inside_the_quotes(
    shell: str, typed: str, expected: str, home: Path
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    terminal = _Terminal(shell, home)
    try:
        terminal.type(typed)
        terminal.wait(typed[-8:], 5)
        terminal.seen = typed if shell != "fish" else ""
        terminal.type("\t")
        assert terminal.wait(expected), terminal.seen
    finally:
        terminal.close()
