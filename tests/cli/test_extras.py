"""Every function, format and option in a process that lacks an optional package: no traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from querykit.expressions.functions import FUNCTIONS
from querykit.types.types import choices
from querykit.writers import WRITERS
from tests.wire import Wire

# The module that an extra brings, and those that it brings besides.
EXTRAS = {"regex": ("re2",), "demo": ("moto", "werkzeug", "flask", "flask_cors")}
USERS = [{"UserName": "ann"}, {"UserName": "bob"}]

# A process in which these modules cannot be imported runs each line as a command line, and prints
# what came of it. Commands share a process, as starting one takes longest.
_RUNS = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1].split(","), None))
from querykit.cli import main
for line in sys.stdin.read().split("\\0"):
    try:
        main(line.split("\\x1f"))
    except SystemExit as error:
        print(f"\\x1e{error.code}", end="\\0", flush=True)
"""


def _ran(
    blocked: tuple[str, ...], commands: list[list[str]], folder: Path
) -> list[tuple[int, str]]:
    """The exit status and the output of every command line."""
    ran = subprocess.run(
        [sys.executable, "-c", _RUNS, ",".join(blocked)],
        input="\0".join("\x1f".join(command) for command in commands),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "PYTHONUNBUFFERED": "1"},
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    ended = [part.rpartition("\x1e") for part in ran.stdout.split("\0") if part]
    assert len(ended) == len(commands), ran.stdout
    return [(int(status), output) for output, _, status in ended]


def _calls() -> list[str]:
    """A call of every function that querykit adds, with arguments of the right types."""
    values = {
        "string": "'90d'",
        "number": "`1`",
        "array": "[@]",
        "object": "@",
        "boolean": "`true`",
        "expref": "&UserName",
        "null": "`null`",
    }
    found = []
    for name, member in FUNCTIONS.members().items():
        kinds = [choices(parameter.accepts)[0].kind for parameter in member.SIGNATURE.parameters]
        found.append(f"{name}({', '.join(values.get(kind, '@') for kind in kinds)})")
    return found


@pytest.mark.parametrize("extra", [*EXTRAS])
def test_without_an_extra_everything_else_works_and_what_needs_it_says_so(
    wire: Wire, extra: str, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    wire.serve("iam.list_users", [{"Users": USERS}])
    query = "iam.list_users | Users[].UserName"
    formats = [["query", query, "-o", name] for name in WRITERS.names()]
    written = [["query", query, "--to", f"users.{name}"] for name in ("csv", "json", "yaml", "txt")]
    # A function may need an extra of its own; none needs the demo account.
    called = _calls() if extra != "demo" else []
    calls = [["query", f"iam.list_users | Users[].{call}", "--no-check"] for call in called]
    matching = "iam.list_users | Users[?matches(UserName, '^a')].UserName"
    needing = {
        "regex": [
            ["query", matching],
            ["query", matching, "--no-check"],
            ["check", matching],
            ["explain", matching],
        ],
        "demo": [["query", query, "--demo"], ["run", "iam/users", "--demo"]],
    }
    others = [
        ["list"],
        ["list", "--output", "json"],
        ["show", matching],
        ["schema", "iam", "list_users"],
        ["operations", "iam"],
        ["new", "iam", "list_users"],
        ["check", query, "--output", "sarif"],
        ["query", query, "--debug", "--limit", "1"],
    ]
    commands = [
        *formats,
        *written,
        *calls,
        *others,
        *(c for each in needing.values() for c in each),
    ]
    ended = _ran(EXTRAS[extra], commands, tmp_path)
    hint = f"install it with: pip install 'aws-querykit[{extra}]'"
    for command, (status, output) in zip(commands, ended, strict=True):
        told = f"{' '.join(command)}: exit {status}\n{output}"
        assert "Traceback" not in output, told
        needs = command in needing[extra] or (
            extra == "regex" and any("matches('" in part for part in command)
        )
        assert (hint in output) == needs, told
        if needs:
            assert status in (1, 2), told
            assert re.search("needs the package (google-re2|moto), which is not installed", output)
        elif command in formats + written + others:
            assert status == 0, told
    figure(f"without the extra {extra}: {len(commands)} command lines, no traceback")
