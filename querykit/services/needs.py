"""What a call needs of each response: all that the query and querykit read of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from querykit.expressions.fields import Fields, fields_read
from querykit.expressions.pages.distribution import path_of
from querykit.expressions.parser import parse
from querykit.expressions.tree import Node, Or, nodes
from querykit.services.operation import Operation
from querykit.services.pagination import signs_that_matter
from querykit.services.pagination.continuations import continuation
from querykit.services.pagination.paging import Paging, several
from querykit.services.pagination.signs import Path, Sign

__all__ = ["Needs", "followed_fields", "needs"]

_TOKEN = re.compile("(?:token|marker|requestid)$", re.IGNORECASE)
_ELEMENTS = "[]"
# What botocore's own handlers read of a parsed response before anybody else sees it: with this
# member, they decode the keys that are in it.
_HANDLED = dict.fromkeys(
    (("s3", "ListObjects"), ("s3", "ListObjectsV2"), ("s3", "ListObjectVersions")),
    ("EncodingType",),
)


@dataclass(frozen=True)
class Needs:
    """What a call needs of each response; nothing else in it has to be read.

    inputs: the parameters that take the token of a page.
    tokens, more: the expressions of the tokens, and of the flag that there are more pages.
    echoes: by parameter, the field that repeats the token that was sent.
    signs: the fields that show that something is missing, of those that matter to the rows.
    beside: the fields to report if a query without an expression returns no rows.
    fields: the paths of all these, and of what the expression reads on a page.
    """

    inputs: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    more: str | None = None
    echoes: Mapping[str, str] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()
    beside: tuple[str, ...] = ()
    fields: Fields = field(default_factory=Fields)

    def reads(self, path: Path) -> bool:
        """Return whether what is at a path is needed.

        The path has ``[]`` after a list, for its elements, and ``*`` for the keys of a map.

        >>> from querykit.expressions import compile
        >>> from querykit.services.operation import operation
        >>> found = needs(operation("s3", "list_objects_v2"), compile("Contents[].Key").tree)
        >>> [found.reads(path) for path in (("Contents", "[]", "Key"), ("Contents", "[]", "Size"))]
        [True, False]
        >>> [found.reads((name,)) for name in ("NextContinuationToken", "EncodingType", "Name")]
        [True, True, False]
        """
        return self.fields.touches(path)


def needs(
    target: Operation,
    expression: Node,
    *,
    page: Node | None = None,
    parameters: Mapping[str, Any] | None = None,
    items: bool = False,
) -> Needs:
    """Return what a call of an operation needs of each response.

    expression: the one that returns the rows.
    page: the part of it that runs on each page, if that is another expression.
    parameters: those that are sent; one that sets the length of a list makes it no sign.
    items: whether the elements of result keys are counted and compared (max_items).
    """
    paging = target.paging
    configuration = paging.configuration
    inputs = several(configuration["input_token"])
    outputs = several(configuration.get("output_token"))
    own = fields_read(expression)
    signs = signs_that_matter(target, own.touches, parameters or {})
    found = Needs(
        inputs=inputs,
        tokens=outputs,
        more=configuration.get("more_results"),
        echoes={name: path for name, path in _echoes(paging) if name in inputs},
        signs=signs,
        beside=_beside(target, expression),
    )
    read = own if page is None else fields_read(page)
    return replace(found, fields=_join([read, *_read_by_us(target, found, items)]))


def followed_fields(configuration: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of the fields that a paginator reads only to follow the pages."""
    texts = [*several(configuration.get("output_token"))]
    if configuration.get("more_results"):
        texts.append(configuration["more_results"])
    for text in texts:
        tree = parse(text)
        choices = nodes(tree) if isinstance(tree, Or) else [tree]
        yield from (path for path in map(path_of, choices) if path)


def _echoes(paging: Paging) -> Iterator[tuple[str, str]]:
    return ((path.rpartition(".")[2], path) for path in paging.echoes)


def _beside(target: Operation, expression: Node) -> tuple[str, ...]:
    """Return the fields with data beside the one list that a query without an expression is of."""
    default, shape = target.default_expression, target.output_shape
    if default == "@" or shape is None or expression != parse(default):
        return ()
    taken = target.input_shape.members if target.input_shape else {}
    own = {path.partition(".")[0] for path in (default, *target.paging.tokens)}
    return tuple(
        name
        for name, member in shape.members.items()
        if name not in {*own, *taken} and member.type_name != "boolean" and not _TOKEN.search(name)
    )


def _read_by_us(target: Operation, found: Needs, items: bool) -> Iterator[Fields]:
    """Yield what querykit and botocore read, whatever the expression is."""
    for text in (*found.tokens, *filter(None, [found.more])):
        yield fields_read(parse(text))
    for key in several(target.paging.configuration.get("result_key")):
        read = fields_read(parse(key))
        # Whether a page has any, or with max_items which they are.
        yield read if items else Fields(counted=read.whole)
    yield Fields(whole=frozenset(_names(sign.path) for sign in found.signs if not sign.full))
    yield Fields(counted=frozenset(_names(sign.path) for sign in found.signs if sign.full))
    yield Fields(counted=frozenset((name,) for name in found.beside))
    paths = [
        *target.signs.undone,
        *(tuple(path.split(".")) for path in found.echoes.values()),
        *((name,) for name in _HANDLED.get((target.service, target.name), ())),
        *_statuses(target),
    ]
    yield Fields(whole=frozenset(_names(path) for path in paths))


def _statuses(target: Operation) -> Iterator[Path]:
    """Yield the fields that say that an element is not finished, and those that identify it."""
    for status in continuation(target.service, target.name).unfinished:
        for name in status.names:
            yield (*status.place, *name.split("."))


def _names(path: Path) -> Path:
    return tuple(name for name in path if name != _ELEMENTS)


def _join(readings: Iterable[Fields]) -> Fields:
    found = [*readings]
    whole = frozenset(path for each in found for path in each.whole)
    return Fields(whole, frozenset(path for each in found for path in each.counted))
