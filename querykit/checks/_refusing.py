"""Queries that do not pass, refused before they run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from querykit.definitions import variables
from querykit.definitions.drafts import Draft
from querykit.errors import CheckError, Mistake, VariableError
from querykit.findings import Finding

__all__ = ["refuse"]


def refuse(draft: Draft, found: Sequence[Finding], given: Mapping[str, Any]) -> None:
    """Raise CheckError with the errors that a check found, and what is wrong with the values."""
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        raise CheckError(errors, _ill_given(draft, given))


def _ill_given(draft: Draft, given: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """What is wrong with the values that are given, of a query that could be read."""
    declared = draft.query.variables
    if draft.mistakes and not declared:
        return ()
    optional = {
        name: variable if name in given else replace(variable, required=False, default=None)
        for name, variable in declared.items()
    }
    try:
        variables.bind(replace(draft.query, variables=optional), given)
    except VariableError as error:
        error.hide(variables.secrets(draft.query, given))
        return error.mistakes
    return ()
