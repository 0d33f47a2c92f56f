"""The order of the tests: by service, so that each part of the demo account is made once."""

from __future__ import annotations

import pytest

__all__ = ["pytest_collection_modifyitems"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the cases of saved queries by their services; all else keeps its place before them."""
    items.sort(key=_service)


def _service(item: pytest.Item) -> str:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    case = parameters.get("case")
    if "tests/library/" not in item.nodeid or not isinstance(case, dict) or "pages" in case:
        return ""
    return str(case["query"]).partition("/")[0]
