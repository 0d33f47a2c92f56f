"""A time that AWS's model has as a string, compared with another time letter by letter.

Fields of the type timestamp are compared as times. Some of AWS's times are strings in its models,
such as `LastModified` of a Lambda function, and are compared as strings, which gets times with
different offsets in the wrong order. `to_date()` turns them into timestamps.

Fails:

    lambda.list_functions | Functions[?LastModified < '2026-01-31T00:00-08:00'].Version

    <query>:1:51: warning[time-as-text]: LastModified is a timestamp, but is compared as a string
        ...unctions | Functions[?LastModified < '2026-01-31T00:00-08:00'].Version
                                                ^ write to_date(LastModified)
      as a string, its offset is ignored

Fails:

    ec2.describe_images | Images[?CreationDate == '2026-01-31T12:00:00Z'].ImageId

    <query>:1:47: warning[time-as-text]: CreationDate is a timestamp, but is compared as a string
        ...cribe_images | Images[?CreationDate == '2026-01-31T12:00:00Z'].ImageId
                                                  ^ write to_date(CreationDate)
      the same timestamp can be written in several ways

Passes:

    lambda.list_functions | Functions[?to_date(LastModified) < '2026-01-31T00:00-08:00'].Version

Passes:

    lambda.list_functions | Functions[?LastModified < '2026-01-31'].FunctionName
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY", "THREATENS"]

SEVERITY: Severity = "warning"

# The filter may let something else pass than it seems to.
THREATENS = True
