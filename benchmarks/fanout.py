"""Many regions in one run, against what people write by hand, side by side in one run.

``python -m benchmarks.fanout`` serves 16 regions and three services from a process of its own that
takes 50 ms for each response, and prints the wall time of

- a loop over regions and services with boto3, one client after the other,
- a thread pool of boto3 with a session for each of its threads' tasks,
- querykit, one run per service over all regions, with the clients made anew,
- the same with the clients that are there from the run before,

relative to the ideal: the slowest single target, which takes its pages one after the other.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

import boto3

from querykit import Engine
from querykit.target import Selection

SECONDS = 0.05
PAGES = 2
REGIONS = tuple(
    f"{area}-{number}"
    for area in ("us-east", "us-west", "eu-west", "eu-central", "ap-south", "ap-northeast")
    for number in (1, 2, 3)
)[:16]
QUERIES = {
    "ec2.describe_volumes": "Volumes[].VolumeId",
    "logs.describe_log_groups": "logGroups[].logGroupName",
    "sqs.list_queues": "QueueUrls[]",
}
RUNS = 3


def serve(connection: Connection) -> None:
    """Serve the regions until the process is ended; send the environment of the clients."""
    from tests.wire import Wire, slow

    wire = Wire()
    volumes: list[Any] = [{"Volumes": [{"VolumeId": f"vol-{n}"}]} for n in range(PAGES)]
    groups: list[Any] = [{"logGroups": [{"logGroupName": f"g-{n}"}]} for n in range(PAGES)]
    queues: list[Any] = [{"QueueUrls": [f"https://q/{n}"]} for n in range(PAGES)]
    for name, pages in zip(QUERIES, (volumes, groups, queues), strict=True):
        wire.serve(name, [slow(page, SECONDS) for page in pages])
    wire.serve("sts.get_caller_identity", [{"Arn": "arn:aws:iam::111122223333:user/ann"}])
    connection.send(wire.environment)
    connection.recv()


def _read(session: boto3.Session, name: str, region: str) -> int:
    service, _, method = name.partition(".")
    create: Any = session.client
    paginator = create(service, region_name=region).get_paginator(method)
    found = QUERIES[name]
    return sum(1 for row in paginator.paginate().search(found) if row is not None)


def loop() -> int:
    session = boto3.Session()
    return sum(_read(session, name, region) for name in QUERIES for region in REGIONS)


def pool() -> int:
    def read(task: tuple[str, str]) -> int:
        return _read(boto3.Session(), *task)

    with ThreadPoolExecutor(16) as threads:
        return sum(threads.map(read, [(name, region) for name in QUERIES for region in REGIONS]))


def querykit(engine: Engine) -> int:
    selection = Selection(regions=REGIONS)
    results = [
        engine.run(f"{name} | {found}", targets=selection) for name, found in QUERIES.items()
    ]
    return sum(len(result.to_list()) for result in results)


def main() -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    os.environ.update(ours.recv())
    kept = Engine()
    contestants: dict[str, Callable[[], int]] = {
        "a boto3 loop": loop,
        "a thread pool with sessions": pool,
        "querykit": lambda: querykit(Engine()),
        "querykit, again": lambda: querykit(kept),
    }
    ideal = PAGES * SECONDS * len(QUERIES)
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(RUNS):
        for name, run in contestants.items():
            begin = time.perf_counter()
            assert run() == len(QUERIES) * len(REGIONS) * PAGES
            seconds[name].append(time.perf_counter() - begin)
    print(f"{len(REGIONS)} regions, {len(QUERIES)} services in turn, {PAGES} pages each")
    print(f"{'ideal':<30}{ideal:6.2f} s")
    for name, each in seconds.items():
        median = statistics.median(each)
        print(f"{name:<30}{median:6.2f} s  {median / ideal:5.1f} of the ideal")
    ours.send(None)


if __name__ == "__main__":
    main()
