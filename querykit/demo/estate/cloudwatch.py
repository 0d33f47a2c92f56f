"""Alarms, some of which ring."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the alarms, some of which ring."""
    cloudwatch = account.maker("cloudwatch")
    for number in range(9):
        name = f"alarm-{number}"
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/EC2",
            MetricName="CPUUtilization",
            Statistic="Average",
            Period=300,
            EvaluationPeriods=1,
            Threshold=80,
            ComparisonOperator="GreaterThanThreshold",
        )
        state = ("OK", "ALARM", "INSUFFICIENT_DATA")[number % 3]
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="it was set")
