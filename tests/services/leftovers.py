"""The signs on one page that something is missing from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from querykit.services.operation import Operation
from querykit.services.pagination import Watch, signs_that_matter


def leftovers(operation: Operation, page: Mapping[str, Any]) -> list[str]:
    """Return the fields of a page that say there is more than its operation's paginator follows."""
    watch = Watch(signs_that_matter(operation), operation.paging.tokens)
    return [sign.name for sign, value in watch.look(page) if sign.is_shown(value)]
