"""Outputs made up from the shapes of hundreds of operations come back as they were served."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from botocore.model import OperationModel

from querykit.testing.responses import PROTOCOLS
from tests.wire import Request, Wire
from tests.wire.cases import cases
from tests.wire.models import LOADER, operation_names, service_model
from tests.wire.samples import Samples, required

MOST = {"ec2": 60}
EACH = 9
READS = ("batch", "describe", "get", "head", "list", "lookup", "query", "scan", "search")
SERVICES = (
    "apigateway",
    "autoscaling",
    "backup",
    "batch",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "cloudwatchomni",
    "config",
    "dynamodb",
    "ec2",
    "ecs",
    "eks",
    "elbv2",
    "eventbridgev2",
    "glue",
    "iam",
    "iot",
    "kms",
    "lambda",
    "lexv2-models",
    "logs",
    "organizations",
    "quicksight",
    "rds",
    "redshift",
    "route53",
    "s3",
    "s3control",
    "sagemaker",
    "secretsmanager",
    "ses",
    "sns",
    "sqs",
    "ssm",
    "sts",
    "xray",
)
# botocore or its model reads these back as something else than their shapes say.
UNEVEN = {
    "s3.get_bucket_notification",
    "s3.head_object",
    "s3.list_object_versions",
    "s3.list_objects",
    "s3.list_objects_v2",
}


def whole(model: OperationModel) -> bool:
    """Tell whether an operation has an output that is no stream."""
    return model.output_shape is not None and not (
        model.has_streaming_output or model.has_event_stream_output or model.has_streaming_input
    )


def reads(service: str) -> list[str]:
    """Choose some reading operations of a service, the same ones each time."""
    names = operation_names(service)
    found = [
        name
        for name, wire_name in names.items()
        if name.startswith(READS)
        and f"{service}.{name}" not in UNEVEN
        and whole(service_model(service).operation_model(wire_name))
    ]
    return random.Random(service).sample(found, min(len(found), MOST.get(service, EACH)))


def _always(output: dict[str, Any]) -> Callable[[Request], dict[str, Any]]:
    return lambda _: output


@pytest.mark.parametrize("service", cases(SERVICES))
def test_a_service_carries_whatever_its_shapes_allow(wire: Wire, service: str) -> None:
    client = wire.client(service)
    samples = Samples(random.Random(service))
    for name in reads(service):
        model = service_model(service).operation_model(operation_names(service)[name])
        output, parameters = samples.output(model), required(model.input_shape)
        wire.serve(f"{service}.{name}", _always(output))
        answer = getattr(client, name)(**parameters)
        del answer["ResponseMetadata"]
        assert answer == output, f"{service}.{name}"
        request = wire.requests[-1]
        assert (request.service, request.operation) == (service, name)
        assert request.parameters.items() >= parameters.items()


def test_the_services_tried_speak_every_protocol() -> None:
    known = set(SERVICES) & set(LOADER.list_available_services("service-2"))
    spoken = Counter(service_model(each).resolved_protocol for each in known for _ in reads(each))
    assert spoken.keys() >= PROTOCOLS.keys() - {"smithy-rpc-v2-cbor"}
    assert spoken.total() >= 300
