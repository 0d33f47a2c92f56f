"""Trees of members keep their columns, whatever the names and the terminal."""

from __future__ import annotations

import pytest

from querykit.cli._trees import Line, tree

LINES = [
    Line("Id", "Id", 0, "string", title="What it is called."),
    Line("ElasticInferenceAcceleratorAssociations[]", "", 0, "list", title="None of these."),
    Line("State", "State", 0, "string", values=("on", "off")),
]


def test_in_a_file_the_column_is_as_wide_as_the_longest_name() -> None:
    assert list(tree(LINES, None)) == [
        "Id                                         string  What it is called.",
        "ElasticInferenceAcceleratorAssociations[]  list    None of these.",
        "State                                      string",
        "                                                   on | off",
    ]


def test_on_a_terminal_a_name_that_is_too_long_has_a_line_of_its_own() -> None:
    assert list(tree(LINES, 60)) == [
        "Id                           string  What it is called.",
        "ElasticInferenceAcceleratorAssociations[]",
        "                             list    None of these.",
        "State                        string",
        "                                     on | off",
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_but_a_name_is_wider_than_the_terminal(width: int) -> None:
    names = {line.step for line in LINES}
    assert all(len(line) <= width or line in names for line in tree(LINES, width))
