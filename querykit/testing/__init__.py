"""Test queries without AWS: serve the pages of an operation, and run a query over them.

>>> import querykit.testing
>>> volumes = [{"VolumeId": "vol-1", "Size": 8}, {"VolumeId": "vol-2", "Size": 500}]
>>> pages = [{"Volumes": volumes[:1]}, {"Volumes": volumes[1:]}]
>>> with querykit.testing.pages("ec2", "describe_volumes", pages) as engine:
...     engine.run("ec2.describe_volumes | Volumes[?Size > `100`].VolumeId").to_list()
['vol-2']

A page is a response as boto3 returns it. It takes the same path as a response from AWS: it is
written in the protocol of its service, and read by botocore's parser. The pagination tokens are
added. Nothing is sent, and no configuration is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from querykit.testing.continuation import Page
from querykit.testing.engine import SentCall, StubEngine
from querykit.testing.error_responses import ErrorResponse

__all__ = ["ErrorResponse", "Page", "SentCall", "StubEngine", "error", "pages"]


def pages(
    service: str, operation: str, pages: Sequence[Page], *, region: str = "us-east-1"
) -> StubEngine:
    """Return an engine whose calls of an operation return these pages.

    pages: responses as boto3 returns them, or ``error(...)`` in place of one. Those of other
        operations are served by the engine's ``serve``.

    Raises QueryError for an operation that does not exist, and for pages that it cannot return,
    with all mistakes.

    >>> pages("ec2", "describe_volumes", [{"Volumes": [{"Sise": "8"}]}])
    Traceback (most recent call last):
    querykit.errors.QueryError: error: page 1: Volumes[0] (Volume) has no field 'Sise'
      did you mean 'Size'?
    """
    engine = StubEngine(region)
    engine.serve(service, operation, pages)
    return engine


def error(code: str, message: str | None = None, status: int = 400) -> ErrorResponse:
    """Return an error to serve in place of a page, as AWS returns it.

    >>> denied = error("UnauthorizedOperation", "You are not authorized.")
    >>> with pages("ec2", "describe_volumes", [{"Volumes": [{"Size": 8}]}, denied]) as engine:
    ...     engine.run("ec2.describe_volumes | Volumes[].Size").to_list()
    Traceback (most recent call last):
    querykit.errors.IncompleteError: ...
    """
    return ErrorResponse(code, message or f"{code}, as the test wants it", status)
