"""A variable that is declared but never used, so setting it has no effect.

Fails:

    service: iam
    operation: list_users
    expression: Users[].UserName
    variables:
      path: {default: /}

    q.yaml:5:3: error[unused-variable]: variable 'path' is never used
          path: {default: /}
          ^ use $path in parameters or the expression, or remove it

Passes:

    service: iam
    operation: list_users
    parameters: {PathPrefix: $path}
    expression: Users[].UserName
    variables:
      path: {default: /}
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.definitions.variables import is_name
from querykit.findings import Severity
from querykit.mistakes import Mistake, closest
from querykit.resolved import Resolved

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(resolved: Resolved) -> Iterator[Mistake]:
    """Yield a mistake for each variable that is declared but not used."""
    if resolved.lost & {"parameters", "expression"}:
        return
    declared = resolved.query.variables
    used = {name for name, _, _ in resolved.references if name}
    # One that is misspelled where it is used is told there.
    meant = {near for name in used - {*declared} for near in closest(name, declared)}
    for name in declared:
        if resolved.unread and not is_name(name):
            continue  # its name is told, and why nothing can use it
        if name not in used and name not in meant:
            hint = f"use ${name} in parameters or the expression, or remove it"
            place = resolved.places.key("variables", name)
            yield Mistake(f"variable {name!r} is never used", place, hint)
