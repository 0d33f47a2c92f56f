"""The partitions of AWS, such as China and GovCloud, each with its own accounts and regions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from querykit.services import catalog

__all__ = ["global_region", "partition_of"]

_AWS = "aws"


@lru_cache(maxsize=256)
def partition_of(region: str) -> str:
    """Return the partition of a region, by the form of its name if botocore does not list it.

    ``aws`` for any other name, as in botocore.

    >>> partition_of("eu-north-9"), partition_of("cn-north-1"), partition_of("us-gov-west-1")
    ('aws', 'aws-cn', 'aws-us-gov')
    """
    for name, each in _partitions().items():
        if region in each["regions"] or re.fullmatch(each["regionRegex"], region):
            return name
    return _AWS


def global_region(partition: str) -> str:
    """Return the region that a partition's global services are in; that of ``aws`` for an unknown
    partition.

    >>> global_region("aws"), global_region("aws-cn"), global_region("aws-us-gov")
    ('us-east-1', 'cn-northwest-1', 'us-gov-west-1')
    """
    found = _partitions().get(partition, _partitions()[_AWS])
    return str(found["outputs"]["implicitGlobalRegion"])


@lru_cache(maxsize=1)
def _partitions() -> dict[str, Any]:
    return {each["id"]: each for each in catalog.loader().load_data("partitions")["partitions"]}
