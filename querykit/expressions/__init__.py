"""JMESPath: parsing with variables and positions, evaluating, and what a tree says of its rows."""

from querykit.expressions.expression import Bound, Expression, compile, read, survey

__all__ = ["Bound", "Expression", "compile", "read", "survey"]
