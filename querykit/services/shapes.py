"""The shapes of AWS's models, walked field by field: what each is, and its path.

A path is written as in an expression: ``Reservations[].Instances[].Tags[].Key``, with ``[]`` after
a list and ``.*`` after a map.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from querykit.expressions.unparser import quote
from querykit.services.documentation import first_line, plain
from querykit.types.words import name_shape

__all__ = ["Member", "legible_depth", "limits", "members", "step", "walk"]

# Nothing in the models of today is deeper without holding itself.
DEEPEST = 40


@dataclass(frozen=True)
class Member:
    """A member of a structure, and the shape below it.

    path, depth: how it is reached from where the walk began, and in how many steps.
    shape: what it is. inner: what its lists and maps have in them, or the shape itself.
    required: whether a request needs it.
    repeats: whether it contains itself, and was shown further up.
    """

    name: str
    path: str
    depth: int
    shape: Any
    inner: Any
    required: bool = False
    repeats: bool = False

    @property
    def step(self) -> str:
        """Return its name as a step of an expression: ``Instances[]``."""
        return step(self.name, self.shape)

    @property
    def enum(self) -> tuple[str, ...]:
        """Return the values that the model has for it."""
        return tuple(getattr(self.inner, "enum", ()))

    @property
    def documentation(self) -> str:
        """Return the first paragraph of its documentation."""
        return plain(self.shape.documentation) or plain(self.inner.documentation)

    @property
    def title(self) -> str:
        """Return the first sentence of its documentation."""
        return first_line(self.shape.documentation) or first_line(self.inner.documentation)

    @property
    def within(self) -> int:
        """Return how many members its own structure has; 0 if it is not a structure."""
        return len(members(self.inner))


def members(shape: Any) -> dict[str, Any]:
    """Return the members of a structure, by name; nothing for any other shape."""
    if getattr(shape, "type_name", None) != "structure":
        return {}
    found: dict[str, Any] = shape.members
    return found


def limits(shape: Any) -> str:
    """Return what a model allows: '5 to 1000', 'at most 50 elements'; an empty string for
    no limit.
    """
    kind, least, most = name_shape(shape), shape.metadata.get("min"), shape.metadata.get("max")
    if least is None and most is None:
        return ""
    things = {"string": " characters", "list": " elements", "map": " entries", "blob": " bytes"}
    thing = things.get(kind.split()[0], "")
    if least is None or (least == 0 and thing):
        return f"at most {most}{thing}" if most is not None else ""
    return f"{least} to {most}{thing}" if most is not None else f"at least {least}{thing}"


def step(name: str, shape: Any) -> str:
    """Return a member's name with what leads into its lists and maps.

    >>> from querykit.services.operation import operation
    >>> shape = operation("ec2", "describe_instances").output_shape
    >>> step("Reservations", shape.members["Reservations"])
    'Reservations[]'
    """
    return quote(name) + _brackets(shape)


def _brackets(shape: Any) -> str:
    if shape.type_name == "list":
        return f"[]{_brackets(shape.member)}"
    if shape.type_name == "map":
        return f".*{_brackets(shape.value)}"
    return ""


def _inner(shape: Any) -> Any:
    while shape.type_name in ("list", "map"):
        shape = shape.member if shape.type_name == "list" else shape.value
    return shape


def walk(shape: Any, depth: int | None = None, path: str = "") -> Iterator[Member]:
    """Yield every member below a shape, each before its own members, down to a depth; None for all.

    A structure that contains itself is not entered again.

    >>> from querykit.services.operation import operation
    >>> shape = operation("iam", "list_users").output_shape
    >>> [found.path for found in walk(shape, 2)][:3]
    ['Users[]', 'Users[].Path', 'Users[].UserName']
    """
    begun = path + _brackets(shape) if path else path
    yield from _walk(_inner(shape), depth or DEEPEST, begun, 1, ())


def _walk(
    shape: Any, deepest: int, path: str, depth: int, above: tuple[str, ...]
) -> Iterator[Member]:
    above = (*above, shape.name)
    required = getattr(shape, "required_members", ())
    for name, member in members(shape).items():
        inner = _inner(member)
        reached = f"{path}.{step(name, member)}" if path else step(name, member)
        repeats = inner.type_name == "structure" and inner.name in above
        yield Member(name, reached, depth, member, inner, name in required, repeats)
        if depth < deepest and not repeats:
            yield from _walk(inner, deepest, reached, depth + 1, above)


def legible_depth(shape: Any, most: int) -> int:
    """Return the depth to which a shape has at most this many members; at least 1."""
    depth, before = 1, _count(shape, 1, most)
    while before < (count := _count(shape, depth + 1, most)) <= most:
        depth, before = depth + 1, count
    return depth


def _count(shape: Any, depth: int, most: int) -> int:
    """Return how many members there are down to a depth, at most ``most`` + 1."""
    found = 0
    for _ in walk(shape, depth):
        found += 1
        if found > most:
            break
    return found
