"""The rooms whose code is changed, each with the tests that belong to it."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant, changes, mutant
from tests.mutation.suite import ROOT

__all__ = ["ROOMS", "Room", "functions", "importers"]


@dataclass(frozen=True)
class Room:
    """Packages, but for those of another room inside them, and the tests of theirs."""

    packages: tuple[str, ...]
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()

    def files(self) -> list[Path]:
        """Return the modules of the room."""
        found = {file for package in self.packages for file in (ROOT / package).rglob("*.py")} - {
            file for package in self.without for file in (ROOT / package).rglob("*.py")
        }
        return sorted(found)

    def mutants(self, seed: str) -> Iterator[Mutant]:
        """Yield the mutants of the room, in an order of chance that a seed fixes."""
        texts = {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in self.files()}
        places = [(path, each) for path, text in texts.items() for each in changes(text)]
        random.Random(seed).shuffle(places)
        for path, change in places:
            made = mutant(path, texts[path], change)
            if made is not None:
                yield made


ROOMS = {
    "engine": Room(
        ("querykit/engine",),
        ("tests/engine", "tests/wire", "tests/compliance", "tests/test_errors.py"),
    ),
    "pagination": Room(
        ("querykit/services/pagination",), ("tests/services", "tests/engine", "tests/wire")
    ),
    "expressions": Room(
        ("querykit/expressions",),
        (
            *("tests/expressions", "tests/compliance", "tests/definitions", "tests/engine"),
            "tests/cli/offline",
        ),
        without=("querykit/expressions/typing",),
    ),
    "typing": Room(
        ("querykit/expressions/typing", "querykit/types"),
        (
            *("tests/expressions", "tests/checks", "tests/definitions", "tests/library"),
            *("tests/services/test_shapes.py", "tests/engine/test_times.py", "tests/cli/offline"),
        ),
    ),
}


def functions() -> set[tuple[str, str]]:
    """Return the functions and classes of the package, each with its file."""
    return {
        (str(file.relative_to(ROOT)), node.name)
        for file in (ROOT / "querykit").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def importers(path: str) -> set[str]:
    """Return the files of the package that import something of a module."""
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    found = set()
    for file in (ROOT / "querykit").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
                if name in names:
                    found.add(str(file.relative_to(ROOT)))
    return found
