"""python -m tests.mutation: what is killed, of a sample of mutants of each room."""

from __future__ import annotations

import argparse
import gc
import importlib
import itertools
import time
from pathlib import Path
from typing import Any

from tests.cases import read_cases
from tests.mutation.rooms import ROOMS
from tests.mutation.trial import Trial, run

# What every fork begins with; nothing of ours is imported before a mutant is in its place.
_IMPORTED = ("boto3", "botocore.session", "hypothesis", "moto.server", "rich.table", "re2")
_EQUIVALENT = Path(__file__).with_name("equivalent.yaml")


def main() -> None:
    asked = _arguments()
    for name in _IMPORTED:
        importlib.import_module(name)
    gc.freeze()
    for name in asked.room or ROOMS:
        _try(name, asked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--room", action="append", choices=ROOMS, help="one room, or several")
    parser.add_argument("--sample", type=int, help="so many mutants of a room; all without it")
    parser.add_argument("--seed", default="1", help="another seed, another sample")
    parser.add_argument("--module", default="", help="only modules with this in their path")
    parser.add_argument(
        "--budget", type=float, default=30, help="seconds of tests that a mutant has to survive"
    )
    parser.add_argument("--verbose", action="store_true", help="tell what kills each mutant")
    return parser.parse_args()


def _try(name: str, asked: argparse.Namespace) -> None:
    begin = time.monotonic()
    room, judged = ROOMS[name], equivalents()
    found = (mutant for mutant in room.mutants(asked.seed) if asked.module in mutant.path)
    sample = list(itertools.islice(found, asked.sample))
    equivalent = [mutant for mutant in sample if (mutant.path, mutant.was, mutant.now) in judged]
    others = [mutant for mutant in sample if mutant not in equivalent]
    trials = run(room, others, asked.budget, lambda trial: _tell(trial, asked.verbose))
    killed = sum(trial.killed is not None for trial in trials)
    print(
        f"{name}: {killed} of {len(trials)} mutants killed"
        f" ({killed / max(1, len(trials)):.1%}); {len(equivalent)} more change nothing;"
        f" {time.monotonic() - begin:.0f} s",
        flush=True,
    )


def equivalents() -> set[tuple[str, str, str]]:
    """Return the mutants that change nothing: the file, the line as it was, and as it is."""
    cases: list[dict[str, Any]] = read_cases(_EQUIVALENT) or []
    return {(case["path"], case["was"], case["now"]) for case in cases}


def _tell(trial: Trial, verbose: bool) -> None:
    if trial.killed is None:
        print(f"survives: {trial.mutant}", flush=True)
    elif verbose:
        print(f"killed: {trial.mutant}\n  {trial.killed}", flush=True)


if __name__ == "__main__":
    main()
