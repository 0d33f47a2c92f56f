"""Which mutants of a room its tests notice."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import resource
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from tests.mutation.fork import ForkError, ForkTimeoutError, forked
from tests.mutation.mutants import Mutant
from tests.mutation.patch import entered, entries, import_mutant, replace, users
from tests.mutation.rooms import Room, functions, importers
from tests.mutation.suite import ROOT, Entry, Line, Suite, Traced, lines, with_suite

__all__ = ["Trial", "run"]

# A fork may have four GiB, and five times as long as its tests took, after a time to begin.
_MEMORY = 4 << 30
_BEGIN, _TIMES = 20, 5


@dataclass(frozen=True)
class Trial:
    """What became of a mutant: the test that failed, or why it died; None if it survives."""

    mutant: Mutant
    killed: str | None


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
) -> tuple[Traced, list[Trial], list[Mutant]]:
    """The measured tests, the trials of mutants of functions, and the mutants of imports."""
    package = importlib.import_module("querykit")
    with entered() as early:
        for module in pkgutil.walk_packages(package.__path__, "querykit."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found = with_suite(room.tests, lambda suite: _tried(suite, mutants, budget, tell, early))
    if found is None:
        raise RuntimeError(f"the tests in {', '.join(room.tests)} cannot be collected")
    return found


def _tried(
    suite: Suite, mutants: Iterable[Mutant], budget: float, tell: Tell, early: Set[Entry]
) -> tuple[Traced, list[Trial], list[Mutant]]:
    """Try mutants of functions; those that survive and ran at import are tried there, too."""
    tests = _measured(suite)
    trials, at_import = [], []
    for mutant in mutants:
        changed = entries(mutant)
        if changed is None:
            at_import.append(mutant)
            continue
        names = _chosen(tests, _lines(tests, mutant, changed), budget)
        trial = Trial(mutant, _killed(_after_replacing(suite, mutant, names), tests, names))
        if trial.killed is None and early & changed:
            at_import.append(mutant)
            continue
        tell(trial)
        trials.append(trial)
    return tests, trials, at_import


def _lines(tests: Traced, mutant: Mutant, changed: Collection[Entry]) -> set[Line]:
    """The line that a mutant changes if a test is known to run it; else those of its functions.

    Others may: what is written over several lines runs one of them, and a line may be new.
    """
    found = {line for line in lines(ROOT / mutant.path)[mutant.line] if line[0] in changed}
    return found & tests.of_line.keys() or _lines_of(tests, changed)


def _lines_of(tests: Traced, entries: Collection[Entry]) -> set[Line]:
    return {line for line in tests.of_line if line[0] in entries}


def _measured(suite: Suite) -> Traced:
    """What the tests that pass run: only what is new since it was kept is measured.

    New is a test, and one that may now enter a function that was not there: it entered the file
    of it, or one that imports it.
    """
    kept = ROOT / ".pytest_cache" / "mutation_lines.pickle"
    known: set[tuple[str, str]] = set()
    found = Traced({}, {})
    if kept.is_file():
        known, found = pickle.loads(kept.read_bytes())
    now = functions()
    files = {path for path, _ in now - known} if known else set()
    files.update(*map(importers, files))
    again = set[str]().union(*(found.of_line[line] for line in _of_files(found, files)))
    found = found.only(found.seconds.keys() - again)
    missing = suite.names - found.seconds.keys()
    if missing:
        found |= forked(lambda: suite.traced(missing), quiet=True)
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(pickle.dumps((now, found)))
    return found.only(suite.names)


def _of_files(tests: Traced, files: Collection[str]) -> set[Line]:
    return {line for line in tests.of_line if line[0][0] in files}


def _chosen(tests: Traced, changed: Collection[Line], budget: float) -> list[str]:
    """The tests that run what is changed, as many as there is time for, the quickest first.

    A third of the time is for the cheapest tests: some functions say everything of a room in
    hundreds of quick cases. A third is for the tests that run most of the changed file: others
    say all of it at once in some seconds. The rest is for the cheapest case of each function in
    turn, then the next one: others say one thing in one.
    """
    running = set[str]().union(*(tests.of_line[line] for line in changed))
    known = sorted(running, key=lambda name: (tests.seconds[name], name))
    functions: dict[str, list[str]] = defaultdict(list)
    for name in known:
        functions[name.partition("[")[0]].append(name)
    by_function = filter(None, chain.from_iterable(zip_longest(*functions.values())))
    of_file = _of_files(tests, {path for (path, _), _ in changed})
    run = Counter(name for line in of_file for name in tests.of_line[line])
    by_most = sorted(known, key=lambda name: -run[name])
    chosen: set[str] = set()
    spent = 0.0
    shares = ((known, budget / 3), (by_most, budget * 2 / 3), (by_function, budget))
    for names, most in shares:
        for name in names:
            if name not in chosen and spent + tests.seconds[name] <= most:
                chosen.add(name)
                spent += tests.seconds[name]
    return [name for name in known if name in chosen]


def _of_import(tests: Traced, mutant: Mutant, budget: float) -> list[str]:
    """The tests of what uses a changed name; where none does, of the file and its importers.

    A member of a shelf is imported by its name, and that is in the names of its tests.
    """
    chosen = _chosen(tests, _lines_of(tests, users(mutant)), budget)
    if chosen:
        return chosen
    word, files = Path(mutant.path).stem, {mutant.path, *importers(mutant.path)}
    named = tests.only(name for name in tests.seconds if word in name)
    others = _chosen(tests, _of_files(tests, files), budget)
    return list(dict.fromkeys([*_chosen(named, named.of_line.keys(), budget), *others]))


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


def _killed(attempt: Callable[[], str | None], tests: Traced, names: Collection[str]) -> str | None:
    """Why a mutant does not survive its tests; None if it does."""
    if not names:
        return None
    seconds = round(_BEGIN + _TIMES * sum(tests.seconds.get(name, 0) for name in names))

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
