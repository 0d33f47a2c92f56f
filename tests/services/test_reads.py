"""Operations are told apart: those that read, and those that may change something."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import botocore.session
import pytest
import yaml
from botocore import xform_name

from querykit.services import reads
from querykit.services.operation import operation
from querykit.services.reads import why_no_read

CASES = yaml.safe_load(Path(__file__).with_name("reads.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES["reads"])
def test_what_reads_is_a_read(name: str) -> None:
    assert why_no_read(operation(*name.split("."))) is None


@pytest.mark.parametrize(("name", "why"), CASES["writes"].items())
def test_what_may_change_something_is_none(name: str, why: str) -> None:
    assert why_no_read(operation(*name.split("."))) == why


def test_every_exception_is_about_an_operation_that_there_is() -> None:
    session = botocore.session.get_session()
    services = session.get_available_services()
    for pattern in (*reads._WRITES, *reads._READS):
        service, method = pattern.split(".")
        assert any(
            fnmatchcase(xform_name(name), method)
            for each in services
            if fnmatchcase(each, service) and (service != "*" or each in ("athena", "emr"))
            for name in session.get_service_model(each).operation_names
        ), pattern
