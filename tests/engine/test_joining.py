"""What continues on the next page is whole again before an expression sees it."""

from __future__ import annotations

import base64
import copy
from collections.abc import Iterator
from typing import Any

import jmespath
import pytest

from querykit import Engine
from querykit.errors import IncompleteError, PartialFailureError
from querykit.result import Change
from querykit.services.operation import operation
from querykit.services.pagination.continuations import FILE, continuation
from querykit.services.tables import table
from tests.wire import Wire

SIZES = [1, 2, 3, 7, 1000]
METRICS = (
    "cloudwatch.get_metric_data {MetricDataQueries: [{Id: m1, Expression: 'SEARCH(x)'}], "
    "StartTime: '2026-01-01', EndTime: '2026-01-02'}"
)
COST = (
    "ce.get_cost_and_usage {TimePeriod: {Start: '2026-01-01', End: '2026-02-01'}, "
    "Granularity: MONTHLY, Metrics: [UnblendedCost]}"
)


def _metric(name: str, label: str, values: list[float], status: str = "Complete") -> dict[str, Any]:
    return {"Id": name, "Label": label, "Values": values, "StatusCode": status}


SERIES = [
    _metric("m1", "web", [float(n) for n in range(8)]),
    _metric("m1", "db", [1.0, 1.0, 1.0]),
    _metric("m1", "idle", []),
    _metric("m2", "web", [5.0, 5.0]),
    # Two metrics that nothing tells apart.
    _metric("m3", "same", [1.0, 2.0]),
    _metric("m3", "same", [3.0, 4.0]),
]


def _spread(elements: list[dict[str, Any]], inner: list[str], size: int) -> Iterator[list[Any]]:
    """Pages of so many points, which end inside an element as often as not."""
    page: list[Any] = []
    left = size
    for element in elements:
        number, at = len(element[inner[0]]), 0
        while True:
            part = {**element, **{name: element[name][at : at + left] for name in inner}}
            at, left = at + left, left - len(part[inner[0]])
            if "StatusCode" in element and at < number:
                part["StatusCode"] = "PartialData"
            page.append(part)
            if left == 0:
                yield page
                page, left = [], size
            if at >= number:
                break
    if page:
        yield page


def _serve_series(wire: Wire, series: list[dict[str, Any]], size: int) -> None:
    spread = _spread(series, ["Values"], size)
    wire.serve("cloudwatch.get_metric_data", [{"MetricDataResults": each} for each in spread])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "expression",
    [
        "MetricDataResults",
        "MetricDataResults[?Id=='m1'] | [0].Values | length(@)",
        "MetricDataResults[?length(Values) > `2`].Label",
        "MetricDataResults[].{id: Id, n: length(Values), last: Values[-1], status: StatusCode}",
        "MetricDataResults[].Values[]",
        "length(MetricDataResults)",
        "MetricDataResults[:2].Label",
        "MetricDataResults[-1].Values",
        "sum(MetricDataResults[].Values[])",
        "sort_by(MetricDataResults, &length(Values))[-1].Label",
        "{n: length(MetricDataResults), all: MetricDataResults[*].Values | []}",
    ],
)
def test_a_metric_is_one_element_however_its_points_are_paged(
    wire: Wire, expression: str, size: int
) -> None:
    _serve_series(wire, SERIES, size)
    found = jmespath.search(expression, {"MetricDataResults": SERIES})
    expected = found if isinstance(found, list) else [found]
    result = Engine(wire.session).run(f"{METRICS} | {expression}")
    assert result.to_list() == expected
    assert [(each.status, each.changes) for each in result.outcomes] == [("complete", ())]


def test_a_label_that_is_computed_from_its_page_is_the_last(wire: Wire) -> None:
    parts = [_metric("m1", "max 3", [1.0, 3.0], "PartialData"), _metric("m1", "max 9", [9.0])]
    wire.serve("cloudwatch.get_metric_data", [{"MetricDataResults": [each]} for each in parts])
    result = Engine(wire.session).run(f"{METRICS} | MetricDataResults[]")
    assert result.to_list() == [_metric("m1", "max 9", [1.0, 3.0, 9.0])]
    assert result.outcomes[0].changes == (Change("MetricDataResults[].Label", "max 3", "max 9"),)


@pytest.mark.parametrize("status", ["PartialData", "InternalError", "Forbidden"])
def test_a_metric_that_is_not_whole_at_the_end_is_named_after_the_rows(
    wire: Wire, status: str
) -> None:
    series = [_metric("m1", "web", [1.0]), _metric("m2", "db", [2.0], status)]
    wire.serve("cloudwatch.get_metric_data", [{"MetricDataResults": series}])
    result = Engine(wire.session).run(f"{METRICS} | MetricDataResults[].Id")
    rows = [next(result), next(result)]
    with pytest.raises(IncompleteError) as raised:
        next(result)
    assert rows == ["m1", "m2"]
    assert isinstance(raised.value.outcomes[0].error, PartialFailureError)
    what = "the response does not have all of the data: MetricDataResults[].StatusCode is"
    assert f'{what} {status} for "m2"' in str(raised.value)
    with pytest.raises(IncompleteError):
        next(Engine(wire.session).run(f"{METRICS} | sum(MetricDataResults[].Values[])"))


