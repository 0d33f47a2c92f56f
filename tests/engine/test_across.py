"""One answer of many targets: the whole of all of them, or none and why."""

from __future__ import annotations

from typing import Any

import pytest

from querykit import Engine, Query
from querykit.errors import IncompleteError
from querykit.expressions import compile
from querykit.query import Bounds
from querykit.result import Result
from querykit.target import Selection
from tests.wire import Request, Wire, refuse

REGIONS = ("eu-west-1", "us-east-1", "ap-south-1")
ALL = Selection(regions=REGIONS)
OFF = "AWS was not able to validate the provided access credentials"
EXPRESSIONS = [
    "length(Volumes)",
    "sort_by(Volumes, &Size)[:4].VolumeId",
    "Volumes[2:5].VolumeId",
    "Volumes[1:].VolumeId",
    "Volumes[-2:].VolumeId",
    "Volumes[0].VolumeId",
    "sum(Volumes[].Size)",
    "max_by(Volumes, &Size).VolumeId",
    "{n: length(Volumes), most: max(Volumes[].Size)}",
    "Volumes[?Size > `3`].VolumeId",
    "count_by(Volumes, &VolumeType)",
    "reverse(Volumes)[0].VolumeId",
    "Volumes[].VolumeId | [1:]",
    "Volumes[].VolumeId | [3:6]",
    "Volumes[] | length(@)",
]


def _volumes(region: str) -> list[dict[str, Any]]:
    sizes = range(REGIONS.index(region), 9, 2)
    kinds = ("gp2", "gp3")
    return [
        {"VolumeId": f"{region}-{n}", "Size": n, "VolumeType": kinds[n % 4 // 2]} for n in sizes
    ]


@pytest.fixture
def estate(wire: Wire) -> Wire:
    """Serve the volumes of three regions, two on a page."""
    wire.serve("sts.get_caller_identity", [{"Arn": "arn:aws:iam::111122223333:user/ann"}])
    for region in REGIONS:
        volumes = _volumes(region)
        pages = [{"Volumes": volumes[n : n + 2]} for n in range(0, len(volumes), 2)]
        wire.serve("ec2.describe_volumes", pages, region=region)
    return wire


def _run(wire: Wire, expression: str, *, executor: str = "threads", **options: Any) -> Result:
    query = Query("ec2", "describe_volumes", expression=expression, across=True)
    engine = Engine(wire.session, executor=executor)
    return engine.start(engine.plan(query), targets=ALL, **options)


@pytest.mark.parametrize("executor", ["serial", "threads"])
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_is_applied_to_all_targets_together(
    estate: Wire, expression: str, executor: str
) -> None:
    whole = {"Volumes": [volume for region in REGIONS for volume in _volumes(region)]}
    found = compile(expression).bind({}).search(whole)
    expected = found if isinstance(found, list) else [found]
    result = _run(estate, expression, executor=executor)
    assert result.to_list() == expected
    assert [outcome.region for outcome in result.outcomes] == [*REGIONS]


@pytest.mark.parametrize("expression", ["length(Volumes)", "sort_by(Volumes, &Size)[:4].VolumeId"])
def test_if_a_target_is_incomplete_there_is_no_row(estate: Wire, expression: str) -> None:
    denied = refuse("UnauthorizedOperation", "no", status=403)
    estate.serve("ec2.describe_volumes", lambda _: denied, region="us-east-1")
    result = _run(estate, expression)
    with pytest.raises(IncompleteError, match="in 111122223333 us-east-1 failed"):
        next(result)
    partial = _run(estate, expression, partial=True)
    assert next(partial) is not None
    with pytest.raises(IncompleteError):
        list(partial)


def test_a_slice_has_no_row_behind_a_target_that_failed(estate: Wire) -> None:
    denied = refuse("UnauthorizedOperation", "no", status=403)
    estate.serve("ec2.describe_volumes", lambda _: denied, region="us-east-1")
    result = _run(estate, "Volumes[].VolumeId | [1:]")
    first = [volume["VolumeId"] for volume in _volumes("eu-west-1")]
    assert [next(result) for _ in first[1:]] == first[1:]
    with pytest.raises(IncompleteError):
        next(result)


def test_a_field_that_differs_between_targets_has_no_value(wire: Wire) -> None:
    def attributes(request: Request) -> Any:
        return {"attributes": {"region": str(request.region)}}

    wire.serve("sts.get_caller_identity", [{"Arn": "arn:aws:iam::111122223333:user/ann"}])
    wire.serve("sns.get_sms_attributes", attributes)
    query = Query("sns", "get_sms_attributes", expression="attributes.region", across=True)
    engine = Engine(wire.session)
    result = engine.start(engine.plan(query), targets=ALL)
    with pytest.raises(IncompleteError, match="differs between the targets"):
        result.to_list()


def test_one_target_is_itself(estate: Wire) -> None:
    query = Query("ec2", "describe_volumes", expression="length(Volumes)", across=True)
    assert Engine(estate.session, region="eu-west-1").run(query).to_list() == [5]


@pytest.mark.parametrize("expression", ["length(Volumes)", "Volumes[].VolumeId | [1:]"])
def test_a_limit_of_pages_leaves_no_answer_and_says_why(estate: Wire, expression: str) -> None:
    query = Query("ec2", "describe_volumes", expression=expression, across=True)
    engine = Engine(estate.session)
    request = engine.plan(query, bounds=Bounds(max_pages=1))
    with pytest.raises(IncompleteError, match="a limit stopped some before their last page"):
        engine.start(request, targets=ALL).to_list()
    partial = engine.start(request, targets=ALL, partial=True)
    assert partial.to_list() != []
    assert {outcome.partial for outcome in partial.outcomes} == {True}


def test_if_no_target_has_the_service_there_is_no_answer(estate: Wire) -> None:
    off = refuse("AuthFailure", OFF, status=401)
    for region in REGIONS:
        estate.serve("ec2.describe_volumes", lambda _: off, region=region)
    with pytest.raises(IncompleteError, match="no target has a result"):
        _run(estate, "length(Volumes)").to_list()
