"""The resources of the demo account: one service per module, whose ``seed(account)`` creates them.

Everything is created through AWS's API, except what it cannot set, such as the age of a key.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

__all__ = ["ago"]


def ago(days: float) -> datetime:
    """Return the time ``days`` before today's midnight in UTC, without a zone, as in moto."""
    today = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - timedelta(days=days)).replace(tzinfo=None)
