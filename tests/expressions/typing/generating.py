"""Random expressions over shapes: mostly with members that there are, and some of them wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from querykit.expressions.functions import BUILT_IN, FUNCTIONS, signature

__all__ = ["Writing"]

_OPERATORS = ("==", "!=", "<", ">", "<=", ">=")
_LITERALS: tuple[str, ...] = (
    "'a'",
    "'prod'",
    "'443'",
    "''",
    "`5`",
    "`0`",
    "`1.5`",
    "`true`",
    "`null`",
    "`[]`",
)
_LITERALS += ("`{}`", '`["a", 1]`', '`{"a": {"b": 5}}`', "`[[1], [2, null]]`", "'running'")
_NAMES = ("Nothing", "null", '"443"', "Name", "b")
_VALUES = {
    "number": ("`0`", "`1`", "`5`", "`7`", "`443`", "`null`"),
    "string": ("'a'", "'prod'", "'443'", "''", "`null`"),
    "boolean": ("`true`", "`false`", "`null`"),
}
_KINDS = {
    "boolean": ("boolean",),
    "number": ("integer", "long", "float", "double"),
    "object": ("structure", "map"),
    "string": ("string", "timestamp", "blob"),
}
# A clock, an optional package, and what takes only what nobody writes by chance.
_LEFT_OUT = frozenset(("matches", "now", "ago", "cidr_contains"))


class Writing:
    """Texts of expressions, each part over the shape of the value that it is applied to."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def expression(self, shape: Any, depth: int = 4) -> str:
        """An expression over values of a shape; None where nothing is known of it."""
        if depth <= 0:
            return self._step(shape)[0]
        forms: list[Callable[[Any, int], str]] = [self._path] * 8
        forms += [self._choice, self._call, self._call, self._selection, self._comparison]
        forms += [self._not, self._pipe, self._pipe, self._literal, self._call]
        return self.rng.choice(forms)(shape, depth)

    def _literal(self, _: Any, __: int) -> str:
        return self.rng.choice(_LITERALS)

    def _step(self, shape: Any) -> tuple[str, Any]:
        """A member, and its shape."""
        members = getattr(shape, "members", None)
        if members and self.rng.random() < 0.92:
            name = self.rng.choice(list(members))
            return _quoted(name), members[name]
        if getattr(shape, "type_name", None) == "map" and self.rng.random() < 0.8:
            return self.rng.choice(("Name", "a", "b")), shape.value
        return self.rng.choice((*_NAMES, "@")), None

    def _path(self, shape: Any, depth: int) -> str:
        if getattr(shape, "type_name", None) == "list":
            return self._bracket("", shape, depth)
        text, found = self._step(shape)
        for _ in range(self.rng.randint(0, 3)):
            kind = getattr(found, "type_name", None)
            if kind == "list" or self.rng.random() < 0.06:
                return self._bracket(text, found, depth)
            if kind not in ("structure", "map") and self.rng.random() < 0.97:
                break
            name, found = self._step(found)
            if name == "@":
                break
            text = f"{text}.{name}"
        if self.rng.random() < 0.1:
            text = f"{text}.{self._selection(found, depth - 1)}"
        return text

    def _bracket(self, base: str, shape: Any, depth: int) -> str:
        element = getattr(shape, "member", None)
        bracket = self.rng.choice(("[]", "[]", "[*]", "[?]", "[?]", "[0]", "[-1]", "[:2]", ".*"))
        if bracket == "[?]":
            bracket = f"[?{self._condition(element, depth - 1)}]"
        if bracket == ".*" and not base:
            bracket = "*"
        text = base + bracket
        has_members = getattr(element, "type_name", None) in ("structure", "map", "list")
        if self.rng.random() < (0.8 if has_members else 0.1) and depth > 0:
            text += self._behind(element, depth - 1)
        return text

    def _behind(self, element: Any, depth: int) -> str:
        rest = self._path(element, depth) if self.rng.random() < 0.75 else ""
        if not rest or rest[0] in "@`'!(":
            rest = self._selection(element, depth)
        return rest if rest[0] == "[" and rest[1:2] in "]?*-0123456789:" else f".{rest}"

    def _condition(self, shape: Any, depth: int) -> str:
        one = self.rng.choice((self._comparison, self._comparison, self._path, self._call))
        text = one(shape, depth)
        if self.rng.random() < 0.15:
            text = self._between(shape) or text
        if self.rng.random() < 0.3 and depth > 0:
            other = self._condition(shape, depth - 1)
            guard = self._step(shape)[0]
            text = self.rng.choice(
                (f"{text} && {other}", f"{text} || {other}", f"{guard} && {text}", f"!{text}")
            )
        return text

    def _comparison(self, shape: Any, depth: int) -> str:
        left = self._path(shape, depth - 1) if depth > 0 else self._step(shape)[0]
        right = self.rng.choice(_LITERALS) if self.rng.random() < 0.8 else self._step(shape)[0]
        enum = [value for one in _scalars(shape) for value in getattr(one, "enum", ()) or ()]
        if enum and self.rng.random() < 0.3:
            right = f"'{self.rng.choice(enum)}'"
        if self.rng.random() < 0.5:
            named = [n for kind in ("string", "number") for n in _of_kind(shape, kind)]
            left = self.rng.choice(named) if named else left
        if left.startswith(("'", "`")) or self.rng.random() < 0.1:
            left, right = right, left
        return f"({left}) {self.rng.choice(_OPERATORS)} ({right})"

    def _between(self, shape: Any) -> str | None:
        """Two comparisons of one member, which may contradict each other."""
        kind, values = self.rng.choice(tuple(_VALUES.items()))
        named = _of_kind(shape, kind)
        if not named:
            return None
        name = self.rng.choice(named)
        parts = [
            f"{name} {self.rng.choice(_OPERATORS)} {self.rng.choice(values)}" for _ in range(2)
        ]
        return " && ".join(parts)

    def _choice(self, shape: Any, depth: int) -> str:
        left, right = (self.expression(shape, depth - 1) for _ in range(2))
        return f"({left}) {self.rng.choice(('||', '&&'))} ({right})"

    def _not(self, shape: Any, depth: int) -> str:
        return f"!({self.expression(shape, depth - 1)})"

    def _selection(self, shape: Any, depth: int) -> str:
        parts = [self.expression(shape, depth - 2) for _ in range(self.rng.randint(1, 3))]
        if self.rng.random() < 0.5:
            return f"[{', '.join(parts)}]" if parts[0][0] not in "*-0123456789" else "[@]"
        return "{" + ", ".join(f"k{i}: {part}" for i, part in enumerate(parts)) + "}"

    def _pipe(self, shape: Any, depth: int) -> str:
        if self.rng.random() < 0.6 and _lists(shape):
            left, found = self.rng.choice(_lists(shape))
            element = found.member
        else:
            left, element = self.expression(shape, depth - 1), None
        right = self.rng.choice(
            (
                "[0]",
                "[]",
                "length(@)",
                "sort(@)",
                "k0",
                "[*].k0",
                "[?@]",
                f"sort_by(@, &{self._step(element)[0]})",
                f"[].{self._step(element)[0]}",
                f"[*].{{k0: {self._step(element)[0]}}} | [].k0",
                "{n: length(@), all: @}",
                "[@, [0]]",
                "keys(@)",
                "items(@) | [*][0]",
                "items(@)[?[1] == 'a'][]",
                "zip(@, @)[?[0] < '2026-01-01T04:00:00-08:00'] | [*][1]",
                "flatten_all([@, [@]])[].k0",
                f"items(group_by(@, &{self._step(element)[0]})) | [?[0] > '2021'][1]",
                f"from_items([*].[to_string({self._step(element)[0]}), @]).*",
                f"[?{self._condition(element, depth - 2)}]",
                self.expression(None, depth - 2),
            )
        )
        return f"{left} | {right}"

    def _call(self, shape: Any, depth: int) -> str:
        name = self.rng.choice([*BUILT_IN, *FUNCTIONS.names()])
        if name in _LEFT_OUT:
            name = "length"
        lists = _lists(shape)
        path, found = self.rng.choice(lists) if lists else ("@", None)
        element = getattr(found, "member", None)
        arguments = [
            self._argument(wanted, path, element, shape, depth) for wanted in _parameters(name)
        ]
        return f"{name}({', '.join(arguments)})"

    def _argument(self, wanted: str, path: str, element: Any, shape: Any, depth: int) -> str:
        if "expression" in wanted:
            return (
                f"&{self._step(element)[0] if depth < 2 else self.expression(element, depth - 2)}"
            )
        chance = self.rng.random()
        if chance < 0.15:
            return self.rng.choice(_LITERALS)
        if chance < 0.3 or wanted == "any":
            return self.expression(shape, depth - 2)
        of_scalars = "list of string" in wanted or "list of number" in wanted
        if "list" in wanted and (not of_scalars or chance < 0.4):
            return path
        if of_scalars:
            named = _of_kind(element, "string" if "string" in wanted else "number")
            return f"{path}[].{self.rng.choice(named)}" if named else path
        kinds = [kind for kind in ("string", "number", "object", "boolean") if kind in wanted]
        found = [name for kind in kinds for name in _of_kind(shape, kind)]
        return self.rng.choice(found) if found else self.rng.choice(_LITERALS)


def _parameters(name: str) -> list[str]:
    """What the parameters of a function accept, as its signature writes it."""
    return [each.type for each in signature(name).parameters]


def _of_kind(shape: Any, kind: str) -> list[str]:
    """The members of a structure that are of a kind of JMESPath."""
    members = getattr(shape, "members", {}).items()
    found = [_quoted(name) for name, one in members if one.type_name in _KINDS[kind]]
    return found or (["@"] if getattr(shape, "type_name", None) in _KINDS[kind] else [])


def _quoted(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)


def _scalars(shape: Any) -> list[Any]:
    return [one for one in getattr(shape, "members", {}).values() if one.type_name == "string"]


def _lists(shape: Any) -> list[tuple[str, Any]]:
    if getattr(shape, "type_name", None) == "list":
        return [("@", shape)]
    members = getattr(shape, "members", {})
    return [(_quoted(name), one) for name, one in members.items() if one.type_name == "list"]
