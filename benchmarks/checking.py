"""How long an expression takes to be typed once the model is loaded, against parsing its text.

Prints the median and the slowest of the shipped queries and of a few real expressions, best of
seven, and the ratio of typing to parsing, measured side by side in one run.

    python -m benchmarks.checking
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from querykit.definitions import definition
from querykit.expressions import compile
from querykit.expressions.parser import parse
from querykit.expressions.typing import infer
from querykit.services.decoded import known
from querykit.services.operation import Operation, operation

ROUNDS = 7
REPEATS = 20
QUERIES = Path(__file__).parents[1] / "queries"
REAL = (
    ("ec2", "describe_instances", "Reservations[*].Instances[*].InstanceId"),
    ("ec2", "describe_volumes", "Volumes[?Size > `50`].{Id:VolumeId,Size:Size,Type:VolumeType}"),
    ("ec2", "describe_images", "sort_by(Images, &CreationDate)[-1].[ImageId]"),
    ("iam", "list_roles", "Roles[?contains(RoleName, 'admin')].AssumeRolePolicyDocument"),
    ("s3", "list_objects_v2", "[sum(Contents[].Size), length(Contents[])]"),
)


def cases() -> list[tuple[Operation, str]]:
    found = [(operation(service, name), text) for service, name, text in REAL]
    for file in sorted(QUERIES.glob("*/*.yaml")):
        query = definition.read(file.read_text(encoding="utf-8"))
        target = operation(query.service, query.operation)
        found.append((target, query.expression or target.default_expression))
    return found


def best(work: Callable[[], object]) -> float:
    """Milliseconds of one call, the best of several rounds."""
    found = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(REPEATS):
            work()
        found = min(found, time.perf_counter() - begin)
    return found / REPEATS * 1000


def typed(target: Operation, text: str) -> float:
    expression, more = compile(text), known(target)
    return best(lambda: infer(expression, target.output_shape, known=more))


def main() -> None:
    measured = [(typed(*case), best(partial(parse, case[1])), case[1]) for case in cases()]
    typing = [each[0] for each in measured]
    parsing = [each[1] for each in measured]
    slowest = max(measured)
    print(f"infer   {len(measured)} expressions: median {statistics.median(typing):.3f} ms")
    print(f"        slowest {slowest[0]:.3f} ms: {slowest[2][:60]}...")
    print(f"parse   median {statistics.median(parsing):.3f} ms")
    print(f"ratio   {sum(typing) / sum(parsing):.2f}")


if __name__ == "__main__":
    main()
