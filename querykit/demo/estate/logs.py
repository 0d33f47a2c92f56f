"""Log groups with and without a retention time."""

from __future__ import annotations

from querykit.demo.accounts import Account

GROUPS = 60


def seed(account: Account) -> None:
    """Create the log groups."""
    logs = account.maker("logs")
    for number in range(GROUPS):
        name = f"/aws/lambda/job-{number:02}" if number % 2 else f"/app/service-{number:02}"
        logs.create_log_group(logGroupName=name)
        if number % 3:
            logs.put_retention_policy(logGroupName=name, retentionInDays=(30, 90, 365)[number % 3])
