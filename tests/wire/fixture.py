"""The `wire` fixture; a conftest.py takes it in by name."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from querykit.engine import attempts
from tests.wire.server import Wire


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Give a server of its own to a test, and send all AWS clients of the process to it.

    The test ends in an error when a request came that nothing was served for.
    """
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    # A fault that stays takes five attempts: they wait for milliseconds here.
    monkeypatch.setattr(attempts, "BACKOFF", attempts.Backoff(0.004, 0.002))
    with Wire() as served:
        for name, value in served.environment.items():
            monkeypatch.setenv(name, value)
        yield served
    served.verify()
