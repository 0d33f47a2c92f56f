"""How long a thousand definitions take to load, against YAML's own composing of the same texts.

Prints the ratio of both, measured side by side in one run, best of five: querykit's reading
includes every check, the parsing of the expressions, and the place of every value.

    python -m benchmarks.definitions
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import yaml

from querykit.definitions import definition
from querykit.expressions import survey

COUNT = 1000
ROUNDS = 5
QUERIES = Path(__file__).parents[1] / "queries"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def seconds(work: Callable[[str], object], texts: list[str]) -> float:
    begin = time.perf_counter()
    for text in texts:
        work(text)
    return time.perf_counter() - begin


def read(text: str) -> None:
    survey.cache_clear()  # the texts repeat; their expressions are parsed each time
    definition.read(text)


def main() -> None:
    shipped = [file.read_text(encoding="utf-8") for file in sorted(QUERIES.glob("*/*.yaml"))]
    texts = list(islice(cycle(shipped), COUNT))
    composing = reading = float("inf")
    for _ in range(ROUNDS):
        composing = min(composing, seconds(lambda text: yaml.compose(text, LOADER), texts))
        reading = min(reading, seconds(read, texts))
    print(f"yaml.compose          {COUNT} texts in {composing:.3f} s")
    print(f"definition.read       {COUNT} texts in {reading:.3f} s")
    print(f"ratio                 {reading / composing:.2f}")


if __name__ == "__main__":
    main()
