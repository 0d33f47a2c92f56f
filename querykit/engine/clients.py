"""The clients of one session, which return the callable that a call is made with."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import boto3
from botocore.client import BaseClient
from botocore.config import Config

from querykit.engine.attempts import DEFAULTS, Attempts
from querykit.engine.botocore_private import botocore_session
from querykit.engine.call import Call
from querykit.engine.credentials import load_credentials, owner, renew, use_checked_credentials
from querykit.engine.deadlines import use_deadlines
from querykit.engine.echoes import check_echoes
from querykit.engine.limits import Lane, Limits
from querykit.engine.parsers import holds_bytes, plain, use_text
from querykit.engine.regions import check_region
from querykit.engine.routes import check_endpoint, check_route, unusable_endpoint
from querykit.engine.verification import accept_empty
from querykit.engine.write_guard import guard
from querykit.query import Bounds
from querykit.redaction import Secrets
from querykit.services.needs import Needs
from querykit.services.operation import Operation, operation
from querykit.target import Target
from querykit.version import __version__
from querykit.waiting import Retries

__all__ = ["Clients"]

log = logging.getLogger("querykit")

Method = Callable[..., dict[str, Any]]

# botocore waits a minute for a connection, and tries three times.
_CONNECT_SECONDS = 10


class Clients:
    """The clients of one session, each made once under a lock, for use from many threads.

    allow_writes: whether any of them may send a write operation.
    secrets: the secret keys and session tokens that were used so far.
    """

    def __init__(
        self,
        session: boto3.Session,
        region: str | None = None,
        endpoint_url: str | None = None,
        config: Config | None = None,
        *,
        allow_writes: bool = False,
    ) -> None:
        self.region = region or session.region_name or os.environ.get("AWS_REGION") or None
        self.allow_writes = allow_writes
        self.secrets: set[str] = set()
        self.session = session
        self.endpoint_url = endpoint_url
        self._config = Config(
            connect_timeout=_CONNECT_SECONDS, user_agent_extra=f"querykit/{__version__}"
        )
        if config is not None:
            self._config = self._config.merge(config)
        self._retries = _retries(session, self._config)
        self.core: Any = botocore_session(session)
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str | None, str | None], Any] = {}

    def of(self, session: boto3.Session) -> Clients:
        """Return the clients of another session, with the same settings."""
        return Clients(
            session, None, self.endpoint_url, self._config, allow_writes=self.allow_writes
        )

    def method(
        self,
        call: Call,
        needs: Needs,
        retries: Retries | None = None,
        limits: Limits | None = None,
    ) -> Method:
        """Return the callable for a call: it takes the operation's parameters and returns a page.

        This is the only way to AWS. It includes the guard against writes, the attempts with
        their deadlines, the check that the response belongs to the request, and the parser: a
        page has timestamps and blobs as text.

        needs: what the call needs of each response.
        retries: counts the attempts.
        limits: the rate limits; without them, requests are sent as soon as they can be.

        Raises ConfigurationError, ValueError and botocore's errors if no client can be made.
        """
        request = call.request
        target = operation(request.service, request.operation)
        client = self.client(
            request.service, target.name if request.writes else None, call.target.region
        )
        once = Bounds(max_attempts=1) if request.why_write else Bounds()
        configured = Bounds(max_attempts=self.max_attempts)
        send = partial(_page, target, getattr(client, target.method))
        if holds_bytes(target.model):
            send = partial(_plain_page, send)
        return Attempts(
            accept_empty(check_echoes(send, needs.echoes), needs.inputs),
            target.model,
            once.or_else(request.bounds).or_else(configured).or_else(DEFAULTS),
            renew=self.renew,
            region=call.target.region,
            secrets=lambda: Secrets((*request.secrets, *self.secrets)),
            retries=retries,
            lane=None if limits is None else self._lane(limits, call.target, target),
        )

    def _lane(self, limits: Limits, target: Target, called: Operation) -> Lane:
        """Return the lane of a target's account, or of what reaches it if that is not known."""
        reached = "/".join(filter(None, (target.profile, target.role)))
        whose = target.account or reached or owner(self.core)
        return limits.lane(whose, target.region or self.region, called)

    def client(
        self, service: str, consent: str | None = None, region: str | None = None
    ) -> BaseClient:
        """Return the client of a service, whose responses contain timestamps and blobs as strings.

        It sends read-only operations, and the one write operation that the caller consents to.

        region: another one than the session's.
        """
        region = region or self.region
        key = (service, region, consent if self.allow_writes else None)
        with self._lock:
            if key not in self._made:
                self._made[key] = self._create(*key)
            made: BaseClient = self._made[key]
            return made

    def release(self, service: str, region: str | None = None) -> None:
        """Close the clients of a service in a region."""
        region = region or self.region
        with self._lock:
            keys = [key for key in self._made if key[:2] == (service, region)]
            released = [self._made.pop(key) for key in keys]
        for client in released:
            client.close()

    def _create(self, service: str, region: str | None, consent: str | None) -> Any:
        check_endpoint(self.endpoint_url)
        check_region(region, self.endpoint_url)
        load_credentials(self.core)
        client = self._stock(service, region)
        check_route(client, self.core)
        use_checked_credentials(client, self.core, self.secrets)
        use_deadlines(client)
        use_text(client)
        guard(client, consent)
        return client

    def _stock(self, service: str, region: str | None) -> Any:
        """Return botocore's client, as it is."""
        create: Any = self.session.client
        try:
            return create(
                service,
                region_name=region,
                endpoint_url=self.endpoint_url,
                config=self._config.merge(Config(retries=self._own_retries)),
            )
        except ValueError as error:
            raise unusable_endpoint(error) from None

    @property
    def max_attempts(self) -> int | None:
        """Return how many attempts botocore's configuration sets; None if it sets nothing.

        Raises ValueError if AWS_MAX_ATTEMPTS is not a number.
        """
        if "total_max_attempts" in self._retries:
            return int(self._retries["total_max_attempts"])
        if "max_attempts" in self._retries:  # botocore's Config counts those after the first
            return int(self._retries["max_attempts"]) + 1
        configured = self.core.get_config_variable("max_attempts")
        return None if configured is None else max(1, int(configured))

    def renew(self) -> bool:
        """Get new credentials, if they can be refreshed, and return whether they have changed."""
        return renew(self.session.get_credentials())

    @property
    def _own_retries(self) -> Any:
        """Return botocore's settings: one attempt, as querykit makes the others; the mode stays.

        Its quota for a client would end the retries of a long run: 50 pages that stay throttled,
        and no page is tried again.
        """
        mode = {"mode": self._retries["mode"]} if "mode" in self._retries else {}
        return {"total_max_attempts": 1, **mode}


def _retries(session: boto3.Session, config: Config) -> dict[str, Any]:
    """Return what the configuration of the clients, ours or the session's, says about retries."""
    otherwise = botocore_session(session).get_default_client_config()
    own: Any = config.retries  # type: ignore[attr-defined]
    return dict(own or (otherwise and otherwise.retries) or {})


def _page(target: Operation, method: Method, /, **parameters: Any) -> dict[str, Any]:
    """Request one page, and log how long it took."""
    begin = time.perf_counter()
    page = method(**parameters)
    seconds = time.perf_counter() - begin
    log.debug("%s.%s: a page in %.3f s", target.service, target.method, seconds)
    return page


def _plain_page(method: Method, /, **parameters: Any) -> dict[str, Any]:
    page: dict[str, Any] = plain(method(**parameters))
    return page
