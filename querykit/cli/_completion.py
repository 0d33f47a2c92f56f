"""What the shell offers at the cursor: saved queries, services, operations, variables."""

from __future__ import annotations

from click import Context, Parameter
from click.shell_completion import CompletionItem

__all__ = [
    *("ad_hoc", "operations", "paths", "profiles", "queries", "regions"),
    *("saved_queries", "services", "variables"),
]


def saved_queries(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return names of saved queries; if none fits, files."""
    from querykit.definitions.library import library

    found = [CompletionItem(name) for name in library().names() if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def ad_hoc(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return services, operations after the dot, and completions in the query after these."""
    from querykit.services import catalog

    if any(character in incomplete for character in " {|"):
        return _whole_words(incomplete)
    service, dot, begun = incomplete.partition(".")
    if not dot:
        services = [name for name in catalog.service_names() if name.startswith(service)]
        if len(services) != 1:
            return [CompletionItem(f"{name}.") for name in services]
        # The shell adds a space after the only candidate, so return the operations instead.
        service = services[0]
    known = catalog.service_name(service)
    if known is None:
        return []
    begun = begun.replace("-", "_")
    methods = catalog.operation_names(known)
    return [CompletionItem(f"{service}.{method}") for method in methods if method.startswith(begun)]


def _whole_words(text: str) -> list[CompletionItem]:
    """Return the completions of an unfinished ad-hoc query, which shells treat as one word."""
    from querykit.authoring.completion import completion

    found = completion(text, len(text), "ad-hoc")
    # After a dot or a bracket every function is possible: too many to list.
    begun = [
        each for each in found.candidates if each.kind != "function" or found.start < len(text)
    ]
    words = [text[: found.start] + each.text for each in begun]
    if len(begun) == 1 and begun[0].kind == "member":
        words = _further(words[0], begun[0].type)
    return [CompletionItem(word) for word in words]


def _further(word: str, type_: str) -> list[str]:
    """Return continuations of the only candidate, after which the shell would close the quote."""
    from querykit.authoring.completion import completion

    if type_.startswith("list of "):
        return [f"{word}[]", f"{word}[?"]
    inside = completion(f"{word}.", len(word) + 1, "ad-hoc").candidates
    return [f"{word}.{each.text}" for each in inside] or [word]


def paths(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return expressions over the response of the operation earlier on the command line."""
    service, method = (ctx.params.get(name) or "" for name in ("service", "operation"))
    head = f"{service}.{method} | "
    found = _whole_words(head + incomplete)
    return [CompletionItem(each.value.removeprefix(head)) for each in found]


def queries(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:
    """Return names of saved queries, and ad-hoc queries once there is a dot."""
    if "." in incomplete and "/" not in incomplete.partition(".")[0]:
        return ad_hoc(ctx, param, incomplete)
    return saved_queries(ctx, param, incomplete)


def services(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:
    """Return services, or operations after a dot."""
    from querykit.services import catalog

    if "." in incomplete:
        return ad_hoc(ctx, param, incomplete)
    names = catalog.service_names()
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def operations(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return operations of the service earlier on the command line."""
    from querykit.services import catalog

    service = catalog.service_name(ctx.params.get("service") or "")
    methods = catalog.operation_names(service) if service else ()
    begun = incomplete.replace("-", "_")
    return [CompletionItem(method) for method in methods if method.startswith(begun)]


def variables(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return variables of the saved query earlier on the command line."""
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
    """Return the profiles in the AWS configuration."""
    from querykit.engine.sessions import profile_names

    return [CompletionItem(name) for name in profile_names() if name.startswith(incomplete)]


def regions(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the regions that botocore lists."""
    from querykit.engine.sessions import region_names

    return [CompletionItem(name) for name in region_names() if name.startswith(incomplete)]
