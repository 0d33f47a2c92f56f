"""The pagination of operations, as ``botocore.paginate`` takes it."""

from querykit.services.pagination.configuration import paging
from querykit.services.pagination.leftovers import (
    Watch,
    signs_that_matter,
    undone,
    value_at,
)
from querykit.services.pagination.paging import Kind, Paging
from querykit.services.pagination.token_values import token_to_send

__all__ = [
    "Kind",
    "Paging",
    "Watch",
    "paging",
    "signs_that_matter",
    "token_to_send",
    "undone",
    "value_at",
]
