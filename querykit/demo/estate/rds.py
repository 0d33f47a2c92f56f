"""Database instances: some public, some not encrypted."""

from __future__ import annotations

from querykit.demo.accounts import Account

INSTANCES = 15


def seed(account: Account) -> None:
    """Create the database instances."""
    rds = account.maker("rds")
    for number in range(INSTANCES):
        rds.create_db_instance(
            DBInstanceIdentifier=f"db-{number:02}",
            DBInstanceClass="db.t3.medium",
            Engine=("postgres", "mysql")[number % 2],
            MasterUsername="admin",
            MasterUserPassword="not-a-secret",
            AllocatedStorage=20 * (number + 1),
            PubliclyAccessible=number % 5 == 0,
            StorageEncrypted=number % 4 != 0,
        )
