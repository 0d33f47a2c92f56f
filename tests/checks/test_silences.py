"""A comment silences the rules that it names, in its line or the next one, and nothing else."""

from __future__ import annotations

import pytest

from querykit import check
from querykit.checks import Finding


def _found(expression: str) -> list[Finding]:
    return check(f"service: ec2\noperation: describe_volumes\n{expression}\nlimit: 5\n")


def _rules(expression: str) -> list[str]:
    return [finding.rule for finding in _found(expression)]


MISTAKE = "expression: Volumes[?VolumeId==`a`].Sise"


def test_a_comment_at_the_end_of_a_line_is_for_the_line() -> None:
    assert _rules(MISTAKE) == ["backtick-string", "unknown-field"]
    assert _rules(f"{MISTAKE}  # querykit: ignore[unknown-field]") == ["backtick-string"]
    assert _rules(f"{MISTAKE}  # querykit: ignore[unknown-field,backtick-string]") == []


def test_a_comment_alone_is_for_the_next_line() -> None:
    assert _rules(f"# querykit: ignore[unknown-field, backtick-string]\n{MISTAKE}") == []


def test_several_comments_above_a_line_are_for_it() -> None:
    comments = "# querykit: ignore[unknown-field]\n# querykit: ignore[backtick-string]\n"
    assert _rules(f"{comments}{MISTAKE}") == []


def test_a_comment_is_for_the_whole_of_a_text_that_begins_there() -> None:
    folded = "expression: >-  # querykit: ignore[unknown-field]\n  Volumes[]\n  .Sise"
    assert _rules(folded) == []


def test_a_comment_for_another_line_silences_nothing() -> None:
    assert _rules(f"{MISTAKE}\n\n# querykit: ignore[unknown-field]") == [
        "backtick-string",
        "unknown-field",
        "unused-silence",
    ]


def test_what_looks_like_a_comment_inside_a_text_is_none() -> None:
    inside = "expression: |-\n  Volumes[].Sise || 'a # querykit: ignore[unknown-field]'"
    assert _rules(inside) == ["unknown-field"]
    assert _rules("title: '# querykit: ignore[unknown-field]'") == []


@pytest.mark.parametrize("rule", ["unknown-feld", "Unknown-Field", "unknown_field"])
def test_a_silence_of_no_rule_has_the_nearest(rule: str) -> None:
    *_, last = _found(f"{MISTAKE}  # querykit: ignore[{rule}]")
    assert (last.rule, last.what) == ("unused-silence", f"unknown rule {rule!r}")
    assert last.hint == "did you mean 'unknown-field'?"


def test_a_silence_of_silences_is_heard() -> None:
    assert _rules("limit2: 5  # querykit: ignore[unused-silence, full-merge]") == ["definition"]
