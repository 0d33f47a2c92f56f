"""Runs the cases beside it: commands that ask nothing of AWS, in this process."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from querykit.cli import main
from tests.cases import read_cases

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['it']}")
    for file in sorted(HERE.glob("*.yaml"))
    for case in read_cases(file)
]


@pytest.mark.parametrize("case", CASES)
def test_a_command_that_asks_nothing_of_aws(
    case: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in case.get("env", {}).items():
        monkeypatch.setenv(name, value)
    for name, text in case.get("files", {}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    stdin = io.TextIOWrapper(io.BytesIO(case.get("stdin", "").encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(SystemExit) as ended:
        main(case["args"])
    captured = capsys.readouterr()
    for stream in ("stdout", "stderr"):
        printed = captured.out if stream == "stdout" else captured.err
        if stream in case:
            assert printed == case[stream]
        for part in case.get(f"{stream}_has", ()):
            assert part in printed
    assert (ended.value.code or 0) == case.get("exit", 0)
    for name, text in case.get("left", {}).items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text
