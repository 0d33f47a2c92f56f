"""Values with their secrets removed, and restored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from querykit.definitions.variables import as_text
from querykit.redaction import HIDDEN

__all__ = ["Withheld", "restore", "withhold"]


@dataclass(frozen=True, repr=False)
class Withheld:
    """A placeholder for a value that contains secrets: strings, and the names of variables between.

    parts: a string, or a variable and which part of its value: 0 for all of it.
    is_text: whether the value is made of the parts; else it is what the one part is.
    """

    parts: tuple[str | bytes | tuple[str, int], ...]
    is_text: bool = True

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
        return Withheld(parts) if any(isinstance(part, tuple) for part in parts) else value
    if value is not None and as_text(value) in texts:
        return Withheld((texts[as_text(value)],), is_text=False)
    return value


def restore(value: Any, secrets: Mapping[str, Any]) -> Any:
    """Return a value with its secrets; those of variables that are not passed stay withheld.

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
    if not value.is_text:
        return next(found[part][1] for part in value.parts if isinstance(part, tuple))
    texts = [found[part][0] if isinstance(part, tuple) else part for part in value.parts]
    if any(isinstance(text, bytes) for text in texts):
        return b"".join(text.encode() if isinstance(text, str) else text for text in texts)
    return "".join(map(str, texts))


Place = tuple[str, int]


def _texts(secrets: Mapping[str, Any]) -> Iterator[tuple[str, Place, Any]]:
    """Each text that a secret is written as, its place, and the value that it is the text of."""
    for name, value in secrets.items():
        parts = [value, *_leaves(value)] if isinstance(value, (list, tuple, Mapping)) else [value]
        for number, part in enumerate(parts):
            yield as_text(part), (name, number), part


def _leaves(value: Any) -> Iterator[Any]:
    for each in value.values() if isinstance(value, Mapping) else value:
        if isinstance(each, (list, tuple, Mapping)):
            yield from _leaves(each)
        elif each is not None:
            yield each


def _by_length(found: tuple[str, Place, Any]) -> int:
    return -len(found[0])


def _split(value: Any, texts: Mapping[str, Place]) -> Iterator[Any]:
    """The parts of a string or bytes, those that are secrets as their places."""
    parts: list[Any] = [value]
    for text, place in texts.items():
        needle = text.encode() if isinstance(value, bytes) else text
        found: list[Any] = []
        for part in parts:
            pieces = [part] if isinstance(part, tuple) else part.split(needle)
            for number, piece in enumerate(pieces):
                found += [place, piece] if number else [piece]
        parts = found
    return (part for part in parts if part)
