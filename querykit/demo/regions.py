"""The regions of an account, as EC2 and Account Management list them: moto does not."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any
from xml.sax.saxutils import escape

from querykit.demo import responses
from querykit.demo.organization import DISABLED_REGIONS, ENABLED_REGIONS
from querykit.demo.requests import Request
from querykit.demo.responses import Response

__all__ = ["answer"]

_ALL = sorted((*ENABLED_REGIONS, *DISABLED_REGIONS))
_PAGE = 50  # the most regions that AWS returns at once


def answer(request: Request) -> Response | None:
    """Return the answer to a question about regions; None for any other request."""
    if request.service == "ec2" and request.operation == "DescribeRegions":
        return _describe(request)
    if request.service == "account" and request.path in _ACCOUNT:
        return _ACCOUNT[request.path](dict(request.parameters))
    return None


def _describe(request: Request) -> Response:
    """Answer ec2.describe_regions."""
    named = request.listed("RegionName")
    unknown = [name for name in named if name not in _ALL]
    if unknown:
        message = f"Invalid region provided: {', '.join(unknown)}"
        return responses.error("ec2", 400, "InvalidParameterValue", message)
    everything = named or request.parameters.get("AllRegions") == "true"
    items = "".join(
        "<item>"
        + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in each.items())
        + "</item>"
        for each in map(_described, named or (_ALL if everything else ENABLED_REGIONS))
        if _passes(request, each)
    )
    return responses.xml_body(
        '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        f"<regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
    )


def _described(region: str) -> dict[str, str]:
    """Return a region under the names of EC2's XML."""
    return {
        "regionName": region,
        "regionEndpoint": f"ec2.{region}.amazonaws.com",
        "optInStatus": "opt-in-not-required" if region in ENABLED_REGIONS else "not-opted-in",
    }


_FILTERS = {
    "region-name": "regionName",
    "endpoint": "regionEndpoint",
    "opt-in-status": "optInStatus",
}


def _passes(request: Request, region: dict[str, str]) -> bool:
    """Return whether a region passes the filters of the request."""
    number = 1
    while name := request.parameters.get(f"Filter.{number}.Name"):
        patterns = request.listed(f"Filter.{number}.Value")
        value = region.get(_FILTERS.get(name, ""), "")
        if not any(fnmatchcase(value, pattern) for pattern in patterns):
            return False
        number += 1
    return True


def _list(parameters: dict[str, Any]) -> Response:
    """Answer account.list_regions."""
    wanted = parameters.get("RegionOptStatusContains")
    found = [_opted(region) for region in _ALL]
    found = [each for each in found if not wanted or each["RegionOptStatus"] in wanted]
    first = int(parameters.get("NextToken") or 0)
    end = first + int(parameters.get("MaxResults") or _PAGE)
    page: dict[str, Any] = {"Regions": found[first:end]}
    if end < len(found):
        page["NextToken"] = str(end)
    return responses.json_body(page)


def _status(parameters: dict[str, Any]) -> Response:
    """Answer account.get_region_opt_status."""
    region = str(parameters.get("RegionName"))
    if region not in _ALL:
        message = f"{region} is not a region"
        return responses.error("rest-json", 400, "ValidationException", message)
    return responses.json_body(_opted(region))


def _opted(region: str) -> dict[str, str]:
    """Return a region and its status under the names of Account Management."""
    status = "ENABLED_BY_DEFAULT" if region in ENABLED_REGIONS else "DISABLED"
    return {"RegionName": region, "RegionOptStatus": status}


_ACCOUNT: dict[str, Callable[[dict[str, Any]], Response]] = {
    "/listRegions": _list,
    "/getRegionOptStatus": _status,
}
