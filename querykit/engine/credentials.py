"""Credentials: how they are loaded, and refreshed if AWS says that they have expired."""

from __future__ import annotations

import getpass
import logging
import sys
from collections.abc import Iterable
from typing import Any

from botocore.credentials import RefreshableCredentials

from querykit.engine.botocore_private import frozen_credentials, refresh, use_prompt
from querykit.engine.failures import FAILURES
from querykit.errors import CredentialsError, QuerykitError
from querykit.redaction import Secrets

__all__ = [
    "conceal",
    "load_credentials",
    "owner",
    "renew",
    "use_checked_credentials",
    "use_terminal",
]

log = logging.getLogger("querykit")


def use_terminal(session: Any) -> None:
    """Let botocore ask for an MFA code only if there is a terminal."""
    provider = session.get_component("credential_provider").get_provider("assume-role")
    use_prompt(provider, _ask)


def load_credentials(session: Any) -> Any:
    """Return the credentials of a session, None if it has none. Raises CredentialsError."""
    try:
        return session.get_credentials()
    except FAILURES:
        raise
    except Exception as error:
        raise _loading_error(error, session) from error


def owner(session: Any) -> str:
    """Return what stands for the account of a session, without asking AWS.

    The access key; where that changes with each refresh, the profile.
    """
    credentials = load_credentials(session)
    if credentials is None or isinstance(credentials, RefreshableCredentials):
        return f"profile {session.profile or 'default'}"
    return str(credentials.access_key)


def use_checked_credentials(client: Any, session: Any, secrets: set[str]) -> None:
    """Let a client load its credentials before each call, and check that they can be sent.

    Some are loaded at the first call only: a role's, a process's, a file's. What they raise then is
    not a failure of the call.

    secrets: receives those of their strings that must not be printed.
    """

    def load(**_: Any) -> None:
        credentials = load_credentials(session)
        if credentials is None:
            return
        try:
            frozen = credentials.get_frozen_credentials()
        except FAILURES:
            raise
        except Exception as error:
            raise _loading_error(error, session) from error
        secrets.update(each for each in frozen[1:3] if each and len(each) >= _SHORTEST)
        for name, value in zip(_SENT, frozen, strict=False):
            if value and not (value.isascii() and value.isprintable() and " " not in value):
                raise CredentialsError(
                    f"the {name} contains invalid characters",
                    hint="remove spaces, line breaks and quotes that were copied with it",
                )

    client.meta.events.register_first("provide-client-params", load)


_SENT = ("access key ID", "secret access key", "session token")
# AWS's have 40 characters and more. A made-up one, such as "test", is a word of many messages.
_SHORTEST = 16


def conceal(error: QuerykitError, secrets: Iterable[str]) -> None:
    """Hide credentials in an error, which keeps what it came from unless they are in that, too.

    AWS repeats a session token in its message about a signature that does not match.
    """
    hide = Secrets(secrets)
    cause: BaseException | None = error
    while cause is not None:
        if (told := str(cause)) != hide(told):
            error.hide(secrets)
            return
        cause = cause.__cause__


def _ask(prompt: str) -> str:
    if not _has_terminal():
        raise CredentialsError(
            "the profile needs an MFA code, and there is no terminal to ask for it",
            hint="run it in a terminal, or set credentials from aws sts get-session-token",
        )
    return getpass.getpass(prompt)


def _has_terminal() -> bool:
    try:
        with open("/dev/tty", "rb"):
            return True
    except OSError:
        return sys.stdin is not None and sys.stdin.isatty()


def _loading_error(error: Exception, session: Any) -> CredentialsError:
    profile = session.profile or "default"
    configured = session.get_scoped_config()
    if "credential_process" in configured and not isinstance(error, OSError):
        what = f"the credential_process of the profile {profile!r} does not print the expected JSON"
        return CredentialsError(what, hint='expected {"Version": 1, "AccessKeyId": ..., ...}')
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError):
        reason = ": ".join(filter(None, (error.filename, error.strerror))) or reason
    what = f"the credentials of the profile {profile!r} cannot be loaded: {reason}"
    return CredentialsError(what, hint="check the profile, or pass another one with --profile")


def renew(credentials: Any) -> bool:
    """Refresh credentials if possible, whatever their expiry time; return whether they changed.

    botocore refreshes them when their own time says so: a role whose session was revoked, or a
    process whose times are wrong, never gets there.
    """
    if not isinstance(credentials, RefreshableCredentials):
        return False
    before = frozen_credentials(credentials)
    try:
        refresh(credentials, before)
    except Exception as error:  # noqa: BLE001 - a process, a web identity, a file: anything
        log.debug("the credentials could not be refreshed: %s", type(error).__name__)
        return False
    return bool(frozen_credentials(credentials) != before)
