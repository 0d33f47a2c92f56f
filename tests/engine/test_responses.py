"""Whatever an operation's model allows is a response of it; nothing else is."""

from __future__ import annotations

import gc
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import ResponseParserFactory

from querykit.engine.parsers import holds_bytes
from querykit.engine.verification import Verifier
from querykit.errors import ForeignResponseError
from querykit.services.expected import ExpectedResponse
from querykit.testing.responses import Response, serialize
from tests.wire.foreign import foreign, spoilt
from tests.wire.models import LOADER, service_model
from tests.wire.samples import Samples

SERVICES = LOADER.list_available_services("service-2")
SAMPLED = 20
OK, NO_CONTENT = 200, 204
FACTORY = ResponseParserFactory()
FACTORY.set_parser_defaults(timestamp_parser=str, blob_parser=str)

Kinds = Counter[str]


def parsed(verifier: Verifier, model: OperationModel, response: Response) -> Any:
    """Parse a response as a client of querykit does."""
    protocol = str(model.service_model.resolved_protocol)
    parser: Any = FACTORY.create_parser(protocol)
    verifier.watch(parser, protocol)
    whole = {
        "status_code": response.status,
        "headers": {name.lower(): value for name, value in response.headers.items()},
        "body": response.body,
        "context": {"operation_name": model.name},
    }
    return parser.parse(whole, model.output_shape)


def operations(services: list[str]) -> Iterator[tuple[Verifier, OperationModel]]:
    """Every operation whose body is not a stream, a blob or a string."""
    for service in services:
        whole = service_model(service)
        verifier = Verifier(whole)
        for name in whole.operation_names:
            model = whole.operation_model(name)
            if not ExpectedResponse(model).is_left_alone:
                yield verifier, model


def outputs(model: OperationModel, samples: Samples) -> Iterator[tuple[str, dict[str, Any]]]:
    """Outputs that AWS may send: with all fields, with some, with one, with none."""
    whole = samples.output(model)
    yield "all fields", whole
    scalars = {name: each for name, each in whole.items() if not isinstance(each, (list, dict))}
    yield "no lists", scalars
    yield "no fields", {}
    for name, value in whole.items():
        yield "one field", {name: value}


def with_unknown(model: OperationModel, response: Response) -> Response:
    """Add fields that the model does not know yet, as a newer AWS does."""
    body = response.body
    if "json" in str(model.service_model.resolved_protocol) and body.startswith(b'{"'):
        data = {"newField": "x", **json.loads(body), "newStructure": {"a": [1]}}
        return replace(response, body=json.dumps(data).encode())
    if body.startswith(b"<") and b"</" in body:
        end = body.rindex(b"</")
        return replace(response, body=body[:end] + b"<newElement>x</newElement>" + body[end:])
    return response


def is_refused(verifier: Verifier, model: OperationModel, response: Response) -> str:
    """Why a response is refused, "" if it is not; an empty object may be believed later."""
    try:
        parsed(verifier, model, response)
    except ForeignResponseError as error:
        return str(error) if error.page is None else ""
    return ""


def test_a_body_is_freed_as_soon_as_it_is_parsed() -> None:
    model = service_model("iam").operation_model("ListUsers")
    response, verifier = (
        serialize(model, {"Users": [{"UserName": "a"}] * 50}),
        Verifier(model.service_model),
    )
    gc.collect(0)
    gc.disable()
    try:
        parsed(verifier, model, response)
        left = [each for each in gc.get_objects(0) if isinstance(each, Element)]
    finally:
        gc.enable()
    assert left == []


