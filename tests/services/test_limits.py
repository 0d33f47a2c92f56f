"""Values of parameters are held against enums, limits and patterns of AWS's models."""

from __future__ import annotations

from time import perf_counter

from querykit.services.limits import doubts
from querykit.services.operation import operation


def _told(name: str, parameters: dict[str, object]) -> list[tuple[str, str | None]]:
    found = doubts(operation(*name.split(".")), parameters)
    return [(misfit.what, misfit.hint) for misfit in found]


def test_a_text_that_matches_no_pattern_is_told() -> None:
    assert _told("organizations.describe_policy", {"PolicyId": "x"}) == [
        ("'x' is not a valid value for PolicyId", "it must match ^p-[0-9a-zA-Z_]{8,128}$")
    ]


def test_a_text_that_matches_is_not() -> None:
    assert _told("organizations.describe_policy", {"PolicyId": "p-0123456789"}) == []


def test_a_pattern_that_could_take_long_is_not_looked_at() -> None:
    # ^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$: there are 2 ** 100 ways to divide this text.
    scanned = {"filter": "a" * 100 + "!", "filterType": "WILDCARD"}
    rule = {"scanFrequency": "MANUAL", "repositoryFilters": [scanned]}
    begin = perf_counter()
    assert _told("ecr.put_registry_scanning_configuration", {"rules": [rule]}) == []
    assert perf_counter() - begin < 5
