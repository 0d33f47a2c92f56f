"""A shelf: a package whose every module is one member, called by its file's name."""

from __future__ import annotations

import importlib
import keyword
import pkgutil
from typing import Any, Generic, TypeVar, cast

from querykit.errors import UnknownNameError

__all__ = ["Shelf"]

Member = TypeVar("Member")


class Shelf(Generic[Member]):
    """The members of a package, each imported when it is asked for.

    Modules that begin with an underscore are no members. Behind the package's own members come
    those that other distributions add, by an entry point in the group of the package's name.
    ``between_words`` stands in a name where an underscore stands in the module's.

    >>> writers = Shelf[Any]("querykit.writers", kind="output format")
    >>> writers.member("csv").__name__
    'querykit.writers.csv'
    """

    def __init__(self, package: str, *, kind: str, between_words: str = "-") -> None:
        self.package = package
        self.kind = kind
        self.between_words = between_words

    def names(self) -> list[str]:
        """The names of all members, sorted; none is imported."""
        return sorted({*self._modules(), *self._entry_points()})

    def members(self) -> dict[str, Member]:
        """All members by name, sorted."""
        modules, added = self._modules(), self._entry_points()
        return {
            name: self._imported(modules[name]) if name in modules else added[name].load()
            for name in sorted({*modules, *added})
        }

    def member(self, name: str) -> Member:
        """The member of that name. Raises UnknownNameError with the nearest names."""
        module = self._modules().get(name)
        if module is not None:
            return self._imported(module)
        # importlib.metadata takes longer to import than the rest of a short command.
        added = self._entry_points()
        if name not in added:
            raise UnknownNameError(self.kind, name, self.names())
        return cast(Member, added[name].load())

    def _imported(self, module: str) -> Member:
        return cast(Member, importlib.import_module(f"{self.package}.{module}"))

    def _modules(self) -> dict[str, str]:
        """The package's own modules by the names of their members."""
        package = importlib.import_module(self.package)
        found = (module.name for module in pkgutil.iter_modules(package.__path__))
        return {self._name(module): module for module in found if not module.startswith("_")}

    def _entry_points(self) -> dict[str, Any]:
        from importlib import metadata

        return {point.name: point for point in metadata.entry_points(group=self.package)}

    def _name(self, module: str) -> str:
        """A member's name: no underscore behind one of Python's words, nor, mostly, inside it."""
        if module.endswith("_") and keyword.iskeyword(module[:-1]):
            return module[:-1]
        return module.replace("_", self.between_words)