HEADERS = {"x-amzn-RequestId": "r"}
IDS = ("x-amzn-requestid", "x-amz-request-id", "x-amz-requestid", "x-amzn-request-id")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", ""),
        ("null", ""),
        ("{}", ""),
        ("[]", "its body is a list, not an object"),
        ('"OK"', "its body is a string, not an object"),
        *(
            (f'{{"{name}": "Gone", "message": "later"}}', "it is an error: Gone: later")
            for name in ("code", "Code", "errorCode", "errorType")
        ),
        *(
            (f'{{"code": "Gone", "{name}": "later"}}', "it is an error: Gone: later")
            for name in ("message", "Message", "errorMessage")
        ),
    ],
)
def test_an_operation_without_fields_returns_nothing(body: str, why: str) -> None:
    model = service_model("logs").operation_model("CreateLogGroup")
    refused = is_refused(Verifier(model.service_model), model, Response(OK, body.encode(), HEADERS))
    assert why in refused
    assert bool(why) == bool(refused)


def own(http: Mapping[str, Any], protocol: str = "json") -> OperationModel:
    """An operation that returns a message, which is no error."""
    fields = {"message": {"shape": "Text"}}
    whole = {
        "metadata": {"protocol": protocol, "protocols": [protocol], "serviceId": "Own"},
        "operations": {"Say": {"name": "Say", "http": http, "output": {"shape": "Said"}}},
        "shapes": {"Said": {"type": "structure", "members": fields}, "Text": {"type": "string"}},
    }
    return ServiceModel(whole, "own").operation_model("Say")


POST = {"method": "POST", "requestUri": "/"}
JSON = {"Content-Type": "application/x-amz-json-1.1"}


@pytest.mark.parametrize(
    ("body", "headers", "why"),
    [
        *(("{}", {name: "r"}, "") for name in IDS),
        ("{}", {}, "its body is an empty object, and it does not have AWS's headers: '{}'"),
        ("{}", {"x-id": "r"}, "its body is an empty object, and it does not have AWS's"),
        ('{"message": "y"}', {IDS[0]: "r"}, ""),
        ('{"message": "y"}', {}, "it is an error: y: "),
        *(
            (f'{{"message": "y", "{name}": "x"}}', {IDS[0]: "r"}, "it is an error: ")
            for name in ("code", "Error", "errorCode", "errorMessage", "errorType", "stackTrace")
        ),
        ('{"__type": ""}', {}, "it is an error: '{"),
        (f'"{"x" * 78}"', {}, f"not an object: '\"{'x' * 78}\"'\n"),
        (f'"{"x" * 79}"', {}, f"not an object: '\"{'x' * 79}...'\n"),
        ("", {IDS[0]: "r"}, "its body is empty\n"),
    ],
)
def test_a_message_alone_is_a_response_only_if_aws_sent_it(
    body: str, headers: dict[str, str], why: str
) -> None:
    model, response = own(POST), Response(OK, body.encode(), {**JSON, **headers})
    refused = is_refused(Verifier(model.service_model), model, response)
    assert why in refused
    assert bool(why) == bool(refused)


@pytest.mark.parametrize(
    ("expected", "status", "headers", "is_refused_as_empty"),
    [(204, 204, HEADERS, False), (204, 204, {}, True), (204, 200, HEADERS, True),
     (200, 204, HEADERS, True), (200, 200, HEADERS, True)],
)  # fmt: skip
def test_only_an_operation_without_content_may_have_no_body(
    expected: int, status: int, headers: dict[str, str], is_refused_as_empty: bool
) -> None:
    model = own({**POST, "responseCode": expected})
    refused = is_refused(Verifier(model.service_model), model, Response(status, b"", headers))
    assert ("its body is empty" in refused) == bool(refused) == is_refused_as_empty


@pytest.mark.parametrize(("protocol", "holds"), [("json", False), ("smithy-rpc-v2-cbor", True)])
def test_only_pages_of_cbor_hold_bytes(protocol: str, holds: bool) -> None:
    assert holds_bytes(own(POST, protocol)) == holds


