"""What is wrong with a response, by its status, its headers and what its body contains."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from botocore.model import OperationModel, ServiceModel

from querykit.engine.responses import ABSENT, Problem, problem
from querykit.services.expected import ExpectedResponse
from tests.cases import read_cases
from tests.wire.models import service_model

CASES = read_cases(Path(__file__).with_name("problems.yaml"))
# What an operation returns: the members of its output, its other facts, those of HTTP.
OUTPUTS: dict[str, tuple[dict[str, str], dict[str, Any], dict[str, Any]]] = {
    "Say": ({"id": "Text", "message": "Text"}, {}, {}),
    "Must": ({"id": "Text", "message": "Text"}, {"required": ["id"]}, {}),
    "Head": ({"id": "Text"}, {}, {"method": "HEAD"}),
    "Nothing": ({"id": "Text"}, {}, {"responseCode": 204}),
    "Sometimes": (
        {"id": "Text", "size": "Number", "list": "Texts", "free": "Any"},
        {},
        {"responseCode": 299},
    ),
    "Typed": ({"id": "Text", "__type": "Text"}, {}, {}),
    "Free": ({"document": "Any"}, {"payload": "document"}, {}),
}


def _own(protocol: str) -> ServiceModel:
    whole = {
        "metadata": {"protocol": protocol, "protocols": [protocol], "serviceId": "Own"},
        "operations": {
            name: {
                "name": name,
                "http": {"method": "POST", "requestUri": "/", **http},
                "output": {"shape": f"{name}Output"},
            }
            for name, (_, _, http) in OUTPUTS.items()
        },
        "shapes": {
            "Text": {"type": "string"},
            "Number": {"type": "integer"},
            "Texts": {"type": "list", "member": {"shape": "Text"}},
            "Any": {"type": "structure", "members": {}, "document": True},
            **{
                f"{name}Output": {
                    "type": "structure",
                    "members": {member: {"shape": shape} for member, shape in members.items()},
                    **more,
                }
                for name, (members, more, _) in OUTPUTS.items()
            },
        },
    }
    return ServiceModel(whole, "own")


OWN = {"own": _own("json"), "cbor": _own("smithy-rpc-v2-cbor")}


def _model(dotted: str) -> OperationModel:
    service, name = dotted.split(".")
    return (OWN.get(service) or service_model(service)).operation_model(name)


def _root(case: dict[str, Any]) -> Any:
    return ElementTree.fromstring(case["xml"]) if "xml" in case else case.get("body", ABSENT)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["of"])
def test_a_response_is_the_operations_or_has_a_problem(case: dict[str, Any]) -> None:
    expected = ExpectedResponse(_model(case["of"]))
    found = problem(expected, case.get("status", 200), case.get("headers", {}), _root(case))
    if "why" not in case:
        assert found is None
    else:
        is_believable = case.get("believable", False)
        assert found == Problem(case["why"], case.get("code"), is_believable)
