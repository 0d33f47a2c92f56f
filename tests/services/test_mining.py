"""Every sentence of AWS's documentation that may say that a response is cut was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from querykit.services.pagination.announced import FILE, announced
from querykit.services.tables import table
from tests.services.mining import JUDGED, VERDICTS, judged, mined

FEW = ("logs", "resource-explorer-2", "support", "storagegateway", "iottwinmaker")


def test_each_line_has_a_verdict(figure: Callable[[str], None]) -> None:
    verdicts = Counter(judged().values())
    assert {*verdicts} == {*VERDICTS}
    lines = [line for line in JUDGED.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert len(lines) == verdicts.total()
    told = ", ".join(f"{count:,} {verdict}" for verdict, count in verdicts.most_common())
    figure(f"sentences about responses that may be cut: {verdicts.total():,} judged ({told})")


def test_an_announced_sentence_is_judged_to_be_a_sign() -> None:
    known = judged()
    for name in table(FILE):
        service = name.partition(".")[0]
        for entry in announced(*name.split(".")):
            wanted = "resource" if "not" in entry else "sign"
            assert known.get((service, entry["says"][:110]), wanted) == wanted, name


def test_new_sentences_are_told(figure: Callable[[str], None]) -> None:
    found = [*mined(FEW)]
    assert len(found) > 20
    new = [sentence for sentence in found if sentence.key not in judged()]
    assert len(new) < len(found) / 5  # a newer botocore has new sentences
    figure(f"sentences of {len(FEW)} services that nobody has judged yet: {len(new)}")


@pytest.mark.slow
def test_new_sentences_of_all_services_are_told(figure: Callable[[str], None]) -> None:
    found, known = [*mined()], judged()
    new = [sentence for sentence in found if sentence.key not in known]
    assert len(new) < len(found) / 5
    figure(
        f"sentences that nobody has judged yet: {len(new)} of {len(found):,}; "
        "python -m tests.services.mining lists them"
    )
