"""Accounts by profiles of the AWS configuration: ``--profile prod --profile 'dev-*'``."""

from __future__ import annotations

from fnmatch import fnmatchcase

from querykit.engine.access import Access
from querykit.engine.sessions import profile_names
from querykit.errors import ConfigurationError, nearest
from querykit.mistakes import Mistake
from querykit.target import Selection, Target, is_pattern

__all__ = ["places"]


def places(selection: Selection, access: Access, own: Target) -> list[Target]:  # noqa: ARG001
    """Return the profiles that the selection names, one account each.

    Raises ConfigurationError for names that no profile has, all of them at once.
    """
    known = profile_names()
    found: dict[str, None] = {}
    mistakes: list[Mistake] = []
    for name in selection.profiles:
        matching = [each for each in known if name in ("all", each) or fnmatchcase(each, name)]
        if not matching:
            what = f"no profile matches {name!r}" if is_pattern(name) else f"no profile {name!r}"
            listed = f"available profiles: {', '.join(known)}" if known else "there are no profiles"
            error = ConfigurationError(what, hint=nearest(name, known) or listed)
            mistakes += error.mistakes
        found.update(dict.fromkeys(matching))
    if mistakes:
        raise ConfigurationError(mistakes)
    return [Target(profile=name) for name in found]
