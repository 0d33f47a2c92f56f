"""An option whose value is the name of a module on a shelf."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem

from querykit.shelf import Shelf

__all__ = ["ShelfOption"]


class ShelfOption(click.Option):
    """An option that takes a name of a shelf, and lists the names in its help and completion.

    shelf: called when the names are listed, which searches other distributions.
    help: contains ``{names}``, which is replaced by the names.
    """

    def __init__(self, *args: Any, shelf: Callable[[], Shelf[Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._shelf = shelf

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        if record is None:
            return None
        *names, last = self._shelf().names()
        return record[0], record[1].format(names=f"{', '.join(names)} or {last}")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        names = self._shelf().names()
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]
