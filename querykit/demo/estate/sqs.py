"""Queues with their dead-letter queues."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the queues."""
    sqs = account.maker("sqs")
    for name in ("mail", "orders", "thumbnails"):
        for queue in (name, f"{name}-dead"):
            sqs.create_queue(QueueName=queue)
