"""How many examples a test of a property tries."""

from __future__ import annotations

from hypothesis import settings

__all__ = ["examples"]


def examples(number: int) -> int:
    """Return how many of so many examples this run tries: all with --hypothesis-profile=long."""
    profile = settings()
    return number * profile.max_examples // 100
