"""Where botocore's endpoint rules, and its endpoints.json, send the calls of a service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

from querykit.services import catalog

__all__ = ["AWAY", "Place", "Variant", "listed", "place", "single_place", "variants"]

# What an operation says of itself to the rules: names and values.
Variant = tuple[tuple[str, Any], ...]

# Regions far from one another: a service with one host for them has one for all.
_FAR = ("us-east-1", "eu-west-1", "us-west-2", "ap-south-1")
# Of the other partitions, the regions that a host of all regions has in common.
AWAY = {"aws-cn": ("cn-north-1", "cn-northwest-1"), "aws-us-gov": ("us-gov-east-1",)}


class Place(NamedTuple):
    """A host, and the region that requests are signed for, if the rules name one."""

    host: str
    signed: str | None


def variants(service: str) -> dict[Variant, list[str]]:
    """Return what operations say of themselves to the rules, each with the names of those."""
    found: dict[Variant, list[str]] = {}
    model = catalog.service_model(service)
    for name in model.operation_names:
        given = model.operation_model(name).static_context_parameters
        variant = tuple(sorted((each.name, _frozen(each.value)) for each in given))
        found.setdefault(variant, []).append(name)
    return found


def place(service: str, region: str, variant: Variant = ()) -> Place | None:
    """Return where the rules send calls from a region; None if a call's parameters decide."""
    try:
        found = _provider(service).resolve_endpoint(Region=region, **dict(variant))
    except EndpointProviderError:
        return None
    schemes: list[Mapping[str, Any]] = (found.properties or {}).get("authSchemes") or []
    signed = next((each["signingRegion"] for each in schemes if "signingRegion" in each), None)
    return Place(str(found.url), signed)


def single_place(
    service: str, variant: Variant = (), regions: tuple[str, ...] = _FAR
) -> Place | None:
    """Return the place that regions have in common; None if they have several."""
    first = place(service, regions[0], variant)
    return first if all(place(service, each, variant) == first for each in regions) else None


def listed(partition: str) -> Mapping[str, tuple[str, ...]]:
    """Return the regions that endpoints.json lists, by services of the installed botocore."""
    found = _listed()[partition]
    prefixes = {
        each: str(catalog.service_model(each).metadata["endpointPrefix"])
        for each in catalog.service_names()
    }
    return {each: found[prefix] for each, prefix in prefixes.items() if prefix in found}


@lru_cache(maxsize=1)
def _listed() -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        each["partition"]: {
            prefix: tuple(region for region in service["endpoints"] if "fips" not in region)
            for prefix, service in each["services"].items()
        }
        for each in catalog.loader().load_data("endpoints")["partitions"]
    }


@lru_cache(maxsize=4)
def _provider(service: str) -> EndpointProvider:
    rules = catalog.loader().load_service_model(service, "endpoint-rule-set-1")
    return EndpointProvider(rules, catalog.loader().load_data("partitions"))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
