"""The configuration of a paginator, inferred from the shapes of an operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.model import StructureShape

from querykit.services.pagination.lists import at, limit_key, of_type, paginated_lists
from querykit.services.pagination.paging import one_or_several
from querykit.services.pagination.tokens import Tokens, tokens

__all__ = ["infer"]


def infer(takes: StructureShape | None, gives: StructureShape | None) -> dict[str, Any] | None:
    """Return the configuration that the shapes of an operation imply; None if they imply none.

    >>> from querykit.services.operation import operation
    >>> get_tags = operation("ce", "get_tags")
    >>> infer(get_tags.input_shape, get_tags.output_shape)["result_key"]
    'Tags'
    """
    if takes is None or gives is None:
        return None
    found = tokens(takes, gives)
    if found is None:
        return None
    configuration = {
        "input_token": one_or_several(found.inputs),
        "output_token": one_or_several(found.outputs),
        "result_key": one_or_several(
            paginated_lists(takes, gives, found) or tuple(_maps(gives, found))
        ),
        "limit_key": limit_key(takes),
        "more_results": found.more_results,
    }
    return {name: value for name, value in configuration.items() if value}


def _maps(gives: StructureShape, found: Tokens) -> Iterator[str]:
    structure = at(gives, found.place) if found.place else gives
    for name in of_type(structure, "map"):
        yield f"{found.place}.{name}" if found.place else name
