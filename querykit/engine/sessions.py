"""Sessions and clients: whose credentials, which region, one client a service."""

from __future__ import annotations

import os
import threading
from typing import Any

import boto3
import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ConfigParseError, ProfileNotFound
from botocore.tokens import FrozenAuthToken

from querykit.engine.credentials import (
    load_credentials,
    renew,
    use_checked_credentials,
    use_terminal,
)
from querykit.engine.deadlines import use_deadlines
from querykit.engine.failures import configuration_failure
from querykit.engine.parsers import use_text
from querykit.engine.regions import check_region
from querykit.engine.routes import check_endpoint, check_route, unusable_endpoint
from querykit.engine.settings import check_settings, unreadable
from querykit.engine.write_guard import guard
from querykit.errors import ConfigurationError, nearest
from querykit.services import catalog
from querykit.version import __version__

__all__ = ["Clients", "make_session", "profile_names", "region_names", "sealed_session"]

# botocore waits a minute for a connection, and tries three times.
_CONNECT_SECONDS = 10


def make_session(profile: str | None = None, region: str | None = None) -> boto3.Session:
    """A session as the AWS CLI would have it.

    The region is the one given, else AWS_REGION (which boto3 does not read), else
    AWS_DEFAULT_REGION, else that of the profile.
    """
    ours = botocore.session.Session(profile=profile)
    ours.register_component("data_loader", catalog.loader())
    region = region or os.environ.get("AWS_REGION") or None
    try:
        ours.get_scoped_config()
        check_settings(ours)
        use_terminal(ours)
    except ConfigParseError as error:
        raise unreadable(error) from None
    except ProfileNotFound:
        named = str(ours.profile)
        if not named and profile is None:
            what = "AWS_PROFILE is empty"
            raise ConfigurationError(what, hint="unset it, or set it to a profile") from None
        known = ours.available_profiles
        listed = f"the profiles are {', '.join(known)}" if known else "there are no profiles"
        hint = nearest(named, known) or listed
        raise ConfigurationError(f"there is no profile {named!r}", hint=hint) from None
    except BotoCoreError as error:
        raise configuration_failure(error) from error
    return boto3.Session(botocore_session=ours, region_name=region)


class _Token:
    """A bearer token, which a few services want in place of a signature."""

    def __init__(self, text: str) -> None:
        self._text = text

    def load_token(self, **_: object) -> _Token:
        return self

    def get_frozen_token(self) -> FrozenAuthToken:
        return FrozenAuthToken(self._text)


def sealed_session(account: str, region: str) -> boto3.Session:
    """Return a session with credentials of its own, which reads no environment and no file."""
    variables = botocore.session.Session.SESSION_VARIABLES
    core = botocore.session.Session(
        session_vars={
            **{name: (own, None, *rest) for name, (own, _, *rest) in variables.items()},
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    core.register_component("data_loader", catalog.loader())
    core.register_component("token_provider", _Token(account))
    core.set_default_client_config(Config(proxies={}))
    return boto3.Session(account, account, region_name=region, botocore_session=core)


class Clients:
    """The clients of one session, each made once, under a lock; to be used from many threads.

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
        self._session = session
        self._endpoint_url = endpoint_url
        self._config = Config(
            connect_timeout=_CONNECT_SECONDS, user_agent_extra=f"querykit/{__version__}"
        )
        if config is not None:
            self._config = self._config.merge(config)
        self._retries = _retries(session, self._config)
        self._core: Any = session._session
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str | None], Any] = {}

    def client(self, service: str, consent: str | None = None) -> BaseClient:
        """The client of a service, whose answers hold timestamps and blobs as text.

        It sends read-only operations, and the one write operation that the caller consents to.
        """
        key = (service, consent if self.allow_writes else None)
        with self._lock:
            if key not in self._made:
                check_endpoint(self._endpoint_url)
                check_region(self.region, self._endpoint_url)
                load_credentials(self._core)
                client = self._created(service)
                check_route(client, self._core)
                use_checked_credentials(client, self._core, self.secrets)
                use_deadlines(client)
                use_text(client)
                guard(client, key[1])
                self._made[key] = client
            made: BaseClient = self._made[key]
            return made

    def _created(self, service: str) -> Any:
        create: Any = self._session.client
        try:
            return create(
                service,
                region_name=self.region,
                endpoint_url=self._endpoint_url,
                config=self._config.merge(Config(retries=self._own_retries)),
            )
        except ValueError as error:
            raise unusable_endpoint(error) from None

    @property
    def max_attempts(self) -> int | None:
        """How many attempts botocore's configuration says, as a whole; None if it says nothing.

        Raises ValueError if AWS_MAX_ATTEMPTS is not a number.
        """
        if "total_max_attempts" in self._retries:
            return int(self._retries["total_max_attempts"])
        if "max_attempts" in self._retries:  # botocore's Config counts those after the first
            return int(self._retries["max_attempts"]) + 1
        core: Any = self._session._session
        configured = core.get_config_variable("max_attempts")
        return None if configured is None else max(1, int(configured))

    def renew(self) -> bool:
        """Get new credentials, if they can be refreshed; whether they are other ones now."""
        return renew(self._session.get_credentials())

    @property
    def _own_retries(self) -> Any:
        """botocore's settings: one attempt, because querykit makes the others; the mode stays.

        Its quota for a client would end the retries of a long run: 50 pages that stay throttled,
        and no page is tried again.
        """
        mode = {"mode": self._retries["mode"]} if "mode" in self._retries else {}
        return {"total_max_attempts": 1, **mode}


def _retries(session: boto3.Session, config: Config) -> dict[str, Any]:
    """What the configuration of the clients says about retries, ours or the session's own."""
    core: Any = session._session
    otherwise = core.get_default_client_config()
    own: Any = config.retries  # type: ignore[attr-defined]
    return dict(own or (otherwise and otherwise.retries) or {})


def profile_names() -> list[str]:
    """The profiles of the AWS configuration, for completing; none where it cannot be read."""
    try:
        return list(botocore.session.Session().available_profiles)
    except BotoCoreError:
        return []


def region_names() -> list[str]:
    """Regions for completing. Never to loop over: botocore's list lacks some."""
    return list(botocore.session.Session().get_available_regions("ec2"))
