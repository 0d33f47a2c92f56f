"""The JSON Schema of the definition file, made of what reads it: for editors with a YAML server."""

from __future__ import annotations

import inspect
import re
from typing import Any, get_args

from querykit.definitions.definition import BOUND_KEYS, KEYS, PAGINATION_KEYS, VARIABLE_KEYS
from querykit.moments import DURATION_PATTERN
from querykit.query import VARIABLE_TYPES, Bounds, Flatten, Mode, Pagination, Query
from querykit.services import catalog

__all__ = ["json_schema"]

# Draft 7 is what editors' YAML servers read best.
_DRAFT = "http://json-schema.org/draft-07/schema#"
_TEXT = {"type": ["string", "number", "boolean"]}
_COUNT = {
    "type": ["integer", "string"],
    "minimum": 1,
    "pattern": "^[1-9][0-9]{0,29}$",
    "patternErrorMessage": "Must be an integer of 1 or more.",  # editors show it
}
_DURATION = {
    "type": ["number", "string"],
    "exclusiveMinimum": 0,
    "pattern": rf"^\s*(?=[^1-9]*[1-9])(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+|{DURATION_PATTERN})\s*$",
    "patternErrorMessage": "This is not a duration: 90s, 5m, 1h30m, or seconds.",
}
_FLAG = {"enum": [True, False, "true", "false"]}
_MEANT = re.compile(r"^([a-z_]+(?:, [a-z_]+)*): (.*?)(?=^\S|^$|\Z)", re.M | re.S)
_OF_VARIABLES = {
    "type": "What a value has to be, and what text becomes.",
    "default": "The value if none is passed. Without a default, the variable is required; with "
    "null, it is optional, and leaving it unset also removes the parameter it is used in.",
    "description": "What the variable is for.",
    "secret": "Whether its value is never printed.",
}


def json_schema() -> dict[str, Any]:
    """Return the schema, as plain data.

    It rejects what can never be a definition. What it accepts may still be wrong: services,
    operations, parameters and expressions are for ``querykit check``.
    """
    known: dict[str, dict[str, Any]] = {
        "title": _TEXT,
        "description": _TEXT,
        # Other spellings are read too: DynamoDB, s3api.
        "service": {"anyOf": [{"enum": list(catalog.service_names())}, {"type": "string"}]},
        "operation": {"type": "string"},
        "parameters": {"type": "object"},
        "expression": _TEXT,
        "variables": _variables(),
        "pagination": _pagination(),
        "limit": _COUNT,
        "mode": {"enum": list(get_args(Mode))},
        "flatten": {"enum": list(get_args(Flatten))},
        "across": _FLAG,
        "writes": _FLAG,
        "bounds": _bounds(),
    }
    about = {
        **_about(Query),
        "title": "What the query is called, in a few words.",
        "description": "What the query is for: what its rows are, and what they are not.",
        "service": "The service, as boto3 or the AWS CLI spells it: ec2, s3, logs.",
        "operation": "The operation, as boto3 or the AWS CLI spells it: describe_instances.",
        "variables": "Values that the query leaves open: $name in parameters and the expression.",
        "pagination": "botocore's pagination settings.",
    }
    properties = {key: {"description": about[key], **known[key]} for key in KEYS}
    return {
        "$schema": _DRAFT,
        "title": "A query of querykit",
        "type": "object",
        "required": ["service", "operation"],
        "additionalProperties": False,
        "properties": properties,
    }


def _pagination() -> dict[str, Any]:
    known: dict[str, dict[str, Any]] = {
        "PageSize": _COUNT,
        "MaxItems": _COUNT,
        "StartingToken": {**_TEXT, "pattern": r"\S"},
    }
    about = _about(Pagination)
    properties = {
        key: {"description": about[name], **known[key]} for key, name in PAGINATION_KEYS.items()
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _bounds() -> dict[str, Any]:
    about = _about(Bounds)
    properties = {
        key: {"description": about[key], **(_DURATION if "timeout" in key else _COUNT)}
        for key in BOUND_KEYS
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _variables() -> dict[str, Any]:
    scalar = {"type": ["string", "number", "boolean", "null"]}
    known: dict[str, dict[str, Any]] = {
        "type": {"enum": [*VARIABLE_TYPES]},
        "default": {"anyOf": [scalar, {"type": "array", "items": scalar}]},
        "description": _TEXT,
        "secret": _FLAG,
    }
    properties = {key: {"description": _OF_VARIABLES[key], **known[key]} for key in VARIABLE_KEYS}
    return {
        "type": "object",
        "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "properties": properties,
        },
    }


def _about(part: type) -> dict[str, str]:
    """Return what a docstring says of each field, ``name: meaning``."""
    found = {}
    for match in _MEANT.finditer(inspect.cleandoc(part.__doc__ or "")):
        text = " ".join(match[2].replace("``", "`").split())
        for name in match[1].split(", "):
            found[name] = f"{text[:1].upper()}{text[1:]}"
    return found
