"""Query AWS with JMESPath, and get every row of every page.

>>> import querykit
>>> regions = querykit.query("ec2.describe_regions | Regions[].RegionName")
>>> for region in querykit.Engine().run(regions):  # doctest: +SKIP
...     print(region)

Only the names in ``__all__`` and those of ``querykit.testing`` are public. Importing querykit
imports neither boto3 nor any optional dependency; these are imported when they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from querykit import errors
from querykit.query import Bounds, Pagination, Query, Variable
from querykit.result import Outcome, Result, Row
from querykit.target import Selection, Target
from querykit.version import __version__

if TYPE_CHECKING:
    from os import PathLike

    from querykit.checks import Finding
    from querykit.definitions.library import Library
    from querykit.engine import Engine

__all__ = [
    "Bounds",
    "Engine",
    "Finding",
    "Library",
    "Outcome",
    "Pagination",
    "Query",
    "Result",
    "Row",
    "Selection",
    "Target",
    "Variable",
    "__version__",
    "check",
    "errors",
    "library",
    "load",
    "query",
]


def query(text: str) -> Query:
    """Return the query in an ad-hoc string: ``service.operation {parameters} | expression``.

    Raises DefinitionError with every mistake and its place.

    >>> query("s3.list_objects_v2 {Bucket: logs} | Contents[].Key").parameters
    {'Bucket': 'logs'}
    """
    from querykit.definitions import drafts

    return drafts.ad_hoc(text).whole()


def load(path: str | PathLike[str]) -> Query:
    """Return the query that a YAML file defines.

    Raises DefinitionError with every mistake and its place.
    """
    from querykit.definitions import definition

    return definition.load(path)


def check(query: Query | str | PathLike[str]) -> list[Finding]:
    """Check a query against AWS's models, without calling AWS, and return the findings in order.

    query: a query, an ad-hoc string, the text of a definition, or the path of its file.

    Comments in a definition can ignore findings; a project's configuration is not applied.

    >>> [finding] = check("ec2.describe_volumes | Volumes[?State = 'available']")
    >>> finding.rule, str(finding.location), finding.hint
    ('syntax', '<query>:1:38', 'write ==')
    """
    from querykit import checks
    from querykit.definitions import drafts
    from querykit.resolved import Resolved

    return checks.check(Resolved(drafts.draft(query)))


def library(*folders: str | PathLike[str]) -> Library:
    """Return the saved queries in the given folders, or those that the command line has.

    >>> library().find("ec2/running-instances").operation
    'describe_instances'
    """
    from querykit.definitions import library

    return library.library(*folders)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    if name == "Engine":
        from querykit.engine import Engine

        return Engine
    if name == "Finding":
        from querykit.checks import Finding

        return Finding
    if name == "Library":
        from querykit.definitions.library import Library

        return Library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
