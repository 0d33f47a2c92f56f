"""Write docs/reference/ from the code: commands, API, definition file, functions, rules, queries.

``python docs/generate.py`` writes the pages; with ``--check`` it writes nothing and fails if a page
does not match the code.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click

import querykit
import querykit.testing
from querykit import errors, moments, result
from querykit.checks import RULES
from querykit.checks._manual import page
from querykit.cli import COMMANDS
from querykit.cli import querykit as group
from querykit.definitions import definition, document, types, variables
from querykit.definitions.library import library
from querykit.expressions.functions import BUILT_IN, FUNCTIONS
from querykit.query import Bounds, Pagination, Query, Variable
from querykit.writers import WRITERS, Writer

ROOT = Path(__file__).resolve().parent
MADE = "<!-- Written by docs/generate.py from the code: change it there. -->\n"


def cli() -> Iterator[str]:
    """Yield every command with its options, as --help prints them."""
    yield "# The command line\n"
    yield _markdown(sys.modules["querykit.cli"].__doc__)
    yield "\n## querykit\n"
    yield from _help(group, "querykit")
    for name in sorted(COMMANDS.names()):
        yield f"\n## querykit {name}\n"
        yield from _help(COMMANDS.member(name).command, f"querykit {name}")
    yield "\n## Output formats\n"
    for name, writer in WRITERS:
        yield f"### {name}\n"
        yield f"{_markdown(writer.__doc__)}\n"
        if writer.FORMAT.endings:
            yield f"Files of this format end with {' or '.join(_endings(writer))}.\n"


def formats() -> Iterator[str]:
    """The output formats in a table."""
    yield "| `--output` | extension of the `--to` file | |"
    yield "| --- | --- | --- |"
    for name, writer in WRITERS:
        title = _markdown(writer.__doc__).split("\n\n")[0].replace("\n", " ").rstrip(".")
        yield f"| `{name}` | {', '.join(_endings(writer))} | {title.split('. ')[0]} |"


def _endings(writer: Writer) -> list[str]:
    return [f"`{ending}`" for ending in writer.FORMAT.endings]


def _help(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, max_content_width=88, terminal_width=88)
    context.help_option_names = ["--help", "-h"]
    yield "```text"
    yield command.get_help(context).rstrip()
    yield "```"


def api() -> Iterator[str]:
    """Yield every public name with its docstring."""
    yield "# The Python API\n"
    yield f"{_markdown(querykit.__doc__)}\n"
    for name in querykit.__all__:
        thing = getattr(querykit, name)
        if thing is Any:
            yield f"## {name}\n\n{_markdown(_below_alias(result, name))}\n"
        elif inspect.isclass(thing) or inspect.isfunction(thing):
            yield from _documented(name, thing)
    yield "## querykit.errors\n"
    title, tree = inspect.cleandoc(errors.__doc__ or "").split("::\n\n", 1)
    drawn, more = tree.split("\n\n", 1)
    yield f"{title}\n```text\n{inspect.cleandoc(drawn)}\n```\n\n{more}"


def _below_alias(module: ModuleType, name: str) -> str:
    """Return the string below an alias, which has no docstring of its own."""
    below = inspect.getsource(module).partition(f"\n{name} = Any\n")[2]
    return str(ast.literal_eval(below.splitlines()[0]))


def testing() -> Iterator[str]:
    """Every public name of querykit.testing with its docstring."""
    yield "# Testing queries\n"
    yield f"{_markdown(querykit.testing.__doc__)}\n"
    for name in sorted(querykit.testing.__all__):
        thing = getattr(querykit.testing, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            yield from _documented(name, thing)


_TERM = r"([a-z_]+(?:, [a-z_]+)*): "


def _markdown(docstring: str | None) -> str:
    """Return a docstring as Markdown: examples fenced, ``name: meaning`` as a list."""
    paragraphs = inspect.cleandoc(docstring or "").split("\n\n")
    return "\n\n".join(_paragraph(text) for text in paragraphs)


def _code(text: str) -> str:
    """Return a text with code between single backticks, unless it has a backtick itself.

    >>> _code("``a`` and `` `b` `` and ``c``")
    '`a` and `` `b` `` and `c`'
    """

    def write(match: re.Match[str]) -> str:
        return match[0] if "`" in match[2] else f"`{match[2]}`"

    return re.sub(r"(?<!`)(``?)(?!`)(.+?)(?<!`)\1(?!`)", write, text, flags=re.S)


def _paragraph(text: str) -> str:
    if text.startswith(">>> "):
        shown = re.sub(r"\s*# doctest: \+\w+", "", text)
        return f"```python\n{shown}\n```"
    text = _code(text)
    if all(re.match(_TERM + r"|\s", line) for line in text.splitlines()):
        return re.sub("^" + _TERM, r"- `\1`: ", text, flags=re.M).replace("\n    ", "\n  ")
    return text


def _documented(name: str, thing: Callable[..., object]) -> Iterator[str]:
    yield f"## {name}\n"
    if inspect.isfunction(thing):
        yield f"```python\n{name}{_signature(thing)}\n```\n"
    yield f"{_markdown(thing.__doc__)}\n"
    if not inspect.isclass(thing):
        return
    for member, value in sorted(vars(thing).items()):
        if member.startswith("_"):
            continue
        if inspect.isfunction(value):
            yield f"### {name}.{member}\n"
            yield f"```python\n{member}{_signature(value)}\n```\n"
            yield f"{_markdown(value.__doc__)}\n"
        elif isinstance(value, property):
            yield f"### {name}.{member}\n\n{_markdown(value.__doc__)}\n"


def _signature(function: Callable[..., object]) -> str:
    text = str(inspect.signature(function)).replace("'", "")
    return text.replace("(self, ", "(").replace("(self)", "()")


def definition_file() -> Iterator[str]:
    """Yield the keys of a definition, the types of variables, and how scalars are read."""
    yield "# The definition file\n"
    yield "A saved query is one YAML mapping. Its keys:\n"
    yield f"`{'`, `'.join(definition.KEYS)}`. `service` and `operation` are required.\n"
    yield f"{_markdown(Query.__doc__)}\n"
    yield "## pagination\n"
    yield f"The keys are `{'`, `'.join(definition.PAGINATION_KEYS)}`.\n"
    yield f"{_markdown(Pagination.__doc__)}\n"
    yield "## bounds\n"
    yield f"The keys are `{'`, `'.join(definition.BOUND_KEYS)}`.\n"
    yield f"{_markdown(Bounds.__doc__)}\n"
    yield "Here the timeouts are durations, such as `90s` or `5m`, or a number of seconds.\n"
    yield "## variables\n"
    yield f"Each is a mapping with the keys `{'`, `'.join(definition.VARIABLE_KEYS)}`.\n"
    yield f"{_markdown(Variable.__doc__)}\n"
    yield "| type | accepts |\n| --- | --- |"
    for name in types.TYPES:
        yield f"| `{name}` | {_taken(name)} |"
    yield "\n## Dates and durations\n"
    yield f"{_markdown(moments.__doc__)}\n"
    yield "## $name in parameters\n"
    yield f"{_markdown(variables.substitute.__doc__)}\n"
    yield "## How YAML is read\n"
    yield f"{_markdown(document.__doc__)}\n"


def _taken(type_: str) -> str:
    """Return what a type accepts, in the words of its error message."""
    try:
        types.coerce(type_, [object])
    except ValueError as error:
        return str(error).partition(" is not ")[2].rpartition(": use ")[2]
    return "anything"


def _default(variable: Variable) -> str:
    """Return a variable's default as `querykit show` has it."""
    if variable.required:
        return "*required*"
    if variable.default is None:
        return "*optional*"
    each = variable.default if isinstance(variable.default, list) else [variable.default]
    return ", ".join(f"`{one}`" for one in each)


