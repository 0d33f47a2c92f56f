"""A function that is neither one of JMESPath nor one that querykit adds.

Fails:

    iam.list_users | lenght(Users)

    <query>:1:18: error[unknown-function]: JMESPath has no function lenght()
        iam.list_users | lenght(Users)
                         ^ did you mean 'length'?

Passes:

    iam.list_users | length(Users)
"""

from __future__ import annotations

from collections.abc import Iterable

from querykit.checks._finding import Found, Severity
from querykit.checks._subject import Subject

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(subject: Subject) -> Iterable[Found]:
    return subject.observed("unknown-function")
