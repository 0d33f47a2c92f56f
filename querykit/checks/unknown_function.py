"""A function that neither JMESPath nor querykit provides.

A function that needs an optional package, such as matches(), is reported too if the package is not
installed: the query does not run then.

Fails:

    iam.list_users | lenght(Users)

    <query>:1:18: error[unknown-function]: unknown function lenght()
        iam.list_users | lenght(Users)
                         ^ did you mean 'length'?

Passes:

    iam.list_users | length(Users)
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
