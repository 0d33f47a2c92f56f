"""A response that says it is not complete, or is as long as it can be, ends the run incomplete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit import Engine
from querykit.errors import IncompleteError, TruncatedError
from tests.cases import read_cases
from tests.wire import Wire, pages

CASES = read_cases(Path(__file__).with_name("truncation.yaml"))


def _grown(value: Any) -> Any:
    """A page with its lists as long as the case says."""
    if isinstance(value, list):
        return [_grown(element) for element in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"repeat", "of"}:
        return [_grown(value["of"])] * value["repeat"]
    return {name: _grown(member) for name, member in value.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_a_response_that_is_cut_is_said_to_be(wire: Wire, case: dict[str, Any]) -> None:
    wire.serve(case["question"].split(" ")[0], [_grown(case["page"])])
    result = Engine(wire.session).run(case["question"])
    if "rows" in case:
        assert result.to_list() == case["rows"]
        assert [outcome.status for outcome in result.outcomes] == ["complete"]
        return
    with pytest.raises(IncompleteError) as raised:
        for _ in result:
            pass
    error = raised.value.outcomes[0].error
    assert isinstance(error, TruncatedError)
    assert case["error"] in error.mistakes[0].what
    assert case.get("hint", error.mistakes[0].hint) == error.mistakes[0].hint
    assert raised.value.exit_status == 3


def test_a_cap_on_the_whole_result_counts_the_elements_of_all_pages(wire: Wire) -> None:
    catalogs = [{"ResourceCatalogName": str(number)} for number in range(1_000)]
    question = "sagemaker.list_resource_catalogs | length(ResourceCatalogs)"
    wire.serve("sagemaker.list_resource_catalogs", pages("ResourceCatalogs", catalogs, 400))
    with pytest.raises(IncompleteError, match="ResourceCatalogs has 1,000 elements, the maximum"):
        Engine(wire.session).run(question).to_list()
    wire.serve("sagemaker.list_resource_catalogs", pages("ResourceCatalogs", catalogs[1:], 400))
    assert Engine(wire.session).run(question).to_list() == [999]


def test_everything_that_a_response_says_is_missing_is_named(wire: Wire) -> None:
    wire.serve(
        "iottwinmaker.get_entity",
        [
            {
                "entityId": "e",
                "areAllComponentsReturned": False,
                "components": {"a": {"areAllPropertiesReturned": False, "properties": {}}},
            }
        ],
    )
    with pytest.raises(IncompleteError) as raised:
        Engine(wire.session).run("iottwinmaker.get_entity {workspaceId: w, entityId: e}").to_list()
    (mistake,) = raised.value.outcomes[0].error.mistakes
    assert mistake.what == (
        "the response is not complete: areAllComponentsReturned is false; "
        "the response is not complete: components.*.areAllPropertiesReturned is false"
    )
    assert mistake.hint is not None
    assert "use iottwinmaker.list_components, which is paginated" in mistake.hint
    assert "use iottwinmaker.list_properties, which is paginated" in mistake.hint


def test_an_answer_that_is_certain_needs_no_rest(wire: Wire) -> None:
    found = {"Resources": [{"Arn": "a"}], "Count": {"TotalResources": 9, "Complete": False}}
    wire.serve("resource-explorer-2.search", [found])
    question = "resource-explorer-2.search {QueryString: x} | Resources[0].Arn"
    assert Engine(wire.session).run(question).to_list() == ["a"]
