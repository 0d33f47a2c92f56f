"""Sessions: the credentials and the region of the calls."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, RefreshableCredentials
from botocore.exceptions import BotoCoreError, ConfigParseError, ProfileNotFound
from botocore.tokens import FrozenAuthToken

from querykit.engine.botocore_private import botocore_session, use_credentials
from querykit.engine.credentials import use_terminal
from querykit.engine.failures import configuration_failure
from querykit.engine.settings import check_settings, unreadable
from querykit.errors import ConfigurationError, nearest
from querykit.services import catalog

__all__ = ["make_session", "profile_names", "region_names", "role_session", "sealed_session"]


def make_session(profile: str | None = None, region: str | None = None) -> boto3.Session:
    """Return a session as the AWS CLI would make it.

    The region is the one passed, else AWS_REGION (which boto3 does not read), else
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
        listed = f"available profiles: {', '.join(known)}" if known else "there are no profiles"
        hint = nearest(named, known) or listed
        raise ConfigurationError(f"profile {named!r} not found", hint=hint) from None
    except BotoCoreError as error:
        raise configuration_failure(error) from error
    return boto3.Session(botocore_session=ours, region_name=region)


class _Token:
    """A bearer token, which a few services require instead of a signature."""

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


def role_session(
    source: boto3.Session,
    role: str,
    *,
    region: str | None = None,
    endpoint_url: str | None = None,
    session_name: str = "querykit",
    external_id: str | None = None,
) -> boto3.Session:
    """Return a session with the credentials of a role, which are renewed before they expire.

    source: whose credentials assume the role. STS is asked in its region, never in that of a
        target: there it may not be enabled.
    role: its ARN.

    Raises botocore's errors if the role cannot be assumed.
    """
    known = botocore_session(source)
    asked = {"RoleSessionName": session_name}
    if external_id is not None:
        asked["ExternalId"] = external_id
    fetcher = AssumeRoleCredentialFetcher(
        partial(_sts, known, region, endpoint_url), source.get_credentials(), role, asked
    )
    core = botocore.session.Session(dict(known.session_var_map), profile=known.profile)
    core.register_component("data_loader", catalog.loader())
    core.set_default_client_config(known.get_default_client_config())
    # Fetched here, because botocore logs a traceback where it fails to fetch them later.
    credentials = RefreshableCredentials.create_from_metadata(
        fetcher.fetch_credentials(), fetcher.fetch_credentials, "assume-role"
    )
    use_credentials(core, credentials)
    return boto3.Session(botocore_session=core, region_name=source.region_name)


def _sts(
    session: Any, region: str | None, endpoint_url: str | None, service: str, **credentials: Any
) -> Any:
    """Return a client of STS: what botocore asks for to assume a role."""
    return session.create_client(
        service, region_name=region or "us-east-1", endpoint_url=endpoint_url, **credentials
    )


def profile_names() -> list[str]:
    """Return the profiles of the AWS configuration, for completion; none if it cannot be read."""
    try:
        return list(botocore.session.Session().available_profiles)
    except BotoCoreError:
        return []


def region_names() -> list[str]:
    """Return regions for completion. Never loop over them: botocore's list lacks some."""
    return list(botocore.session.Session().get_available_regions("ec2"))
