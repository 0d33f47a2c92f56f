"""Fields and parameters found by a word, in an operation, a service, or all of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from querykit.services import catalog
from querykit.services.operation import Operation, operation, operations
from querykit.services.reads import why_not_read_only
from querykit.services.required import blank, blanks, flow
from querykit.services.shapes import Member, walk

__all__ = ["Hit", "find"]


@dataclass(frozen=True)
class Hit:
    """A member or a parameter that was looked for, and the operation that has it."""

    operation: Operation
    member: Member
    is_parameter: bool
    reads: bool

    @property
    def query(self) -> str:
        """Return an ad-hoc query that reads the field, or the beginning of one that sends it."""
        named = f"{self.operation.service}.{self.operation.method}"
        if self.is_parameter:
            return f"{named} {blank(self.member.path)}"
        needed = blanks(self.operation).parameters
        return f"{named}{' ' + flow(needed) if needed else ''} | {self.member.path}"


def find(
    word: str, service: str | None = None, method: str | None = None, *, said: bool = False
) -> list[Hit]:
    """Return what has a word in its name, whatever its case; with ``said``, also in what is said of
    it.

    Reads come first, and of these what is called exactly so, and what is further up in an answer.

    >>> [hit.query for hit in find("manager", "kms", "describe_key")]
    ['kms.describe_key {KeyId: $key_id} | KeyMetadata.KeyManager']
    """
    folded = word.lower()
    found = [hit for target in _candidates(folded, service, method, said) for hit in _hits(target)]
    matching = [hit for hit in found if _matches(hit.member, folded, said)]
    return sorted(matching, key=lambda hit: _order(hit, folded))


def _candidates(
    word: str, service: str | None, method: str | None, said: bool
) -> Iterator[Operation]:
    if service is not None:
        yield from operations(service) if method is None else [operation(service, method)]
        return
    for name in catalog.service_names():
        if said or _is_named(name, word):
            yield from operations(name)


def _is_named(service: str, word: str) -> bool:
    """Return whether any member of any shape of a service has the word in its name."""
    model = catalog.loader().load_service_model(service, "service-2")
    shapes = model["shapes"].values()
    return any(word in name.lower() for shape in shapes for name in shape.get("members", ()))


def _hits(target: Operation) -> Iterator[Hit]:
    reads = why_not_read_only(target) is None
    for shape in (target.output_shape, target.input_shape):
        if shape is not None:
            is_parameter = shape is target.input_shape
            yield from (Hit(target, member, is_parameter, reads) for member in walk(shape))


def _matches(member: Member, word: str, said: bool) -> bool:
    return word in member.name.lower() or (said and word in member.documentation.lower())


def _order(hit: Hit, word: str) -> tuple[bool, bool, bool, bool, int, str, str]:
    name = hit.member.name.lower()
    where = (hit.operation.service, hit.operation.method, hit.member.path)
    return (
        not hit.reads,
        word not in name,
        hit.is_parameter,
        name != word,
        hit.member.depth,
        ".".join(where[:2]),
        where[2],
    )
