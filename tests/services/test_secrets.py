"""Members of responses that hold secrets are told from ordinary ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit.services import secrets
from querykit.services.catalog import service_model
from querykit.services.operation import operation, operations
from querykit.services.secrets import is_secret, secrets_in
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("secrets.yaml"))


def _is_found(case: str) -> bool:
    name, path = case.split()
    shape: Any = operation(*name.split(".")).output_shape
    for part in path.split("."):
        assert part.removesuffix("[]") in shape.members, part
        holder, shape = shape, shape.members[part.removesuffix("[]")]
        while part.endswith("[]") and shape.type_name == "list":
            shape = shape.member
    found = secrets_in(operation(*name.split(".")), holder)
    last = path.split(".")[-1].removesuffix("[]")
    return any(each.lstrip(".").split(".")[0].split("[")[0] == last for each in found)


@pytest.mark.parametrize("case", CASES["secrets"])
def test_a_secret_is_found(case: str) -> None:
    assert _is_found(case)


@pytest.mark.parametrize("case", CASES["ordinary"])
def test_an_ordinary_member_is_none(case: str) -> None:
    assert not _is_found(case)


@pytest.mark.slow
def test_no_entry_repeats_what_the_name_says(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = secrets._SECRETS
    monkeypatch.setattr(secrets, "_SECRETS", frozenset())
    for service, structure, member in entries:
        holder: Any = service_model(service).shape_for(structure)
        target = next(operations(service))
        assert not is_secret(target, structure, member, holder.members[member]), (
            service,
            structure,
            member,
        )
