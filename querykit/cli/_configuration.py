"""A project's settings for checks, from the nearest ``querykit.toml`` or ``pyproject.toml``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from querykit.checks import RULES, Finding
from querykit.errors import ConfigurationError, Location, Mistake, nearest
from querykit.rules import UNUSED_SILENCE

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Configuration", "configuration"]

_KEYS = ("ignore", "per-path")


class Configuration:
    """The rules to ignore in the files under a folder.

    ignore: in all of them. per_path: in those whose path from the folder a pattern names.
    """

    def __init__(
        self,
        folder: Path,
        ignore: Sequence[str] = (),
        per_path: Mapping[str, Sequence[str]] | None = None,
        file: Path | None = None,
    ) -> None:
        self.folder = folder
        self._file = file
        self._rules = {"*": tuple(ignore)}
        for pattern, rules in (per_path or {}).items():
            self._rules[pattern] = (*self._rules.get(pattern, ()), *rules)
        self._met: set[str] = set()
        self._used: set[tuple[str, str]] = set()

    def meet(self, source: str) -> None:
        """Record that a file was checked."""
        self._met.update(self._patterns(source))

    def silences(self, finding: Finding, source: str) -> bool:
        """Return whether a finding in a file is ignored."""
        used = {
            (at, finding.rule) for at in self._patterns(source) if finding.rule in self._rules[at]
        }
        self._used |= used
        return bool(used)

    def idle(self) -> Iterator[Finding]:
        """Yield the settings that ignored nothing, among those that concern the checked files."""
        for pattern in sorted(self._met):
            for rule in self._rules[pattern]:
                if (pattern, rule) not in self._used:
                    place = _place(self._file, rule) if self._file else None
                    what = f"nothing to ignore for {rule}" + (
                        f" in {pattern}" if pattern != "*" else ""
                    )
                    yield Finding(what, place, "remove it", rule=UNUSED_SILENCE, severity="warning")

    def is_covered_by(self, folder: Path) -> bool:
        """Return whether all its queries are below a folder, as far as one can say."""
        return folder in (self.folder, self.folder / "queries", *self.folder.parents)

    def _patterns(self, source: str) -> list[str]:
        try:
            path = Path(os.path.realpath(source)).relative_to(self.folder).as_posix()
        except ValueError:
            path = source
        return [pattern for pattern in self._rules if fnmatchcase(path, pattern)]


def configuration(source: str) -> Configuration:
    """Return the configuration for a file, or for the current folder if there is no file.

    Raises ConfigurationError with everything that is wrong with it.
    """
    here = Path.cwd() if source.startswith("<") else Path(os.path.realpath(source)).parent
    return _nearest(here)


@lru_cache(maxsize=1024)
def _nearest(folder: Path) -> Configuration:
    for name, table in (("querykit.toml", ()), ("pyproject.toml", ("tool", "querykit"))):
        file = folder / name
        if file.is_file():
            found = _inner(_read(file), table)
            if found is not None:
                return _parse(file, found)
    return _nearest(folder.parent) if folder != folder.parent else Configuration(folder)


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{os.path.relpath(file)} cannot be read: {error}") from None
    return found


def _inner(found: Any, table: tuple[str, ...]) -> Any:
    for key in table:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _parse(file: Path, found: Any) -> Configuration:
    mistakes = list(_mistakes(found))
    if mistakes:
        raise ConfigurationError(
            [Mistake(what, _place(file, word), hint) for what, word, hint in mistakes]
        )
    check = found.get("check", {})
    return Configuration(file.parent, check.get("ignore", ()), check.get("per-path", {}), file)


def _mistakes(found: Any) -> Iterator[tuple[str, str, str | None]]:
    """Yield what is wrong, the word it is about, and the fix."""
    tables = [(found, ("check",), "querykit"), (_inner(found, ("check",)) or {}, _KEYS, "check")]
    for table, known, name in tables:
        if not isinstance(table, dict):
            yield f"{name} must be a table", name, None
            return
        for key in table:
            if key not in known:
                hint = nearest(key, known) or f"valid keys: {', '.join(known)}"
                yield f"unknown key {key!r}", key, hint
    check = tables[1][0]
    per_path = check.get("per-path", {})
    if not isinstance(per_path, dict):
        yield "per-path must be a table of patterns and rules", "per-path", None
        per_path = {}
    for key, rules in [("ignore", check.get("ignore", [])), *per_path.items()]:
        if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
            yield f"{key} must be a list of rules", key, None
            continue
        for rule in rules:
            if rule not in RULES.names():
                yield f"unknown rule {rule!r}", rule, nearest(rule, RULES.names())


def _place(file: Path, word: str) -> Location | None:
    """Return the location of the first occurrence of a word: tomllib keeps no positions."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if word in line and not line.lstrip().startswith("#"):
            return Location(os.path.relpath(file), number, line.index(word) + 1, line)
    return None
