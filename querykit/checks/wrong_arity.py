"""A function call with too many or too few arguments.

Fails:

    iam.list_users | Users[?starts_with(UserName)].Arn

    <query>:1:25: error[wrong-arity]: starts_with() takes 2 arguments, not 1
        iam.list_users | Users[?starts_with(UserName)].Arn
                                ^

Passes:

    iam.list_users | Users[?starts_with(UserName, 'a')].Arn
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
