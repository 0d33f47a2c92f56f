"""Operations are told apart: those that read, and those that may change something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from querykit.services import catalog, reads
from querykit.services.operation import operation, operations
from querykit.services.reads import why_not_read_only
from tests.cases import read_cases
from tests.older import skip_if_older

CASES = read_cases(Path(__file__).with_name("reads.yaml"))


@pytest.mark.parametrize("name", CASES["reads"])
def test_what_reads_is_a_read(name: str) -> None:
    assert why_not_read_only(operation(*name.split("."))) is None


@pytest.mark.parametrize(("name", "why"), CASES["writes"].items())
def test_what_may_change_something_is_none(name: str, why: str) -> None:
    assert why_not_read_only(operation(*name.split("."))) == why


@pytest.mark.parametrize(("statement", "reads"), CASES["statements"].items())
def test_a_statement_decides_whether_its_operation_reads(statement: str, reads: bool) -> None:
    target = operation("timestream-query", "query")
    why = why_not_read_only(target, {"QueryString": statement})
    assert why == (None if reads else "runs a statement that is not a SELECT")
    assert why_not_read_only(target) is None


_ID = re.compile(r"(?:aws)?_?access_?key(?:_?id)?|access_?key", re.IGNORECASE)
_KEY = re.compile(r"secret_?(?:access)?_?key|session_?token", re.IGNORECASE)


@pytest.mark.slow
def test_no_read_returns_credentials_of_aws() -> None:
    """The pair of a key's id and its secret, at any depth of any response of any service."""
    looked_at, found = 0, []
    for service in catalog.service_names():
        for target in operations(service):
            if why_not_read_only(target) is None and target.output_shape is not None:
                looked_at += 1
                inside = set(_structures(target.output_shape, set()))
                if any(_is_pair(names) for names in inside):
                    found.append(f"{target.service}.{target.method}")
    assert found == []
    assert looked_at > 5_000


def _is_pair(names: frozenset[str]) -> bool:
    return any(map(_ID.fullmatch, names)) and any(map(_KEY.fullmatch, names))


def _structures(shape: Any, seen: set[str]) -> Iterator[frozenset[str]]:
    kind = shape.type_name
    if kind in ("list", "map"):
        yield from _structures(shape.member if kind == "list" else shape.value, seen)
    elif kind == "structure" and shape.name not in seen:
        seen.add(shape.name)
        yield frozenset(shape.members)
        for member in shape.members.values():
            yield from _structures(member, seen)


def test_every_exception_is_about_an_operation_that_there_is() -> None:
    session = botocore.session.get_session()
    services = session.get_available_services()
    missing = []
    for pattern in (*reads._WRITES, *reads._READS):
        service, method = pattern.split(".")
        if not any(
            fnmatchcase(xform_name(name), method)
            for each in services
            if fnmatchcase(each, service) and (service != "*" or each in ("athena", "emr"))
            for name in session.get_service_model(each).operation_names
        ):
            missing.append(pattern)
    skip_if_older(missing)
