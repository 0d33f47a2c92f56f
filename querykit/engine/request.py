"""A request: an operation, its parameters, and the expression over its response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from querykit.definitions.types import coerce
from querykit.definitions.variables import texts_of
from querykit.engine.key import key_of
from querykit.engine.withheld import Withheld, restore, withhold
from querykit.errors import VariableError
from querykit.expressions import Expression, compile
from querykit.expressions.pages.division import Fold, Stream
from querykit.expressions.tree import Node
from querykit.expressions.unparser import unparse
from querykit.findings import Finding
from querykit.query import Bounds, Flatten, Mode, Pagination, reject_limit
from querykit.result import Column
from querykit.services.operation import operation

__all__ = ["Request"]


@dataclass(frozen=True)
class Request:
    """What is requested, wherever it is sent: plain data, known before any call.

    values: what the expression's variables are bound to.
    secrets: strings that must not be printed, wherever they come from.
    columns: of its rows, if the expression or the model of the response determines all of them.
    mode: whether the expression means the whole result or each page.
    findings: the warnings of its check.
    types: of the variables that the expression uses or that are secret, as definitions name them.
    moment: what now(), ago() and relative dates are relative to.
    private: the values of secret variables, by their names. They are not printed, and pickling
        removes them.
    division: how the expression is run over the pages.
    bounds: how much time, how many pages and how many attempts a call may take.
    why_write: why it may change something, in words that follow the operation's name; None for a
        read. Such a request is made once: it is neither repeated nor followed over pages.
    writes: whether the query says that it may.
    across: whether there is one answer of all targets.
    """

    service: str
    operation: str
    # What may hold the value of a secret variable is not shown.
    parameters: Mapping[str, Any] = field(repr=False)
    expression: str
    values: Mapping[str, Any] = field(repr=False)
    pagination: Pagination
    limit: int | None
    flatten: Flatten
    columns: tuple[Column, ...] | None
    mode: Mode
    division: Stream | Fold = field(repr=False, compare=False)
    bounds: Bounds = field(default_factory=Bounds)
    why_write: str | None = None
    writes: bool = False
    across: bool = False
    types: Mapping[str, str] = field(default_factory=dict, repr=False)
    findings: tuple[Finding, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    moment: datetime | None = None
    private: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def streams(self) -> bool:
        """Return whether the rows are yielded page by page, not once all pages were read."""
        return isinstance(self.division, Stream)

    def __post_init__(self) -> None:
        reject_limit(self.limit)

    @cached_property
    def key(self) -> str:
        """Return the hash of the request: equal for requests that have the same rows.

        Not in it are the size of pages and how failures are met, what is only printed, and the
        moment, which all requests of one run share. Secrets are hashed with a salt of this
        process: such keys can be compared within it, and nobody can try values against them.
        """
        return key_of(
            [
                *(self.service, self.operation, self.parameters),
                *(unparse(compile(self.expression).tree), self.values),
                {name: self.types.get(name) for name in self.values},
                *(self.limit, self.pagination.max_items, self.bounds.max_pages),
                *(self.pagination.starting_token, self.mode, self.flatten, self.across),
            ],
            self.secrets,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Request):
            return NotImplemented
        # 1, 1.0 and true are equal in Python, and give other rows.
        return self.key == other.key and all(
            getattr(self, each.name) == getattr(other, each.name)
            for each in fields(self)
            if each.compare
        )

    def __hash__(self) -> int:
        return hash(self.key)

    def bind(self, tree: Node) -> Callable[[Any], Any]:
        """Return what evaluates a part of the expression, with the variables' values in it."""
        return Expression(tree).bind(self.values, self.moment).search

    @property
    def withheld(self) -> tuple[str, ...]:
        """Return the names of the secret variables whose values are not here."""
        return tuple(name for name, value in self.private.items() if isinstance(value, Withheld))

    def with_secrets(self, secrets: Mapping[str, Any]) -> Request:
        """Return the request with the values of secret variables, which pickling removes.

        Without them it cannot be run. Each is what plan() was given, of the variable's type or a
        text of it. Raises VariableError for one that cannot be the value that was removed.
        """
        given = {name: secrets[name] for name in self.withheld if secrets.get(name) is not None}
        if not given:
            return self
        # One text may have several of them, which come one after the other.
        known = {name: each for name, each in self.private.items() if name not in self.withheld}
        values = {**known, **{name: self._coerce(name, each) for name, each in given.items()}}
        texts = [
            text for each in (given, values) for one in each.values() for text in texts_of(one)
        ]
        try:
            return replace(
                self,
                parameters=restore(self.parameters, values),
                values=restore(self.values, values),
                private=restore(self.private, values),
                secrets=tuple(sorted({*self.secrets, *texts})),
            )
        except ValueError:
            names = ", ".join(f"${name}" for name in given)
            what = f"the request was planned with other values of its secret variables ({names})"
            raise VariableError(what, hint="plan it again with these") from None

    def _coerce(self, name: str, value: Any) -> Any:
        type_ = self.types.get(name, "any")
        try:
            return coerce(type_, value, self.moment)
        except ValueError:
            raise VariableError(f"variable {name!r}: it is not of type {type_}") from None

    def __getstate__(self) -> dict[str, Any]:
        state = {each.name: getattr(self, each.name) for each in fields(self)}
        private = {name: each for name, each in self.private.items() if each is not None}
        if not private:
            return state
        secrets = {name: each for name, each in private.items() if name not in self.withheld}
        own = {name: Withheld(((name, 0),)) for name in secrets}
        used = {name: each for name, each in own.items() if name in self.values}
        values = {name: withhold(each, secrets) for name, each in self.values.items()}
        shape = operation(self.service, self.operation).input_shape
        return {
            **state,
            "parameters": withhold(self.parameters, secrets, shape),
            "values": {**values, **used},
            "private": {**self.private, **own},
            "secrets": (),
            "key": self.key,
        }
