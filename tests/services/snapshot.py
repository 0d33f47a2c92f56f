"""The paging of every operation and every secret, one line each, in snapshot.txt beside this file.

    python -m tests.services.snapshot            what the installed botocore and this code change
    python -m tests.services.snapshot --write    write them down

A service has a line with its operations, those of one page without a line of their own, and digests
of these and of its models. Below it, each operation that is paged or refused, or whose response may
show that it is cut, has the words:

builtin, inferred, refused, one-page: where its paging is from; corrected: an entry in
    exceptions.json changes it.
in, out, more, list, size: its input and output tokens, its flag, its paginated lists, the parameter
    of its page size; ``token`` where input and output have one name.
shapes: what its shapes alone say, where that is not what botocore's paginator says; - for nothing.
rows: its default expression, where that is not its first list.
signs, undone: the fields that show that something is missing, and that name what was not done.
Others are fields of Paging. The members of structures that hold secrets follow.
"""

from __future__ import annotations

import difflib
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore
from botocore.model import StructureShape

from querykit.services import catalog
from querykit.services.operation import Operation, operations
from querykit.services.pagination.exceptions import CONFIGURATION, exception
from querykit.services.pagination.inference import infer
from querykit.services.pagination.paging import several
from querykit.services.secrets import is_secret

__all__ = ["FILE", "Service", "describe", "diff", "read", "version"]

FILE = Path(__file__).with_name("snapshot.txt")
_KEYS = {
    "in": "input_token",
    "out": "output_token",
    "more": "more_results",
    "list": "result_key",
    "size": "limit_key",
}
_FIELDS = ("first_only", "sizeless", "echoes", "sums", "repeat_ends", "counts_from", "defaults")


@dataclass(frozen=True)
class Service:
    """The lines of a service: models is the digest of what botocore has about it."""

    name: str
    models: str
    lines: tuple[str, ...]


def version() -> str:
    """Return the version of botocore that the file was written with."""
    with FILE.open(encoding="utf-8") as lines:
        return next(lines).split()[-1]


def read() -> dict[str, Service]:
    """Return the services of the file by their names."""
    _, *blocks = FILE.read_text(encoding="utf-8").split("\n\n")
    found = (tuple(block.splitlines()) for block in blocks)
    return {
        service.name: service
        for service in (
            Service(lines[0].split()[0], lines[0].split()[-1], lines) for lines in found
        )
    }


def describe(name: str) -> Service:
    """Return the lines of a service, as the installed botocore and this code have it."""
    models, total, lines, rest = _models(name), 0, [], []
    for target in operations(name):
        total += 1
        words = " ".join(_words(target))
        if words == "one-page":
            rest.append(f"{target.name} {target.default_expression}")
        else:
            lines.append(f"{name}.{target.name} {words}")
    head = f"{name} {total} operations, {len(rest)} of one page {_digest(rest)}, models {models}"
    return Service(name, models, (head, *sorted(lines), *_secrets(name)))


def diff(old: Iterable[Service], new: Iterable[Service]) -> str:
    """Return the lines that changed, - and + before them; nothing if none did."""
    was, now = ([line for one in each for line in one.lines] for each in (old, new))
    changed = difflib.unified_diff(
        was, now, "snapshot.txt", f"botocore {_installed()}", "", "", 0, ""
    )
    return "\n".join(line for line in changed if not line.startswith("@@"))


def _secrets(name: str) -> Iterator[str]:
    """The members that hold secrets, of all structures of a service."""
    model, target = catalog.service_model(name), next(operations(name), None)
    for structure in sorted(model.shape_names):
        shape = model.shape_for(structure)
        if target is None or not isinstance(shape, StructureShape):
            continue
        for member, inner in shape.members.items():
            if is_secret(target, structure, member, inner):
                yield f"{name} {structure}.{member} secret"


def _words(target: Operation) -> Iterator[str]:
    own, paging = exception(target.service, target.name), target.paging
    yield "one-page" if paging.kind == "none" else paging.kind
    if any(key in own for key in CONFIGURATION):
        yield "corrected"
    if paging.pages:
        configuration = {**paging.configuration, "result_key": list(paging.result_keys)}
        yield from _configured(configuration)
        if target.default_expression != (*paging.result_keys, "@")[0]:
            yield f"rows={target.default_expression}"
    elif own.get("limit_key"):
        yield f"size={own['limit_key']}"
    yield from _shapes(target)
    for name in _FIELDS:
        value = getattr(paging, name)
        if value not in (None, False, (), {}):
            yield f"{name}={_text(value)}"
    if paging.counts:
        yield f"counts={_text([f'{path}:{_text(each)}' for path, each in paging.counts.items()])}"
    signs = [sign.name for sign in (*target.signs.more, *target.signs.capped)]
    if signs:
        yield f"signs={_text(signs)}"
    if target.signs.undone:
        yield f"undone={_text(['.'.join(path) for path in target.signs.undone])}"


def _configured(configuration: Mapping[str, Any]) -> Iterator[str]:
    found = {word: _text(several(configuration.get(key))) for word, key in _KEYS.items()}
    if found["in"] == found["out"]:
        yield f"token={found['in']}"
        del found["in"], found["out"]
    yield from (f"{word}={text}" for word, text in found.items() if text)


def _shapes(target: Operation) -> Iterator[str]:
    """What the shapes say otherwise than botocore; of lists the first, which counts the pages."""
    builtin = catalog.paginators(target.service).get(target.name)
    if builtin is None:
        return
    rule: Mapping[str, Any] = infer(target.input_shape, target.output_shape) or {}
    for word, key in _KEYS.items():
        said, wanted = several(rule.get(key)), several(builtin.get(key))  # type: ignore[arg-type]
        if key == "result_key":
            said, wanted = said[:1], wanted[:1]
        if key != "more_results" and said != wanted:
            yield f"shapes:{word}={_text(said) or '-'}"


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}:{each}" for name, each in value.items())
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


def _models(name: str) -> str:
    """The digest of all that the lines can depend on: the models without most sentences."""
    found = catalog.loader().load_service_model(name, "service-2")
    operations = {
        each: [operation.get("input"), operation.get("output")]
        for each, operation in found["operations"].items()
    }
    shapes = {each: _bare(shape) for each, shape in found["shapes"].items()}
    return _digest([operations, shapes, catalog.paginators(name)])


def _bare(shape: Mapping[str, Any]) -> dict[str, Any]:
    members = {
        each: [member["shape"], _signed(member)]
        for each, member in shape.get("members", {}).items()
    }
    return {**shape, "documentation": _signed(shape), "members": members}


def _signed(part: Mapping[str, Any]) -> str:
    """The sentences that may say that a URL is pre-signed."""
    text: str = part.get("documentation", "")
    return text if "igned" in text else ""


def _digest(value: Any) -> str:
    return f"{zlib.crc32(json.dumps(value, sort_keys=True).encode()):08x}"


def _installed() -> str:
    return str(botocore.__version__)


def main(arguments: list[str]) -> int:
    new = [describe(name) for name in catalog.service_names()]
    if arguments == ["--write"]:
        head = f"# The paging of every operation of botocore {_installed()}"
        blocks = ("\n".join(service.lines) for service in new)
        FILE.write_text("\n\n".join([head, *blocks]) + "\n", encoding="utf-8")
        return 0
    changed = diff(read().values(), new)
    print(changed or f"nothing changed since botocore {version()}")
    return bool(changed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
