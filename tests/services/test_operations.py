"""An operation is found under each of its spellings, offline, with what botocore knows of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit.errors import QueryError
from querykit.services import catalog
from querykit.services.operation import Operation, operation
from tests.cases import read_cases


def _cases(name: str, title: str) -> list[Any]:
    cases = read_cases(Path(__file__).with_name(name))
    return [pytest.param(case, id=str(case[title])) for case in cases]


def _named(name: str) -> Operation:
    return operation(*name.split("."))


@pytest.mark.parametrize("case", _cases("spellings.yaml", "written"))
def test_an_operation_is_found_as_it_is_written(case: dict[str, Any]) -> None:
    found = operation(*case["written"])
    assert (found.service, found.method, found.name) == (
        case["service"],
        case["method"],
        case["name"],
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (("ec3", "x"), "error: AWS has no service 'ec3'\n  did you mean 'ecs' or 'ecr' or 'ec2'?"),
        (("dynamo", "x"), "error: AWS has no service 'dynamo'\n  did you mean 'dynamodb'?"),
        (("instances", "x"), "error: AWS has no service 'instances'"),
        (("", ""), "error: AWS has no service ''"),
        (("\ud800", "x"), "error: AWS has no service '\\ud800'"),
        (("../ec2", "x"), "error: AWS has no service '../ec2'"),
        (
            ("ec2", "describe_instance"),
            "error: ec2 has no operation 'describe_instance'\n  did you mean 'describe_instances'?",
        ),
        (
            ("ec2", "DescribeInstance"),
            "error: ec2 has no operation 'DescribeInstance'\n  did you mean 'describe_instances'?",
        ),
        (
            ("s3api", "list-object-v2"),
            "error: s3 has no operation 'list-object-v2'\n  did you mean 'list_objects_v2'?",
        ),
        (("ec2", "paginate"), "error: ec2 has no operation 'paginate'"),
        (("ec2", "__init__"), "error: ec2 has no operation '__init__'"),
        (("ec2", ""), "error: ec2 has no operation ''"),
    ],
)
def test_an_unknown_one_gets_the_nearest(written: tuple[str, str], message: str) -> None:
    with pytest.raises(QueryError) as raised:
        operation(*written)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "name",
    [
        *("s3.get_object", "s3.select_object_content", "logs.start_live_tail", "lambda.invoke"),
        *("kinesis.subscribe_to_shard", "polly.synthesize_speech"),
    ],
)
def test_a_stream_of_bytes_is_refused(name: str) -> None:
    with pytest.raises(QueryError) as raised:
        _named(name)
    assert str(raised.value) == (
        f"error: {name} returns a byte stream, which has no rows\n"
        "  querykit supports operations that return structured data"
    )


@pytest.mark.parametrize("case", _cases("operations.yaml", "operation"))
def test_an_operation_knows_its_lists_and_pages(case: dict[str, Any]) -> None:
    found = _named(case["operation"])
    assert found.paging.pages is case["pages"]
    assert list(found.paging.result_keys) == case["lists"]
    assert found.default_expression == case["rows"]


def test_pages_are_those_of_botocore() -> None:
    found = _named("ec2.describe_instances").paging
    assert dict(found.configuration) == {
        "input_token": "NextToken",
        "limit_key": "MaxResults",
        "output_token": "NextToken",
        "result_key": "Reservations",
    }
    assert found.limit_key == "MaxResults"


def test_an_operation_without_pages_is_one_page() -> None:
    found = _named("sts.get_caller_identity").paging
    assert found.configuration["input_token"] == found.configuration["output_token"] == []
    assert found.limit_key is None


def test_the_spellings_of_a_service_do_not_clash() -> None:
    for service in ("ec2", "s3", "iam", "rds", "route53", "storagegateway", "cloudwatch"):
        names = catalog.operation_names(service)
        assert len({method.replace("_", "") for method in names}) == len(names)


@pytest.mark.slow
def test_every_operation_of_every_service_is_found_or_refused() -> None:
    found = 0
    for service in catalog.service_names():
        names = catalog.operation_names(service)
        assert len({method.replace("_", "") for method in names}) == len(names)
        for method, name in names.items():
            model = catalog.service_model(service).operation_model(name)
            if model.has_streaming_output or model.has_event_stream_output:
                with pytest.raises(QueryError, match="returns a byte stream"):
                    operation(service, name)
                continue
            known = operation.__wrapped__(service, name)
            assert (known.service, known.method) == (service, method)
            assert known.default_expression == "@" or known.paging.result_keys
            assert "result_key" in known.paging.configuration
            found += 1
    assert found > 15_000
