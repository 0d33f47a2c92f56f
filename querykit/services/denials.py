"""Which kind of policy denied a request, by AWS's words."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from querykit.services.tables import table

__all__ = ["denied_by"]

_FILE = Path(__file__).with_name("denials.json")


def denied_by(message: str) -> str | None:
    """Return the kind of policy that a denial names, such as ``scp``; None if it names none.

    >>> denied_by("... with an explicit deny in a service control policy: arn:aws:...")
    'scp'
    >>> denied_by("... because no identity-based policy allows the ec2:DescribeVolumes action")
    'iam'
    >>> denied_by("Access Denied")
    """
    found = _reasons().search(message)
    if found is None:
        return None
    words = next(filter(None, found.groups())).lower()
    kinds = {name.lower(): kind for name, kind in table(_FILE)["policies"].items()}
    return str(kinds[words])


@lru_cache(maxsize=1)
def _reasons() -> re.Pattern[str]:
    known = table(_FILE)
    policies = "|".join(map(re.escape, known["policies"]))
    forms = (known[form].replace("{policies}", policies) for form in ("implicit", "explicit"))
    return re.compile("|".join(forms), re.IGNORECASE)
