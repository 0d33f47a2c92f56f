"""Each mistake in a definition has its whole message: what, where, the line, and the fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from querykit.definitions import definition
from querykit.errors import DefinitionError
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("mistakes.yaml"))


@pytest.mark.parametrize("case", CASES, ids=[case["it"] for case in CASES])
def test_a_mistake_is_told_with_its_place(case: dict[str, str]) -> None:
    with pytest.raises(DefinitionError) as raised:
        definition.read(case["text"], source="q.yaml")
    assert str(raised.value) == case["message"]


def test_half_of_a_surrogate_pair_is_refused_and_printable() -> None:
    with pytest.raises(DefinitionError) as raised:
        definition.read("service: ec2\noperation: \ud800x\n", source="q.yaml")
    message = str(raised.value)
    assert message.encode().decode() == message
    assert message.splitlines()[0] == (
        "q.yaml:2:12: error: the character '\\ud800' is not allowed in YAML"
    )


def test_what_a_terminal_would_act_on_is_not_printed() -> None:
    with pytest.raises(DefinitionError) as raised:
        definition.read('"\\e[31mred": 1\n"\\u202ebidi": 1\n# \u202e and \u200b', source="q.yaml")
    assert not {"\x1b", "\u202e", "\u200b"} & set(str(raised.value))


def test_a_file_of_mistakes_is_told_in_a_page_and_at_once() -> None:
    text = "".join(f"key{number}: $x\n" for number in range(20_000))
    with pytest.raises(DefinitionError) as raised:
        definition.read(text, source="q.yaml")
    assert len(raised.value.mistakes) == 101
    assert str(raised.value).startswith("error: only the first 100 errors are shown\nq.yaml:1:1: ")
