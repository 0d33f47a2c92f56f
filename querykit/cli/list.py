"""``querykit list``: the saved queries."""

from __future__ import annotations

from typing import Any

import click

from querykit.cli._console import say
from querykit.cli._options import Settings, listing_options
from querykit.result import Column

__all__ = ["command"]

_COLUMNS = (Column("name", "string"), Column("title", "string"))


@click.command("list", short_help="List the saved queries.")
@click.argument("words", metavar="[WORD]...", nargs=-1)
@listing_options
def command(words: tuple[str, ...], output: str | None, **options: Any) -> int:
    """List the saved queries, or those whose name, title or description contains every WORD.

    Queries come from ./queries, the folders in QUERYKIT_QUERIES, and querykit itself.
    """
    from querykit.cli._format import write_listing
    from querykit.definitions.library import library

    saved = library()
    rows = [
        {"name": query.name, "title": query.title}
        for query in saved
        if all(
            word.lower() in f"{query.name} {query.title} {query.description}".lower()
            for word in words
        )
    ]
    write_listing(rows, _COLUMNS, Settings(output=output, **options))
    for mistake in saved.mistakes:
        say(str(mistake))
    if not rows:
        say("querykit: no saved query matches " + " and ".join(map(repr, words)))
    return 2 if saved.mistakes else 0
