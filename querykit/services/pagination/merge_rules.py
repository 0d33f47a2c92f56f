"""Fields beside the lists of a page, and their values in the whole result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import StructureShape

from querykit.services.pagination.paging import several
from querykit.services.pagination.tokens import folded, levels

__all__ = ["counts", "echoes", "sums"]

_INTEGERS = ("integer", "long")
# What tells of one request: each page has its own.
_OF_ONE_PAGE = re.compile(r"requestid|requestcharged|responsemetadata")
# The length of a list beside it, by the service: elsewhere such a name is a total.
_LENGTHS = {"cloudfront": "quantity", "mturk": "numresults"}
# A length of its own list, and of others that are paginated with it.
_OWN_LENGTHS = {
    "s3.ListObjectsV2": ("KeyCount", ("Contents", "CommonPrefixes")),
    "s3.ListObjectAnnotations": ("AnnotationCount", ()),
    "cognito-sync.ListDatasets": ("Count", ()),
}
# All policies of the account, whatever the page has.
_TOTALS = ("cloudfront.ListContinuousDeploymentPolicies",)
# dynamodb counts where it lists nothing (Select=COUNT), and so does not count its list.
_SUMS = re.compile(r"scannedcount|returnsize")


def echoes(gives: StructureShape | None, configuration: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of fields that repeat the request's token, or are about one page."""
    if gives is None:
        return
    inputs = {folded(name) for name in several(configuration["input_token"])}
    outputs = {part.strip() for path in _outputs(configuration) for part in path.split("||")}
    for place, structure in levels(gives):
        for name in structure.members:
            path = f"{place}.{name}" if place else name
            repeats = folded(name) in inputs and any(_beside(place, each) for each in outputs)
            own = not place and _OF_ONE_PAGE.fullmatch(folded(name))
            if path not in outputs and (repeats or own):
                yield path


def counts(
    service: str, operation: str, gives: StructureShape | None, lists: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return the paths of fields that count the items of a page, with the lists that they count.

    >>> from querykit.services.operation import operation
    >>> operation("cloudfront", "list_distributions").paging.counts
    {'DistributionList.Quantity': ('DistributionList.Items',)}
    """
    name = f"{service}.{operation}"
    if gives is None or not lists or name in _TOTALS:
        return {}
    if name in _OWN_LENGTHS:
        member, counted = _OWN_LENGTHS[name]
        return {member: counted or lists}
    place = lists[0].rpartition(".")[0]
    for path, structure in levels(gives):
        for member, shape in structure.members.items():
            is_length = folded(member) == _LENGTHS.get(service)
            if path == place and is_length and shape.type_name in _INTEGERS:
                return {f"{path}.{member}" if path else member: lists[:1]}
    return {}


def sums(gives: StructureShape | None, lists: tuple[str, ...]) -> Iterator[str]:
    """Yield the paths of numbers about one page that add up, and of objects with only such
    numbers.
    """
    members = gives.members if gives is not None and lists else {}
    is_scan = any(folded(name) == "scannedcount" for name in members)
    for name, shape in members.items():
        if shape.type_name in _INTEGERS and (
            _SUMS.fullmatch(folded(name)) or (is_scan and folded(name) == "count")
        ):
            yield name
        if shape.type_name == "structure" and folded(name) == "consumedcapacity":
            yield name


def _outputs(configuration: Mapping[str, Any]) -> tuple[str, ...]:
    return several(configuration.get("output_token"))


def _beside(place: str, output: str) -> bool:
    return output.rpartition(".")[0] == place
