"""A condition in words: what a filter keeps."""

from __future__ import annotations

from querykit.expressions.parser import Tree
from querykit.expressions.unparser import unparse

__all__ = ["condition"]

_COMPARED = {
    "eq": "is",
    "ne": "is not",
    "lt": "is less than",
    "lte": "is at most",
    "gt": "is more than",
    "gte": "is at least",
}
_TESTED = {"contains": "contains", "starts_with": "begins with", "ends_with": "ends with"}
_LISTS = ("projection", "filter_projection", "value_projection", "flatten", "pipe")
# What a value of a kind is that a filter takes for true, and one that it does not.
_TRUE = {
    "boolean": ("is true", "is false or not set"),
    "string": ("is set", "is empty or not set"),
    "timestamp": ("is set", "is not set"),
    "number": ("is set", "is not set"),
    "array": ("is not empty", "is empty or not set"),
    "object": ("is not empty", "is empty or not set"),
    "unknown": ("is set", "is false or not set"),
}


def condition(tree: Tree) -> str:
    """A condition in words. Where names of members are marked, it says what is true of their kind.

    >>> from querykit.expressions import compile
    >>> condition(compile("State.Name == 'running' && (!Tags || contains(Name, 'x'))").tree)
    "State.Name is 'running', and (Tags is false or not set, or Name contains 'x')"
    """
    kind = tree["type"]
    if kind in ("and_expression", "or_expression"):
        word = "and" if kind == "and_expression" else "or"
        return f", {word} ".join(_part(child, kind) for child in tree["children"])
    if kind == "not_expression":
        return _negated(tree["children"][0])
    if kind == "comparator":
        left, right = tree["children"]
        return f"{_value(left)} {_COMPARED[tree['value']]} {_value(right)}"
    if kind == "function_expression" and tree["value"] in _TESTED and len(tree["children"]) == 2:
        left, right = tree["children"]
        return f"{_value(left)} {_TESTED[tree['value']]} {_value(right)}"
    if _looks_for_one(tree):
        return f"there is one {_such(tree)}"
    return f"{_value(tree)} {_truth(tree)[0]}"


def _truth(tree: Tree) -> tuple[str, str]:
    if tree["type"] in _LISTS:
        return _TRUE["array"]
    return _TRUE.get(tree.get("kind") or "", _TRUE["unknown"])


def _looks_for_one(tree: Tree) -> bool:
    """Whether it is a filter, the last thing that is done: it is true where something is left."""
    last: Tree = tree["children"][1] if tree["type"] == "pipe" else tree
    return bool(last["type"] == "filter_projection")


def _such(tree: Tree) -> str:
    """Where a filter looks, and for what."""
    within = []
    while tree["type"] == "pipe":
        within.append(_value(tree["children"][0]))
        tree = tree["children"][1]
    base, element, test = tree["children"]
    if base["type"] not in ("identity", "current") or not within:
        within.append(_value(base))
    having = "" if element["type"] in ("identity", "current") else f" that has {unparse(element)}"
    return f"in {' | '.join(within)} where {condition(test)}{having}"


def _part(tree: Tree, around: str) -> str:
    text = condition(tree)
    mixed = tree["type"] in ("and_expression", "or_expression") and tree["type"] != around
    return f"({text})" if mixed else text


def _negated(inner: Tree) -> str:
    if inner["type"] == "comparator" and inner["value"] == "eq":
        left, right = inner["children"]
        return f"{_value(left)} is not {_value(right)}"
    if _looks_for_one(inner):
        return f"there is none {_such(inner)}"
    if inner["type"] in ("comparator", "and_expression", "or_expression", "function_expression"):
        return f"it is not so that {condition(inner)}"
    return f"{_value(inner)} {_truth(inner)[1]}"


def _value(tree: Tree) -> str:
    if tree["type"] == "literal" and isinstance(tree["value"], (bool, int, float, type(None))):
        return unparse(tree).strip("`")
    return "it" if tree["type"] in ("current", "identity") else unparse(tree)
