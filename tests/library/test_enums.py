"""Lists of values in saved queries, held to the enums of AWS's models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit.definitions.library import Library
from querykit.services import catalog

SHIPPED = Library([Path(__file__).resolve().parents[2] / "queries"])

# What AWS's table of runtimes still supported on 2026-11-20; `custom` is in the model alone.
SUPPORTED = {
    *("nodejs22.x", "nodejs24.x", "nodejs26.x"),
    *("java8.al2", "java8.al2023", "java11", "java11.al2023", "java17", "java17.al2023"),
    *("java21", "java25", "dotnet10", "provided.al2023", "custom"),
    *("python3.11", "python3.12", "python3.13", "python3.14", "python3.15"),
    *("ruby3.3", "ruby3.4", "ruby4.0"),
}


def _enum(service: str, shape: str) -> set[str]:
    found: Any = catalog.service_model(service).shape_for(shape)
    return set(found.enum)


def test_every_deprecated_runtime_is_one_of_lambda() -> None:
    listed = SHIPPED.find("lambda/outdated-runtimes").variables["runtimes"].default
    assert set(listed) <= _enum("lambda", "Runtime")
    assert not set(listed) & SUPPORTED


def test_every_runtime_of_lambda_is_supported_or_deprecated() -> None:
    """A newer botocore may know more: each is to be looked up, and put in one of the lists."""
    listed = set(SHIPPED.find("lambda/outdated-runtimes").variables["runtimes"].default)
    assert _enum("lambda", "Runtime") - listed - SUPPORTED == set()


@pytest.mark.parametrize(
    ("query", "path", "shape"),
    [
        ("acm/certificates", ("Includes", "keyTypes"), "KeyAlgorithm"),
        ("acm/certificates", ("CertificateKeyPairOrigins",), "CertificateKeyPairOrigin"),
    ],
)
def test_a_query_for_everything_names_every_value(
    query: str, path: tuple[str, ...], shape: str
) -> None:
    asked: Any = SHIPPED.find(query).parameters
    for name in path:
        asked = asked[name]
    assert set(asked) == _enum("acm", shape)
