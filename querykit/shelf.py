"""A shelf: a package in which every module is one member, named after its file."""

from __future__ import annotations

import importlib
import keyword
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from querykit.errors import MissingExtraError, UnknownNameError

__all__ = ["Extra", "Shelf"]

Member = TypeVar("Member")
# Folders, and when each was changed.
_State = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Extra:
    """An optional dependency of a member: the extra, its package, its module."""

    name: str
    package: str
    module: str

    def load(self) -> Any:
        """Import the module. Raises MissingExtraError, which says how to install it."""
        try:
            return importlib.import_module(self.module)
        except ImportError:
            raise MissingExtraError(self.name, self.package) from None


class Shelf(Generic[Member]):
    """The members of a package, each imported when it is needed.

    Modules that begin with an underscore are not members. The package's own members come first,
    then those that other distributions add by an entry point in the group of the package's name.
    ``between_words`` replaces the underscores of a module's name.

    >>> writers = Shelf[Any]("querykit.writers", kind="output format")
    >>> writers.member("csv").__name__
    'querykit.writers.csv'
    """

    def __init__(self, package: str, *, kind: str, between_words: str = "-") -> None:
        self.package = package
        self.kind = kind
        self.between_words = between_words
        self._listed: tuple[_State, dict[str, str]] | None = None
        self._installed: tuple[_State, dict[str, Any]] | None = None

    def names(self) -> list[str]:
        """Return the names of all members, sorted; none is imported."""
        return sorted({*self._modules(), *self._entry_points()})

    def members(self) -> dict[str, Member]:
        """Return all members by name, sorted."""
        return dict(sorted(self))

    def __iter__(self) -> Iterator[tuple[str, Member]]:
        """Yield each name and member, imported one by one; the package's own come first."""
        modules = self._modules()
        for name in sorted(modules):
            yield name, self._import(modules[name])
        for name, point in sorted(self._entry_points().items()):
            if name not in modules:
                yield name, point.load()

    def member(self, name: str) -> Member:
        """Return the member of that name. Raises UnknownNameError with the nearest names."""
        module = self._modules().get(name)
        if module is not None:
            return self._import(module)
        # importlib.metadata takes longer to import than the rest of a short command.
        added = self._entry_points()
        if name not in added:
            raise UnknownNameError(self.kind, name, self.names())
        return cast(Member, added[name].load())

    def _import(self, module: str) -> Member:
        return cast(Member, importlib.import_module(f"{self.package}.{module}"))

    def _modules(self) -> dict[str, str]:
        """Return the package's own modules by the names of their members."""
        folders = importlib.import_module(self.package).__path__
        # A folder is listed again only if it has changed: every call in an expression is looked up.
        state = _state(folders)
        if self._listed is None or self._listed[0] != state:
            found = (module.name for module in pkgutil.iter_modules(folders))
            names = {self._name(module): module for module in found if module[0] != "_"}
            self._listed = state, names
        return self._listed[1]

    def _entry_points(self) -> dict[str, Any]:
        from importlib import metadata

        # Every unknown name in an expression asks for all names, and all packages are read for it.
        state = _state(sys.path)
        if self._installed is None or self._installed[0] != state:
            points = metadata.entry_points(group=self.package)
            self._installed = state, {point.name: point for point in points}
        return self._installed[1]

    def _name(self, module: str) -> str:
        """Return a member's name: no underscore after one of Python's words, nor, mostly, inside
        it.
        """
        if module.endswith("_") and keyword.iskeyword(module[:-1]):
            return module[:-1]
        return module.replace("_", self.between_words)


def _state(folders: Iterable[str]) -> _State:
    return tuple((folder, _changed_at(folder)) for folder in folders)


def _changed_at(folder: str) -> int:
    """Return when a folder was changed, in nanoseconds; 0 if it is not a folder, as in a zip."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0