def queries() -> Iterator[str]:
    """Yield the saved queries that are part of querykit."""
    yield "# The saved queries\n"
    yield "`querykit run NAME` runs one, `querykit show NAME` shows it.\n"
    for query in library(ROOT.parent / "queries"):
        yield f"## {query.name}\n"
        yield f"{query.title}. {query.description}\n"
        yield f"`{query.service}.{query.operation}`\n"
        if query.variables:
            yield "| variable | type | default | |\n| --- | --- | --- | --- |"
            for name, variable in query.variables.items():
                cells = f"`{name}`", variable.type, _default(variable), variable.description
                yield f"| {' | '.join(cells)} |"
            yield ""


def functions() -> Iterator[str]:
    """Yield the functions that querykit adds to JMESPath's, with signatures and examples."""
    yield "# The functions of an expression\n"
    yield "All functions of [JMESPath](https://jmespath.org/specification.html#built-in-functions):"
    yield f"{', '.join(f'`{name}`' for name in sorted(BUILT_IN))}.\n"
    yield "querykit adds the functions below. `?` marks an optional argument, `...` one that can"
    yield "be repeated, and `T` is the element type of a list. An `expression(T -> ...)` is"
    yield "written with `&` before it and applied to each element. In the examples, it is noon on"
    yield "2026-11-20, UTC.\n"
    yield "An argument of the wrong type is an error that names the argument. If it is a literal,"
    yield "the error comes before any AWS call.\n"
    for name in FUNCTIONS.names():
        function = FUNCTIONS.member(name)
        yield f"## {name}\n\n```text\n{function.SIGNATURE.text(name)}\n```\n"
        yield f"{_manual(function.__doc__)}\n"


