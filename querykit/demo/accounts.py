"""The demo account as its clients see it: sessions, and an estate that is made when asked for."""

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
    """An AWS account on this machine. What the person has set for AWS does not reach it.

    endpoint_url: where its server listens.
    region: where most of the estate is.
    """

    region = "us-east-1"

    def __init__(self, endpoint_url: str) -> None:
        self.endpoint_url = endpoint_url
        self._seeded: set[str] = set()

    @cached_property
    def session(self) -> boto3.Session:
        """A session with credentials of its own, which reads no environment and no file."""
        return sealed_session("demo", self.region)

    def client(self, service: str, region: str | None = None) -> Any:
        """A client as boto3 makes it, for this account."""
        create: Any = self.session.client
        return create(service, region_name=region, endpoint_url=self.endpoint_url)

    def maker(self, service: str, region: str | None = None) -> Any:
        """A client to make the estate with, which goes past HTTP."""
        create: Any = self.session.client
        client = create(service, region_name=region, use_ssl=False)
        server.answer_inside(client)
        return client

    def engine(self, region: str | None = None, *, allow_writes: bool = False) -> Engine:
        """An engine that asks this account."""
        return Engine(
            self.session,
            region=region,
            endpoint_url=self.endpoint_url,
            allow_writes=allow_writes,
        )

    def backend(self, service: str, region: str | None = None) -> Any:
        """The server's own objects, for what AWS's API cannot set."""
        return server.backend(service, region or self.region)

    def seed(self, service: str) -> None:
        """Make the part of the estate that a service has, once; a service without one has none.

        Parts are made when they are asked for, because the instances alone take seconds.
        """
        known = catalog.service_name(service) or service
        if known in self._seeded:
            return
        self._seeded.add(known)
        module = known.replace("-", "_") + ("_" if keyword.iskeyword(known) else "")
        name = f"querykit.demo.estate.{module}"
        if importlib.util.find_spec(name) is not None:
            server.start_ids(known)
            importlib.import_module(name).seed(self)
