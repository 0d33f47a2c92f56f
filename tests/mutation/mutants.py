"""The mutants of a module: its source with one place changed, and the same number of lines."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Change", "Mutant", "changes", "mutant"]

# Bytes from one place to another, and what stands there instead.
Change = tuple[int, int, str]

_OPERATORS = {
    "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">",
    "is": "is not", "is not": "is", "in": "not in", "not in": "in",
    "and": "or", "or": "and", "+": "-", "-": "+", "*": "+", "/": "*", "//": "*", "%": "+",
    "|": "&", "&": "|",
}  # fmt: skip
_NAMES = {
    "any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list",
    "startswith": "endswith", "endswith": "startswith",
}  # fmt: skip
# The longest first: "is not" is no "is".
_OPERATOR = re.compile(r"is\s+not\b|not\s+in\b|is\b|in\b|and\b|or\b|//|[=!<>]=|[-+*/%|&<>]")


@dataclass(frozen=True)
class Mutant:
    """One change: the line it begins in, that line before and after, and the whole source after."""

    path: str
    line: int
    was: str
    now: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}\n  - {self.was}\n  + {self.now}"


def changes(source: str) -> list[Change]:
    """Return the changes that make mutants of a module, in the order of their places."""
    return sorted(set(_changes(_Text(source), ast.parse(source))))


def mutant(path: str, source: str, change: Change) -> Mutant | None:
    """Return the module with a change; None where that is no Python."""
    start, end, now = change
    before, after = source.encode()[:start], source.encode()[end:]
    lost = source.count("\n") - (before + now.encode() + after).count(b"\n")
    changed = (before + now.encode() + b"\n" * lost + after).decode()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(changed, path, "exec")
    except (SyntaxError, ValueError):
        return None
    lines = zip(source.splitlines(), changed.splitlines(), strict=True)
    for line, (was, is_now) in enumerate(lines, 1):
        if was != is_now:
            return Mutant(path, line, was.strip(), is_now.strip(), changed)
    return None


class _Text:
    """A source whose parts are found by the positions of ast, which counts bytes."""

    def __init__(self, source: str) -> None:
        self.bytes = source.encode()
        self._lines = [0]
        for line in self.bytes.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._lines[node.lineno - 1] + node.col_offset,
            self._lines[node.end_lineno - 1] + node.end_col_offset,
        )

    def at(self, start: int, end: int) -> str:
        return self.bytes[start:end].decode()


def _changes(text: _Text, tree: ast.Module) -> Iterator[Change]:
    for node in _visited(tree):
        if isinstance(node, ast.expr):
            yield from _of_expression(text, node)
        elif isinstance(node, ast.stmt):
            yield from _of_statement(text, node)
        elif isinstance(node, ast.comprehension):
            for condition in node.ifs:
                yield from _negated(text, condition)


def _visited(node: ast.AST) -> Iterator[ast.AST]:
    """What runs: no imports, annotations, decorators, docstrings and lists of names."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_silent(child):
                yield from _visited(child)


def _is_silent(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        is_alias = isinstance(node.value, ast.Subscript) and node.col_offset == 0
        return is_alias or (isinstance(target, ast.Name) and target.id == "__all__")
    return False


def _of_expression(text: _Text, node: ast.expr) -> Iterator[Change]:
    start, end = text.span(node)
    if isinstance(node, ast.Compare):
        for left, right in zip([node.left, *node.comparators], node.comparators, strict=False):
            yield from _swapped(text, left, right)
    elif isinstance(node, ast.BinOp):
        yield from _swapped(text, node.left, node.right)
    elif isinstance(node, ast.BoolOp):
        yield from _swapped(text, *node.values[:2])
        yield from _dropped(text, node.values, node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield start, text.span(node.operand)[0], ""
    elif isinstance(node, ast.IfExp):
        yield from _negated(text, node.test)
    elif isinstance(node, ast.List | ast.Tuple | ast.Set) and not _is_target(node):
        yield from _dropped(text, node.elts, node.elts)
    elif isinstance(node, ast.Dict) and None not in node.keys:
        yield from _dropped_entries(text, node)
    elif isinstance(node, ast.Call):
        parts: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        items = sorted(parts, key=text.span)
        yield from _dropped(text, items, node.keywords)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(text, node)
    elif isinstance(node, ast.Name) and node.id in _NAMES:
        yield start, end, _NAMES[node.id]
    elif isinstance(node, ast.Attribute) and node.attr in _NAMES:
        yield end - len(node.attr), end, _NAMES[node.attr]


def _is_target(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _of_constant(text: _Text, node: ast.Constant) -> Iterator[Change]:
    start, end = text.span(node)
    value = node.value
    if isinstance(value, bool):
        yield start, end, str(not value)
    elif isinstance(value, int | float):
        yield start, end, str(value + 1)
    elif isinstance(value, str) and node.lineno == node.end_lineno:
        yield start, end, repr(value + "~")


def _of_statement(text: _Text, node: ast.stmt) -> Iterator[Change]:
    start, end = text.span(node)
    if isinstance(node, ast.If | ast.While):
        yield from _negated(text, node.test)
    elif isinstance(node, ast.Return) and node.value is not None:
        # None is as false as False, which becomes True as a constant.
        if not (isinstance(node.value, ast.Constant) and node.value.value in (None, False)):
            yield (*text.span(node.value), "None")
    elif isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Continue | ast.Break):
        yield start, end, "pass"


def _negated(text: _Text, node: ast.expr) -> Iterator[Change]:
    start, end = text.span(node)
    yield start, end, f"not ({text.at(start, end)})"


def _swapped(text: _Text, left: ast.expr, right: ast.expr) -> Iterator[Change]:
    """The operator between two operands, which may stand in brackets."""
    start, end = text.span(left)[1], text.span(right)[0]
    found = _OPERATOR.search(text.at(start, end))
    if found:
        now = _OPERATORS[" ".join(found[0].split())]
        yield start + found.start(), start + found.end(), now


def _dropped(
    text: _Text,
    items: Sequence[ast.expr | ast.keyword],
    some: Sequence[ast.expr | ast.keyword],
) -> Iterator[Change]:
    """Each of some items left out, with what stands between it and the next or the last one."""
    for number, item in enumerate(items):
        if item not in some or len(items) < 2:
            continue
        start, end = text.span(item)
        if number + 1 < len(items):
            yield start, text.span(items[number + 1])[0], ""
        else:
            yield text.span(items[number - 1])[1], end, ""


def _dropped_entries(text: _Text, node: ast.Dict) -> Iterator[Change]:
    for number, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
        assert key is not None
        start, (_, end) = text.span(key)[0], text.span(value)
        following = node.keys[number + 1] if number + 1 < len(node.keys) else None
        if following is not None:
            yield start, text.span(following)[0], ""
        elif number:
            yield text.span(node.values[number - 1])[1], end, ""