def _manual(docstring: str | None) -> str:
    """Return a docstring as Markdown, with its examples in a fence."""
    text, _, examples = inspect.cleandoc(docstring or "").partition("\n\nExamples:\n\n")
    return f"{_markdown(text)}\n\n```text\n{inspect.cleandoc(examples)}\n```"


def rules() -> Iterator[str]:
    """Yield what a check finds, rule by rule, with queries that fail and that pass."""
    yield "# The rules of a check\n"
    yield "`querykit check` applies these rules. An error can never be right; a warning may be"
    yield "intended. [Check your queries](../how-to/check-queries.md) explains how to ignore one."
    yield "In the examples, a definition is called q.yaml.\n"
    yield "| rule | severity | |\n| --- | --- | --- |"
    for name in RULES.names():
        title = _markdown(page(name).title)
        yield f"| [{name}](#{name}) | {RULES.member(name).SEVERITY} | {title} |"
    for name in RULES.names():
        shown = page(name)
        yield f"\n## {name}\n\n{_markdown(shown.title)} *{RULES.member(name).SEVERITY}*\n"
        yield _code(shown.markdown())


PAGES = {
    "cli.md": cli,
    "api.md": api,
    "testing.md": testing,
    "definition.md": definition_file,
    "functions.md": functions,
    "rules.md": rules,
    "queries.md": queries,
}


# Parts of pages that are otherwise written by hand, between two comments.
PARTS = {"tutorial.md": {"formats": formats}}


def main() -> int:
    wrong = []
    for name, text in _texts():
        page = ROOT / name
        if "--check" not in sys.argv:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            wrong.append(name)
    for name in wrong:
        print(f"docs/{name} does not match the code: run python docs/generate.py")
    return 1 if wrong else 0


def _texts() -> Iterator[tuple[str, str]]:
    """Each page that is generated, in whole or in part, and its text."""
    for name, lines in PAGES.items():
        yield f"reference/{name}", MADE + "\n" + "\n".join(lines()).rstrip() + "\n"
    for name, parts in PARTS.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        for part, lines in parts.items():
            begin, end = (
                f"<!-- {part}: written by docs/generate.py -->\n",
                f"<!-- end of {part} -->",
            )
            before, _, rest = text.partition(begin)
            _, _, after = rest.partition(end)
            text = before + begin + "\n".join(lines()) + "\n" + end + after
        yield name, text


if __name__ == "__main__":
    sys.exit(main())
