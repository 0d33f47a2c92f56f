"""The estate of the demo account: one service a module, whose ``seed(account)`` makes its part.

Everything is made through AWS's API, but for what it cannot set, such as the age of a key.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

__all__ = ["ago"]


def ago(days: float) -> datetime:
    """The time so many days before today's midnight in UTC, without a zone, as moto keeps times."""
    today = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - timedelta(days=days)).replace(tzinfo=None)
