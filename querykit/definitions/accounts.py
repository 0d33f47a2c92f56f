"""Files that list accounts: YAML or CSV, every mistake with its place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from querykit.definitions.document import Reader, compose
from querykit.errors import DefinitionError, Location, Mistake, nearest

__all__ = ["Account", "id_mistake", "read_accounts"]

_KEYS = ("id", "name", "role", "external_id", "profile")
_ID = re.compile(r"[0-9]{12}", re.ASCII)
_ROLE = re.compile(r"arn:[a-z-]+:iam::(?:[0-9]{12}|\{account\}):role/\S+|[\w+=,.@/-]+", re.ASCII)

# The fields of one account as they are written, each with its place.
_Fields = Mapping[str, tuple[str, Location]]


@dataclass(frozen=True)
class Account:
    """One account of a file: its id, and how it is reached if not like the others."""

    id: str
    name: str | None = None
    role: str | None = None
    external_id: str | None = None
    profile: str | None = None


def id_mistake(text: str) -> str | None:
    """Return what is wrong with the id of an account; None if nothing is."""
    return None if _ID.fullmatch(text) else f"{text!r} is not an account ID: it has twelve digits"


def read_accounts(file: Path) -> tuple[Account, ...]:
    """Return the accounts of a file, by its extension: .csv, .yaml or .yml.

    YAML is a list of ids or of mappings with id, name, role, external_id and profile; CSV has these
    names in its first line.

    Raises DefinitionError with all mistakes: ids that are malformed, missing or duplicate.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise DefinitionError(f"cannot read {file}: {reason}") from None
    if file.suffix not in _READERS:
        what = f"{file} must end in .yaml, .yml or .csv"
        raise DefinitionError(what, hint="or pass --accounts org")
    reader = Reader(text, str(file))
    found = [_account(fields, reader) for fields in _READERS[file.suffix](text, reader)]
    _find_duplicates([each for each in found if each is not None], reader)
    if not found and not reader.mistakes:
        reader.keep(Mistake("the file has no account", Location(str(file), 1, 1)))
    reader.reject()
    return tuple(account for account, _ in filter(None, found))


def _of_yaml(text: str, reader: Reader) -> Iterator[_Fields]:
    node = compose(text, reader.source)
    if node is None:
        return
    if not isinstance(node, yaml.SequenceNode):
        reader.wrong(node, "the file must be a list", "write '- id: \"111122223333\"'")
        return
    for number, each in enumerate(node.value):
        if isinstance(each, yaml.ScalarNode):
            pairs: dict[str, yaml.Node] = {"id": each}
        else:
            pairs = reader.fields(each, (number,), _KEYS, "an account")
        written = {key: reader.written(value, key) for key, value in pairs.items()}
        yield {
            "": ("", reader.location(each)),
            **{key: (text, reader.location(pairs[key])) for key, text in written.items() if text},
        }


def _of_csv(text: str, reader: Reader) -> Iterator[_Fields]:
    lines = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(lines, [])]
    for column, name in enumerate(header, 1):
        if name not in _KEYS:
            hint = nearest(name, _KEYS) or f"valid columns: {', '.join(_KEYS)}"
            reader.keep(Mistake(f"unknown column {name!r}", _at(reader, 1, column, text), hint))
    for line in lines:
        if not any(cell.strip() for cell in line):
            continue
        place = _at(reader, lines.line_num, 1, text)
        if len(line) > len(header):
            reader.keep(Mistake(f"{len(line)} cells, and the header has {len(header)}", place))
        cells = {name: cell.strip() for name, cell in zip(header, line, strict=False)}
        yield {"": ("", place), **{key: (cell, place) for key, cell in cells.items() if cell}}


_READERS = {".yaml": _of_yaml, ".yml": _of_yaml, ".csv": _of_csv}


def _at(reader: Reader, line: int, column: int, text: str) -> Location:
    return Location(reader.source, line, column, text.splitlines()[line - 1])


def _account(fields: _Fields, reader: Reader) -> tuple[Account, Location] | None:
    before = len(reader.mistakes)
    if "id" not in fields:
        reader.keep(Mistake("the account has no id", fields[""][1]))
        return None
    text, place = fields["id"]
    if wrong := id_mistake(text):
        reader.keep(Mistake(wrong, place))
    role, at = fields.get("role", ("", place))
    if role and not _ROLE.fullmatch(role):
        hint = "write its name, or arn:aws:iam::{account}:role/NAME"
        reader.keep(Mistake(f"{role!r} is not a role", at, hint))
    if len(reader.mistakes) > before:
        return None
    return Account(**{key: text for key, (text, _) in fields.items() if key}), place


def _find_duplicates(found: list[tuple[Account, Location]], reader: Reader) -> None:
    first: dict[str, Location] = {}
    for account, place in found:
        if account.id in first:
            what = f"duplicate account {account.id}, first listed on line {first[account.id].line}"
            reader.keep(Mistake(what, place))
        first.setdefault(account.id, place)
