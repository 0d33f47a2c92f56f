"""JMESPath's own functions, described as the shelf describes its members.

jmespath.py runs them; what is said of them here is what everyone else has to know. The names of
parameters are those of JMESPath's specification.
"""

from __future__ import annotations

from querykit.expressions.functions import _results
from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["BUILT_IN"]

_NUMBER = (Parameter("value", "number"),)
_LIST = Parameter("elements", "list of T")
_OBJECT = (Parameter("obj", "object"),)
_NUMBERS = (Parameter("elements", "list of number"),)
_COMPARABLE = (Parameter("collection", "list of number or list of string"),)
_SORTABLE = (Parameter("list", "list of string or list of number"),)
_TEXT = Parameter("subject", "string")
_KEY = Parameter("expr", "expression(T -> string or number)")
_KEYED = (_LIST, _KEY)
_ANY = (Parameter("arg", "any"),)

BUILT_IN: dict[str, Signature] = {
    "abs": Signature(_NUMBER, "number"),
    "avg": Signature(
        _NUMBERS, "number or null", reduces="average", explained=("take", "their average")
    ),
    "ceil": Signature(_NUMBER, "integer"),
    "contains": Signature(
        (Parameter("subject", "list or string"), Parameter("search", "any")),
        "boolean",
        looks="anywhere",
    ),
    "ends_with": Signature((_TEXT, Parameter("suffix", "string")), "boolean", looks="end"),
    "floor": Signature(_NUMBER, "integer"),
    "join": Signature(
        (Parameter("glue", "string"), Parameter("stringsarray", "list of string")),
        "string",
        length=_results.joined_length,
    ),
    "keys": Signature(
        _OBJECT,
        "list of string",
        explained=("take", "its keys"),
        derive=_results.keys_of,
    ),
    "length": Signature(
        (Parameter("subject", "string or list or object"),),
        "integer",
        counts=True,
        reduces="number",
        explained=("count", "them"),
    ),
    "map": Signature(
        (Parameter("expr", "expression(T -> any)"), _LIST),
        "list",
        gives="applied",
        derive=_results.applied,
    ),
    "max": Signature(
        _COMPARABLE,
        "number or string or null",
        picks=True,
        orders="elements",
        explained=("take", "the largest"),
        derive=_results.one,
    ),
    "max_by": Signature(
        _KEYED,
        "T or null",
        passes=True,
        picks=True,
        orders="keys",
        explained=("take", "the one with the largest {}"),
        derive=_results.one,
    ),
    "merge": Signature(
        (Parameter("objects", "object", variadic=True),), "object", derive=_results.merged
    ),
    "min": Signature(
        _COMPARABLE,
        "number or string or null",
        picks=True,
        orders="elements",
        explained=("take", "the smallest"),
        derive=_results.one,
    ),
    "min_by": Signature(
        _KEYED,
        "T or null",
        passes=True,
        picks=True,
        orders="keys",
        explained=("take", "the one with the smallest {}"),
        derive=_results.one,
    ),
    "not_null": Signature(
        (Parameter("arguments", "any", variadic=True),),
        "any",
        gives="argument",
        passes=True,
        calm=True,
        derive=_results.first_present,
    ),
    "reverse": Signature(
        (Parameter("argument", "list or string"),),
        "list or string",
        gives="elements",
        passes=True,
        explained=("reverse", "their order"),
        derive=_results.same,
    ),
    "sort": Signature(
        _SORTABLE,
        "list of string or list of number",
        gives="elements",
        passes=True,
        orders="elements",
        explained=("order", "them"),
        derive=_results.same,
    ),
    "sort_by": Signature(
        _KEYED,
        "list of T",
        gives="elements",
        passes=True,
        orders="keys",
        explained=("order", "them by {}"),
        derive=_results.same,
    ),
    "starts_with": Signature((_TEXT, Parameter("prefix", "string")), "boolean", looks="start"),
    "sum": Signature(_NUMBERS, "number", reduces="sum", explained=("add", "them up")),
    "to_array": Signature(_ANY, "list", passes=True, calm=True, derive=_results.array),
    "to_number": Signature(_ANY, "number or null", calm=True),
    "to_string": Signature(_ANY, "string", calm=True, derive=_results.text),
    "type": Signature(_ANY, "string", calm=True, counts=True, derive=_results.type_name),
    "values": Signature(
        _OBJECT, "list", explained=("take", "its values"), derive=_results.values_of
    ),
}
"""Their signatures, by name."""
