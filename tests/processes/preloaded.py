"""The process that forks, as its clients see it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

__all__ = ["Preloaded"]

ROOT = Path(__file__).resolve().parents[2]
CLIENT = Path(__file__).with_name("client.py")


class Preloaded:
    """Runs command lines of querykit in forks of a process that has imported it.

    folder: where its socket is, and a ``querykit`` for the PATH of a shell.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        socket = folder / "socket"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.forking", str(socket)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"
        self.command = folder / "querykit"
        program = CLIENT.read_text(encoding="utf-8").replace("SOCKET", repr(str(socket)))
        self.command.write_text(f"#!{sys.executable} -SI\n{program}", encoding="utf-8")
        self.command.chmod(0o755)

    def __enter__(self) -> Preloaded:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def run(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin: str = "",
        timeout: float = 60,
    ) -> subprocess.CompletedProcess[str]:
        """Run one command line to its end, with what it printed."""
        return subprocess.run(
            [str(self.command), *arguments],
            cwd=cwd,
            env=env,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
