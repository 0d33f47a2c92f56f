"""The type of an expression over the responses of an operation."""

from __future__ import annotations

from collections.abc import Mapping

from querykit.errors import ExpressionError
from querykit.expressions import Expression
from querykit.expressions.parser import TOO_DEEP
from querykit.expressions.typing import Type, Typed, infer
from querykit.query import Flatten
from querykit.services.decoded import known
from querykit.services.operation import Operation

__all__ = ["type_expression"]


def type_expression(
    expression: Expression,
    target: Operation | None,
    *,
    variables: Mapping[str, Type] | None = None,
    flatten: Flatten = "one",
) -> Typed:
    """Return the type of an expression's result and of its rows, and what can never be right in it.

    target: without one, nothing is known of the responses.

    >>> from querykit.expressions import compile
    >>> from querykit.services.operation import operation
    >>> found = type_expression(compile("Buckets[].Nam"), operation("s3", "list_buckets"))
    >>> found.observations[0].hint
    "did you mean 'Name'?"
    """
    try:
        if target is None:
            return infer(expression, None, variables=variables, flatten=flatten)
        shape, more = target.output_shape, known(target)
        return infer(expression, shape, variables=variables, known=more, flatten=flatten)
    except RecursionError:
        raise ExpressionError(TOO_DEEP) from None
