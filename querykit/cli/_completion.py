"""What the shell offers at the cursor: saved queries, services, operations, formats, variables."""

from __future__ import annotations

from click import Context, Parameter
from click.shell_completion import CompletionItem

__all__ = [
    *("ad_hoc", "formats", "operations", "profiles", "regions", "saved_queries", "services"),
    "variables",
]


def saved_queries(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Names of saved queries; where none fits, files."""
    from querykit.definitions.library import library

    found = [CompletionItem(name) for name in library().names() if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def ad_hoc(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Services, and behind the dot their operations."""
    from querykit.services import catalog

    service, dot, begun = incomplete.partition(".")
    if not dot:
        services = [name for name in catalog.service_names() if name.startswith(service)]
        if len(services) != 1:
            return [CompletionItem(f"{name}.") for name in services]
        # The shell puts a space behind the only candidate; the operations come in its place.
        service = services[0]
    known = catalog.service_name(service)
    if known is None:
        return []
    begun = begun.replace("-", "_")
    methods = catalog.operation_names(known)
    return [CompletionItem(f"{service}.{method}") for method in methods if method.startswith(begun)]


def services(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:
    """Services; once there is a dot, the operations behind it."""
    from querykit.services import catalog

    if "." in incomplete:
        return ad_hoc(ctx, param, incomplete)
    names = catalog.service_names()
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def operations(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Operations of the service that stands earlier in the line."""
    from querykit.services import catalog

    service = catalog.service_name(ctx.params.get("service") or "")
    methods = catalog.operation_names(service) if service else ()
    begun = incomplete.replace("-", "_")
    return [CompletionItem(method) for method in methods if method.startswith(begun)]


def formats(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Names of output formats."""
    from querykit.writers import WRITERS

    return [CompletionItem(name) for name in WRITERS.names() if name.startswith(incomplete)]


def variables(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Variables of the saved query that stands earlier in the line."""
    from querykit.definitions.library import library
    from querykit.errors import QuerykitError

    # While an option has no value yet, click has not taken the words in front of it for arguments.
    words = [ctx.params.get("name"), *ctx.args]
    try:
        query = library().find(next((word for word in words if word), ""))
    except QuerykitError:
        return []
    return [
        CompletionItem(f"{name}=", help=variable.description)
        for name, variable in query.variables.items()
        if name.startswith(incomplete)
    ]


def profiles(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Profiles of the AWS configuration."""
    from querykit.engine.sessions import profile_names

    return [CompletionItem(name) for name in profile_names() if name.startswith(incomplete)]


def regions(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Regions that botocore knows of."""
    from querykit.engine.sessions import region_names

    return [CompletionItem(name) for name in region_names() if name.startswith(incomplete)]
