"""What an older botocore lacks: a test that needs it is skipped and names it.

The tests are written for the models of one botocore, the one that `paging.txt` names. With it, and
with a newer one, what is missing is a failure.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable

import botocore
import pytest
from botocore.exceptions import UnknownServiceError

from querykit.errors import QueryError
from tests.services.snapshot import version

_MISSING = re.compile(r"[\w-]+ has no (?:operation|service) '[^']+'|Unknown service: '[^']+'")


def is_older() -> bool:
    """Return whether the installed botocore is older than the one that the tests are for."""
    return _numbers(botocore.__version__) < _numbers(version())


def skip_if_older(missing: Iterable[str]) -> None:
    """Skip the test if an older botocore lacks names; with any other they are a failure."""
    lacking = sorted(missing)
    if lacking and is_older():
        pytest.skip(f"botocore {botocore.__version__} has no {', '.join(lacking)}")
    assert not lacking


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    """Skip a test that asks for a service or an operation that an older botocore lacks."""
    try:
        return (yield)
    except (QueryError, UnknownServiceError, ValueError) as error:
        if is_older() and (found := _MISSING.search(str(error))):
            pytest.skip(f"botocore {botocore.__version__}: {found[0]}")
        raise


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(".")[:3]]
