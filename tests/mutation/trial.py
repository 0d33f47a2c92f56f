"""Which mutants of a room its tests notice."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import resource
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from tests.mutation.fork import ForkError, ForkTimeoutError, forked
from tests.mutation.mutants import Mutant
from tests.mutation.patch import entries, import_mutant, replace, users
from tests.mutation.rooms import Room, functions, importers
from tests.mutation.suite import ROOT, Entry, Suite, Traced, with_suite

__all__ = ["Trial", "run"]

# A fork may have four GiB, and five times as long as its tests took, after a time to begin.
_MEMORY = 4 << 30
_BEGIN, _TIMES = 20, 5


@dataclass(frozen=True)
class Trial:
    """What became of a mutant: the test that failed, or why it died; None if it survives."""

    mutant: Mutant
    killed: str | None


Tests = Mapping[str, Traced]
Tell = Callable[[Trial], None]


def run(room: Room, mutants: Iterable[Mutant], budget: float, tell: Tell) -> list[Trial]:
    """Try each mutant on the tests of a room, and tell each trial at once.

    budget: for how many seconds of tests, as they were measured, a mutant has to survive.
    """
    tests, trials, at_import = forked(lambda: _in_place(room, mutants, budget, tell))
    for mutant in at_import:
        names = _of_import(tests, mutant, budget)
        trial = Trial(mutant, _killed(_after_import(mutant, names), tests, names))
        tell(trial)
        trials.append(trial)
    return trials


def _in_place(
    room: Room, mutants: Iterable[Mutant], budget: float, tell: Tell
) -> tuple[Tests, list[Trial], list[Mutant]]:
    """The measured tests, the trials of mutants of functions, and the mutants of imports."""
    package = importlib.import_module("querykit")
    for module in pkgutil.walk_packages(package.__path__, "querykit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = with_suite(room.tests, lambda suite: _tried(suite, mutants, budget, tell))
    if found is None:
        raise RuntimeError(f"the tests in {', '.join(room.tests)} cannot be collected")
    return found


def _tried(
    suite: Suite, mutants: Iterable[Mutant], budget: float, tell: Tell
) -> tuple[Tests, list[Trial], list[Mutant]]:
    tests = _measured(suite)
    trials, at_import = [], []
    for mutant in mutants:
        changed = entries(mutant)
        if changed is None:
            at_import.append(mutant)
            continue
        names = _chosen(tests, changed.__contains__, budget)
        trial = Trial(mutant, _killed(_after_replacing(suite, mutant, names), tests, names))
        tell(trial)
        trials.append(trial)
    return tests, trials, at_import


def _measured(suite: Suite) -> Tests:
    """What the tests that pass enter: only what is new since it was kept is measured.

    New is a test, and one that may now enter a function that was not there: it entered the file
    of it, or one that imports it.
    """
    kept = ROOT / ".pytest_cache" / "mutation.pickle"
    known, found = pickle.loads(kept.read_bytes()) if kept.is_file() else (set(), {})
    now = functions()
    files = {path for path, _ in now - known} if found else set()
    files.update(*map(importers, files))
    found = {
        name: test
        for name, test in found.items()
        if files.isdisjoint(path for path, _ in test.entered)
    }
    missing = suite.names - found.keys()
    if missing:
        found |= forked(lambda: suite.traced(missing), quiet=True)
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(pickle.dumps((now, found)))
    return {name: test for name, test in found.items() if name in suite.names}


def _chosen(tests: Tests, is_changed: Callable[[Entry], bool], budget: float) -> list[str]:
    """The tests that enter what is changed, as many as there is time for, file by file.

    A third of the time is for the cheapest tests: some functions say everything of a room in
    hundreds of quick cases. A third is for the tests that enter most of the changed file: others
    say all of it at once in some seconds. The rest is for the cheapest case of each function in
    turn, then the next one: others say one thing in one.
    """
    known = sorted(tests, key=lambda name: tests[name].seconds)
    known = [name for name in known if any(map(is_changed, tests[name].entered))]
    functions: dict[str, list[str]] = defaultdict(list)
    for name in known:
        functions[name.partition("[")[0]].append(name)
    by_function = filter(None, chain.from_iterable(zip_longest(*functions.values())))
    changed = {path for name in known for path, _ in filter(is_changed, tests[name].entered)}
    entered = {name: sum(path in changed for path, _ in tests[name].entered) for name in known}
    by_most = sorted(known, key=lambda name: -entered[name])
    chosen: set[str] = set()
    files: dict[str, float] = defaultdict(float)
    shares = ((known, budget / 3), (by_most, budget * 2 / 3), (by_function, budget))
    for names, most in shares:
        for name in names:
            seconds = tests[name].seconds
            if name not in chosen and sum(files.values()) + seconds <= most:
                chosen.add(name)
                files[_file(name)] += seconds
    return sorted(chosen, key=lambda name: (files[_file(name)], name))


def _of_import(tests: Tests, mutant: Mutant, budget: float) -> list[str]:
    """The tests of what uses a changed name; where none does, of the file and its importers.

    A member of a shelf is imported by its name, and that is in the names of its tests.
    """
    chosen = _chosen(tests, users(mutant).__contains__, budget)
    if chosen:
        return chosen
    word, files = Path(mutant.path).stem, {mutant.path, *importers(mutant.path)}
    named = {name: test for name, test in tests.items() if word in name}
    others = _chosen(tests, _is_of(files), budget)
    return list(dict.fromkeys([*_chosen(named, lambda _: True, budget), *others]))


def _is_of(files: Collection[str]) -> Callable[[Entry], bool]:
    return lambda entry: entry[0] in files


def _file(name: str) -> str:
    return name.partition("::")[0]


def _after_replacing(
    suite: Suite, mutant: Mutant, names: Collection[str]
) -> Callable[[], str | None]:
    def attempt() -> str | None:
        replace(mutant)
        return suite.fails(names)

    return attempt


def _after_import(mutant: Mutant, names: Collection[str]) -> Callable[[], str | None]:
    def attempt() -> str | None:
        import_mutant(mutant)
        found = with_suite(sorted({*map(_file, names)}), lambda suite: [suite.fails(names)])
        return "the tests cannot be collected" if found is None else found[0]

    return attempt


def _killed(attempt: Callable[[], str | None], tests: Tests, names: Collection[str]) -> str | None:
    """Why a mutant does not survive its tests; None if it does."""
    if not names:
        return None
    seconds = round(_BEGIN + _TIMES * sum(tests[name].seconds for name in names if name in tests))

    def limited() -> str | None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        return attempt()

    try:
        return forked(limited, 3 * seconds, quiet=True)
    except ForkTimeoutError:
        return "it took too long"
    except ForkError as error:
        return str(error).strip().splitlines()[-1]
