"""Messages, help texts and documentation are in plain English: the worst patterns stay out.

The patterns are what a translation leaves: text that stands, programs that tell, things that are
named by what they are not. A value for machines, such as a key or a rule's name, has no space and
is not read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases import read_cases

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "querykit"

# A pattern, and what to write instead.
PATTERNS = {
    r"\bbehind\b(?! a proxy)": "after",
    r"\bstands?\b(?! (in )?for\b)|\bstood\b": "is, or unexpected",
    r"\btells?\b(?! you\b| AWS\b)|\btold\b": "show, list, report, explain",
    r"\basked of\b|\basks? AWS\b|\bis asked\b": "call, read, query",
    r"\banswers (with|in)\b|\banswered\b|\bAWS(?:'s)? answers?\b": "return, response",
    r"\b(an|the) answer (of|to|is|says)\b": "response",
    r"(?<!there )(?<!There )\b(is|are) no\b(?! longer| more| later)": "is not",
    r"\b(that|what|which) (is|are) none\b": "name the thing",
    r"\bgo(es)? on\b": "continue, resume",
    r"\b(leave|leaves|left) (it |them |\S+ )?out\b": "remove, omit, optional",
    r"\bshall\b": "to request",
    r"\bso many\b": "this many",
    r"\brefuse[sd]?\b(?!:)": "reject",
    r"\bwhole numbers?\b": "integer",
    r"\bestate\b": "account",
    r"\b(mis)?spelt\b|\b(behavi|col)our|\bfor ever\b": "American spelling",
    r"\b[a-z]+s? alone\b": "only, before the noun",
    r"\bof the whole\b(?! result| \w)|\bthe whole[.,;:)]": "the whole result",
    r"\bcannot do without\b": "required",
    r"\bpaged\b": "paginated",
    r"\binside (the|this) program\b": "demo account",
    r"\bby itself\b": "separately, alone",
    r"\bwhere (there|it|they) (is|are|has|have|can)\b": "if",
    r"\bgives\b": "returns",
    r"\bholds? .{1,40} against\b|\bheld against\b": "checks",
    r"\bmust be there\b|\bthat there is not\b": "required, unknown",
    r"\b(a|no|is) texts?\b(?! editor)|\btexts\b": "string",
    r"\bknown are\b|\btypes are\b": "valid keys: ...",
}
COMPILED = {re.compile(pattern): instead for pattern, instead in PATTERNS.items()}

# Sentences in which a pattern is the right word.
ALLOWED = (
    "analyzes the given texts",
    "the connection fails: it is refused",  # the error is called ECONNREFUSED
)


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Find the strings of a module but for its docstrings; a placeholder is a capital X."""
    documented = ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (each.value if isinstance(each, ast.Constant) else "X" for each in node.values)
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in prose:
            yield node.lineno, str(node.value)


def _worst(text: str) -> Iterator[str]:
    words = " ".join(text.split())
    for allowed in ALLOWED:
        words = words.replace(allowed, "")
    for pattern, instead in COMPILED.items():
        for found in pattern.finditer(words):
            around = words[max(0, found.start() - 40) : found.end() + 40]
            yield f"{found[0]!r} in {around!r}: write {instead}"


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "estate" not in path.parts)


def test_messages_and_help_texts_are_plain() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {worst}"
        for path in MODULES
        for line, text in _strings(ast.parse(path.read_text(encoding="utf-8")))
        if " " in text
        for worst in _worst(text)
    ]
    assert not found, "\n".join(dict.fromkeys(found))


PAGES = sorted(
    [
        *(ROOT / "README.md", ROOT / "docs/tutorial.md"),
        *(ROOT / "docs/how-to").glob("*.md"),
        *(ROOT / "docs/explanation").glob("*.md"),
    ]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_are_plain(page: Path) -> None:
    prose = re.sub(r"^```.*?^```$|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    assert not list(_worst(prose))


@pytest.mark.parametrize("query", sorted((ROOT / "queries").rglob("*.yaml")), ids=lambda q: q.stem)
def test_saved_queries_are_plain(query: Path) -> None:
    read = read_cases(query)
    variables = (read.get("variables") or {}).values()
    texts = [
        read["title"],
        read["description"],
        *(each.get("description", "") for each in variables),
    ]
    assert not [worst for text in texts for worst in _worst(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("counted behind the expression", "'behind'"),
        ("is no read, as far as its name says", "'is no'"),
        ("querykit operations tells which operations exist", "'tells'"),
        ("there is no field 'Nam'", ""),
        ("the exit status tells you whether the rows are complete", ""),
    ],
)
def test_a_pattern_is_found(text: str, found: str) -> None:
    assert "; ".join(_worst(text)).startswith(found)
    assert bool(list(_worst(text))) is bool(found)
