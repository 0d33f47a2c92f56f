"""Operations as parameters of a test, skipped where the installed botocore is older than they."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.services.snapshot import read
from tests.wire.models import LOADER

__all__ = ["cases"]


def cases(names: Iterable[str]) -> list[Any]:
    """Return a pytest parameter for each `service` or `service.operation`.

    A service that botocore never had is a mistake in the test: it is an error, and not skipped.
    """
    installed = LOADER.list_available_services("service-2")
    known = {*installed, *read()}
    return [_case(name, installed, known) for name in names]


def _case(name: str, installed: Iterable[str], known: Iterable[str]) -> Any:
    service = name.split(".")[0]
    if service not in known:
        raise ValueError(f"botocore has no service {service!r}")
    reason = f"this botocore does not have {name}"
    return pytest.param(name, marks=pytest.mark.skipif(service not in installed, reason=reason))
