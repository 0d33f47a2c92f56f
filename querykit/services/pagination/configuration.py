"""The pagination of an operation: from botocore's paginator, its shapes, or an exception."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel, StructureShape

from querykit.services.pagination.exceptions import CONFIGURATION, QUIRKS, exception
from querykit.services.pagination.inference import infer
from querykit.services.pagination.lists import at, limit_key, of_type
from querykit.services.pagination.merge_rules import counts, echoes, sums
from querykit.services.pagination.paging import NO_LIST, Kind, Paging, one_or_several, several

__all__ = ["paging"]

# The output token of pages that are counted by who asks: a member that no page has.
_NO_TOKEN = "NoOutputToken"


def paging(service: str, model: OperationModel, builtin: Mapping[str, Any] | None = None) -> Paging:
    """Return how the pages of an operation follow one another.

    An exception comes before botocore's own configuration, and that before what the shapes say;
    these add the page size and the flag that botocore lacks.
    """
    own = exception(service, model.name)
    gives = model.output_shape
    shapes = infer(model.input_shape, gives) or {}
    changed = {name: own[name] for name in CONFIGURATION if name in own}
    if own.get("refused"):
        return _one_page("refused", own["why"], own, gives)
    if builtin is None and not shapes and "input_token" not in changed:
        return _one_page(
            "none", _sentence("one page: the operation takes no pagination token", own), own, gives
        )
    if not shapes and model.input_shape is not None:
        shapes = {"limit_key": limit_key(model.input_shape)}
    configuration = _whole(builtin, shapes, changed)
    paths = several(configuration["result_key"])
    lists = tuple(path for path in paths if _is_list(gives, path))
    return Paging(
        "builtin" if builtin is not None else "inferred",
        configuration,
        result_keys=lists,
        why=_sentence(_name_source(builtin, configuration, changed), own),
        echoes=tuple(echoes(gives, configuration)),
        counts=counts(service, model.name, gives, lists),
        sums=tuple(sums(gives, lists)),
        **_quirks(own),
    )


def _one_page(kind: Kind, why: str, own: Mapping[str, Any], gives: StructureShape | None) -> Paging:
    lists = tuple(of_type(gives, "list")) if gives else ()
    only = lists if len(lists) == 1 else ()
    configuration: dict[str, Any] = {
        "input_token": [],
        "output_token": [],
        "result_key": only[0] if only else NO_LIST,
    }
    if "limit_key" in own:
        configuration["limit_key"] = own["limit_key"]
    return Paging(kind, configuration, result_keys=only, why=why, **_quirks(own))


def _whole(
    builtin: Mapping[str, Any] | None, shapes: Mapping[str, Any], changed: Mapping[str, Any]
) -> dict[str, Any]:
    """Return one configuration out of the three."""
    begin = {"output_token": _NO_TOKEN, "result_key": NO_LIST}
    added = dict(shapes)
    if builtin is not None and builtin["output_token"] != shapes.get("output_token"):
        added.pop("more_results", None)  # the flag of other tokens
    whole = {**begin, **added, **(builtin or {}), **changed}
    whole["result_key"] = one_or_several(several(whole["result_key"])) or NO_LIST
    return {name: value for name, value in whole.items() if value is not None}


def _quirks(own: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(own[name]) if isinstance(own[name], list) else own[name]
        for name in QUIRKS
        if name in own
    }


def _name_source(
    builtin: Mapping[str, Any] | None, configuration: Mapping[str, Any], changed: Mapping[str, Any]
) -> str:
    inputs, outputs = several(configuration["input_token"]), several(configuration["output_token"])
    into, out = " and ".join(inputs), " and ".join(outputs)
    if out == _NO_TOKEN:
        return f"{into} is incremented until a page is empty"
    known = "from its documentation" if "input_token" in changed else "inferred from its shapes"
    source = "botocore's own paginator" if builtin is not None else known
    are = "is" if len(outputs) == 1 else "are"
    return f"{source}: {out} of one page {are} sent as {into} for the next"


def _sentence(told: str, own: Mapping[str, Any]) -> str:
    return f"{told}; {own['why']}" if "why" in own else told


def _is_list(gives: StructureShape | None, path: str) -> bool:
    shape = at(gives, path)
    return shape is not None and bool(shape.type_name == "list")
