"""What querykit adds to the functions of JMESPath, one per module, named like its file.

A member has ``SIGNATURE``, its parameters and result as data, and ``call``, a plain function with
those parameters. Its docstring is its manual page. Values come to ``call`` with their types
checked; what is written with ``&`` comes as something to call with an element; a function whose
signature says ``clock`` is also given ``now``. It raises ArgumentError for what it cannot take.

JMESPath's own functions have signatures too, in ``BUILT_IN``. What holds of a function, of either
kind, is said in its signature and nowhere else: other modules ask ``signature``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from querykit.expressions.functions._built_in import BUILT_IN
from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.shelf import Shelf

__all__ = [
    "BUILT_IN",
    "FUNCTIONS",
    "ArgumentError",
    "Function",
    "Parameter",
    "Signature",
    "signature",
]


class Function(Protocol):
    """A member of this shelf."""

    SIGNATURE: Signature
    call: Callable[..., Any]


FUNCTIONS: Shelf[Function] = Shelf(
    "querykit.expressions.functions", kind="function of JMESPath", between_words="_"
)


def signature(name: str) -> Signature:
    """Return the signature of a function, JMESPath's own or the shelf's.

    Raises UnknownNameError for an unknown function.

    >>> signature("length").reduces, signature("unique").condenses
    ('number', True)
    """
    return BUILT_IN[name] if name in BUILT_IN else FUNCTIONS.member(name).SIGNATURE
