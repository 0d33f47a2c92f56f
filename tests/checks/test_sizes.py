"""A check of a long definition takes a time that grows with its length, and not with its square.

Times are the process's own: what else the machine does has no part in them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from querykit.checks import check
from querykit.definitions import drafts
from querykit.resolved import Resolved

HEAD = "service: ec2\noperation: describe_regions\n"


def _lines(line: str, number: int) -> str:
    return "".join(line.replace("#", str(each)) for each in range(number))


def _joined(item: str, number: int) -> str:
    return ", ".join(item.replace("#", str(each)) for each in range(number))


TEXTS: dict[str, Callable[[int], str]] = {
    "unknown fields in a folded text": lambda n: (
        HEAD
        + "expression: >-\n  Regions[].{\n"
        + _lines("  a#: Nope#,\n", n)
        + "  z: RegionName}\n"
    ),
    "unknown fields in a quoted text": lambda n: (
        HEAD + 'expression: "Regions[].[' + _joined("\\u004eope#", n) + ']"\n'
    ),
    "unknown fields beside a secret": lambda n: (
        HEAD
        + "expression: 'Regions[].["
        + _joined("Nope#", n)
        + "]'\nvariables: {p: {secret: true, default: hunter2}}\n"
    ),
    "variables": lambda n: HEAD + "variables:\n" + _lines("  v#: {}\n", n * 20),
    "parameters": lambda n: HEAD + "parameters:\n" + _lines("  P#: 1\n", n * 20),
    "comments that ignore": lambda n: HEAD + "# querykit: ignore[full-merge]\n" * (n * 10),
    "variables that are ignored": lambda n: (
        HEAD + "variables:\n" + _lines("  v#: {}  # querykit: ignore[unused-variable]\n", n * 5)
    ),
    "rules in one comment": lambda n: (
        HEAD + "limit: 1  # querykit: ignore[" + ",".join(["full-merge"] * n * 10) + "]\n"
    ),
    "unknown functions": lambda n: HEAD + f"expression: '[{_joined('nope#(@)', n)}]'\n",
    "a long literal": lambda n: (
        HEAD + "expression: 'contains(`[" + _joined('"x#"', n * 5) + "]`, Regions[0].Endpoint)'\n"
    ),
    "columns": lambda n: HEAD + f"expression: 'Regions[].[{_joined('RegionName', n * 5)}]'\n",
}
_SECONDS = 5


def _seconds(name: str, number: int) -> float:
    text = TEXTS[name](number)
    begin = time.process_time()
    check(Resolved(drafts.document(text, source="q.yaml")))
    return time.process_time() - begin


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_definition_is_checked_in_seconds(name: str, figure: Callable[[str], None]) -> None:
    took = _seconds(name, 400)
    assert took < _SECONDS
    figure(f"check of {name}, {len(TEXTS[name](400)):,} characters: {took:.2f} s")


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_a_definition_of_any_length_is_checked_in_seconds(
    name: str, figure: Callable[[str], None]
) -> None:
    took = _seconds(name, 2_000)
    assert took < 3 * _SECONDS
    figure(f"check of {name}, {len(TEXTS[name](2_000)):,} characters: {took:.2f} s")
