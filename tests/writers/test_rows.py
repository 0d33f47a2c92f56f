"""How rows get to a writer's output: as they come, from a file, and never half without a word."""

from __future__ import annotations

import io
import tempfile
import tracemalloc
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from querykit.errors import OutputError
from querykit.result import Column
from querykit.writers import WRITERS, Layout
from tests.writers.written import written

KNOWN = Layout(columns=(Column("id"), Column("size")))
MEBIBYTE = 1 << 20


class _Nowhere(io.StringIO):
    """Counts the lines, and keeps none."""

    lines = 0

    def write(self, text: str) -> int:
        self.lines += text.count("\n")
        return len(text)


class _Full(io.StringIO):
    """A disk without room."""

    def write(self, text: str) -> int:
        raise OSError(28, f"No space left on device for {len(text)} characters")


def _volumes(number: int) -> Iterator[dict[str, Any]]:
    for i in range(number):
        yield {"id": f"vol-{i:017x}", "size": i, "tags": [{"Key": "Name", "Value": str(i)}]}


def _peak(name: str, rows: Iterable[Any], layout: Layout) -> tuple[int, int]:
    """The most memory that was in use, in bytes, and the number of lines."""
    out = _Nowhere()
    WRITERS.member(name).write([], out, layout)
    tracemalloc.start()
    try:
        WRITERS.member(name).write(rows, out, layout)
        return tracemalloc.get_traced_memory()[1], out.lines
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "header"), [("ndjson", 0), ("csv", 1)])
def test_many_rows_take_little_memory(name: str, header: int) -> None:
    peak, lines = _peak(name, _volumes(300_000), Layout())
    assert peak < 4 * MEBIBYTE
    assert lines == 300_000 + header


# Four thousand of these rows in a list are more than two mebibytes.
@pytest.mark.parametrize("name", [name for name in WRITERS.names() if name != "table"])
def test_rows_are_not_held_in_memory(name: str) -> None:
    assert _peak(name, _volumes(4_000), Layout())[0] < MEBIBYTE


@pytest.mark.parametrize("name", [name for name in WRITERS.names() if name != "table"])
def test_a_row_is_written_before_the_next_is_asked_for(name: str) -> None:
    out, seen = io.StringIO(), []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(3):
            seen.append(f"vol-{number - 1}" in out.getvalue())
            yield {"id": f"vol-{number}", "size": 8}

    WRITERS.member(name).write(rows(), out, KNOWN)
    assert seen == [False, True, True]


@pytest.mark.parametrize("name", ["csv", "tsv", "markdown"])
@pytest.mark.parametrize(
    ("row", "more"),
    [
        ({"id": "a", "extra": 1}, "'extra'"),
        ("scalar", "'value'"),
        (["one"], "'column_1'"),
    ],
)
def test_a_row_beyond_the_known_columns_is_an_error(name: str, row: Any, more: str) -> None:
    with pytest.raises(OutputError) as caught:
        written(name, [{"id": "a", "size": 1}, row], KNOWN)
    assert str(caught.value) == (
        f"error: row 2 has columns the query does not name: {more}\n"
        "  the formats json, ndjson, table, text and yaml take rows of any columns"
    )


def test_a_table_has_the_columns_that_its_rows_have_in_the_known_order() -> None:
    rows = [{"more": 1, "size": 5}, {"more": 2}]
    assert written("table", rows, KNOWN) == "size  more\n──────────\n   5     1\n         2\n"


@pytest.mark.parametrize("name", WRITERS.names())
@pytest.mark.parametrize("layout", [Layout(), KNOWN, Layout(width=80)])
def test_an_error_of_the_rows_comes_through(name: str, layout: Layout) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield {"id": "a"}
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        written(name, rows(), layout)


@pytest.mark.parametrize("name", WRITERS.names())
def test_rows_that_python_code_makes_are_written(name: str) -> None:
    row = OrderedDict(price=Decimal("1.10"), key=b"key", pair=(1, 2))
    text = written(name, [row, (1, 2)])
    assert "1.10" in text
    assert "OrderedDict" not in text


def test_a_decimal_keeps_its_digits() -> None:
    assert written("ndjson", [Decimal("1.10")]) == '"1.10"\n'
    assert written("yaml", [Decimal("1.10")]) == "- '1.10'\n"
    assert written("csv", [{1: Decimal("1.10")}]) == "1\n1.10\n"


def test_a_tuple_is_a_list() -> None:
    assert written("csv", [(1, 2)]) == "column_1,column_2\n1,2\n"
    assert written("text", [(1, 2)]) == "1\t2\n"


def test_an_output_that_fails_closes_the_file_of_waiting_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = []

    def spool(_: int) -> Any:
        opened.append(tempfile.TemporaryFile())  # noqa: SIM115
        return opened[0]

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", spool)
    with pytest.raises(OSError, match="No space left"):
        WRITERS.member("csv").write(_volumes(10), _Full(), Layout())
    assert [file.closed for file in opened] == [True]
