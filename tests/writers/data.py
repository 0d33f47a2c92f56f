"""Plain data as AWS can send it, for hypothesis. Surrogates are no characters: AWS has none."""

from __future__ import annotations

from hypothesis import strategies

__all__ = ["columns", "records", "rows", "scalars", "texts"]

_ODD = (
    "\0\t\n\r\x1b\x1f\x7f\x85\x9b\xa0\xad\u034f\u061c\u115f\u200b\u200d\u200f\u2028\u2029\u202e"
    "\u2066\ufe0f\ufeff\ufffd\U000e0041\u2764"
    " \"',;|\\:#&*-_`<>()[]{}!%@~=?$1e東é🚀"
)

characters = strategies.characters(exclude_categories=["Cs"])
texts = strategies.text(characters) | strategies.text(strategies.sampled_from(_ODD))
numbers = strategies.integers() | strategies.floats(allow_nan=False, allow_infinity=False)
scalars = strategies.none() | strategies.booleans() | numbers | texts
nested = strategies.recursive(
    scalars,
    lambda inner: (
        strategies.lists(inner, max_size=4) | strategies.dictionaries(texts, inner, max_size=4)
    ),
    max_leaves=12,
)
rows = strategies.lists(nested, max_size=5)
columns = strategies.lists(texts, min_size=1, max_size=4, unique=True)
records = columns.flatmap(
    lambda names: strategies.lists(
        strategies.dictionaries(strategies.sampled_from(names), scalars), max_size=5
    )
)
