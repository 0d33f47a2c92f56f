"""Every rule's manual page is true: what fails is told as it says there, and what passes passes."""

from __future__ import annotations

import pytest

from querykit import rules
from querykit.checks import RULES, check
from querykit.checks._manual import Example, page
from querykit.resolved import Resolved
from tests.checks.drafts import draft

EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{number}")
    for name in RULES.names()
    for number, example in enumerate(page(name).examples)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_is_told_as_its_page_says(rule: str, example: Example) -> None:
    found = check(Resolved(draft(example.query)))
    assert "\n".join(map(str, found)) == example.message
    assert {finding.rule for finding in found} <= {rule}


@pytest.mark.parametrize("rule", RULES.names())
def test_a_page_has_a_query_that_fails_and_one_that_passes(rule: str) -> None:
    shown = page(rule)
    assert shown.title.endswith(".")
    assert any(example.message for example in shown.examples)
    assert any(not example.message for example in shown.examples)


def test_a_name_in_the_program_is_that_of_a_page_and_the_other_way_round() -> None:
    names = {value for name, value in vars(rules).items() if name.isupper()}
    assert names == {*RULES.names()}


@pytest.mark.parametrize("rule", RULES.names())
def test_a_rule_has_a_severity(rule: str) -> None:
    assert RULES.member(rule).SEVERITY in ("error", "warning")
