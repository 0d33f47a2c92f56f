"""Outputs made up from the shapes of hundreds of operations come back as they were served."""

from __future__ import annotations

import random

import pytest
from botocore.model import OperationModel

from tests.wire import Wire
from tests.wire.models import operation_names, service_model
from tests.wire.samples import Samples, required

EACH = 12
READS = ("batch", "describe", "get", "head", "list", "lookup", "query", "scan", "search")
SERVICES = {
    "ec2": ["ec2"],
    "query": ["autoscaling", "cloudformation", "elbv2", "iam", "rds", "ses", "sns", "sts"],
    "rest-xml": ["cloudfront", "route53", "s3", "s3control"],
    "json": ["cloudtrail", "config", "dynamodb", "ecs", "glue", "kms", "logs", "sagemaker", "ssm"],
    "rest-json": [
        "apigateway",
        "backup",
        "batch",
        "eks",
        "iot",
        "lambda",
        "lexv2-models",
        "quicksight",
    ],
    "smithy-rpc-v2-cbor": ["arc-region-switch", "cloudwatch", "compute-optimizer-automation"],
}
# botocore or its model reads these back as something else than their shapes say.
UNEVEN = {"s3.get_bucket_notification", "s3.head_object", "s3.list_objects_v2"}


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
    return random.Random(service).sample(found, min(len(found), EACH))


@pytest.mark.parametrize("protocol", SERVICES)
def test_a_protocol_carries_whatever_its_shapes_allow(wire: Wire, protocol: str) -> None:
    for service in SERVICES[protocol]:
        assert service_model(service).resolved_protocol == protocol
        client = wire.client(service)
        samples = Samples(random.Random(service))
        for name in reads(service):
            model = service_model(service).operation_model(operation_names(service)[name])
            output, parameters = samples.output(model), required(model.input_shape)
            wire.serve(f"{service}.{name}", lambda _, output=output: output)
            answer = getattr(client, name)(**parameters)
            del answer["ResponseMetadata"]
            assert answer == output, f"{service}.{name}"
            assert (wire.requests[-1].service, wire.requests[-1].operation) == (service, name)
            assert wire.requests[-1].parameters.items() >= parameters.items()
    assert len(wire.requests) >= 20


def test_no_operation_is_tried_twice() -> None:
    chosen = [
        f"{each}.{name}" for group in SERVICES.values() for each in group for name in reads(each)
    ]
    assert len(chosen) == len(set(chosen)) >= 300
