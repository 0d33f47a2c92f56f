"""The pages of an operation, chained by tokens as AWS would: each leads to the next one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import jmespath

from querykit.errors import Mistake, QueryError
from querykit.services import decoded
from querykit.services.operation import Operation
from querykit.services.pagination.paging import several
from querykit.testing.conformance import mistakes, words
from querykit.testing.error_responses import ErrorResponse, serialize_error
from querykit.testing.responses import Response, serialize
from querykit.types.types import Shape

__all__ = ["Chain", "Page", "numbered_token", "put", "token_value"]

Page = Mapping[str, Any] | ErrorResponse
"""A response as boto3 returns it, or an error in its place."""

# Most output tokens are fields; `Contents[-1].Key` is read off the page itself.
_FIELD = re.compile(r"[\w.]+")


class Chain:
    """The pages of an operation, each returned for the token of the page before it.

    Raises QueryError for pages that the operation cannot return, with all mistakes.
    """

    def __init__(self, operation: Operation, pages: Sequence[Page]) -> None:
        paging = operation.paging
        self._operation = operation
        self._inputs = several(paging.configuration.get("input_token"))
        self._outputs = several(paging.configuration.get("output_token"))
        self._places: dict[str, int] = {}
        name = f"{operation.service}.{operation.method}"
        if not isinstance(pages, (list, tuple)):
            what = f"the pages of {name} must be a list of responses, not {words(pages)}"
            raise QueryError(what, hint="put a single page into a list")
        if not pages:
            raise QueryError(f"{name} has no page", hint="serve at least one, such as {}")
        if len(pages) > 1 and not paging.pages:
            raise QueryError(f"{name} is not paginated: serve one page")
        if wrong := [one for at, page in enumerate(pages, 1) for one in self._mistakes(at, page)]:
            raise QueryError(wrong)
        self._responses = [
            self._response(page, number, is_last=number == len(pages))
            for number, page in enumerate(pages, 1)
        ]

    def response(self, parameters: Mapping[str, Any]) -> Response:
        """Return the page that the token among the parameters leads to; without one the first."""
        sent = {name: parameters[name] for name in self._inputs if parameters.get(name)}
        if self._operation.paging.counts_from is not None and sent:
            place = int(sent[self._inputs[0]]) - self._operation.paging.counts_from
        else:
            place = self._places.get(_key(sent), 0 if self._begins_with(sent) else -1)
        if 0 <= place < len(self._responses):
            return self._responses[place]
        if self._operation.paging.counts_from is not None:
            return serialize(
                self._operation.model, put({}, self._operation.paging.result_keys[0], [])
            )
        what = f"no page was served for the token {', '.join(map(str, sent.values()))!r}"
        return self._error(ErrorResponse("InvalidNextToken", what, 400))

    def _mistakes(self, number: int, page: object) -> list[Mistake]:
        if isinstance(page, ErrorResponse):
            return []
        if not isinstance(page, Mapping):
            return [Mistake(f"page {number} must be an object or an error, not {words(page)}")]
        output, shape = self._modelled(page), self._operation.output_shape
        if shape is None:
            found = [Mistake("the response must be empty")] if output else []
        else:
            documents = decoded.known(self._operation).documents
            found = list(mistakes(shape, output, "", documents))
        return [replace(mistake, what=f"page {number}: {mistake.what}") for mistake in found]

    def _modelled(self, page: Mapping[str, Any]) -> dict[str, Any]:
        """Return a response without what botocore adds to those of AWS."""
        known = decoded.known(self._operation)
        added = known.withheld | {name for _, fields in known.members for name, _ in fields}
        if self._operation.service == "s3":
            added |= {"EncodingType"}  # keys that botocore has decoded would be decoded again
        return {name: value for name, value in page.items() if name not in added}

    def _response(self, page: Page, number: int, *, is_last: bool) -> Response:
        if isinstance(page, ErrorResponse):
            return self._error(page)
        output = self._modelled(page)
        if self._operation.paging.pages and self._operation.paging.counts_from is None:
            output = self._with_flag(self._with_token(output, number, is_last), is_last)
            tokens = self._tokens(output)
            if any(tokens.values()):
                self._places.setdefault(_key(tokens), number)
        return serialize(self._operation.model, output)

    def _with_token(self, output: dict[str, Any], number: int, is_last: bool) -> dict[str, Any]:
        """Return a page with the tokens of the next one, unless it has its own."""
        if is_last or any(self._tokens(output).values()):
            return output
        shape = self._operation.input_shape
        for name, expression in zip(self._inputs, self._outputs, strict=True):
            fields = [each.strip() for each in expression.split("||")]
            field = next(filter(_FIELD.fullmatch, fields), None)
            if field is None:
                what = f"page {number} has no token: it is read from {expression}"
                raise QueryError(what, hint="put an element with this field into the page")
            taken = shape.members[name] if shape is not None else None
            output = put(output, field, numbered_token(taken, number))
        return output

    def _with_flag(self, output: dict[str, Any], is_last: bool) -> dict[str, Any]:
        """Return a page that says whether there are more, if its operation does."""
        flag = self._operation.paging.configuration.get("more_results")
        if flag is None or not _FIELD.fullmatch(flag) or jmespath.search(flag, output) is not None:
            return output
        # A page that is the last one has a last item, which others take for a token.
        own = filter(_FIELD.fullmatch, self._operation.paging.tokens)
        return put(output, flag, not is_last or any(jmespath.search(each, output) for each in own))

    def _tokens(self, output: Mapping[str, Any]) -> dict[str, Any]:
        found = [jmespath.search(expression, output) for expression in self._outputs]
        return {name: token for name, token in zip(self._inputs, found, strict=True) if token}

    def _begins_with(self, sent: Mapping[str, Any]) -> bool:
        """Return whether a first call may send these: they are required, or have a default."""
        shape = self._operation.input_shape
        required = shape.required_members if shape is not None else ()
        return all(name in (*required, *self._operation.paging.defaults) for name in sent)

    def _error(self, error: ErrorResponse) -> Response:
        return serialize_error(self._operation.model.service_model, error)


def token_value(shape: Shape, text: str) -> Any:
    """Return a token of a shape: a text, the number in it, or an object or a list around it."""
    if shape.type_name == "structure":
        name, member = next(iter(shape.members.items()))
        return {name: token_value(member, text)}
    if shape.type_name == "map":
        return {"Id": token_value(shape.value, text)}
    if shape.type_name == "list":
        return [token_value(shape.member, text)]
    if shape.type_name in ("integer", "long"):
        return int("".join(filter(str.isdigit, text)))
    return text


def numbered_token(shape: Shape, number: int | None) -> Any:
    """Return the token of a page by its number, which botocore accepts as a parameter."""
    text = f"token-{number}"
    if shape.type_name == "string":
        # botocore checks the least length of a token, and nothing else about it.
        return next(iter(shape.enum), text.ljust(shape.metadata.get("min", 0), "="))
    return token_value(shape, text)


def put(output: Mapping[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a copy of an object with a value at a path of fields.

    >>> put({"List": {"Items": [1]}}, "List.NextMarker", "a")
    {'List': {'Items': [1], 'NextMarker': 'a'}}
    """
    name, _, rest = path.partition(".")
    return {**output, name: put(output.get(name) or {}, rest, value) if rest else value}


def _key(tokens: Mapping[str, Any]) -> str:
    return json.dumps(tokens, sort_keys=True, default=str)
