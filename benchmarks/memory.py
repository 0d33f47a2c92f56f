"""Memory of a long run against a short one, side by side.

``python -m benchmarks.memory`` lets ``querykit query`` read 5,000 and then 500,000 rows from a
local server, for each format that streams and for expressions that need the whole, but little of
it. It prints the peak memory of the two processes and their ratio. A ratio near 1 says that rows
are not kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from tests.wire import Request, Wire, page

ROWS_A_PAGE = 1000
SHORT, LONG = 5, 500
NAMED = "logs.describe_log_groups | logGroups[].{name: logGroupName, bytes: storedBytes}"
WHOLE = "logs.describe_log_groups | logGroups[]"
LENGTH = "logs.describe_log_groups | length(logGroups)"
LARGEST = "logs.describe_log_groups | sort_by(logGroups, &storedBytes)[-3:].logGroupName"
TOTALS = "logs.describe_log_groups | [sum(logGroups[].storedBytes), avg(logGroups[].storedBytes)]"
CASES = (
    ("ndjson", "columns named", NAMED),
    ("text", "columns named", NAMED),
    ("csv", "columns named", NAMED),
    ("csv", "columns found", WHOLE),
    ("json", "columns named", NAMED),
    ("json", "a length", LENGTH),
    ("json", "the last three in order", LARGEST),
    ("json", "a sum and a mean", TOTALS),
)


def answers(pages: int) -> Any:
    """A page of the same groups under each token, up to the last."""
    groups = [
        {"logGroupName": f"/aws/lambda/function-{number:06}", "storedBytes": number}
        for number in range(ROWS_A_PAGE)
    ]

    def answer(request: Request) -> Any:
        number = int(str(request.token)) if request.token else 0
        return page({"logGroups": groups}, token=str(number + 1) if number + 1 < pages else None)

    return answer


def peak(wire: Wire, pages: int, output: str, question: str) -> int:
    """The peak memory, in KiB, of one run of the command, as the system counts it."""
    wire.serve("logs.describe_log_groups", answers(pages))
    command = [sys.executable, "-m", "querykit", "query", question, "--output", output]
    environment = {**os.environ, **wire.environment}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


def main() -> None:
    for output, what, question in CASES:
        with Wire() as wire:
            short = peak(wire, SHORT, output, question)
            long = peak(wire, LONG, output, question)
        print(
            f"{output:6} {what:24} {SHORT * ROWS_A_PAGE:9,} rows {short / 1024:5.0f} MiB   "
            f"{LONG * ROWS_A_PAGE:9,} rows {long / 1024:5.0f} MiB   ratio {long / short:4.2f}"
        )


if __name__ == "__main__":
    main()
