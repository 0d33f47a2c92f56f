"""What is wrong with a selection, as far as it is known before any call."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from querykit.definitions.accounts import id_mistake, read_accounts
from querykit.engine.regions import check_region
from querykit.errors import ConfigurationError, Mistake, QuerykitError, nearest
from querykit.target import Selection, is_pattern

__all__ = ["check_selection"]


def check_selection(
    selection: Selection, sources: Iterable[str], endpoint_url: str | None = None
) -> None:
    """Raise ConfigurationError with all that is wrong with a selection.

    sources: the names of the places where accounts are listed.
    """
    mistakes = [*_mistakes(selection, [*sources], endpoint_url)]
    if mistakes:
        raise ConfigurationError(mistakes)


def _mistakes(
    selection: Selection, sources: list[str], endpoint_url: str | None
) -> Iterable[Mistake]:
    yield from _region_mistakes(selection, endpoint_url)
    yield from _account_mistakes(selection, sources)
    if selection.profiles and (selection.accounts or selection.source):
        yield Mistake(
            "several profiles and accounts that are reached by a role cannot be combined",
            hint="pass one profile: its credentials assume the role",
        )


def _region_mistakes(selection: Selection, endpoint_url: str | None) -> Iterable[Mistake]:
    for region in (*selection.regions, *selection.exclude_regions):
        if is_pattern(region):
            continue
        try:
            check_region(region, endpoint_url)
        except QuerykitError as error:
            yield from error.mistakes


def _account_mistakes(selection: Selection, sources: list[str]) -> Iterable[Mistake]:
    for account in (*selection.accounts, *selection.exclude_accounts):
        if wrong := id_mistake(account):
            yield Mistake(wrong)
    role = selection.role
    if role is not None and role.startswith("arn:") and "{account}" not in role:
        hint = f"write {_templated(role)}"
        yield Mistake(f"the role {role!r} is that of one account", hint=hint)
    for_accounts = {
        "a role": role,
        "an external ID": selection.external_id,
        "a session name": selection.session_name,
    }
    for what, value in for_accounts.items():
        if value is not None and not (selection.accounts or selection.source):
            yield Mistake(f"{what} needs accounts", hint="pass --account ID or --accounts org")
    if (selection.ous or selection.exclude_ous) and selection.source != "org":
        yield Mistake("organizational units need the organization", hint="pass --accounts org")
    source = selection.source
    if source is None or source in sources:
        return
    if not Path(source).suffix and not Path(source).exists():
        hint = nearest(source, sources) or "pass org, or the path of a YAML or CSV file"
        yield Mistake(f"there is no list of accounts {source!r}", hint=hint)
        return
    try:
        read_accounts(Path(source))
    except QuerykitError as error:
        yield from error.mistakes


def _templated(role: str) -> str:
    before, _, after = role.partition("::")
    return f"{before}::{{account}}:{after.partition(':')[2]}"
