"""How small expressions are divided over pages, what they find, and what is said of broken ones.

    python -m tests.expressions.snapshot            what this code changes in snapshot.txt
    python -m tests.expressions.snapshot --write    write it down

Every function and bracket is applied to every kind of source, and every sign is put between any two
tokens of some expressions: what other tests say with a reason is here as a whole. An expression
that streams has the tree that runs on each page; one that does not has ``&`` for each part that is
kept of the pages, and what is made of these; the columns that are known follow. Then it has what it
reads of a page, ``<``, of what in brackets only the number; what it finds on three pages, ``=``;
and which fields of these changed, ``~``. A broken one has ``!``: where, what is wrong, and the fix;
so has one that finds nothing.

Every function is applied to values of every kind, too, and has its signature.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone
from itertools import chain, product
from pathlib import Path
from typing import Any

from querykit.errors import EvaluationError, ExpressionError
from querykit.expressions import read
from querykit.expressions.columns import columns
from querykit.expressions.fields import fields_read
from querykit.expressions.functions import BUILT_IN, FUNCTIONS, Parameter, signature
from querykit.expressions.interpreter import Bound
from querykit.expressions.node import Node
from querykit.expressions.pages.division import Fold, Stream, split
from querykit.expressions.pages.fold import Folding
from querykit.expressions.tree import variables
from querykit.expressions.unparser import unparse
from querykit.types.types import Applied
from tests.expressions.expressions import LAYOUT

__all__ = ["FILE", "PARTS", "diff", "lines"]

# As many tests; each runs what its part of the expressions needs.
PARTS = 12
FILE = Path(__file__).with_name("snapshot.txt")

_SIGNATURE = "signature of "
_SOURCES = (
    *(
        "Items",
        "Items[].a",
        "Items[?a > `1`].s",
        "Items[].b[]",
        "Box.List",
        "Names",
        "Note",
        "Data",
    ),
    *("sort(Names)", "reverse(Items)", "sort_by(Items, &a)", "not_null(Items, `[]`)"),
    *(
        "Items || `[]`",
        "map(&a, Items[])",
        "Items[:3]",
        "Items | [1:]",
        "unique(Names)",
        "@",
        "`[1]`",
    ),
)
_MERGED = (
    *("Count", "Used", "Text", "Bytes", "State", "State.b", "Echo", "Next", "Truncated", "Columns"),
    *("Faults", "Data", "Data[].Status", "Data[0].Values", "Data[].Label", "Missing", "Columns[]"),
)
_BEHIND = (
    *(
        "[0]",
        "[-1]",
        "[2:]",
        "[:2]",
        "[-2:]",
        "[::2]",
        "[]",
        "[*].a",
        "[?a].s",
        ".a",
        ".*",
        ".{x: a}",
    ),
    *(" | [0]", " | [:2]", " | [-3:].a", " | [].{x: a, y: s}", " | length(@)", " | {n: length(@)}"),
    *(" | [@, [0]]", " | sort_by(@, &a)[:2]", " | @", " || Names", " && Names", " == Names"),
    *(" | [].[a, s]", " | not_null(@, `[]`)", " | not_null(@, Names)", " | [].b[].c", " < `5`"),
)
_BROKEN = (
    *(
        "Items[].{a: Id, b: length(Tags)}",
        "[?a == 'b' && !c || `5` < $d].e",
        "sort_by(a, &b)[1:-1]",
    ),
    *('"a".*.b[*] | [0]', '{a: {b: [c, `{"x": 1}`]}, d: @}'),
)
_TOKEN = re.compile(r"\s*(?:`[^`]*`|'[^']*'|\"[^\"]*\"|\$?\w+|&&|\|\||[=<>!]=|\S)")
_SIGNS = (
    *(".", ",", ":", "*", "[", "]", "(", ")", "{", "}", "|", "!", "=", "==", "-", "&", "$", "%"),
    *(" 5", " 90d", " 2026-01-31", " and ", " or ", " in ", " not ", " x", "'", '"', "`", "`x`"),
)

_PAGES: list[dict[str, Any]] = [
    {
        "Items": [{"a": 2, "s": "x", "b": [1, [2], None]}, {"a": 1, "s": "y"}, {"s": "x"}],
        "Names": ["b", "a"],
        "Box": {"List": [{"a": 3}, 4]},
        "Note": "one",
        "Columns": ["c", "d"],
        "Faults": [],
        "Count": 2,
        "Used": 1.5,
        "Text": "ab",
        "Bytes": "YQ==",
        "State": {"a": 1, "b": None},
        "Echo": "e",
        "Next": "t",
        "Truncated": True,
        "Data": [{"Id": "i", "Label": "l", "Values": [1], "Status": "p"}],
    },
    {
        "Items": [{"a": 1, "s": "z", "b": [{"c": 5}]}, {"a": 7}],
        "Names": ["a", "c"],
        "Box": {"List": [{"a": 0}]},
        "Note": "two",
        "Columns": ["c", "d"],
        "Faults": [],
        "Count": 3,
        "Used": 2,
        "Text": "cd",
        "Bytes": "Yg==",
        "State": {"a": 2, "b": 3, "c": True},
        "Echo": "f",
        "Truncated": False,
        "Data": [{"Id": "i", "Label": "l", "Values": [2], "Status": "q"}, {"Id": "j"}],
    },
]
_NOW = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)
# Values of every kind, as literals.
_VALUES = (
    *(
        "`null`",
        "`true`",
        "`0`",
        "`-2.5`",
        "''",
        "'a.B:c a'",
        "'2026-01-30T10:00:00+02:00'",
        "`[]`",
    ),
    *("`[3, 1, 2.5]`", '`["b", "a", "b"]`', '`[1, "a", null]`', "`{}`", "`[[1, [2]], [3]]`"),
    *('`{"b": 1, "a": [2]}`', '`[{"Key": "a", "Value": "x"}, {"Key": "b"}]`', "'arn:aws:s3:::b/k'"),
    *('`[["a", 1], ["b", 2]]`', '`[{"a": 2, "s": "x"}, {"a": 1, "s": "x"}]`', "'{\"a\": [1]}'"),
    *("'90d'", "'10.0.0.0/8'", "'1767225600'", "'(a)+'", "`1767225600`", "' a '", "'2026-01'"),
)
_SECOND = (
    *("'a'", "'.'", "''", "`1`", "`null`", "&a", "&s", "`[1, 2]`", "'10.1.2.3'", "'^a.B'", "'B:'"),
    *('`{"b": 2}`', "&@", "'[a'", "'1767225600'", "'c a'"),
)
_POLICIES = (
    *('{"Effect": "Allow", "Action": "a", "Resource": ["r"], "Principal": "*"}', "1", '"x"'),
    *('{"effect": "Deny", "NotAction": ["b"], "Principal": {"AWS": "1", "Service": ["s"]}}', "[]"),
    *('[{"Sid": "s", "Condition": {"x": {"y": 1}}}, {"NotPrincipal": {"AWS": ["2"]}}]', "[1]"),
)


def expressions() -> Iterator[str]:
    """Yield the expressions, in the order of the file, after the signatures of functions."""
    yield from (f"{_SIGNATURE}{name}" for name in sorted((*BUILT_IN, *FUNCTIONS.names())))
    for source, behind in product(_SOURCES, _BEHIND):
        yield f"({source}){behind}"
    for field, behind in product(_MERGED, ("", ".a", "[0]", "[]", " | length(@)", " == Count")):
        yield f"{field}{behind}"
        yield f"{{n: {field}, m: Note}}{behind}"
    for name, source in product(sorted((*BUILT_IN, *FUNCTIONS.names())), _SOURCES[::2]):
        known = signature(name).parameters[: signature(name).least]
        yield f"{name}({', '.join(_argument(at, each, source) for at, each in enumerate(known))})"
    yield from _applied()
    for text in _BROKEN:
        tokens = _TOKEN.findall(text)
        for at in range(len(tokens) + 1):
            before, after = "".join(tokens[:at]), "".join(tokens[at:])
            yield before + "".join(tokens[at + 1 :])
            yield from (f"{before}{sign}{after}" for sign in _SIGNS)


def _applied() -> Iterator[str]:
    """Functions of values, not of pages."""
    for name in sorted((*BUILT_IN, *FUNCTIONS.names())):
        known = signature(name)
        if not known.parameters:
            continue
        firsts, seconds = (_fitting(known.parameter(number)) for number in (0, 1))
        yield from (f"{name}({one})" for one in firsts[:: 1 if known.least == 1 else 6])
        if known.most != 1:
            yield from (f"{name}({one}, {two})" for one, two in product(firsts[::3], seconds[::2]))
            yield from (
                f"{name}({one}, {two})" for one, two in product(firsts[1::4], seconds[1::3])
            )
        if known.most is None or known.most > 2:
            yield from (f"{name}({one}, 'a', {two})" for one, two in product(firsts[4::6], _SECOND))
    for policy in _POLICIES:
        yield f'policy_statements(`{{"Statement": {policy}}}`)'
        yield f"policy_statements('{{\"Statement\": {policy}}}')"


def _fitting(parameter: Parameter) -> tuple[str, ...]:
    """Arguments, of which only few are where an expression with & belongs, or a value."""
    if parameter.is_expref:
        return (*(each for each in _SECOND if each.startswith("&")), "'a'")
    return (*_VALUES, *(each for each in _SECOND if not each.startswith("&")), "&a")


def _argument(at: int, parameter: object, source: str) -> str:
    if isinstance(getattr(parameter, "accepts", None), Applied):
        return "&a"
    return source if "list" in getattr(parameter, "type", "") or not at else "Note"


def lines(texts: Iterable[str]) -> Iterator[str]:
    """Yield the lines of expressions, as this code has them."""
    for text in texts:
        if text.startswith(_SIGNATURE):
            name = text.removeprefix(_SIGNATURE)
            yield f"{text}: {signature(name).text(name)}: {_uses(name)}"
            continue
        try:
            tree = read(text).tree
        except ExpressionError as error:
            wrong = error.mistakes[0]
            hint = f" ({wrong.hint})" if wrong.hint else ""
            column = wrong.location.column if wrong.location else "-"
            yield f"{text} ! {column}: {wrong.what}{hint}"
            continue
        yield from _divided(text, tree)


def _uses(name: str) -> str:
    """What a signature says besides the types."""
    declared = signature(name)
    told = {each.name: getattr(declared, each.name) for each in dataclasses.fields(declared)[2:]}
    named = {
        one: getattr(each, "__name__", each)
        for one, each in told.items()
        if each and each != ("", "")
    }
    checks = [each.name for each in declared.parameters if each.check]
    return ", ".join(f"{one} {each}" for one, each in named.items()) + f" {checks}" * bool(checks)


def _divided(text: str, tree: Node) -> Iterator[str]:
    names = "".join(f"; {each.name}" for each in columns(tree) or ())
    run = split(tree, LAYOUT)
    if isinstance(run, Stream):
        bounds = f" [{run.start}:{run.stop}]" if run.is_sliced else ""
        yield f"{text} -> {unparse(run.tree)}{bounds}{names}"
    else:
        yield f"{text} -> {unparse(run.rest)}{names}"
        yield from (f"  & {unparse(part.tree)}: {part.keep.text}" for part in run.parts.values())
    read_ = fields_read(tree)
    if read_.whole or read_.counted:
        counted = [".".join(path) for path in sorted(read_.counted)]
        whole = [
            "".join(path[:1]) + "".join(f".{one}" for one in path[1:])
            for path in sorted(read_.whole)
        ]
        yield f"  < {', '.join(each or '@' for each in whole)} ({', '.join(counted)})"
    if variables(tree):
        return
    try:
        yield from _found(run)
    except EvaluationError as error:
        yield f"  ! {' / '.join(str(error).splitlines())}"


def _found(run: Stream | Fold) -> Iterator[str]:
    if isinstance(run, Stream):
        pages = [_bind(run.tree)(page) for page in _PAGES]
        rows = (row for page in pages for row in (page if isinstance(page, list) else [page]))
        yield f"  = {json.dumps([row for _, row in run.slice(rows)])}"
        return
    folding = Folding(run, _bind)
    for page in (*_PAGES, *_PAGES[1:]):
        folding.add(_bind(run.page)(page))
    yield f"  = {json.dumps(folding.value())}{' enough' * folding.enough}"
    yield from (f"  ~ {each.field}: {each.first} {each.last}" for each in folding.changes)


def _bind(tree: Node) -> Callable[[Any], Any]:
    return Bound(tree, _NOW).search


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
