"""Whether a CIDR range contains an address, or all of another range.

The range comes first. IPv4 and IPv6 are supported; neither contains the other. ``10.0.0.5/8`` is
the range that 10.0.0.5 is in. A single address in place of the range is the range of only itself if
it comes from the data, and an error if it is written in the expression.

Returns null if either side is null, so a filter skips it. Anything that is not an address, such as
the name of a prefix list, is an error.

Examples:

    cidr_contains('10.0.0.0/8', '10.1.2.3')         ->  true
    cidr_contains('10.0.0.0/8', '10.0.0.0/16')      ->  true
    cidr_contains('10.0.0.0/16', '10.0.0.0/8')      ->  false
    cidr_contains('::/0', '10.1.2.3')               ->  false
    cidr_contains('2001:db8::/32', '2001:db8::1')   ->  true
    cidr_contains(`null`, '10.1.2.3')               ->  null
    cidr_contains('10.0.0.0/33', '10.1.2.3')
        -> error: argument 1 (cidr) of cidr_contains() is not a CIDR range: '10.0.0.0/33'
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature

__all__ = ["SIGNATURE", "call"]

# ipaddress takes a zone (%eth0) and a mask (/255.0.0.0, /0.255.255.255) as well.
_WRITTEN = re.compile(r"[0-9A-Fa-f:.]+(/[0-9]{1,3})?")
_WANTED = {"cidr": "a CIDR range", "inner": "an address or a CIDR range"}


def call(cidr: str | None, inner: str | None) -> bool | None:
    """Return whether a CIDR range contains an address, or all of another range."""
    outer_range, inner_range = _read("cidr", cidr), _read("inner", inner)
    if outer_range is None or inner_range is None:
        return None
    if isinstance(outer_range, IPv4Network):
        return isinstance(inner_range, IPv4Network) and inner_range.subnet_of(outer_range)
    return isinstance(inner_range, IPv6Network) and inner_range.subnet_of(outer_range)


@lru_cache(maxsize=1024)
def _range(text: str) -> IPv4Network | IPv6Network:
    if not _WRITTEN.fullmatch(text):
        raise ValueError(text)
    return ip_network(text, strict=False)


def _check_cidr(text: str | None) -> None:
    """Reject an address in place of the range: it would contain nothing."""
    _read("cidr", text)
    if text is not None and "/" not in text:
        hint = "the range comes first; for one address use /32 or /128"
        raise ArgumentError("cidr", f"is an address, not a CIDR range: {text!r}", hint=hint)


def _check_inner(text: str | None) -> None:
    _read("inner", text)


def _read(parameter: str, text: str | None) -> IPv4Network | IPv6Network | None:
    if text is None:
        return None
    try:
        return _range(text)
    except ValueError:
        raise ArgumentError(parameter, f"is not {_WANTED[parameter]}: {text[:60]!r}") from None


SIGNATURE = Signature(
    (
        Parameter("cidr", "string or null", check=_check_cidr),
        Parameter("inner", "string or null", check=_check_inner),
    ),
    "boolean or null",
)
