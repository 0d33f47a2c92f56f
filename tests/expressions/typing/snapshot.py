"""The types of thousands of small expressions and what is found in them, in snapshot.txt.

    python -m tests.expressions.typing.snapshot            what this code changes
    python -m tests.expressions.typing.snapshot --write    write it down

Every operand is compared with every other, every function is applied to every kind of value, and
so is every bracket, and so on (enumerated.py): what the cases of cases.yaml say with a reason is
here as a whole, so that a change of one word anywhere is seen. An expression has its type in words
and, where that says more, in full: ``?`` after null, ``~`` after a list that a filter has left,
``+`` after a list of the response, ``!`` after the values of a string that has no others. Below it
is what is found, ``!``, what may fail, ``?``, each with the text that it is at; what its rows are,
``|``, if not its elements; how a node reads strings as times, ``@``; and what replaces a node that
is null, ``0``. Columns, ``:``, have types, but for those of objects of the model.
"""

from __future__ import annotations

import difflib
import math
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from querykit.errors import ExpressionError
from querykit.expressions import compile
from querykit.expressions.columns import columns
from querykit.expressions.tree import Node
from querykit.expressions.typing import Known, Typed, describe, infer
from querykit.expressions.unparser import unparse
from querykit.types.types import (
    Anything,
    Boolean,
    List,
    Map,
    Null,
    Number,
    Record,
    String,
    Structure,
    Type,
    choices,
)
from tests.expressions.typing.enumerated import SHAPE, expressions
from tests.expressions.typing.test_cases import VARIABLES

__all__ = ["FILE", "PARTS", "diff", "expressions", "lines"]

_VARIABLES = {**VARIABLES, "date": String(format="date")}
# As many tests; each runs what its part of the expressions needs.
PARTS = 12
FILE = Path(__file__).with_name("snapshot.txt")


def _exact(type_: Type) -> str:
    """A type with all that it has."""
    return " or ".join(map(_exact_choice, choices(type_))) or "nothing"


def _exact_choice(choice: Type) -> str:
    if isinstance(choice, Null):
        return f"null ({choice.reason})" if choice.reason else "null"
    if isinstance(choice, Boolean):
        return "boolean" if choice.value is None else str(choice.value)
    if isinstance(choice, Number):
        return "integer" if choice.integer else "number"
    if isinstance(choice, String):
        values = f" {'|'.join(choice.values)}{'!' * choice.closed}" if choice.values else ""
        return (
            (choice.format or "string") + values + (f":{choice.shape.name}" if choice.shape else "")
        )
    if isinstance(choice, List):
        signs = "~" * choice.sparse + "+" * choice.from_response
        if choice.items is not None:
            return f"[{', '.join(map(_exact, choice.items))}]{signs}"
        return f"list{signs} of ({_exact(choice.of)})"
    if isinstance(choice, Map):
        keys = f" by {_exact(choice.keys)}" if choice.keys else ""
        return f"map of ({_exact(choice.of)}){keys}"
    if isinstance(choice, (Structure, Record)):
        known = choice.members if isinstance(choice, Record) else choice.narrowed
        named = ", ".join(f"{name}: {_exact(of)}" for name, of in known)
        of = choice.open if isinstance(choice, Record) else choice.name + "/" * choice.root
        return f"{of}{{{named}}}" if named else of or "{}"
    return "any" if type(choice) is Anything else type(choice).__name__


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def lines(texts: Iterable[str]) -> Iterator[str]:
    """Yield the lines of expressions, as this code has them."""
    for text in texts:
        try:
            expression = compile(text)
        except ExpressionError as error:
            yield f"{text}: {error.mistakes[0].what}"
            continue
        typed = infer(expression, SHAPE, variables=_VARIABLES, known=Known())
        said, exact = describe(typed.type), _exact(typed.type)
        yield f"{text} -> {said}" + (f" = {exact}" if exact != said else "")
        yield from _below(text, typed)


def _below(text: str, typed: Typed) -> Iterator[str]:
    for each in typed.observations:
        more = "".join(f" ({part})" for part in (each.hint, each.why) if part is not None)
        yield f"  ! {each.rule} {text[slice(*each.span)]} @{each.span[0]}: {each.what}{more}"
    for each in typed.risks:
        yield f"  ? {each.rule} {text[slice(*each.span)]} @{each.span[0]}: {each.what}"
    rows = _exact(typed.rows)
    if isinstance(typed.type, List) and rows != _exact(typed.type.of):
        yield f"  | {rows}"
    if not isinstance(typed.rows, Structure) and (known := columns(typed.tree, typed.rows)):
        yield f"  : {', '.join(f'{each.name} {each.type}' for each in known)}"
    for node in _nodes(typed.tree):
        if reading := getattr(node, "reading", None):
            yield f"  @ {reading.text}: {reading.sides}"
        if node.empty:
            yield f"  0 {unparse(node)}: {unparse(node.empty)}"


def diff(part: int, parts: int = PARTS) -> str:
    """Return the lines that changed in a part of the file, - and + before them; nothing if none."""
    was: list[list[str]] = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            was[-1].append(line)
        else:
            was.append([line])
    texts = list(dict.fromkeys(expressions()))
    size = math.ceil(max(len(was), len(texts)) / parts)
    here = slice(part * size, (part + 1) * size)
    now = [*lines(texts[here])]
    changed = difflib.unified_diff([*chain(*was[here])], now, "snapshot.txt", "now", "", "", 1, "")
    return "\n".join(line for line in changed if not line.startswith("@@"))


def main(arguments: list[str]) -> int:
    if arguments == ["--write"]:
        FILE.write_text("\n".join(lines(dict.fromkeys(expressions()))) + "\n", encoding="utf-8")
        return 0
    changed = diff(0, 1)
    print(changed or "nothing changed")
    return bool(changed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
