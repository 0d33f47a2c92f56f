"""A definition or ad-hoc query that cannot be parsed.

An unknown or duplicate key, a value of the wrong type, or invalid YAML. Whatever can be parsed is
still checked against the other rules.

Fails:

    service: iam
    operation: list_users
    expresion: Users[].UserName

    q.yaml:3:1: error[definition]: unknown key 'expresion'
        expresion: Users[].UserName
        ^ did you mean 'expression'?

Fails:

    iam.list_users {PathPrefix: /a/

    <query>:1:16: error[definition]: this { is not closed
        iam.list_users {PathPrefix: /a/
                       ^

Passes:

    service: iam
    operation: list_users
    expression: Users[].UserName
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
