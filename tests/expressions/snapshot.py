"""How small expressions are divided over pages, and what is said of broken ones, in snapshot.txt.

    python -m tests.expressions.snapshot            what this code changes
    python -m tests.expressions.snapshot --write    write it down

Every function and bracket is applied to every kind of source, and every sign is put between any two
tokens of some expressions: what other tests say with a reason is here as a whole. An expression
that streams has the tree that runs on each page; one that does not has ``&`` for each part that is
kept of the pages, and what is made of these; the columns that are known follow. A broken one has
``!``: where, what is wrong, and the fix.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from querykit.errors import ExpressionError
from querykit.expressions import read
from querykit.expressions.columns import columns
from querykit.expressions.functions import BUILT_IN, FUNCTIONS, signature
from querykit.expressions.pages.division import Stream, split
from querykit.expressions.unparser import unparse
from querykit.types.types import Applied
from tests.expressions.expressions import LAYOUT

__all__ = ["FILE", "diff", "lines"]

FILE = Path(__file__).with_name("snapshot.txt")

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


def expressions() -> Iterator[str]:
    """Yield the expressions, in the order of the file."""
    for source, behind in product(_SOURCES, _BEHIND):
        yield f"({source}){behind}"
    for name, source in product(sorted((*BUILT_IN, *FUNCTIONS.names())), _SOURCES[::2]):
        known = signature(name).parameters[: signature(name).least]
        yield f"{name}({', '.join(_argument(at, each, source) for at, each in enumerate(known))})"
    for text in _BROKEN:
        tokens = _TOKEN.findall(text)
        for at in range(len(tokens) + 1):
            before, after = "".join(tokens[:at]), "".join(tokens[at:])
            yield before + "".join(tokens[at + 1 :])
            yield from (f"{before}{sign}{after}" for sign in _SIGNS)


def _argument(at: int, parameter: object, source: str) -> str:
    if isinstance(getattr(parameter, "accepts", None), Applied):
        return "&a"
    return source if "list" in getattr(parameter, "type", "") or not at else "Note"


def lines() -> Iterator[str]:
    """Yield the lines of the file, as this code has them."""
    for text in dict.fromkeys(expressions()):
        try:
            tree = read(text).tree
        except ExpressionError as error:
            wrong = error.mistakes[0]
            hint = f" ({wrong.hint})" if wrong.hint else ""
            column = wrong.location.column if wrong.location else "-"
            yield f"{text} ! {column}: {wrong.what}{hint}"
            continue
        names = "".join(f"; {each.name}" for each in columns(tree) or ())
        run = split(tree, LAYOUT)
        if isinstance(run, Stream):
            bounds = f" [{run.start}:{run.stop}]" if run.is_sliced else ""
            yield f"{text} -> {unparse(run.tree)}{bounds}{names}"
            continue
        yield f"{text} -> {unparse(run.rest)}{names}"
        yield from (f"  & {unparse(part.tree)}: {part.keep.text}" for part in run.parts.values())


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
