"""Which operation a request is for, and which IAM action that needs."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from botocore.model import OperationModel

from querykit.demo.requests import Request
from querykit.errors import QueryError
from querykit.services import catalog
from querykit.services.actions import needed_actions
from querykit.services.operation import operation

__all__ = ["action"]

_LABEL = re.compile(r"\{([^}]+)\}")

# Services by the name of their signature, where that is no name of a model.
_SIGNED = {
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elbv2",
    "email": "sesv2",
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
}


def action(request: Request) -> str | None:
    """Return the action that credentials need for a request; None if they need none.

    It ends with ":*" if neither the request nor its path names an operation that botocore knows.
    """
    service = _SIGNED.get(request.service, request.service)
    name = request.operation or _operation_at(service, request)
    try:
        needed = needed_actions(operation(service, name))
    except QueryError:
        return f"{request.service}:{name}"
    return needed.actions[0] if needed.actions else None


def _operation_at(service: str, request: Request) -> str:
    """Return the operation with the most particular path; "*" if there is none."""
    if catalog.service_name(service) is None:
        return "*"
    model = catalog.service_model(service)
    weights = {
        name: weight
        for name in model.operation_names
        if (weight := _weight(model.operation_model(name), request)) is not None
    }
    return max(weights, key=weights.__getitem__, default="*")


def _weight(model: OperationModel, request: Request) -> tuple[int, int] | None:
    """Return how particular an operation is about a request; None if the request is not for it."""
    template, _, query = model.http["requestUri"].partition("?")
    wanted = {key for key, _ in parse_qsl(query, keep_blank_values=True)}
    if model.http["method"] != request.method or not wanted <= request.query_keys:
        return None
    if re.fullmatch(_pattern(template.rstrip("/")), request.path.rstrip("/")) is None:
        return None
    return len(wanted), len(_LABEL.sub("", template))


def _pattern(template: str) -> str:
    """Return the paths of a template: ``{name+}`` is several parts of one, ``{name}`` a single."""
    return "".join(
        re.escape(part) if number % 2 == 0 else (".+" if part.endswith("+") else "[^/]+")
        for number, part in enumerate(_LABEL.split(template))
    )
