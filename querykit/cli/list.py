"""``querykit list``: the saved queries."""

from __future__ import annotations

import sys
from typing import Any

import click

from querykit.cli._console import say
from querykit.cli._options import Settings, format_options
from querykit.result import Column

__all__ = ["command"]

_COLUMNS = (Column("name", "string"), Column("title", "string"))


@click.command("list", short_help="List the saved queries.")
@click.argument("words", metavar="[WORD]...", nargs=-1)
@format_options
def command(words: tuple[str, ...], output: str | None, **options: Any) -> int:
    """List the saved queries, or those whose name, title or description contains every WORD.

    Queries come from ./queries, the folders in QUERYKIT_QUERIES, and querykit itself.
    """
    from querykit.cli._format import write
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
    piped = options["to"] is None and not (sys.stdout and sys.stdout.isatty())
    # A pipe usually ends in grep or a loop, not in something that reads JSON.
    settings = Settings(output=output or ("text" if piped else None), **options)
    write(rows, _COLUMNS, settings)
    for mistake in saved.mistakes:
        say(str(mistake))
    if not rows:
        say("querykit: no saved query matches " + " and ".join(map(repr, words)))
    return 2 if saved.mistakes else 0
