"""Rows a second against a hand-written boto3 loop, side by side in one run.

``python -m benchmarks.rows`` asks a local server for the same pages in turn with

- a loop over ``client.get_paginator(...).paginate()`` that picks the members by hand,
- ``PageIterator.search()`` of botocore,
- querykit,

and prints the CPU time of each against the loop's, as the median of pairs of runs. Below 1 is
faster than the loop.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from querykit import Engine
from tests.wire import Wire, pages

PAGES = 40
ROWS = 200
RUNS = 7
EXPRESSION = "Reservations[].Instances[].{id: InstanceId, type: InstanceType, launched: LaunchTime}"


def instances() -> list[dict[str, object]]:
    from datetime import datetime, timezone

    launched = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
    tags = [{"Key": "Name", "Value": "web"}, {"Key": "team", "Value": "shop"}]
    return [
        {
            "InstanceId": f"i-{number:017x}",
            "InstanceType": "m5.large",
            "LaunchTime": launched,
            "State": {"Name": "running", "Code": 16},
            "PrivateIpAddress": "10.0.0.1",
            "Tags": tags,
        }
        for number in range(PAGES * ROWS)
    ]


def contestants(wire: Wire) -> dict[str, Callable[[], int]]:
    client = wire.client("ec2")
    paginator = client.get_paginator("describe_instances")
    engine = Engine(wire.session)

    def loop() -> Iterator[dict[str, object]]:
        for page in paginator.paginate():
            for reservation in page["Reservations"]:
                for found in reservation["Instances"]:
                    yield {
                        "id": found["InstanceId"],
                        "type": found["InstanceType"],
                        "launched": found["LaunchTime"].isoformat(),
                    }

    def count(rows: Iterator[object]) -> int:
        return sum(1 for _ in rows)

    return {
        "loop": lambda: count(loop()),
        "search()": lambda: count(paginator.paginate().search(EXPRESSION)),
        "querykit": lambda: count(engine.run(f"ec2.describe_instances | {EXPRESSION}")),
    }


def main() -> None:
    with Wire() as wire:
        reservations = [{"Instances": [instance]} for instance in instances()]
        wire.serve("ec2.describe_instances", pages("Reservations", reservations, ROWS))
        runners = contestants(wire)
        seconds: dict[str, list[float]] = {name: [] for name in runners}
        for _ in range(RUNS + 1):
            for name, run in runners.items():
                begin = time.thread_time()  # of this thread: the server has its own
                assert run() == PAGES * ROWS
                seconds[name].append(time.thread_time() - begin)
        for name, taken in seconds.items():
            pairs = zip(taken[1:], seconds["loop"][1:], strict=True)
            ratio = statistics.median(mine / loops for mine, loops in pairs)
            rate = PAGES * ROWS / statistics.median(taken[1:])
            print(f"{name:10} {ratio:5.2f} of the loop's CPU time   {rate:8,.0f} rows/s")


if __name__ == "__main__":
    main()
