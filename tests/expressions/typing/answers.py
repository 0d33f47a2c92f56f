"""Random answers of the shapes of AWS's models, as the engine would hand them to an expression."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any

from querykit.expressions.typing import Known

__all__ = ["Answers"]

_PLAIN: dict[str, tuple[Any, ...]] = {
    "blob": ("eA==", ""),
    "boolean": (True, False),
    "double": (0.25, 3.0, -1.5),
    "float": (0.5, 2.0, 0.0),
    "integer": (0, 1, 7, 443, 70000),
    "long": (0, 5, 10**12),
    "timestamp": ("2020-01-01T00:00:00+00:00", "2026-11-20T12:00:00+00:00"),
}
_TEXTS = ("", "a", "i-1", "prod", "443", "true", "Name")
_JSON: tuple[Any, ...] = (None, True, 5, "text", "", [], ["a", 1], {}, {"Statement": [{"a": "b"}]})


class Answers:
    """Answers in which what an expression speaks of is there mostly, and the rest mostly not.

    names: the members that it speaks of; texts: the texts that stand in it.
    """

    def __init__(
        self,
        seed: object,
        known: Known,
        names: Collection[str] = (),
        texts: Collection[str] = (),
    ) -> None:
        self.rng = random.Random(repr(seed))
        self.known = known
        self.names = frozenset(names)
        self.texts = (*texts, *_TEXTS)

    def value(self, shape: Any, depth: int = 6) -> Any:
        kind = shape.type_name
        in_header = shape.serialization.get("location") == "header"
        is_json = in_header and shape.serialization.get("jsonvalue")
        if shape.name in self.known.documents or is_json:
            return self.rng.choice(_JSON)
        if kind == "structure":
            if getattr(shape, "is_document_type", False):
                return self.rng.choice(_JSON)
            return self._structure(shape, depth)
        if kind == "list":
            most = 0 if depth <= 0 else self.rng.choice((0, 1, 2, 3))
            return [self.value(shape.member, depth - 1) for _ in range(most)]
        if kind == "map":
            most = 0 if depth <= 0 else self.rng.randint(0, 3)
            keys = self.rng.sample(("Name", "a", "b", "vpc", *sorted(self.names)), most)
            return {key: self.value(shape.value, depth - 1) for key in keys}
        if kind in _PLAIN:
            return self.rng.choice(_PLAIN[kind])
        return self.rng.choice((*self.texts, *(getattr(shape, "enum", ()) or ())[:6]))

    def _structure(self, shape: Any, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if depth <= 0:
            return found
        if getattr(shape, "is_tagged_union", False) and self.rng.random() < 0.1:
            return {"SDK_UNKNOWN_MEMBER": {"name": "younger"}}
        often = self.rng.choice((0.95, 0.8, 0.5))
        for name, member in shape.members.items():
            if self.rng.random() < (often if name in self.names else 0.04):
                found[name] = self.value(member, depth - 1)
        for name, kind in self.known.added(shape.name):
            if self.rng.random() < often:
                found[name] = "text" if kind == "string" else [1]
        return found
