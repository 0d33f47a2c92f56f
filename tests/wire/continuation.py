"""The tokens and the truncation flag of a page: what leads from it to the next one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import jmespath

from querykit.testing.continuation import numbered_token, put, token_value
from tests.wire.answers import ADDED, Answer, Once, Page
from tests.wire.models import Operation, Pagination, Shape

# Most output tokens are members; `Contents[-1].Key` is read off the page itself.
MEMBER = re.compile(r"[\w.]+")


def continued(operation: Operation, entry: Answer | Once, following: int | None) -> Answer | Once:
    """Put into an entry what leads to page number `following`; None is the end."""
    if isinstance(entry, Answer):
        return continued_answer(operation, entry, following)
    return Once(
        continued(operation, entry.fault, following),
        continued(operation, entry.then, following),
    )


def continued_answer(operation: Operation, entry: Answer, following: int | None) -> Answer:
    """Put into one answer what leads to page number `following`; None is the end."""
    if not isinstance(entry.content, Page):
        return entry
    if operation.pagination is None:
        if entry.content.token is not ADDED or entry.content.more is not ADDED:
            raise ValueError(f"{operation} does not page: it has neither token nor more")
        return entry
    output = _with_more(operation, entry.content, following)
    output = _with_tokens(operation, replace(entry.content, output=output), following)
    return replace(entry, content=Page(output))


def successors(operation: Operation, entry: Answer | Once) -> Iterator[str]:
    """Yield the tokens that an entry hands out, as `frozen` ones."""
    if isinstance(entry, Once):
        yield from successors(operation, entry.fault)
        yield from successors(operation, entry.then)
    elif isinstance(entry.content, Page) and operation.pagination:
        names = operation.pagination.input_token
        given = dict(zip(names, _given(operation, entry.content.output), strict=True))
        if any(given.values()):
            yield frozen({name: token for name, token in given.items() if token})


def sent(pagination: Pagination, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Give the tokens among the parameters of a request; none asks for the first page."""
    return {name: parameters[name] for name in pagination.input_token if parameters.get(name)}


def frozen(tokens: Mapping[str, Any]) -> str:
    """Give tokens of any shape as a key to look up."""
    return json.dumps(tokens, sort_keys=True, default=str)


def _with_more(operation: Operation, page: Page, following: int | None) -> Mapping[str, Any]:
    flag = operation.paging.more_results
    if flag is None:
        if page.more is not ADDED:
            raise ValueError(f"{operation} has no member that says there is more")
        return page.output
    if page.more is not ADDED:
        return page.output if page.more is None else put(page.output, flag, page.more)
    if jmespath.search(flag, page.output) is not None:
        return page.output
    if page.token is not ADDED:
        return put(page.output, flag, bool(page.token))
    expressions = operation.paging.output_token
    written = dict(zip(expressions, _given(operation, page.output), strict=True))
    own = any(token and MEMBER.fullmatch(each) for each, token in written.items())
    return put(page.output, flag, own or following is not None)


def _with_tokens(operation: Operation, page: Page, following: int | None) -> Mapping[str, Any]:
    output = page.output
    if page.token is None or (page.token is ADDED and following is None):
        return output
    pagination = operation.paging
    members = operation.model.input_shape.members  # type: ignore[union-attr]
    inputs = [members[name] for name in pagination.input_token]
    written_now = _given(operation, output)
    for expression, shape, written in zip(
        pagination.output_token, inputs, written_now, strict=True
    ):
        if page.token is not ADDED:
            value = _override(pagination, expression, shape, page.token)
        else:
            # The page may have its own: given by the test, or the key of its last item.
            value = None if written else numbered_token(shape, following)
        if value is not None:
            output = put(output, _member(operation, expression), value)
    return output


def _override(pagination: Pagination, expression: str, shape: Shape, token: Any) -> Any:
    if len(pagination.output_token) > 1 and isinstance(token, Mapping):
        token = token.get(expression)
    return token_value(shape, token) if isinstance(token, str) else token


def _given(operation: Operation, output: Mapping[str, Any]) -> list[Any]:
    return [jmespath.search(each, output) for each in operation.paging.output_token]


def _member(operation: Operation, expression: str) -> str:
    for alternative in expression.split("||"):
        if MEMBER.fullmatch(alternative.strip()):
            return alternative.strip()
    raise ValueError(f"{operation} reads its token off the page ({expression}): put an item in")
