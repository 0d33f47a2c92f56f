"""Values made up from shapes, the same for the same seed: outputs to serve, inputs to ask with."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from botocore.model import OperationModel
from botocore.utils import is_json_value_header

from tests.wire.models import Shape

# What a serializer gets wrong first; no % and no +, which S3's listings decode.
TEXTS = ("plain", "a<b>&\"c'", "  spaces  ", "é漢字🙂", "two\nlines", "0", "")
HEADERS = ("plain", "a-b_c", "0")
START = datetime(2024, 2, 29, 23, 59, 59, tzinfo=timezone.utc)


@dataclass
class Samples:
    """A source of values; deeper than `depth` it adds nothing that is not required."""

    rng: random.Random
    depth: int = 3

    def output(self, model: OperationModel) -> dict[str, Any]:
        """Make up an output as botocore parses it back."""
        shape = model.output_shape
        payload = shape.serialization.get("payload") if shape else None
        made: dict[str, Any] = {}
        for name, member in shape.members.items() if shape else ():
            location = member.serialization.get("location")
            if location == "statusCode":
                made[name] = 200
            elif location == "header":
                made[name] = self._header(member)
            elif location is None and (payload is None or payload == name):
                made[name] = self.value(member, self.depth)
        return {name: value for name, value in made.items() if value is not None}

    def value(self, shape: Shape, depth: int) -> Any:
        """Make up a value of a shape, None where the depth leaves no room for one."""
        if getattr(shape, "is_document_type", False):
            return {"any": ["thing", 1, None]} if shape.type_name == "structure" else "document"
        makers: dict[str, Callable[[Shape, int], Any]] = {
            "structure": self._structure,
            "list": self._list,
            "map": self._map,
        }
        maker = makers.get(shape.type_name)
        return maker(shape, depth) if maker else self._scalar(shape)

    def _structure(self, shape: Shape, depth: int) -> Any:
        names = list(shape.members)
        if depth <= 0:
            return None if shape.is_tagged_union else {}
        if shape.is_tagged_union:
            names = self.rng.sample(names, 1)
        elif len(names) > 6:
            names = self.rng.sample(names, 6)
        made = {name: self.value(shape.members[name], depth - 1) for name in names}
        made = {name: value for name, value in made.items() if value is not None}
        return made if made or not shape.is_tagged_union else None

    def _list(self, shape: Shape, depth: int) -> Any:
        # An empty flattened list is not written at all.
        least = 1 if shape.serialization.get("flattened") else 0
        if depth <= 0:
            return None if least else []
        made = [self.value(shape.member, depth - 1) for _ in range(self.rng.randint(least, 2))]
        return None if None in made else made

    def _map(self, shape: Shape, depth: int) -> Any:
        if depth <= 0:
            return None if shape.serialization.get("flattened") else {}
        made = self.value(shape.value, depth - 1)
        return None if made is None else {"key one": made, "<&>": made}

    def _scalar(self, shape: Shape) -> Any:
        kind = shape.type_name
        if kind in ("integer", "long"):
            return self.rng.choice((0, 7, -1, 255, 65536, 2**31 - 1))
        if kind in ("float", "double"):
            return self.rng.choice((0.5, -2.25, 1e-9, 3.0))
        if kind == "boolean":
            return self.rng.choice((True, False))
        if kind == "blob":
            return self.rng.randbytes(5)
        if kind == "timestamp":
            rfc822 = shape.serialization.get("timestampFormat", "").lower() == "rfc822"
            moment = START + timedelta(days=self.rng.randint(0, 2000))
            return moment if rfc822 else moment + timedelta(milliseconds=250)
        if shape.name == "policyDocumentType":
            return {"Statement": [{"Effect": "Allow", "Action": "*"}]}
        return self.rng.choice(shape.enum or TEXTS)

    def _header(self, shape: Shape) -> Any:
        if is_json_value_header(shape):
            return {"a": [1]}
        if shape.type_name == "list":
            return ["one", "two"] if shape.member.type_name == "string" else None
        if shape.type_name == "timestamp":
            return START
        if shape.type_name == "string":
            return self.rng.choice(shape.enum or HEADERS)
        return self._scalar(shape)


def required(shape: Shape | None) -> dict[str, Any]:
    """Make up the parameters that an operation cannot do without."""
    if shape is None:
        return {}
    return {name: _input(shape.members[name]) for name in shape.required_members}


def _input(shape: Shape) -> Any:
    kind, traits = shape.type_name, shape.metadata
    if kind == "structure":
        return {name: _input(shape.members[name]) for name in _needed(shape)}
    if kind == "list":
        return [_input(shape.member)] * max(1, traits.get("min", 1))
    if kind == "map":
        return {"key": _input(shape.value)}
    if kind in ("integer", "long"):
        return max(1, traits.get("min", 1))
    if kind in ("float", "double"):
        return float(max(1, traits.get("min", 1)))
    if kind == "boolean":
        return True
    if kind == "blob":
        return b"blob"
    if kind == "timestamp":
        return START
    return next(iter(shape.enum), "a" * max(3, traits.get("min", 0)))


def _needed(shape: Shape) -> list[str]:
    if shape.is_tagged_union:
        return list(shape.members)[:1]
    # The query protocols cannot write a structure without members.
    plain = [name for name, each in shape.members.items() if each.type_name == "string"]
    return shape.required_members or plain[:1]