@pytest.mark.parametrize("size", SIZES)
def test_a_period_has_all_of_its_groups(wire: Wire, size: int) -> None:
    days = [
        {
            "TimePeriod": {"Start": f"2026-01-0{day}", "End": f"2026-01-0{day + 1}"},
            "Groups": [{"Keys": [f"s{n}"], "Metrics": {}} for n in range(day)],
            "Total": {},
            "Estimated": day == 4,
        }
        for day in (1, 2, 4)
    ]
    wire.serve(
        "ce.get_cost_and_usage",
        [{"ResultsByTime": each} for each in _spread(days, ["Groups"], size)],
        pagination={
            "input_token": "NextPageToken",
            "output_token": "NextPageToken",
            "result_key": "ResultsByTime",
        },
    )
    engine = Engine(wire.session)
    assert engine.run(f"{COST} | ResultsByTime").to_list() == days
    assert engine.run(f"{COST} | ResultsByTime[].TimePeriod.Start").to_list() == [
        "2026-01-01",
        "2026-01-02",
        "2026-01-04",
    ]
    assert engine.run(f"{COST} | ResultsByTime[?length(Groups) > `3`].Estimated").to_list() == [
        True
    ]


@pytest.mark.parametrize("size", SIZES)
def test_the_capacity_that_pages_consume_adds_up(wire: Wire, size: int) -> None:
    units = [0.5, 1.0, 2.0, 4.0]
    pages = [
        {
            "Items": [],
            "Count": len(part),
            "ConsumedCapacity": {
                "TableName": "t",
                "CapacityUnits": sum(part),
                "GlobalSecondaryIndexes": {"by.name": {"CapacityUnits": sum(part) / 2}},
            },
        }
        for part in (units[at : at + size] for at in range(0, len(units), size))
    ]
    wire.serve("dynamodb.scan", pages)
    ask = "dynamodb.scan {TableName: t} | "
    engine = Engine(wire.session)
    whole = {
        "TableName": "t",
        "CapacityUnits": 7.5,
        "GlobalSecondaryIndexes": {"by.name": {"CapacityUnits": 3.75}},
    }
    assert engine.run(f"{ask}ConsumedCapacity.CapacityUnits").to_list() == [7.5]
    assert engine.run(f"{ask}ConsumedCapacity").to_list() == [whole]
    result = engine.run(f"{ask}{{n: Count, used: ConsumedCapacity}}")
    assert result.to_list() == [{"n": 4, "used": whole}]
    assert result.outcomes[0].changes == ()


@pytest.mark.parametrize("size", SIZES)
def test_pieces_of_a_string_and_of_a_blob_are_joined(wire: Wire, size: int) -> None:
    text, data = '{"attack": "é"}', bytes(range(250, 256)) + b"video"
    paged = {"input_token": "NextToken", "output_token": "NextToken", "result_key": "None"}
    wire.serve(
        "fms.get_protection_status",
        [{"Data": text[at : at + size]} for at in range(0, len(text), size)],
        pagination=paged,
    )
    engine = Engine(wire.session)
    result = engine.run(f"fms.get_protection_status {{PolicyId: {'p' * 36}}} | Data")
    assert result.to_list() == [text]
    assert result.outcomes[0].changes == ()
    wire.serve(
        "iotsitewise.get_capture_data",
        [
            {
                "data": data[at : at + size],
                "startTime": {"timeInSeconds": at, "offsetInNanos": 0},
                "endTime": {"timeInSeconds": min(at + size, len(data)), "offsetInNanos": 0},
                "dataType": "CUSTOM",
            }
            for at in range(0, len(data), size)
        ],
        pagination={**paged, "input_token": "nextToken", "output_token": "nextToken"},
    )
    question = "iotsitewise.get_capture_data {...} | [data, startTime, endTime][]"
    required = _required("iotsitewise", "get_capture_data")
    found = engine.run(question.replace("{...}", required), check=False).to_list()
    assert found[0] == base64.b64encode(data).decode("ascii")
    assert [each["timeInSeconds"] for each in found[1:]] == [0, len(data)]


def _required(service: str, name: str) -> str:
    import json

    from tests.wire.samples import required

    return json.dumps(required(operation(service, name).input_shape), default=str)


