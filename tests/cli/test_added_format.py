"""An output format is one module: the command line learns everything else from it."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import querykit.writers
from querykit.cli import main
from tests.wire import Wire, refuse

QUERY = "ec2.describe_volumes | Volumes[].{id: VolumeId, gib: Size, made: CreateTime, tags: Tags}"
VOLUMES = [
    {"VolumeId": "vol-1", "Size": 8, "CreateTime": "2026-11-20T12:00:00Z"},
    {"VolumeId": "vol-2", "Size": 16, "Tags": [{"Key": "team", "Value": "ü"}]},
]
ROOT = Path(__file__).resolve().parents[2]

# Whole columns, one after the other, with a header of types: what Parquet is, in small.
PARQUET = '''
"""Columns with their types, compressed."""

import gzip
import json

from querykit.writers import Format

FORMAT = Format(endings=(".parquet", ".pq"), binary=True, streams=False, columns_first=True)


def write(rows, out, layout):
    found = {column.name: [] for column in layout.columns}
    for row in rows:
        for name, cells in found.items():
            cells.append(row.get(name))
    types = {column.name: column.type for column in layout.columns}
    with gzip.GzipFile(fileobj=out, mode="wb") as packed:
        packed.write(json.dumps({"types": types, "columns": found}).encode())
'''
# Its package is not installed here.
NEEDY = '''
"""Rows in a format that a missing package writes."""
from querykit.shelf import Extra
from querykit.writers import Format

FORMAT = Format(endings=(".xlsx",), binary=True, needs=Extra("xlsx", "xlsx-writer", "no_such"))


def write(rows, out, layout):
    FORMAT.needs.load()
'''

Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Run]:
    """Runs a command line, with two more modules in the shelf of writers."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    members = {"parquet": PARQUET, "xlsx": NEEDY, "gzip": _written_in_the_docs()}
    for name, text in members.items():
        (shelf / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(querykit.writers, "__path__", [*querykit.writers.__path__, str(shelf)])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def ran(*arguments: str) -> tuple[int, bytes, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capfdbinary.readouterr()
        return int(str(ended.value.code)), out, err.decode()

    yield ran
    for name in members:
        sys.modules.pop(f"querykit.writers.{name}", None)


def _written_in_the_docs() -> str:
    page = (ROOT / "docs" / "how-to" / "write-rows.md").read_text(encoding="utf-8")
    return page.partition("## In a format of your own")[2].split("```python\n")[1].split("```")[0]


def _columns(packed: bytes) -> Any:
    return json.loads(gzip.decompress(packed))


def test_typed_columns_are_written_to_a_file_that_its_ending_names(wire: Wire, run: Run) -> None:
    wire.serve("ec2.describe_volumes", [{"Volumes": VOLUMES[:1]}, {"Volumes": VOLUMES[1:]}])
    assert run("query", QUERY, "--to", "volumes.parquet") == (0, b"", "")
    assert _columns(Path("volumes.parquet").read_bytes()) == {
        "types": {"id": "string", "gib": "integer", "made": "timestamp", "tags": "list"},
        "columns": {
            "id": ["vol-1", "vol-2"],
            "gib": [8, 16],
            "made": ["2026-11-20T12:00:00+00:00", None],
            "tags": [None, [{"Key": "team", "Value": "ü"}]],
        },
    }


def test_bytes_go_to_stdout_and_to_what_is_no_file(wire: Wire, run: Run) -> None:
    wire.serve("ec2.describe_volumes", [{"Volumes": VOLUMES}])
    status, out, err = run("query", QUERY, "-o", "parquet")
    assert (status, err) == (0, "")
    assert _columns(out)["columns"]["id"] == ["vol-1", "vol-2"]
    assert run("query", QUERY, "-o", "parquet", "--to", "/dev/null") == (0, b"", "")


def test_bytes_are_not_printed_on_a_terminal(
    wire: Wire, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    status, out, err = run("query", QUERY, "-o", "parquet")
    assert (status, out) == (2, b"")
    assert "Error: parquet is a binary format: pass --to FILE, or redirect stdout" in err
    assert wire.requests == []


def test_the_rows_before_a_failure_are_a_whole_file_beside_it(wire: Wire, run: Run) -> None:
    wire.serve(
        "ec2.describe_volumes", [{"Volumes": VOLUMES}, refuse("UnauthorizedOperation", "no")]
    )
    status, _, err = run("query", QUERY, "--to", "volumes.pq")
    assert status == 3
    assert "the rows read so far are in volumes.pq.partial" in err
    assert not Path("volumes.pq").exists()
    assert _columns(Path("volumes.pq.partial").read_bytes())["columns"]["gib"] == [8, 16]


def test_the_help_and_the_messages_know_it(run: Run) -> None:
    _, out, _ = run("query", "--help")
    text = re.sub(r"\s+", " ", out.decode())
    assert "csv, gzip, json, markdown, ndjson, parquet, table, text, tsv, xlsx or yaml." in text
    _, _, err = run("list", "--to", "rows.dat")
    assert "or end it with .csv, .gz, .json, .jsonl, .md, .ndjson, .parquet, .pq, .tsv," in err
    assert "did you mean '.parquet'?" in run("list", "--to", "rows.parquett")[2]
    assert (
        "--csv-guard is for csv and tsv, not parquet"
        in run(*("query", QUERY, "--csv-guard", "--to", "rows.pq"))[2]
    )


def test_a_format_whose_package_is_missing_says_so_before_the_first_call(
    wire: Wire, run: Run
) -> None:
    assert run("query", QUERY, "--to", "rows.xlsx") == (
        2,
        b"",
        "error: this needs the package xlsx-writer, which is not installed\n"
        "  install it with: pip install 'aws-querykit[xlsx]'\n",
    )
    assert wire.requests == []
    assert not Path("rows.xlsx").exists()


def test_the_format_in_the_docs_is_one(wire: Wire, run: Run) -> None:
    wire.serve("ec2.describe_volumes", [{"Volumes": VOLUMES}])
    assert run("query", "ec2.describe_volumes | Volumes[].VolumeId", "--to", "ids.gz")[0] == 0
    assert gzip.decompress(Path("ids.gz").read_bytes()) == b'"vol-1"\n"vol-2"\n'
