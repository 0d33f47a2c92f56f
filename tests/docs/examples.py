"""The examples of a Markdown page: commands with what they print, and Python sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Command", "commands", "sessions"]

_BLOCK = re.compile(
    r"^```(?P<kind>console|python|yaml)(?: (?P<file>\S+))?\n(?P<body>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Command:
    """A command of a console block, what it prints below it, and the line it stands in."""

    line: int
    text: str
    printed: str

    @property
    def statuses(self) -> tuple[int, ...]:
        """The exit statuses it may end with: 2 where an error is shown, 3 where rows are missing.

        A command before `head` may find it gone (141, in bash).
        """
        cut = (141,) if "| head" in self.text else ()
        if re.search(r'\berror[\[:]|: "error"', self.printed):
            return (2, *cut)
        missing = "incomplete" in self.printed or re.search(r"complete, \d+ failed", self.printed)
        return (3 if missing else 0, *cut)


def commands(page: str) -> Iterator[Command | tuple[str, str]]:
    """The commands of a page in order; between them the files that ``yaml NAME`` blocks hold."""
    for block in _BLOCK.finditer(page):
        if block["kind"] == "yaml" and block["file"]:
            yield block["file"], block["body"]
        elif block["kind"] == "console":
            yield from _split(block["body"], page.count("\n", 0, block.start("body")) + 1)


def _split(body: str, line: int) -> Iterator[Command]:
    for part in re.split(r"^(?=\$ )", body, flags=re.M):
        if part.startswith("$ "):
            # A command goes on in the next line behind a backslash, as in a shell.
            match = re.match(r"\$ ((?:.*\\\n)*.*)\n?", part)
            assert match is not None
            yield Command(line, match[1], part[match.end() :])
        line += part.count("\n")


def sessions(page: str) -> str:
    """The Python sessions of a page, one below the other."""
    blocks = (block for block in _BLOCK.finditer(page) if block["kind"] == "python")
    return "\n\n".join(block["body"] for block in blocks if ">>>" in block["body"])
