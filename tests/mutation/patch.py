"""A mutant put in the place of the code that it is a mutant of, in this process."""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib.machinery
import sys
from collections.abc import Iterator, Sequence, Set
from types import CodeType, FrameType, FunctionType
from typing import Any

from tests.mutation.mutants import Mutant
from tests.mutation.suite import (
    COMPREHENSIONS,
    OPTIMIZED,
    ROOT,
    Entry,
    caches,
    entry,
    inner,
    with_inner,
)

__all__ = ["entered", "entries", "import_mutant", "replace", "users"]

Pair = tuple[CodeType, CodeType]
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def entries(mutant: Mutant) -> set[Entry] | None:
    """Return the functions that a mutant changes, and those inside; None if it changes more."""
    pairs = _pairs(mutant)
    if not pairs:
        return None
    return {entry(each) for old, _ in pairs for each in with_inner(old)}


@contextlib.contextmanager
def entered() -> Iterator[Set[Entry]]:
    """Give the functions of the package that are entered inside the with statement.

    What they returned as a module was imported is kept in it: a mutant in their place comes late.
    """
    found = set[Entry]()
    package = f"{ROOT}/querykit/"

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_flags & OPTIMIZED and code.co_filename.startswith(package):
            found.add(entry(code))

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)


def users(mutant: Mutant) -> set[Entry]:
    """Return the functions of the file that use what a mutant changes as it is imported."""
    text = (ROOT / mutant.path).read_text(encoding="utf-8")
    body = ast.parse(text).body
    changed = [each for each in body if each.lineno <= mutant.line <= (each.end_lineno or 0)]
    names = set[str]()
    more = {*_defined(changed), *(each.name for each in changed if isinstance(each, _Function))}
    while more:  # what is made of it is changed, too
        names |= more
        more = {
            name
            for each in body
            if names & {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}
            for name in _defined([each])
        } - names
    module = compile(text, _file(mutant), "exec", dont_inherit=True)
    return {
        entry(code)
        for code in with_inner(module)
        if code.co_flags & OPTIMIZED
        and (names.intersection(code.co_names) or entry(code)[1].partition(".")[0] in names)
    }


def _defined(statements: Sequence[ast.stmt]) -> Iterator[str]:
    """The names that statements bind, but for functions that only use what is changed."""
    for each in statements:
        if isinstance(each, ast.Assign | ast.AnnAssign):
            targets = each.targets if isinstance(each, ast.Assign) else [each.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        elif isinstance(each, ast.ClassDef):
            yield each.name


def replace(mutant: Mutant) -> bool:
    """Give the functions of this process the code of a mutant; whether there were such."""
    pairs = _pairs(mutant) or ()
    gc.unfreeze()  # what the tests froze once they were collected is not among the objects
    # type(): the object of a weak proxy may be gone, and isinstance() would ask for it.
    live = [each for each in gc.get_objects() if type(each) is FunctionType]
    replaced = 0
    for old, new in pairs:
        for function in live:
            if _is_same(function.__code__, old):
                function.__code__ = new
                replaced += 1
    for cache in caches():
        cache.cache_clear()
    return bool(replaced)


def import_mutant(mutant: Mutant) -> None:
    """Make an import of the module, which is yet to come, import the mutant."""
    path, code_of = _file(mutant), importlib.machinery.SourceFileLoader.get_code

    def get_code(self: Any, name: str) -> Any:
        if self.path == path:
            return compile(mutant.source, path, "exec", dont_inherit=True)
        return code_of(self, name)

    vars(importlib.machinery)["SourceFileLoader"].get_code = get_code


def _file(mutant: Mutant) -> str:
    return str(ROOT / mutant.path)


def _pairs(mutant: Mutant) -> list[Pair] | None:
    """The outermost functions that differ, before and after; None if what runs at import does."""
    path = _file(mutant)
    before = (ROOT / mutant.path).read_text(encoding="utf-8")
    old, new = (compile(text, path, "exec", dont_inherit=True) for text in (before, mutant.source))
    try:
        return list(_differing(old, new))
    except _ImportChanged:
        return None


class _ImportChanged(Exception):  # noqa: N818 - no error
    pass


def _differing(old: CodeType, new: CodeType) -> Iterator[Pair]:
    inner_old, inner_new = inner(old), inner(new)
    if _bare(old) != _bare(new) or len(inner_old) != len(inner_new):
        raise _ImportChanged
    for was, now in zip(inner_old, inner_new, strict=True):
        if was == now:
            continue
        if was.co_name in COMPREHENSIONS:  # of a module or a class: no function has its code
            raise _ImportChanged
        if was.co_flags & OPTIMIZED:
            yield was, now
        else:
            yield from _differing(was, now)


def _bare(code: CodeType) -> CodeType:
    """Code without the functions and classes that are inside, and where they end."""
    consts = tuple(None if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_consts=consts, co_linetable=b"")


def _is_same(code: CodeType, wanted: CodeType) -> bool:
    return (
        code.co_firstlineno == wanted.co_firstlineno
        and code.co_name == wanted.co_name
        and code.co_filename == wanted.co_filename
    )
