"""Topics, with queues and people who subscribe to them."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the topics and their subscriptions."""
    sns = account.maker("sns")
    for name in ("alarms", "deployments"):
        topic = sns.create_topic(Name=name)["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"{name}@example.com")
        queue = f"arn:aws:sqs:us-east-1:123456789012:{name}"
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
