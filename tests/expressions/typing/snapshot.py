"""The types of thousands of small expressions and what is found in them, in snapshot.txt.

    python -m tests.expressions.typing.snapshot            what this code changes
    python -m tests.expressions.typing.snapshot --write    write it down

Every operand is compared with every other, every function is applied to every kind of value, and
so is every bracket: what the cases of cases.yaml say with a reason is here as a whole, so that a
change of one word anywhere is seen. An expression has its type, and below it what is found, ``!``,
and what may fail, ``?``, each with the text that it is at.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from querykit.errors import ExpressionError
from querykit.expressions import compile
from querykit.expressions.functions import BUILT_IN, FUNCTIONS, signature
from querykit.expressions.typing import Known, describe, infer
from querykit.types.types import Applied
from tests.expressions.typing.test_cases import SHAPE, VARIABLES

__all__ = ["FILE", "diff", "expressions", "lines"]

FILE = Path(__file__).with_name("snapshot.txt")

_FIELDS = (
    *("Name", "Size", "Price", "State", "Status", "Ready", "Created", "Digest", "Description"),
    *("Tags", "Ports", "Owner", "Missing"),
)
_LITERALS = (
    *("'a'", "'running'", "'Run'", "'5'", "''", "'true'", "'null'", "'2026-01'", "'2026-01-31'"),
    *("'2026-01-31T00:00:00Z'", "`5`", "`1`", "`1.5`", "`true`", "`null`", "`[]`", "`{}`"),
    *('`["a"]`', "$text", "$number", "$any"),
)
_NAMES = ("running", "true", "null", "443", "name")
_CALLS = (
    *("lower(Name)", "length(Tags)", "to_date(Name)", "ago('1d')", "now()", "type(Size)"),
    *("Tags[].Key", "Tags[0].Value", "Name || Size", "[Name, Size]", "{a: Name}", "!Name", "@"),
)
_ROOTS = (
    *("Word", "Count", "Ready", "Any", "Names", "Ports", "Matrix", "Items", "Items[0]", "Tags"),
    *("ByName", "Box", "Either", "Items[].Created", "Items[0].State", "[Word, Count]", "{a: Word}"),
    *("Word || Count", "Names[0]", "Missing", "`null`", "`[1, 2]`", '`{"a": 1}`', "'text'"),
)
_BEHIND = (
    *("[0]", "[-1]", "[:1]", "[]", "[*]", ".*", "[?@]", "[?@ == 'a']", "[?Id].Id", "[*].Id"),
    *(".Id", ".length", ".{a: Id}", ".[Id]", " | [0]", " | length(@)", " | {n: length(@)}"),
)
_OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
_BOUNDS = (("Size", "`5`", "`6`"), ("Created", "ago('9d')", "ago('3d')"), ("Name", "'a'", "'b'"))


def expressions() -> Iterator[str]:
    """Yield the expressions, in the order of the file."""
    operands, few = (*_FIELDS, *_CALLS), (*_FIELDS[:7], *_LITERALS[::2])
    names = (*(f'"{name}"' for name in _NAMES), *_NAMES[:3])
    for left, right in product(operands, (*_FIELDS, *_LITERALS, *names)):
        yield f"Items[?{left} == {right}]"
    for left, right in product((*operands, *_LITERALS[::2]), few):
        yield f"Items[?{left} < {right}]"
    for left, right in product((*_LITERALS, *_CALLS), _FIELDS[::2]):
        yield f"Items[?{left} != {right}]"
    for left, right in product((*operands, *_LITERALS), (*_LITERALS[::2], "State", "Names")):
        yield f"Items[?contains({left}, {right})]"
    for name, right in product(_FIELDS[:8], _LITERALS[:5]):
        yield f"Items[?starts_with({name}, {right})] | [?ends_with({name}, {right})]"
    for (field, one, other), first, second in product(_BOUNDS, _OPERATORS, _OPERATORS):
        yield f"Items[?{field} {first} {one} && {other} {second} {field}]"
        yield f"Items[?{one} {first} {field} && {field} {second} {one}]"
    for operator, left, right in product(("&&", "||"), _ROOTS[::2], _ROOTS[::2]):
        yield f"({left}) {operator} ({right})"
    for root, behind in product(_ROOTS, _BEHIND):
        yield f"({root}){behind}"
    for operand, behind in product(operands, _BEHIND[::3]):
        yield f"Items[?{operand}]{behind}"
    for name, root in product(sorted((*BUILT_IN, *FUNCTIONS.names())), _ROOTS[::2]):
        yield from _applied(name, root)


def _applied(name: str, root: str) -> Iterator[str]:
    """The function applied to a value in each of its places, with others that it accepts."""
    known = signature(name).parameters[:3]
    plain = ["&Id" if isinstance(each.accepts, Applied) else "'a'" for each in known]
    for place, each in enumerate(known):
        if not isinstance(each.accepts, Applied):
            arguments = [*plain[:place], root, *plain[place + 1 :]]
            yield f"{name}({', '.join(arguments)})"
        else:
            yield f"{name}(Items, &({root}))"


def lines() -> Iterator[str]:
    """Yield the lines of the file, as this code has them."""
    for text in dict.fromkeys(expressions()):
        try:
            expression = compile(text)
        except ExpressionError as error:
            yield f"{text}: {error.mistakes[0].what}"
            continue
        typed = infer(expression, SHAPE, variables=VARIABLES, known=Known())
        yield f"{text} -> {describe(typed.type)}"
        for each in typed.observations:
            more = "".join(f" ({part})" for part in (each.hint, each.why) if part is not None)
            yield f"  ! {each.rule} {text[slice(*each.span)]} @{each.span[0]}: {each.what}{more}"
        for each in typed.risks:
            yield f"  ? {each.rule} {text[slice(*each.span)]}: {each.what}"


def diff() -> str:
    """Return the lines that changed, - and + before them; nothing if none did."""
    was = FILE.read_text(encoding="utf-8").splitlines()
    changed = difflib.unified_diff(was, [*lines()], "snapshot.txt", "now", "", "", 1, "")
    return "\n".join(line for line in changed if not line.startswith("@@"))


def main(arguments: list[str]) -> int:
    if arguments == ["--write"]:
        FILE.write_text("\n".join(lines()) + "\n", encoding="utf-8")
        return 0
    changed = diff()
    print(changed or "nothing changed")
    return bool(changed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
