"""The process that forks, as its clients see it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

__all__ = ["Preloaded"]

ROOT = Path(__file__).resolve().parents[2]
CLIENT = Path(__file__).with_name("client.py")
_STARTED: list[subprocess.Popen[bytes]] = []


class Preloaded:
    """Runs command lines of querykit in forks of a process that has imported it.

    The workers of one run of the tests share that process: the first starts it, the last ends it.

    folder: where its socket is, and a ``querykit`` for the PATH of a shell.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.command = folder / "querykit"
        self._pid = folder / "pid"
        self._user = folder / f"{os.getpid()}.user"

    def __enter__(self) -> Preloaded:
        with self._alone():
            if not self._pid.exists():
                self._start(self.folder / "socket")
            self._user.touch()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._alone():
            self._user.unlink()
            if not list(self.folder.glob("*.user")):
                os.kill(int(self._pid.read_text()), signal.SIGKILL)
                shutil.rmtree(self.folder)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self, socket: Path) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.forking", str(socket)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        program = CLIENT.read_text(encoding="utf-8").replace("SOCKET", repr(str(socket)))
        self.command.write_text(f"#!{sys.executable} -SI\n{program}", encoding="utf-8")
        self.command.chmod(0o755)
        self._pid.write_text(str(process.pid))
        _STARTED.append(process)  # not to be waited for: others may use it longer

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
