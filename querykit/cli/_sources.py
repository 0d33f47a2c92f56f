"""What the arguments of a command mean: saved queries, files, folders, stdin, ad-hoc queries."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from querykit.checks import Finding, check
from querykit.cli._configuration import configuration
from querykit.definitions import adhoc, drafts
from querykit.definitions.drafts import Draft
from querykit.definitions.library import library
from querykit.errors import DefinitionError, QuerykitError, UnknownNameError
from querykit.resolved import Resolved

__all__ = ["Sources", "read_definition", "read_query"]

_ENDINGS = (".yaml", ".yml")


def read_query(name: str) -> Draft:
    """Return the query of NAME|FILE|-|AD-HOC, as far as it can be read.

    Raises QuerykitError if there is none.
    """
    if adhoc.looks_like_one(name) and not _is_file(name):
        return drafts.ad_hoc(name)
    return read_definition(name)


def read_definition(name: str) -> Draft:
    """Return the query of NAME|FILE|-, as far as it can be read.

    Raises QuerykitError if there is none.
    """
    if name == "-":
        return _stdin()
    if name.endswith(_ENDINGS) or _is_file(name):
        return drafts.file(name)
    try:
        file = library().file(name)
    except UnknownNameError as error:
        if os.path.isdir(name):
            raise QuerykitError(f"{name} is a folder", hint="pass a file in it") from None
        if not adhoc.looks_like_one(name):
            raise
        hint = f"to run an ad-hoc query: querykit query {shlex.quote(name)}"
        raise QuerykitError(error.mistakes[0].what, hint=hint) from None
    return drafts.file(_path_here(file), name=name)


def _is_file(name: str) -> bool:
    """Return whether a file has that name, or a pipe, such as <(...) makes."""
    return os.path.exists(name) and not os.path.isdir(name)


def _stdin() -> Draft:
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig") if sys.stdin else ""
    except UnicodeDecodeError as error:
        raise DefinitionError(f"stdin is not UTF-8 text (byte {error.start})") from None
    return drafts.document(text, source="<stdin>")


class Sources:
    """The queries to check.

    number: how many were checked so far.
    """

    def __init__(self, targets: Sequence[str], ad_hoc: Sequence[str] = ()) -> None:
        self.number = 0
        self._targets = tuple(targets)
        self._ad_hoc = tuple(ad_hoc)
        self._seen: set[str] = set()
        self._folders: list[Path] = []

    def findings(self) -> Iterator[Finding]:
        """Yield the findings in each, and the settings of projects that ignore nothing."""
        seen = {}
        for each in self._drafts():
            self.number += 1
            source = each.query.source or ""
            found = configuration(source)
            found.meet(source)
            seen[found.folder] = found
            yield from (one for one in check(Resolved(each)) if not found.silences(one, source))
        for known in seen.values():
            if any(known.is_covered_by(folder) for folder in self._folders):
                yield from known.idle()

    def _drafts(self) -> Iterator[Draft]:
        if not self._targets and not self._ad_hoc:
            yield from self._library()
        for target in dict.fromkeys(self._targets):
            yield from self._target(target)
        for text in dict.fromkeys(self._ad_hoc):
            yield drafts.ad_hoc(text)

    def _library(self) -> Iterator[Draft]:
        saved = library()
        self._folders += [Path(os.path.realpath(folder)) for folder in saved.folders]
        for name, file in saved.files().items():
            yield from self._file(_path_here(file), name)

    def _target(self, target: str) -> Iterator[Draft]:
        # Not by pathlib, to which a name that is too long for a file is an error of its own.
        exists = os.path.exists(target)
        if adhoc.looks_like_one(target) and not exists:
            yield drafts.ad_hoc(target)
        elif os.path.isdir(target):
            yield from self._folder(target)
        elif target == "-":
            yield _stdin()
        elif target.endswith((*_ENDINGS, os.sep)) or target.startswith(".") or exists:
            yield from self._file(target)
        else:
            yield from self._saved(target)

    def _saved(self, name: str) -> Iterator[Draft]:
        try:
            file = library().file(name)
        except QuerykitError as error:
            yield drafts.unreadable(name, error)
        else:
            yield from self._file(_path_here(file), name)

    def _folder(self, folder: str) -> Iterator[Draft]:
        self._folders.append(Path(os.path.realpath(folder)))
        files = list(_definitions(folder))
        if not files:
            error = QuerykitError(f"no definitions (*.yaml, *.yml) in {folder}")
            yield drafts.unreadable(folder, error)
        for file in sorted(files):
            yield from self._file(os.path.normpath(file))

    def _file(self, file: str, name: str | None = None) -> Iterator[Draft]:
        """Yield a file, unless it was checked before under another name."""
        real = os.path.realpath(file)
        if real not in self._seen:
            self._seen.add(real)
            try:
                yield drafts.file(file, name=name)
            except DefinitionError as error:
                yield drafts.unreadable(file, error)


def _definitions(folder: str) -> Iterator[str]:
    """Yield the definitions under a folder, except hidden files."""
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(at, name) for name in names if name.endswith(_ENDINGS))


def _path_here(file: Path) -> str:
    """Return a file's name relative to the working directory."""
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
