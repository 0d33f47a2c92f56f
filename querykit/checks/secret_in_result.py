"""Rows with a secret in them: a password, a key, a token, the environment of a function.

Anyone who can read the output can read the secret. Secrets are identified by AWS's models, by field
names, and by a list of exceptions. The value of an SSM parameter counts as a secret if the query
sets ``WithDecryption``.

Fails:

    lambda.list_functions | Functions[].{name: FunctionName, env: Environment.Variables}

    <query>:1:75: warning[secret-in-result]: Variables may contain a secret
        ...nctions | Functions[].{name: FunctionName, env: Environment.Variables}
                                                                       ^ remove it
      anyone who can read the rows can read the secret

Fails:

    secretsmanager.get_secret_value {SecretId: $id}

    <query>:1:16: warning[secret-in-result]: the rows contain secrets: SecretBinary, SecretString
        secretsmanager.get_secret_value {SecretId: $id}
                       ^ select only the fields you need
      anyone who can read the rows can read the secret

Passes:

    lambda.list_functions | Functions[].{name: FunctionName, env: keys(Environment.Variables)}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from querykit.checks._rules import is_wrong
from querykit.expressions.typing import Type
from querykit.findings import Severity
from querykit.mistakes import Mistake
from querykit.resolved import Resolved
from querykit.services.operation import Operation
from querykit.services.secrets import are_asked_for, is_secret, secrets_in
from querykit.types.types import List, Map, Record, String, Structure, choices

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "warning"

_NAME = re.compile(r"""[A-Za-z_][A-Za-z0-9_]*|"(?:\\.|[^"\\])*\"""", re.DOTALL)
_SHOWN = 3
_HINT = "remove it"
_WHY = "anyone who can read the rows can read the secret"


def findings(resolved: Resolved) -> Iterator[Mistake]:
    """Yield a mistake for each secret in the rows."""
    target, typed = resolved.operation, resolved.typed
    if target is None or typed is None or is_wrong(typed):
        return
    if not are_asked_for(target, resolved.parameters):
        return
    given = {id(shape): shape for shape in _given(typed.rows)}
    for begin, written, name, member, structure in _looked_up(resolved):
        if is_secret(target, structure, name, member) and given.keys() & _carriers(member):
            for carrier in _carriers(member):
                given.pop(carrier, None)
            place, end = map(resolved.places.inside, (begin, begin + len(written)))
            yield Mistake(f"{name} may contain a secret", place, _HINT, _WHY, end)
    yield from _whole(resolved, target, given.values())


def _given(type_: Type) -> Iterator[Any]:
    """Yield the shapes of the model in values of a type, each part once."""
    waiting, seen = [type_], {id(type_): type_}
    while waiting:
        for choice in choices(waiting.pop()):
            yield from _own(choice)
            for part in reversed(_parts(choice)):
                if id(part) not in seen:
                    seen[id(part)] = part
                    waiting.append(part)


def _parts(choice: Type) -> tuple[Type, ...]:
    if isinstance(choice, Record):
        return tuple(member for _, member in choice.members)
    return (choice.items or (choice.of,)) if isinstance(choice, List) else ()


def _own(choice: Type) -> Iterator[Any]:
    if isinstance(choice, (Structure, Map, String)) and choice.shape is not None:
        yield choice.shape


def _carriers(shape: Any) -> set[int]:
    """Return what contains the secret if a member of a shape is one: for pairs, the values."""
    while shape.type_name == "list":
        shape = shape.member
    members = shape.members if shape.type_name == "structure" else {}
    values = (member for name, member in members.items() if name.lower() == "value")
    return {id(shape), *map(id, values)}


def _looked_up(resolved: Resolved) -> Iterator[tuple[int, str, str, Any, str]]:
    """Yield the members that the expression names.

    Where, as it is written, the name, the shape, and the name of the structure that it is of.
    """
    typed, expression = resolved.typed, resolved.expression
    if typed is None or expression is None or resolved.query.expression is None:
        return
    for offset, type_ in sorted(typed.subjects.items()):
        found = _NAME.match(expression.text, offset)
        written = found[0] if found else ""
        name = json.loads(written) if written.startswith('"') else written
        for choice in choices(type_):
            if isinstance(choice, Structure) and name in choice.shape.members:
                yield offset, written, name, choice.shape.members[name], str(choice.shape.name)
            elif isinstance(choice, Map) and choice.shape is not None:
                yield offset, written, name, choice.shape.value, str(choice.shape.name)


def _whole(resolved: Resolved, target: Operation, given: Iterable[Any]) -> Iterator[Mistake]:
    """Yield whole structures in the rows that have secrets inside."""
    paths = dict.fromkeys(
        path.lstrip(".")
        for shape in given
        if shape.type_name == "structure"
        for path in secrets_in(target, shape)
    )
    if paths:
        listed = ", ".join(list(paths)[:_SHOWN]) + (", ..." if len(paths) > _SHOWN else "")
        place = resolved.places.inside(0) if resolved.query.expression else None
        place = place or resolved.places.value("operation")
        yield Mistake(
            f"the rows contain secrets: {listed}", place, "select only the fields you need", _WHY
        )
