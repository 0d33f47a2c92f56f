"""Arguments are UTF-8, whatever the locale: with half characters a filter would find nothing."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from querykit.cli import main
from querykit.cli._arguments import decode


def test_what_the_locale_could_not_decode_is_utf_8() -> None:
    assert decode(["query", "\udcc3\udca4nn", "änn"]) == ["query", "änn", "änn"]


def test_an_argument_that_is_not_utf_8_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["query", "iam.list_users | Users[?UserName=='\udce4nn']"])
    assert ended.value.code == 2
    told = "Error: an argument is not UTF-8: b\"iam.list_users | Users[?UserName=='\\xe4nn']\"\n"
    assert capsys.readouterr() == ("", told)


def test_a_file_may_have_any_name(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/\xff.yaml"
    with open(file, "w"):
        assert decode([os.fsdecode(file)]) == [os.fsdecode(file)]


def test_json_that_is_nested_too_deeply_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["query", "iam.list_users | $n", "--var", "n:=" + "[" * 100_000])
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith("'--var': the value of n is nested too deeply\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"[" * 100_000)))
    with pytest.raises(SystemExit) as ended:
        main(["complete"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("error: stdin is nested too deeply\n")
