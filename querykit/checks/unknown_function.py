"""A function that is neither one of JMESPath nor one that querykit adds.

A function that needs an optional package, such as matches(), is reported too if the package is not
installed: the query does not run then.

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

from querykit.expressions.expression import missing_extras
from querykit.findings import Found, Severity
from querykit.resolved import Resolved

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(resolved: Resolved) -> Iterable[Found]:
    yield from resolved.observed("unknown-function")
    expression = resolved.expression
    if expression is None:
        return
    for node, error in missing_extras(expression):
        begin, end = map(resolved.places.inside, node.span)
        what = f"{node.name}() {error.what}"
        yield Found(what, begin, error.hint, end=end)
