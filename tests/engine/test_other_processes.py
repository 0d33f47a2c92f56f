"""Calls that other processes make: a pool of the caller's, and the workers of a Dask cluster."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from querykit import Engine
from querykit.engine.executors import EXECUTORS
from querykit.errors import ConfigurationError, IncompleteError
from querykit.query import Bounds
from querykit.target import Selection
from tests.engine.test_many_targets import QUERY, World
from tests.wire import Wire

ALL = Selection(source="org", regions=("all",))
ROOT = str(Path(__file__).resolve().parents[2])


@pytest.fixture
def world(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("PYTHONPATH", ROOT)
    return World(wire, 1, accounts=6, regions=8)


@pytest.fixture
def cluster(world: World) -> Iterator[Any]:  # noqa: ARG001 - its workers inherit the environment
    distributed: Any = importlib.import_module("distributed")  # takes a second
    options = {"processes": True, "dashboard_address": None}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=2, **options) as found:
        yield found


def _rows(engine: Engine, kill: Any = None) -> tuple[list[Any], int]:
    """The rows of a run, and how many outcomes it has; kill: called after some rows."""
    result = engine.run(QUERY, targets=ALL)
    rows: list[Any] = []
    try:
        for row in result:
            rows.append(row)
            if kill is not None and len(rows) == 20:
                kill()
    except IncompleteError:
        pass
    return rows, len(result.outcomes)


@pytest.mark.slow
def test_a_pool_of_processes_returns_the_same_rows(world: World) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        engine = Engine(executor=pool, bounds=Bounds(max_attempts=3))
        assert _rows(engine) == (world.rows, len(world.places))


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_no_call_and_doubles_no_row(
    world: World, cluster: Any
) -> None:
    def kill() -> None:
        worker = next(iter(cluster.workers.values()))
        os.kill(worker.process.process.pid, signal.SIGKILL)

    address = cluster.scheduler_address
    engine = Engine(executor="dask", scheduler=address, bounds=Bounds(max_attempts=3))
    assert _rows(engine, kill) == (world.rows, len(world.places))


def test_a_session_of_the_caller_is_not_sent(wire: Wire) -> None:
    with ProcessPoolExecutor(1) as pool, pytest.raises(ConfigurationError, match="cannot be sent"):
        Engine(wire.session, executor=pool).run(QUERY, targets=ALL)


def test_dask_needs_a_scheduler_that_runs() -> None:
    with pytest.raises(ConfigurationError, match="needs the address of a scheduler"):
        EXECUTORS.member("dask").make_executor(1)