@pytest.mark.parametrize(
    ("status", "is_one"), [(200, True), (201, True), (202, True), (203, False), (205, False)]
)
def test_a_success_may_have_another_status_than_the_model_says(status: int, is_one: bool) -> None:
    model = service_model("iam").operation_model("ListUsers")
    response = replace(serialize(model, {"Users": []}), status=status)
    refused = is_refused(Verifier(model.service_model), model, response)
    assert ("" if is_one else f"ListUsers does not return the status {status}") in refused
    assert bool(refused) != is_one


def lacks_required(model: OperationModel, output: Mapping[str, Any]) -> bool:
    """Tell whether a body that the model does not allow is the only proof there is."""
    shape: Any = model.output_shape
    payload = shape.serialization.get("payload") if shape is not None else None
    inside = output.get(payload) or {} if payload else output
    needed = shape.members[payload] if payload else shape
    return needed is not None and any(name not in inside for name in needed.required_members)


def alarms(services: list[str], counts: Kinds) -> Iterator[str]:
    """Yield each response of AWS that is refused."""
    for verifier, model in operations(services):
        counts["operations"] += 1
        samples = Samples(random.Random(model.name))
        for kind, output in outputs(model, samples):
            if kind != "all fields" and lacks_required(model, output):
                continue
            right = serialize(model, output)
            for response in (right, with_unknown(model, right)):
                counts["responses"] += 1
                why = is_refused(verifier, model, response)
                if why:
                    yield f"{model.service_model.service_name}.{model.name}, {kind}: {why}"


def test_no_valid_response_is_refused(figure: Callable[[str], None]) -> None:
    _no_alarm(random.Random("valid").sample(SERVICES, SAMPLED), figure)


@pytest.mark.slow
def test_no_valid_response_of_any_operation_is_refused(figure: Callable[[str], None]) -> None:
    _no_alarm(SERVICES, figure)


def _no_alarm(services: list[str], figure: Callable[[str], None]) -> None:
    counts: Kinds = Counter()
    assert list(alarms(services, counts)) == []
    figure(
        f"valid responses: {counts['responses']:,} of {counts['operations']:,} operations, no alarm"
    )


def is_allowed(model: OperationModel, response: Response) -> bool:
    """Tell whether a foreign response is one that the model allows, such as only a message."""
    if not any(name.lower() == "x-amzn-requestid" for name in response.headers):
        return False
    if response.status == model.http.get("responseCode") == NO_CONTENT:
        return not response.body
    expected = ExpectedResponse(model)
    try:
        data = json.loads(response.body)
    except ValueError:
        return False
    if not data or not isinstance(data, dict) or response.status != OK:
        return False
    return set(expected.required) <= data.keys() <= expected.fields.keys()


def accepted(services: list[str], counts: Kinds, step: int) -> Iterator[str]:
    """Yield each response that is none of the operation's and is taken for one."""
    for verifier, model in operations(services):
        if not ExpectedResponse(model).fields:  # there are no rows to lose
            continue
        counts["operations"] += 1
        output = Samples(random.Random(model.name), depth=2).output(model)
        strangers = [*foreign(model), *spoilt(model, output, step)]
        for name, response in strangers:
            if is_allowed(model, response):
                continue
            counts["responses"] += 1
            if not is_refused(verifier, model, response):
                yield f"{model.service_model.service_name}.{model.name}: {name}"


def test_no_foreign_response_is_accepted(figure: Callable[[str], None]) -> None:
    _none_accepted(random.Random("foreign").sample(SERVICES, 3), figure, step=200)


@pytest.mark.slow
def test_no_foreign_response_to_any_operation_is_accepted(figure: Callable[[str], None]) -> None:
    _none_accepted(SERVICES, figure, step=50)


def _none_accepted(services: list[str], figure: Callable[[str], None], step: int) -> None:
    counts: Kinds = Counter()
    assert list(accepted(services, counts, step)) == []
    figure(
        f"foreign responses: {counts['responses']:,} to {counts['operations']:,} operations, "
        "0 accepted"
    )
