"""Credentials that AWS says have expired, before their own time: got anew."""

from __future__ import annotations

import logging
from typing import Any

from botocore.credentials import CachedCredentialFetcher, RefreshableCredentials

__all__ = ["renew"]

log = logging.getLogger("querykit")


def renew(credentials: Any) -> bool:
    """Refresh credentials that can be, whatever their expiry time; whether they have changed.

    botocore refreshes them when their own time says so: a role whose session was revoked, or a
    process whose times are wrong, never gets there.
    """
    if not isinstance(credentials, RefreshableCredentials):
        return False
    held: Any = credentials
    before = held._frozen_credentials
    _forget_cached(held._refresh_using)
    try:
        with held._refresh_lock:
            if held._frozen_credentials == before:  # else another thread has refreshed them
                held._protected_refresh(is_mandatory=True)
    except Exception as error:  # noqa: BLE001 - a process, a web identity, a file: anything
        log.debug("the credentials could not be refreshed: %s", type(error).__name__)
        return False
    return bool(held._frozen_credentials != before)


def _forget_cached(refresh_using: Any) -> None:
    """Empty the cache of a role's session, which would return the same credentials again."""
    fetcher = getattr(refresh_using, "__self__", None)
    if isinstance(fetcher, CachedCredentialFetcher):
        cached: Any = fetcher
        cached._cache.pop(cached._cache_key, None)
