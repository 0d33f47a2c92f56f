"""The demo account as its clients see it: sessions, and resources that are created on demand."""

from __future__ import annotations

import importlib
import importlib.util
import keyword
from functools import cached_property
from typing import Any

import boto3

from querykit.demo import server
from querykit.engine import Engine
from querykit.engine.sessions import sealed_session
from querykit.services import catalog

__all__ = ["Account"]


class Account:
    """An AWS account on this machine. The user's AWS settings do not affect it.

    endpoint_url: where its server listens.
    region: where most of its resources are.
    """

    region = "us-east-1"

    def __init__(self, endpoint_url: str) -> None:
        self.endpoint_url = endpoint_url

    @cached_property
    def session(self) -> boto3.Session:
        """Return a session with its own credentials, which reads no environment and no files."""
        return sealed_session("demo", self.region)

    def client(self, service: str, region: str | None = None) -> Any:
        """Return a boto3 client for this account."""
        create: Any = self.session.client
        return create(service, region_name=region, endpoint_url=self.endpoint_url)

    def maker(self, service: str, region: str | None = None) -> Any:
        """Return a client that creates resources without HTTP."""
        create: Any = self.session.client
        client = create(service, region_name=region, use_ssl=False)
        server.answer_inside(client)
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
        return server.backend(service, region or self.region)

    def seed(self, service: str) -> None:
        """Create the resources of a service, once. A service without a module has none.

        They are created on demand, because the instances alone take seconds.
        """
        known = catalog.service_name(service) or service
        if known in server.seeded:
            return
        server.seeded.add(known)
        module = known.replace("-", "_") + ("_" if keyword.iskeyword(known) else "")
        name = f"querykit.demo.estate.{module}"
        if importlib.util.find_spec(name) is not None:
            server.start_ids(known)
            importlib.import_module(name).seed(self)
