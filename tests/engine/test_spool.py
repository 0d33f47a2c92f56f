"""What waits to be taken is the same wherever it waits."""

from __future__ import annotations

import pytest

from querykit import Outcome, Target
from querykit.engine.spool import Spool
from querykit.result import Batch


def _token(taken: int) -> str:
    return f"after {taken}"


BATCHES = [
    Batch(1, number, tuple({"id": f"{number}-{n}", "text": "x" * 50} for n in range(40)), _token)
    for number in range(6)
]
ENDED = Outcome("ec2", "DescribeVolumes", Target("eu-west-1"), "complete")


@pytest.mark.parametrize("memory", [0, 20_000, 10**9])
def test_events_come_back_as_they_were(memory: int) -> None:
    spool = Spool(memory)
    events: list[Batch | Outcome] = [*BATCHES, ENDED]
    kept = [spool.put(event) for event in events]
    assert [spool.take(each) for each in kept] == events
    spool.close()


def test_what_was_taken_makes_room() -> None:
    spool = Spool(60_000)
    for batch in BATCHES * 20:
        assert spool.take(spool.put(batch)) is batch  # it was never in the file
