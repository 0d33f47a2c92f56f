"""A file is read as text, strictly, and whatever is in it neither hangs nor crashes the reader."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from querykit import load
from querykit.definitions import definition
from querykit.errors import DefinitionError

HEAD = "service: ec2\noperation: describe_instances\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "running.yaml"


def refused(text: str) -> str:
    with pytest.raises(DefinitionError) as raised:
        definition.read(text, source="q.yaml")
    return str(raised.value)


def test_a_file_is_called_by_its_name(file: Path) -> None:
    file.write_text(HEAD)
    query = load(file)
    assert (query.name, query.source) == ("running", str(file))
    assert load(str(file)) == query


def test_a_byte_order_mark_is_no_part_of_the_first_key(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert load(file).service == "ec2"
    assert definition.read("\ufeff" + HEAD).service == "ec2"


def test_lines_may_end_as_on_windows(file: Path) -> None:
    file.write_bytes((HEAD + "expression: >-\n  A[].\n  B\n").replace("\n", "\r\n").encode())
    assert load(file).expression == "A[]. B"


def test_a_file_that_is_not_utf_8_names_the_byte_and_its_place(file: Path) -> None:
    file.write_bytes(HEAD.encode() + "title: 実行 caf".encode() + b"\xe9\n")
    with pytest.raises(DefinitionError) as raised:
        load(file)
    assert str(raised.value) == (
        f"{file}:3:14: error: the byte 0xe9 is not UTF-8 text\n"
        "    title: 実行 caf\n"
        "                   ^ save the file as UTF-8"
    )


def test_a_file_in_utf_16_is_not_utf_8(file: Path) -> None:
    file.write_text(HEAD, encoding="utf-16")
    with pytest.raises(DefinitionError) as raised:
        load(file)
    assert str(raised.value).startswith(f"{file}:1:1: error: the byte 0xff is not UTF-8 text")


def test_an_empty_file_names_what_a_query_needs(file: Path) -> None:
    file.touch()
    with pytest.raises(DefinitionError) as raised:
        load(file)
    assert str(raised.value) == (
        f"{file}:1:1: error: the file is empty\n"
        "    a query needs at least a service and an operation"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.yaml", "No such file or directory"),
        ("", "Is a directory"),
        ("a/b.yaml", "No such file or directory"),
        ("x" * 300, "File name too long"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        load(tmp_path / name)
    assert str(raised.value) == f"error: {tmp_path / name}: {message}"


def test_a_path_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(DefinitionError, match="null"):
        load("queries/\0.yaml")


@pytest.mark.parametrize("size", [1_000_001, 5_000_000])
def test_a_file_of_megabytes_is_refused(file: Path, size: int) -> None:
    file.write_text(HEAD + "# 実\n" + "#" * size)
    with pytest.raises(DefinitionError) as raised:
        load(file)
    assert str(raised.value) == (f"error: {file} is too long: the limit is 1,000,000 characters")


def test_an_endless_file_is_refused() -> None:
    with pytest.raises(DefinitionError, match="is too long: the limit is"):
        load("/dev/zero")


def test_anchors_that_repeat_a_little_are_read() -> None:
    query = definition.read(HEAD + "parameters: {a: &vpc [vpc-1, {b: 2}], b: *vpc, c: [*vpc]}\n")
    assert query.parameters == {
        "a": ["vpc-1", {"b": 2}],
        "b": ["vpc-1", {"b": 2}],
        "c": [["vpc-1", {"b": 2}]],
    }


def test_an_anchor_may_stand_for_any_text() -> None:
    text = "service: &name ec2\noperation: describe_instances\ntitle: *name\n"
    assert definition.read(text).title == "ec2"


def _laughs(count: int) -> str:
    names = [f"x{number}" for number in range(count)]
    lines = [f"  {names[0]}: &{names[0]} ha"]
    lines += [
        f"  {name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise(names)
    ]
    return HEAD + "parameters:\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("kind", ["parameters", "default"])
def test_a_billion_laughs_are_refused_at_once(kind: str) -> None:
    text = _laughs(12)
    if kind == "default":
        text = text.replace("parameters", "titles") + "variables: {v: {default: {a: *x11}}}\n"
    begin = time.perf_counter()
    message = refused(text)
    assert time.perf_counter() - begin < 2
    assert "more than 10,000 values; check for repeated anchors" in message


def test_an_anchor_that_nests_without_end_is_refused() -> None:
    chain = ", ".join(["&x0 [1]", *(f"&x{n + 1} [*x{n}]" for n in range(4000))])
    message = refused(f"{HEAD}title: [{chain}]\nparameters: {{p: *x4000}}\n")
    assert "error: nested more than 100 levels deep, through anchors" in message


def test_nesting_that_no_query_needs_is_refused_with_its_place() -> None:
    message = refused(f"{HEAD}parameters: {{a: {'[' * 150}{']' * 150}}}\n")
    assert message.startswith("q.yaml:3:115: error: nested more than 100 levels deep\n")


def test_nesting_up_to_the_limit_is_read() -> None:
    query = definition.read(f"{HEAD}parameters: {{a: {'[' * 97}{']' * 97}}}\n")
    assert str(query.parameters["a"]) == "[" * 97 + "]" * 97


DEEP = {
    "lists in a flow": "'[' * 400_000",
    "mappings in a flow": "'{a: ' * 200_000",
    "lists in a line": "'- ' * 400_000",
    "keys in a line": "'? ' * 400_000",
    "colons in a line": "': ' * 400_000",
    "closed flows": "'[' * 400_000 + ']' * 400_000",
    "parameters": "HEAD + 'parameters: {a: ' + '[' * 400_000 + ']' * 400_000 + '}'",
    "a block": "'\\n'.join(' ' * n + 'a:' for n in range(1_300))",
    "a block in YAML's own lines": "'\\u2028'.join(' ' * n + 'a:' for n in range(1_300))",
    "an expression": "HEAD + 'expression: ' + '(' * 90_000",
    "a JMESPath literal": "HEAD + 'expression: ' + '`' + '[' * 90_000 + '`'",
    "a chain of pipes": "HEAD + 'expression: ' + 'a|' * 40_000 + 'a'",
    "a chain with a variable": "HEAD + 'expression: ' + 'a||' * 30_000 + '$a\\nvariables: {a: {}}'",
    "an index": "HEAD + 'expression: a[' + '1' * 90_000 + ']'",
    "quotes": "HEAD + 'expression: >-\\n  ' + '\"' + '\\\\\\\\\"' * 20_000",
    "a long expression": "HEAD + 'expression: >-\\n  ' + '\"' + '\\\\\\\\\"' * 200_000",
}


def test_no_nesting_crashes_the_interpreter() -> None:
    """In a process of its own: what recurses in C would end this one."""
    texts = ", ".join(f"{kind!r}: lambda: {text}" for kind, text in DEEP.items())
    program = (
        "from querykit.definitions import definition\n"
        "from querykit.errors import DefinitionError\n"
        f"HEAD = {HEAD!r}\n"
        f"for kind, text in {{{texts}}}.items():\n"
        "    try:\n"
        "        definition.read(text())\n"
        "        print(kind, 'was read')\n"
        "    except DefinitionError as error:\n"
        "        assert len(str(error)) < 2_000, (kind, len(str(error)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_thousand_definitions_are_read_in_well_under_a_second() -> None:
    text = (Path(__file__).parents[2] / "queries/ec2/running-instances.yaml").read_text()
    begin = time.process_time()  # of this process alone, whatever else the machine does
    for number in range(1000):
        definition.read(text, source=f"{number}.yaml")
    assert time.process_time() - begin < 2
