"""What querykit adds to the functions of JMESPath, one a module, called by its file's name.

A member has ``SIGNATURE``, its parameters and result as data, and ``call``, a plain function with
those parameters. Its docstring is its manual page. Values come to ``call`` with their types
checked; what is written with ``&`` comes as something to call with an element; a function whose
signature says ``clock`` is also given ``now``. It raises ArgumentError for what it cannot take.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.shelf import Shelf

__all__ = ["FUNCTIONS", "ArgumentError", "Function", "Parameter", "Signature"]


class Function(Protocol):
    """A member of this shelf."""

    SIGNATURE: Signature
    call: Callable[..., Any]


FUNCTIONS: Shelf[Function] = Shelf(
    "querykit.expressions.functions", kind="function of JMESPath", between_words="_"
)
