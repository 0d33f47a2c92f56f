"""Search AWS's documentation of all reads for what it says about who may call, and where.

    python -m tests.services.placing           the sentences that scopes.json does not know

A new botocore brings new sentences: read each, and add an entry to scopes.json, or the operation to
``elsewhere`` in scopes.yaml with why it has none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from querykit.services import catalog
from querykit.services.operation import operations
from querykit.services.reads import why_not_read_only
from tests.services.sentences import sentences

__all__ = ["Said", "placed"]

_WHO = (
    r"(?:organization'?s?|delegated|consolidated)?\s*"
    r"(?:management account|delegated admin\w*|master account|administrator account)"
)
_OF_ORGANIZATION = (
    rf"\b(?:only|must)\b.*{_WHO}|{_WHO}.*(?:\bonly\b|\bcan (?:perform|invoke|call|run)|\bcan make)"
    r"|delegated administrator of an|from your organization's management account"
    r"|by the organization management account|if your account is an organization management"
)
_AWS = r"(?:AWS |Amazon Web Services )?"
_OF_ACCOUNT = (
    r"\bmust (?:specify|set) the [^.]*\bRegion\b(?! (?:parameter|name))"
    r"|\bonly in(?: the)? [\w() .-]{3,40}\bRegion\b|\brouted to the [^.]*Region"
    rf"|\bfrom (?:any|all) (?:other )?{_AWS}Regions?\b|\bin any other (?:enabled )?Region"
    rf"|\bneed to call the API in each\b|\b(?:is|are) (?:a )?global\b"
    rf"|\bregardless of (?:the )?Region|\ball US regions|\beach {_AWS}Region\b"
)
_PLACED = re.compile(f"{_OF_ORGANIZATION}|{_OF_ACCOUNT}", re.IGNORECASE)


class Said(NamedTuple):
    """A sentence about where an operation can be called, or by whom."""

    operation: str
    text: str


def placed(services: Iterable[str] | None = None) -> Iterator[Said]:
    """The sentences of the documentation of reads that say who may call, or where."""
    for service in catalog.service_names() if services is None else services:
        for target in operations(service):
            if _PLACED.search(target.model.documentation) and not why_not_read_only(target):
                for text in sentences(target.model.documentation):
                    if _PLACED.search(text):
                        yield Said(f"{service}.{target.name}", text)


def main() -> int:
    """Print the sentences of operations without an entry."""
    from tests.services.test_scopes import is_known

    for each in placed():
        if not is_known(each.operation):
            sys.stdout.write("\t".join(each) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
