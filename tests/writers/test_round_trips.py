"""What was written is read back by somebody else's reader, and compared."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from markdown_it import MarkdownIt

from querykit.invisible import shown
from querykit.writers import WRITERS, Layout
from querykit.writers._columns import union
from tests.properties import examples
from tests.writers import data
from tests.writers.written import written

TERMINAL = Layout(width=80)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}


@given(data.rows)
def test_json_gives_the_rows_back(rows: list[Any]) -> None:
    assert json.loads(written("json", rows)) == rows


# Signs of Arabic and other scripts that Unicode calls formats: they are seen.
_SEEN = re.compile(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f]"
)


def _acts_or_hides(text: str) -> list[str]:
    """What a terminal would obey, or a reader not see, by Unicode's general categories."""
    return [
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and character not in "\n\t\u200c\u200d"
        and not _SEEN.match(character)
    ]


@pytest.mark.parametrize("name", WRITERS.names())
@settings(max_examples=examples(30))
@given(data.rows)
def test_a_terminal_gets_nothing_that_acts_or_hides(name: str, rows: list[Any]) -> None:
    # Alone between letters, not even a joiner belongs to what is seen.
    joined = [*rows, "a\u200db\u200cc\ufe0fd"]
    text = written(name, joined, TERMINAL)
    assert not _acts_or_hides(text)
    assert "a\\u200db\\u200cc\\ufe0fd" in re.sub(r"\s*\n\s*", "", text)


@pytest.mark.parametrize("name", ["json", "ndjson", "yaml"])
@settings(max_examples=examples(30))
@given(data.rows)
def test_formats_with_escapes_hide_nothing_anywhere(name: str, rows: list[Any]) -> None:
    assert not _acts_or_hides(written(name, rows))


@given(data.records)
def test_a_guarded_cell_begins_with_nothing_that_runs(records: list[dict[str, Any]]) -> None:
    text = written("csv", records, Layout(guard=True))
    for line in csv.reader(io.StringIO(text.replace("\0", ""), newline="")):
        for cell in line:
            assert not re.match(r"[=+\-@\t\r\n]", cell) or float(cell) is not None


@given(data.rows)
def test_json_on_a_terminal_gives_the_rows_back_and_no_controls(rows: list[Any]) -> None:
    text = written("json", rows, TERMINAL)
    assert json.loads(text) == rows
    assert not _CONTROLS.search(text)


@given(data.rows)
def test_ndjson_is_a_line_a_row_for_every_reader_of_lines(rows: list[Any]) -> None:
    text = written("ndjson", rows)
    assert [json.loads(line) for line in text.splitlines()] == rows
    assert not _CONTROLS.search(text)


@given(data.rows)
def test_yaml_gives_the_rows_back(rows: list[Any]) -> None:
    assert yaml.safe_load(written("yaml", rows)) == rows


@given(data.records)
def test_csv_gives_the_cells_back(records: list[dict[str, Any]]) -> None:
    text = written("csv", records)
    # The reader of Python 3.10 takes no NUL.
    assume(sys.version_info >= (3, 11) or "\0" not in text)
    assert list(csv.reader(io.StringIO(text, newline=""))) == _grid(records)


@given(data.records)
def test_tsv_gives_the_cells_back(records: list[dict[str, Any]]) -> None:
    lines = written("tsv", records).splitlines()
    found = [[_unescaped(cell) for cell in line.split("\t")] for line in lines]
    assert found == _grid(records)


@given(data.rows)
def test_text_is_a_line_a_row_and_has_no_controls(rows: list[Any]) -> None:
    text = written("text", rows)
    assert text.count("\n") == len(text.splitlines()) == len(rows)
    assert not _CONTROLS.search(text)


@given(data.rows)
def test_no_format_prints_nothing_for_rows(rows: list[Any]) -> None:
    for name in WRITERS.names():
        assert len(written(name, rows).splitlines()) >= len(rows), name


@given(data.records)
def test_markdown_shows_the_cells_as_they_are(records: list[dict[str, Any]]) -> None:
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = page.parse(written("markdown", records))
    shown = ["".join(_shown(token)) for token in tokens if token.type == "inline"]
    assert shown == [_as_markdown(text) for line in _grid(records) for text in line]


def _shown(inline: Any) -> list[str]:
    """The text that a reader sees; anything that is not text is written as its name."""
    return [
        token.content
        if token.type in ("text", "text_special")
        else f"<{token.content or token.tag}>"
        for token in inline.children
    ]


def _as_markdown(text: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    return "<<br>>".join(map(_escaped, lines)).strip()


def _escaped(text: str) -> str:
    names = {"\t": "\\t", "\r": "\\r", "\u2028": "\\u2028", "\u2029": "\\u2029"}
    return re.sub(
        "[\x00-\x1f\x7f-\x9f\u2028\u2029]",
        lambda match: names.get(match[0], f"\\x{ord(match[0]):02x}"),
        shown(text, keep="".join(map(chr, range(0xA0)))),
    )


def _unescaped(text: str) -> str:
    return re.sub(
        r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)",
        lambda match: _ESCAPES.get(match[0]) or chr(int(match[1][1:], 16)),
        text,
    )


def _grid(records: list[dict[str, Any]]) -> list[list[str]]:
    """The header and the cells that the rows stand for; nothing where there is no column."""
    records = [found or {"value": {}} for found in records]
    names = union(records)
    cells = [[_cell(found.get(name)) for name in names] for found in records]
    return [list(names), *cells] if names else []


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
