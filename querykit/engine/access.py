"""Access: whose credentials reach a target, and the clients made with them."""

from __future__ import annotations

import copy
import threading
from dataclasses import dataclass, field

from querykit.engine.call import Call
from querykit.engine.clients import Clients
from querykit.engine.credentials import load_credentials
from querykit.engine.failures import FAILURES, failure
from querykit.engine.sessions import make_session, role_session
from querykit.errors import CredentialsError, QuerykitError
from querykit.target import Target

__all__ = ["Access"]


@dataclass
class _Entry:
    """What reaches the targets of one profile and role: its clients, or why there are none."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    clients: Clients | None = None
    error: QuerykitError | None = None


class Access:
    """The clients of every target. May be used from many threads.

    A target without a profile and a role is reached with the credentials of ``base``. Profiles are
    opened and roles are assumed once, for the first of their targets: what is
    wrong with them is then known of all.

    base: the clients of the session that the run was started with.
    session_name: of the roles' sessions, as CloudTrail shows it.
    """

    def __init__(self, base: Clients, session_name: str = "querykit") -> None:
        self.base = base
        self._session_name = session_name
        self._lock = threading.Lock()
        self._entries: dict[tuple[str | None, str | None, str | None], _Entry] = {}

    def clients(self, target: Target) -> Clients:
        """Return the clients that reach a target.

        Raises QuerykitError if its profile cannot be used or its role cannot be assumed.
        """
        if target.profile is None and target.role is None:
            return self.base
        key = (target.profile, target.role, target.external_id)
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
        with entry.lock:
            if entry.clients is None and entry.error is None:
                try:
                    entry.clients = self._open(target)
                except QuerykitError as error:
                    entry.error = error
        if entry.clients is None:
            assert entry.error is not None
            # Every call has an error of its own: a traceback belongs to one thread.
            raise copy.copy(entry.error)
        return entry.clients

    def forget_errors(self) -> None:
        """Try again what failed: a role that was refused an hour ago may be there by now."""
        with self._lock:
            self._entries = {key: each for key, each in self._entries.items() if not each.error}

    def release(self, call: Call) -> None:
        """Close the client of a call, which is made again if another call needs it."""
        key = (call.target.profile, call.target.role, call.target.external_id)
        with self._lock:
            entry = self._entries.get(key)
        if entry is not None and entry.clients is not None:
            entry.clients.release(call.request.service, call.target.region)

    def _open(self, target: Target) -> Clients:
        base = self.base
        source = base if target.profile is None else base.of(make_session(target.profile))
        if target.role is None:
            return source
        try:
            if load_credentials(source.core) is None:
                what = "no credentials found to assume the role with"
                raise CredentialsError(what, hint="pass --profile, or set AWS_PROFILE")
            session = role_session(
                source.session,
                target.role,
                region=source.region,
                endpoint_url=source.endpoint_url,
                session_name=self._session_name,
                external_id=target.external_id,
            )
        except FAILURES as error:
            raise failure(error, region=source.region) from error
        return base.of(session)
