"""Runs the cases of cases.yaml: a command line, and what it prints and leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cases import Tags, read_cases
from tests.processes import Preloaded
from tests.wire import Wire, endless, raw, refuse, stall

ROOT = Path(__file__).resolve().parents[2]


def _mapping(loader: Any, node: yaml.Node) -> dict[str, Any]:
    assert isinstance(node, yaml.MappingNode)
    return {str(key): value for key, value in loader.construct_mapping(node, True).items()}


# Faults in the place of pages.
TAGS: Tags = {
    "!refuse": lambda _, node: refuse(str(node.value), "no", status=403),
    "!stall": lambda *_: stall(),
    "!endless": lambda loader, node: endless(_mapping(loader, node)),
    "!raw": lambda _, node: raw(200, str(node.value).encode()),
}


def _cases() -> list[Any]:
    files = sorted(Path(__file__).parent.glob("*.yaml"))
    cases = [case for file in files for case in read_cases(file, TAGS)]
    return [pytest.param(case, id=case["it"]) for case in cases]


@pytest.mark.parametrize("case", _cases())
def test_the_command_line(
    case: dict[str, Any], wire: Wire, tmp_path: Path, preloaded: Preloaded
) -> None:
    for operation, answers in case.get("serve", {}).items():
        wire.serve(operation, answers)
    for name, text in case.get("files", {}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    environment = _environment(case, tmp_path)
    ran = _run(_command(case, preloaded), case, tmp_path, environment)
    printed = {"stdout": ran.stdout, "stderr": ran.stderr}
    told = f"exit {ran.returncode}\n--- stdout\n{ran.stdout}\n--- stderr\n{ran.stderr}"
    for stream, text in printed.items():
        if stream in case:
            assert text == case[stream], told
        for part in case.get(f"{stream}_has", ()):
            assert part in text, told
        assert "Traceback" not in text, told
    assert ran.returncode == case.get("exit", 0), told
    for name, text in case.get("left", {}).items():
        file = tmp_path / name
        assert (file.read_text(encoding="utf-8") if file.exists() else None) == text, told
    if "asked" in case:
        assert len(wire.requests) == case["asked"]


def _is_about_the_process(case: dict[str, Any]) -> bool:
    """Whether it is about pipes, descriptors or how Python starts, which a fork has behind it."""
    settings = ("PYTHON", "LC_", "LANG")
    return case.get("process") == "new" or any(
        name.startswith(settings) for name in case.get("env", {})
    )


def _command(case: dict[str, Any], preloaded: Preloaded) -> list[str]:
    new = _is_about_the_process(case)
    querykit = [sys.executable, "-m", "querykit"] if new else [str(preloaded.command)]
    if "shell" in case:
        return ["bash", "-c", case["shell"].replace("querykit", " ".join(querykit))]
    return [*querykit, *case["args"]]


def _run(
    command: list[str], case: dict[str, Any], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=case.get("stdin", ""),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def _environment(case: dict[str, Any], folder: Path) -> dict[str, str]:
    environment = {
        **os.environ,
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "80",
        "AWS_EC2_METADATA_DISABLED": "true",
        **case.get("env", {}),
    }
    return {name: value for name, value in environment.items() if value is not None}
