"""A few tables."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create a few tables."""
    dynamodb = account.maker("dynamodb")
    for name in ("carts", "orders", "prices", "sessions"):
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    for number in range(3):
        item = {"id": {"S": f"order-{number}"}, "total": {"N": f"{number}.10"}}
        dynamodb.put_item(TableName="orders", Item=item)
