"""A table fits, hides nothing and obeys nothing."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, strategies
from rich.cells import cell_len

from querykit.result import Column
from querykit.writers import WRITERS, Layout
from tests.writers import data
from tests.writers.written import written

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
INSTANCES = [
    {
        "InstanceId": f"i-{number:017x}",
        "InstanceType": "m5.24xlarge",
        "State": {"Code": 16, "Name": "running"},
        "Launched": "2026-11-20T12:00:00+00:00",
        "Arn": f"arn:aws:ec2:eu-west-1:123456789012:instance/i-{number:017x}",
        "Tags": [{"Key": "Name", "Value": "東京 web"}, {"Key": "team", "Value": "shop"}],
        "Groups": ["sg-0123456789abcdef0", "sg-0123456789abcdef1"],
        "Price": number / 7,
    }
    for number in range(3)
]


@pytest.mark.parametrize("columns", [1, 3, 8, 30])
@pytest.mark.parametrize("width", [8, 40, 80, 200])
def test_no_line_is_longer_than_the_terminal_is_wide(width: int, columns: int) -> None:
    wide = {f"column {number}": "東京 and a-long-word " * number for number in range(columns)}
    for rows in ([], [wide], INSTANCES):
        text = written("table", rows, Layout(tuple(map(Column, wide)), width))
        assert max(map(cell_len, text.splitlines())) <= width


@given(data.rows, strategies.integers(8, 100))
def test_any_data_fits_and_acts_on_nothing(rows: list[Any], width: int) -> None:
    for line in written("table", rows, Layout(width=width)).split("\n"):
        assert cell_len(line) <= width
        assert not CONTROLS.search(line)


@given(data.texts, strategies.integers(8, 40))
def test_folding_hides_nothing(text: str, width: int) -> None:
    whole, folded = (written("table", [text], Layout(width=each)) for each in (None, width))
    assert "".join(_cells(folded).split()) == "".join(_cells(whole).split())


def _cells(table: str) -> str:
    header, rule, cells = table.split("\n", 2)
    assert header == "value"
    assert set(rule) == {"─"}
    return cells


@pytest.mark.parametrize("width", [0, 1, 3])
def test_a_terminal_that_is_hardly_one_gets_every_letter(width: int) -> None:
    text = written("table", [{"name": "東京", "id": "i-1"}], Layout(width=width))
    assert text == written("table", [{"name": "東京", "id": "i-1"}], Layout(width=8))
    assert set("name東京i-1") <= set(text)


def test_nothing_is_folded_where_there_is_no_terminal() -> None:
    assert "x" * 200_000 in written("table", [{"a": "x" * 200_000}])


def test_markup_of_rich_is_text() -> None:
    assert "[red]a[/red] :smile:" in written("table", ["[red]a[/red] :smile:"], Layout(width=80))


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "TTY_COMPATIBLE", "JUPYTER_COLUMNS"])
def test_the_environment_does_not_color(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1")
    assert "\x1b" not in written("table", ["東京", None], Layout(width=80))


def test_a_stream_that_has_no_lines_to_draw_with_gets_dashes() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    WRITERS.member("table").write([{"a": 1}, {"a": 20}], out, Layout(width=80))
    out.seek(0)
    assert out.read() == " a\n--\n 1\n20\n"


def test_rich_is_imported_for_wide_characters_alone() -> None:
    program = (
        "import sys; from tests.writers.written import written\n"
        "written('table', [{'a': 1}]); assert 'rich' not in sys.modules\n"
        "written('table', ['東']); assert 'rich' in sys.modules\n"
    )
    path = os.pathsep.join(sys.path)
    subprocess.run(
        [sys.executable, "-c", program], check=True, env=os.environ | {"PYTHONPATH": path}
    )
