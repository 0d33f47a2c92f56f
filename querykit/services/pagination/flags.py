"""Fields whose names say that a response is incomplete, found at any depth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from botocore.model import ListShape, MapShape, Shape, StructureShape

from querykit.services.pagination.tokens import folded

__all__ = ["flags", "is_negative", "says_more"]

Path = tuple[str, ...]

# Names that say that there is more, whatever the operation takes.
_MORE = re.compile(
    r"next(forward|page|continuation|chunk)?(token|marker)"
    r"|next(page(id|number)?|index|itemoffset)|paginationtoken"
    r"|\w*truncated|hasmore\w*|hasnext\w*|hasadditional\w+|moreresults\w*|moredataavailable"
    r"|more\w+exists?|more\w+resources?|\w*partialresults?(detected)?|is\w*partial"
    r"|(evaluation)?(limit|cap)exceeded|additionaloccurrences"
)
# Names that say so when they are false.
_ALL = re.compile(r"areall\w+returned|(is)?complete")
_SCALARS = ("boolean", "string", "integer", "long")


def flags(gives: StructureShape) -> Iterator[tuple[Path, Path]]:
    """Yield the paths of all such fields of a response, and of what each is about.

    A path has ``[]`` after a list and ``*`` after a map. A flag is about the object that has it;
    one in an object of nothing but flags, such as inputDetails, about the field beside that.
    Recursive structures are entered once.

    >>> from querykit.services.operation import operation
    >>> found = [*flags(operation("support", "describe_cases").output_shape)]
    >>> [".".join(path) for path, _ in found], ".".join(found[0][1])
    (['cases.[].recentCommunications.nextToken', 'nextToken'], 'cases.[].recentCommunications')
    """
    leading = _leading(gives)
    if gives.name in leading:
        yield from _walk(gives, (), (), leading, frozenset())


def is_negative(name: str) -> bool:
    """Return whether a field of that name says that something is missing if it is false."""
    return _ALL.fullmatch(folded(name)) is not None


def says_more(name: str, member: Shape) -> bool:
    """Return whether a field says that something is missing, by its name and type."""
    if member.type_name not in _SCALARS:
        return False
    if is_negative(name):
        return bool(member.type_name == "boolean")
    return _MORE.fullmatch(folded(name)) is not None


def _leading(gives: StructureShape) -> set[str]:
    """Return the names of the structures that have such a field, or lead to one.

    Each structure is looked at once, so that most operations cost no walk over all paths.
    """
    parents: dict[str, set[str]] = {gives.name: set()}
    found: set[str] = set()
    waiting = [gives]
    while waiting:
        structure = waiting.pop()
        for name, member in structure.members.items():
            if says_more(name, member):
                found.add(structure.name)
            inner = _inside(member)[0]
            if isinstance(inner, StructureShape):
                if inner.name not in parents:
                    parents[inner.name] = set()
                    waiting.append(inner)
                parents[inner.name].add(structure.name)
    above = list(found)
    while above:
        new = parents[above.pop()] - found
        found |= new
        above += new
    return found


def _walk(
    structure: StructureShape, path: Path, about: Path, leading: set[str], outer: frozenset[str]
) -> Iterator[tuple[Path, Path]]:
    for name, member in structure.members.items():
        if says_more(name, member):
            yield (*path, name), about
        inner, steps = _inside(member)
        if isinstance(inner, StructureShape) and inner.name in leading - outer:
            place = (*path, name, *steps)
            subject = _beside(structure, path, name) if _only_flags(inner) and not steps else place
            yield from _walk(inner, place, subject, leading, outer | {structure.name})


def _only_flags(structure: StructureShape) -> bool:
    return all(member.type_name == "boolean" for member in structure.members.values())


def _beside(structure: StructureShape, path: Path, name: str) -> Path:
    """Return the field that the flags called inputDetails are about: input, or the object
    around.
    """
    subject = name.removesuffix("Details")
    return (*path, subject) if subject != name and subject in structure.members else path


def _inside(member: Shape) -> tuple[Shape, Path]:
    """Return what the lists and maps of a field contain, and the steps to it."""
    steps: Path = ()
    while isinstance(member, (ListShape, MapShape)):
        if isinstance(member, ListShape):
            member, steps = member.member, (*steps, "[]")
        else:
            member, steps = member.value, (*steps, "*")
    return member, steps
