"""The demo accounts as their clients see them: sessions, and resources created on demand."""

from __future__ import annotations

import importlib
import importlib.util
import keyword
from functools import cached_property
from types import ModuleType
from typing import Any

import boto3

from querykit.demo import server
from querykit.demo.organization import MANAGEMENT, member
from querykit.demo.requests import Request
from querykit.engine import Engine
from querykit.engine.sessions import sealed_session
from querykit.services import catalog

__all__ = ["Account", "prepare"]


class Account:
    """An AWS account on this machine. The user's AWS settings do not affect it.

    endpoint_url: where its server listens: that of every service, region and account.
    id: its account ID. Unless another is passed, it is the management account of the demo
        organization, to which the session's credentials belong. A member is reached from there, by
        ``sts.assume_role``.
    region: where most of its resources are.
    """

    region = "us-east-1"

    def __init__(self, endpoint_url: str, id: str = MANAGEMENT) -> None:
        self.endpoint_url = endpoint_url
        self.id = id

    @cached_property
    def session(self) -> boto3.Session:
        """Return a session of the management account, which reads no environment and no files."""
        return sealed_session("demo", self.region)

    def client(self, service: str, region: str | None = None) -> Any:
        """Return a boto3 client of the session."""
        create: Any = self.session.client
        return create(service, region_name=region, endpoint_url=self.endpoint_url)

    def maker(self, service: str, region: str | None = None) -> Any:
        """Return a client that creates resources without HTTP."""
        create: Any = self.session.client
        client = create(service, region_name=region, use_ssl=False)
        server.answer_inside(client, self.id)
        return client

    def engine(self, region: str | None = None, *, allow_writes: bool = False) -> Engine:
        """Return an engine for this account."""
        return Engine(
            self.session,
            region=region,
            endpoint_url=self.endpoint_url,
            allow_writes=allow_writes,
        )

    def backend(self, service: str, region: str | None = None) -> Any:
        """Return the server's own objects, for what AWS's API cannot set."""
        return server.backend(service, self.id, region or self.region)

    def seed(self, service: str) -> None:
        """Create the resources of a service, once. A service without a module has none.

        They are created on demand, because the instances alone take seconds.
        """
        known = catalog.service_name(service) or service
        with server.one_at_a_time:
            if (self.id, known) in server.seeded:
                return
            server.seeded.add((self.id, known))
            module = _module(known)
            name = "seed" if self.id == MANAGEMENT else "seed_member"
            if hasattr(module, name):
                server.start_ids(known if self.id == MANAGEMENT else f"{known} {self.id}")
                getattr(module, name)(self)


def prepare(endpoint_url: str, account: str, request: Request) -> None:
    """Create what a request will find, if it is of a member account or about the organization.

    The management account has only what was created before with ``Account.seed``.
    """
    if request.service == "organizations" or request.operation == "AssumeRole":
        Account(endpoint_url).seed("organizations")
    if member(account) is not None:
        Account(endpoint_url, account).seed(request.service)


def _module(service: str) -> ModuleType | None:
    """Return the module that creates the resources of a service, if it has any."""
    name = service.replace("-", "_") + ("_" if keyword.iskeyword(service) else "")
    if not name.isidentifier():
        return None
    name = f"querykit.demo.estate.{name}"
    return importlib.import_module(name) if importlib.util.find_spec(name) is not None else None
