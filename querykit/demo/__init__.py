"""A built-in demo account with enough in it to query; it needs no credentials.

It is the management account of a small organization, whose members it can enter by their roles.

It is a real server on a local port, which clients use like AWS. Importing
this package imports neither boto3 nor the server.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from querykit.demo.accounts import Account

__all__ = ["account"]


@contextlib.contextmanager
def account() -> Iterator[Account]:
    """Start an account for the duration of the ``with``.

    Accounts that are open together in a process have the same resources. Raises MissingExtraError
    without moto.
    """
    from querykit.demo.accounts import Account, prepare
    from querykit.demo.server import serving

    with serving(prepare) as endpoint_url:
        yield Account(endpoint_url)
