"""The IAM actions that credentials need for an operation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from querykit.services import catalog
from querykit.services.operation import Operation
from querykit.services.tables import table

__all__ = ["Needed", "needed_actions"]

_FILE = Path(__file__).with_name("actions.json")


@dataclass(frozen=True)
class Needed:
    """The actions that are needed, and a note about them.

    sure: whether AWS's reference has them; else they follow only from the operation's name.
    note: why no action is needed.
    """

    actions: tuple[str, ...]
    sure: bool = True
    note: str = ""


def needed_actions(operation: Operation) -> Needed:
    """Return what credentials must be allowed to do for an operation.

    >>> from querykit.services.operation import operation
    >>> needed_actions(operation("s3", "list_objects_v2")).actions
    ('s3:ListBucket',)
    >>> needed_actions(operation("elbv2", "describe_load_balancers")).actions
    ('elasticloadbalancing:DescribeLoadBalancers',)
    """
    service, known = operation.service, table(_FILE)
    named = f"{service}.{operation.name}"
    if named in known["free"]:
        return Needed((), note=known["free"][named])
    if named in known["actions"]:
        return Needed(tuple(known["actions"][named]))
    prefix = known["prefixes"].get(service) or _signing_name(service)
    if service in known["by_http_method"]:
        return Needed((f"{prefix}:{operation.model.http['method']}",))
    unsure = known["unsure"].get(service, ())
    is_sure = unsure != "*" and operation.name not in unsure
    return Needed((f"{prefix}:{operation.name}",), is_sure)


def _signing_name(service: str) -> str:
    model = catalog.service_model(service)
    return str(model.signing_name)
