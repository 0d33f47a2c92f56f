"""Operations as parameters of a test, skipped where the installed botocore is older than they."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.wire.models import LOADER


def cases(names: Iterable[str]) -> list[Any]:
    """Give a pytest parameter for each `service` or `service.operation`."""
    known = LOADER.list_available_services("service-2")
    return [
        pytest.param(
            name,
            marks=pytest.mark.skipif(
                name.split(".")[0] not in known, reason=f"this botocore does not have {name}"
            ),
        )
        for name in names
    ]
