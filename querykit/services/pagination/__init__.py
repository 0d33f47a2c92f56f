"""The pagination of operations, as ``botocore.paginate`` takes it."""

from querykit.services.pagination.configuration import paging
from querykit.services.pagination.leftovers import (
    Watch,
    signs_that_matter,
    undone,
    value_at,
)
from querykit.services.pagination.paging import Kind, Paging
from querykit.services.pagination.token_values import sent_back

__all__ = [
    "Kind",
    "Paging",
    "Watch",
    "paging",
    "sent_back",
    "signs_that_matter",
    "undone",
    "value_at",
]
