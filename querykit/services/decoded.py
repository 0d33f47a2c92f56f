"""What responses of an operation contain that its shapes lack or describe wrongly.

botocore changes some responses: strings that contain data are decoded, and fields are added. Enums
of the model lack values, or spell them differently from AWS: values.json beside this file lists
them, each entry with its reason. Fields need no such list, because botocore removes from a response
what is not in its model.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from querykit.services.operation import Operation
from querykit.services.tables import table
from querykit.types.types import Known

__all__ = ["known"]

_FILE = Path(__file__).with_name("values.json")

# botocore reads the text of shapes of this name wherever IAM has them, and gives it as it is
# where it is no JSON.
_IAM_DOCUMENTS = frozenset({"policyDocumentType"})
_DOCUMENTS = {("cloudformation", "GetTemplate"): frozenset({"TemplateBody"})}
# What the header said, as it was: botocore leaves Expires out where that is no date.
_EXPIRES = (("ExpiresString", "string"),)


def known(operation: Operation) -> Known:
    """Return what an expression can find in the responses of an operation besides the model.

    >>> from querykit.services.operation import operation
    >>> sorted(known(operation("iam", "get_role")).documents)
    ['policyDocumentType']
    """
    documents = _DOCUMENTS.get((operation.service, operation.name), frozenset())
    if operation.service == "iam":
        documents |= _IAM_DOCUMENTS
    shape = operation.output_shape
    expires = operation.service == "s3" and shape is not None and "Expires" in shape.members
    members = ((str(shape.name), _EXPIRES),) if expires and shape is not None else ()
    return Known(documents, members, values=_values(operation.service))


@lru_cache(maxsize=512)
def _values(service: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the values that the enumerations of a service lack, by the names of their shapes."""
    prefix = f"{service}."
    return tuple(
        (name.removeprefix(prefix), tuple(entry["values"]))
        for name, entry in table(_FILE).items()
        if name.startswith(prefix)
    )
