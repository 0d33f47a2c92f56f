"""Drafts: queries as far as they can be read, with their mistakes, which a check starts from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from querykit.definitions import adhoc, definition
from querykit.definitions.faults import reject
from querykit.errors import DefinitionError, Mistake, QuerykitError
from querykit.query import Query

__all__ = ["Draft", "ad_hoc", "document", "draft", "file", "unreadable"]


# What a definition has and no ad-hoc query: a key at the beginning of a line, or of all.
_KEY = re.compile(r"^\s*\{?\s*[\"']?[a-z]+[\"']?\s*:(?:\s|$)", re.M)


@dataclass(frozen=True)
class Draft:
    """A query as far as it could be read, and what could not be read of its text.

    If nothing could be read, the query's service is empty.

    lost: the keys of what is in the text and could not be read, such as ``parameters``: what
        follows from that is not another mistake.
    """

    query: Query
    mistakes: tuple[Mistake, ...] = ()
    lost: frozenset[str] = frozenset()

    def whole(self) -> Query:
        """Return the query. Raises DefinitionError with everything that is wrong with its text."""
        reject(self.query, self.mistakes, self.lost)
        return self.query


def draft(query: Query | str | PathLike[str]) -> Draft:
    """Return the draft of a query, an ad-hoc string, a text of several lines, or the path of a
    file.
    """
    if isinstance(query, Query):
        return Draft(query)
    if not isinstance(query, str) or query.endswith((".yaml", ".yml")):
        try:
            return file(query)
        except DefinitionError as error:
            return unreadable(str(query), error)
    if adhoc.looks_like_one(query) or not _KEY.search(query):
        return ad_hoc(query)
    return document(query, source="<definition>", name=None)


def file(path: str | PathLike[str], *, name: str | None = None) -> Draft:
    """Return what a file defines. Raises DefinitionError if the file cannot be read."""
    return document(definition.text_of(Path(path)), source=str(path), name=name)


def unreadable(source: str, error: QuerykitError, text: str | None = None) -> Draft:
    """Return the draft of a query that does not exist, or of which nothing can be read."""
    return Draft(Query("", "", source=source, text=text), error.mistakes)


def document(text: str, *, source: str, name: str | None = None) -> Draft:
    """Return what a YAML text defines."""
    text = text.removeprefix("\ufeff")
    try:
        query, reader = definition.draft(text, source=source, name=name or Path(source).stem)
    except DefinitionError as error:
        return unreadable(source, error, text)
    return Draft(query, _hide(reader.mistakes, reader.secrets), frozenset(reader.lost))


def ad_hoc(text: str) -> Draft:
    """Return what an ad-hoc string defines."""
    try:
        query, reader = adhoc.draft(text)
    except DefinitionError as error:
        return unreadable(adhoc.SOURCE, error, text)
    return Draft(query, tuple(reader.mistakes), frozenset(reader.lost))


def _hide(mistakes: list[Mistake], secrets: list[str]) -> tuple[Mistake, ...]:
    if not mistakes:
        return ()
    error = DefinitionError(mistakes)
    error.hide(secrets)
    return error.mistakes
