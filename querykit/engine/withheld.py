"""Values with their secrets removed, and restored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from querykit.definitions.variables import as_text
from querykit.moments import instant
from querykit.redaction import HIDDEN

__all__ = ["Withheld", "restore", "withhold"]


@dataclass(frozen=True, repr=False)
class Withheld:
    """A placeholder for a value that contains secrets: strings, and the names of variables between.

    parts: a string, or a variable and which part of its value: 0 for all of it.
    kind: the type of the value, which is read from the text of the parts; None if it is the
        variable's own value.
    """

    parts: tuple[str | bytes | tuple[str, int], ...]
    kind: type | None = None

    def __repr__(self) -> str:
        return HIDDEN

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the variables."""
        return frozenset(part[0] for part in self.parts if isinstance(part, tuple))


def withhold(value: Any, secrets: Mapping[str, Any], shape: Any = None) -> Any:
    """Return a value with a Withheld in the place of each part of it that contains a secret.

    secrets: the values of secret variables.
    shape: the model of the value. The names of its fields are AWS's, the keys of a map are not.

    >>> withhold({"Auth": "Bearer abc", "Size": 7}, {"token": "abc"})
    {'Auth': ***, 'Size': 7}
    """
    if isinstance(value, Mapping):
        fields, inner = getattr(shape, "members", {}), getattr(shape, "value", None)
        return {
            key if key in fields else withhold(key, secrets): withhold(
                member, secrets, fields.get(key, inner)
            )
            for key, member in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [withhold(element, secrets, getattr(shape, "member", None)) for element in value]
    texts = {text: place for text, place, _ in sorted(_texts(secrets), key=_by_length) if text}
    if isinstance(value, (str, bytes)):
        parts = tuple(_split(value, texts))
        is_secret = any(isinstance(part, tuple) for part in parts)
        return Withheld(parts, type(value)) if is_secret else value
    if value is not None and not isinstance(value, Withheld) and as_text(value) in texts:
        # A number is a secret's text as well, and not always a number there.
        return Withheld((texts[as_text(value)],), type(value))
    return value


def restore(value: Any, secrets: Mapping[str, Any]) -> Any:
    """Return a value with its secrets; those of variables that are not passed stay withheld.

    Raises ValueError if they cannot be the ones that were removed.

    >>> held = withhold({"Auth": "Bearer abc", "Size": 7}, {"token": "abc"})
    >>> restore(held, {"token": "xyz"})
    {'Auth': 'Bearer xyz', 'Size': 7}
    """
    if isinstance(value, Mapping):
        return {restore(key, secrets): restore(member, secrets) for key, member in value.items()}
    if isinstance(value, list):
        return [restore(element, secrets) for element in value]
    if not isinstance(value, Withheld) or not value.names <= secrets.keys():
        return value
    found = {place: (text, part) for text, place, part in _texts(secrets)}
    places = [part for part in value.parts if isinstance(part, tuple)]
    if any(place not in found for place in places):
        raise ValueError("it has fewer parts")
    if value.kind is None:
        return found[places[0]][1]
    texts = [found[part][0] if isinstance(part, tuple) else part for part in value.parts]
    if issubclass(value.kind, bytes):
        data = b"".join(text.encode(*_BYTES) if isinstance(text, str) else text for text in texts)
        return value.kind(data)
    return _READ.get(value.kind, value.kind)("".join(map(str, texts)))


_READ: dict[type, Callable[[str], Any]] = {
    bool: lambda text: text == as_text(True),
    datetime: datetime.fromisoformat,
}
"""What reads a value of a type from as_text() of it, if the type itself does not."""
Place = tuple[str, int]
# Any bytes are a text, and come back from it.
_BYTES = ("utf-8", "surrogateescape")


def _texts(secrets: Mapping[str, Any]) -> Iterator[tuple[str, Place, Any]]:
    """Yield each text that a secret is written as, its place, and the value that it is of."""
    for name, value in secrets.items():
        parts = [value, *_leaves(value)] if isinstance(value, (list, tuple, Mapping)) else [value]
        # A parameter that is a timestamp has its own form of a time.
        for number, part in enumerate([*parts, *_instants(parts)]):
            yield _text(part), (name, number), part


def _text(value: Any) -> str:
    """Return a secret as it is written in a string, or in bytes."""
    return value.decode(*_BYTES) if isinstance(value, bytes) else as_text(value)


def _instants(parts: list[Any]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            with suppress(ValueError):
                yield instant(part)


def _leaves(value: Any) -> Iterator[Any]:
    for each in value.values() if isinstance(value, Mapping) else value:
        if isinstance(each, (list, tuple, Mapping)):
            yield from _leaves(each)
        elif each is not None:
            yield each


def _by_length(found: tuple[str, Place, Any]) -> int:
    return -len(found[0])


def _split(value: Any, texts: Mapping[str, Place]) -> Iterator[Any]:
    """Yield the parts of a string or bytes, those that are secrets as their places."""
    parts: list[Any] = [value]
    for text, place in texts.items():
        needle = text.encode(*_BYTES) if isinstance(value, bytes) else text
        found: list[Any] = []
        for part in parts:
            pieces = [part] if isinstance(part, tuple) else part.split(needle)
            for number, piece in enumerate(pieces):
                found += [place, piece] if number else [piece]
        parts = found
    return (part for part in parts if part)
