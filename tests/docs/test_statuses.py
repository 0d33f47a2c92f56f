"""The exit status that a command of a page has to end with, by what the page shows."""

from __future__ import annotations

import pytest

from tests.docs.examples import Command


@pytest.mark.parametrize(
    ("text", "printed", "statuses"),
    [
        ("querykit version", "querykit 1\n", (0,)),
        ("querykit check x", "x:1:1: error[syntax]: no\n", (2,)),
        ("querykit run x", "querykit: error: there is no x\n", (2,)),
        ("querykit run x", "row\nquerykit: incomplete: a page is missing\n", (3,)),
        ("querykit run x | head -1", "row\n", (0, 141)),
        ("querykit check x --output json", '"severity": "error",\n', (2,)),
        ("querykit schema x", "creating | deleted | error\n", (0,)),
    ],
)
def test_a_page_says_how_a_command_ends(text: str, printed: str, statuses: tuple[int, ...]) -> None:
    assert Command(1, text, printed).statuses == statuses
