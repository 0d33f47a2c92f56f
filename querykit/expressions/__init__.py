"""JMESPath: parsing with variables and positions, evaluating, and what a tree says of its rows."""

from querykit.expressions.compiling import Bound, Expression, compile, read

__all__ = ["Bound", "Expression", "compile", "read"]
