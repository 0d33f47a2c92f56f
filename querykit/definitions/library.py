"""The library of saved queries: YAML files in folders, named by their paths, like ec2/running."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

from querykit.definitions.definition import load
from querykit.errors import Mistake, QuerykitError, UnknownNameError
from querykit.query import Query

__all__ = ["Library", "library"]

_LISTED = "querykit list shows all saved queries"
_PACKAGE = Path(__file__).resolve().parents[1]


class Library:
    """Saved queries in one or more folders; a name in an earlier folder hides the later ones.

    Iterating yields every query, by name. ``mistakes`` has what was wrong in the files that an
    iteration could not read, and the folders that do not exist.
    """

    def __init__(self, folders: Iterable[str | PathLike[str]]) -> None:
        self.folders = tuple(Path(folder) for folder in folders)
        self.mistakes: tuple[Mistake, ...] = ()

    def names(self) -> list[str]:
        """Return the names of all saved queries, sorted."""
        return list(self.files())

    def find(self, name: str) -> Query:
        """Return the saved query of that name. Raises UnknownNameError with the nearest names."""
        return load(self.file(name), name=name)

    def file(self, name: str) -> Path:
        """Return the file of the saved query of that name. Raises UnknownNameError."""
        files = self.files()
        if name not in files:
            error = UnknownNameError("saved query", name, files, otherwise=_LISTED)
            error.mistakes += self._missing()
            raise error
        return files[name]

    def files(self) -> dict[str, Path]:
        """Return the file of each saved query, by name."""
        return dict(sorted(self._files().items()))

    def __iter__(self) -> Iterator[Query]:
        mistakes = list(self._missing())
        for name, file in self.files().items():
            try:
                yield load(file, name=name)
            except QuerykitError as error:
                mistakes.extend(error.mistakes)
        self.mistakes = tuple(mistakes)

    def _files(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in filter(os.path.isdir, reversed(self.folders)):
            # Of two files with one name, the .yaml is read: it comes after the .yml.
            for file in sorted(
                folder.glob("**/*.y*ml"), key=lambda file: file.suffix, reverse=True
            ):
                if file.suffix in (".yaml", ".yml") and file.is_file():
                    found[file.relative_to(folder).with_suffix("").as_posix()] = file
        return found

    def _missing(self) -> tuple[Mistake, ...]:
        named = _folders_of_environment()
        return tuple(
            Mistake(
                f"folder not found: {folder}",
                hint="check QUERYKIT_QUERIES" if folder in named else None,
            )
            for folder in self.folders
            if not os.path.isdir(folder)
        )


def library(*folders: str | PathLike[str]) -> Library:
    """Return the library in the given folders; without any, the one of the command line.

    That is: ``queries/`` in the current folder, the folders in QUERYKIT_QUERIES, and the
    queries that come with querykit.
    """
    return Library(folders or _usual_folders())


def _usual_folders() -> list[Path]:
    # Beside the package in a checkout, inside it in an installed wheel.
    shipped = _PACKAGE / "queries"
    if not shipped.is_dir():
        shipped = _PACKAGE.parent / "queries"
    here = Path("queries")
    same = os.path.realpath(here) == os.path.realpath(shipped)
    return [
        *([here] if os.path.isdir(here) and not same else []),
        *_folders_of_environment(),
        shipped,
    ]


def _folders_of_environment() -> list[Path]:
    return [
        Path(os.path.expanduser(part))
        for part in os.environ.get("QUERYKIT_QUERIES", "").split(os.pathsep)
        if part
    ]
