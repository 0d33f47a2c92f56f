"""Calls that are made in other processes: by a process pool, or by workers on other machines."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

from querykit.engine.access import Access
from querykit.engine.call import Call
from querykit.engine.clients import Clients
from querykit.engine.estate import settled
from querykit.engine.executors.serial import Serial
from querykit.engine.executors.threads import Threads
from querykit.engine.limits import Limits
from querykit.engine.run import World
from querykit.engine.sessions import make_session
from querykit.result import Batch, Outcome

__all__ = ["Remote", "shares_memory"]


@dataclass(frozen=True)
class Remote:
    """Makes a call in the process that it is called in, with credentials of that process.

    Nothing secret is in it: a worker finds its credentials as the AWS CLI would, by the profile or
    in its environment, and assumes roles with them.

    rate: the requests per second of each account and region in one process.
    """

    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    allow_writes: bool = False
    session_name: str | None = None
    rate: float | None = None

    def __call__(self, call: Call) -> list[Batch | Outcome]:
        """Return all events of a call. Raises only for bugs."""
        return list(settled(call, _world(self)))


@lru_cache(maxsize=8)
def _world(remote: Remote) -> World:
    """Return what a process makes calls with: its clients are made once."""
    session = make_session(remote.profile, remote.region)
    clients = Clients(session, remote.region, remote.endpoint_url, allow_writes=remote.allow_writes)
    access = Access(clients, remote.session_name or "querykit")
    return World(access, limits=Limits(remote.rate))


def shares_memory(executor: Executor) -> bool:
    """Return whether an executor makes calls in this process."""
    return isinstance(executor, (Serial, Threads, ThreadPoolExecutor))
