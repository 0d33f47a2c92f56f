"""An AWS account inside the program, with an estate worth asking about; it needs no credentials.

It is a real server on a local port, with clients that talk to it as they would to AWS. Importing
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
    """An account that lives as long as the ``with``. Raises MissingExtraError without moto."""
    from querykit.demo.accounts import Account
    from querykit.demo.server import serving

    with serving() as endpoint_url:
        yield Account(endpoint_url)