def test_a_status_that_changes_is_the_last_and_is_reported(wire: Wire) -> None:
    statuses = ["UNAVAILABLE", "AVAILABLE"]
    pages = [{"ExecutionStatus": status, "Changes": []} for status in statuses]
    wire.serve("cloudformation.describe_change_set", pages)
    ask = "cloudformation.describe_change_set {ChangeSetName: c, StackName: s} | "
    engine = Engine(wire.session)
    result = engine.run(f"{ask}ExecutionStatus")
    assert result.to_list() == ["AVAILABLE"]
    assert result.outcomes[0].changes == (Change("ExecutionStatus", *statuses),)
    unread = engine.run(f"{ask}length(Changes)")
    unread.to_list()
    assert unread.outcomes[0].changes == ()


@pytest.mark.parametrize("size", SIZES)
def test_a_list_that_pages_repeat_is_there_once_and_any_other_is_whole(
    wire: Wire, size: int
) -> None:
    paged = {"input_token": "NextToken", "output_token": "NextToken", "result_key": "Blocks"}
    blocks = [{"Id": f"{n}"} for n in range(8)]
    cuts = range(0, len(blocks), size)
    same = [{"ErrorCode": "E", "Pages": [1]}, {"ErrorCode": "E", "Pages": [1]}]
    wire.serve(
        "textract.get_document_analysis",
        [{"Blocks": blocks[at : at + size], "Warnings": same} for at in cuts],
        pagination=paged,
    )
    ask = "textract.get_document_analysis {JobId: j} | "
    engine = Engine(wire.session)
    assert engine.run(f"{ask}Warnings").to_list() == same
    codes = ["a", "a", "a", "b", "a", "b", "b", "b"]
    wire.serve(
        "textract.get_document_analysis",
        [
            {
                "Blocks": blocks[at : at + size],
                "Warnings": [{"ErrorCode": each} for each in codes[at : at + size]],
            }
            for at in cuts
        ],
        pagination=paged,
    )
    assert engine.run(f"{ask}Warnings[].ErrorCode").to_list() == codes


def test_the_results_of_a_test_are_shared_out_two_levels_down(wire: Wire) -> None:
    results = [{"recordNumber": n % 2} for n in range(5)]
    wire.serve(
        "lexv2-models.list_test_execution_result_items",
        [{"testExecutionResults": {"utteranceLevelTestResults": {"items": [r]}}} for r in results],
        pagination={"input_token": "nextToken", "output_token": "nextToken", "result_key": "None"},
    )
    ask = _required("lexv2-models", "list_test_execution_result_items")
    question = f"lexv2-models.list_test_execution_result_items {ask} | "
    question += "testExecutionResults.utteranceLevelTestResults.items[].recordNumber"
    result = Engine(wire.session).run(question, check=False)
    assert next(result) == 0
    assert result.pages == 1
    assert result.to_list() == [1, 0, 1, 0]


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(
    "name", [each for each in table(FILE) if continuation(*each.split(".")).joins]
)
def test_every_list_that_is_known_to_continue_is_joined(wire: Wire, name: str, size: int) -> None:
    service, _, own = name.partition(".")
    target = operation(service, own)
    known = continuation(service, own)
    for path, join in known.joins.items():
        inner = [each.rpartition(".")[2] for each in known.continued if each.startswith(f"{path}[")]
        if not inner:
            continue
        elements = [_element(target, path, join.by, inner, number) for number in range(3)]
        whole = _nested(path, copy.deepcopy(elements))
        pages = [_nested(path, part) for part in _spread(elements, inner, size)]
        configuration = dict(target.paging.configuration)
        wire.serve(f"{service}.{target.method}", pages, pagination=configuration)
        expression = f"{path}[].length({inner[0]})"
        result = Engine(wire.session).run(
            f"{service}.{target.method} {_required(service, target.method)} | {expression}",
            check=False,
        )
        assert result.to_list() == jmespath.search(expression, whole)


def _element(target: Any, path: str, by: Any, inner: list[str], number: int) -> dict[str, Any]:
    shape = target.output_shape
    for name in path.split("."):
        shape = shape.members[name]
    fields = shape.member.members
    made = {name: _value(fields[name], number) for name in by}
    return made | {name: [_value(fields[name].member, 0)] * (number + 2) for name in inner}


def _value(shape: Any, number: int) -> Any:
    """A value that differs by its number, where the shape has room for one."""
    from datetime import datetime, timedelta, timezone

    kind = shape.type_name
    if kind == "structure":
        return {name: _value(each, number) for name, each in list(shape.members.items())[:2]}
    if kind == "list":
        return [_value(shape.member, number)]
    if kind == "map":
        return {"k": _value(shape.value, number)}
    if kind == "timestamp":
        return datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(days=number)
    made = {"integer": number, "long": number, "float": 0.5, "double": 0.5, "boolean": True}
    return made.get(kind, f"v{number}")


def _nested(path: str, value: Any) -> Any:
    name, _, rest = path.partition(".")
    return {name: _nested(rest, value) if rest else value}
