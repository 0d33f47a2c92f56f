"""The manual page of a rule, read from its docstring."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

from querykit.checks._rules import RULES

__all__ = ["Example", "Page", "page"]

_PART = re.compile(r"^(Fails|Passes):\n\n((?:(?: {4}.*)?\n)+)", re.M)


@dataclass(frozen=True)
class Example:
    """A query, and the message about it; without a message, the query passes."""

    query: str
    message: str = ""


@dataclass(frozen=True)
class Page:
    """What a rule finds in one line, and why that matters; queries that fail and that pass."""

    title: str
    text: str
    examples: tuple[Example, ...]

    def markdown(self) -> str:
        """Return the page without its title."""
        parts = [self.text] if self.text else []
        for example in self.examples:
            parts.append("Fails:" if example.message else "Passes:")
            parts.append(f"```text\n{example.query}\n```")
            if example.message:
                parts.append(f"```text\n{example.message}\n```")
        return "\n\n".join(parts)


def page(rule: str) -> Page:
    """Return the manual page of a rule.

    >>> page("unknown-service").examples[0].query
    'ec3.describe_instances'
    """
    docstring = inspect.cleandoc(RULES.member(rule).__doc__ or rule) + "\n"
    examples = []
    for _, body in _PART.findall(docstring):
        query, _, message = inspect.cleandoc(body).partition("\n\n")
        examples.append(Example(query, message))
    title, _, text = _PART.split(docstring)[0].strip().partition("\n\n")
    return Page(title.replace("\n", " "), text, tuple(examples))
