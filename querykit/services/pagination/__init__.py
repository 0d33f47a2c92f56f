"""How the pages of an operation follow one another, as ``botocore.paginate`` wants to be told."""

from querykit.services.pagination.leftovers import leftovers
from querykit.services.pagination.paging import Kind, Paging, paging

__all__ = ["Kind", "Paging", "leftovers", "paging"]
