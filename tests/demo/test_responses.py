"""Whatever moto returns for a read of a service of the demo belongs to the operation."""

from __future__ import annotations

import pkgutil
from collections import Counter
from collections.abc import Callable

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from querykit.demo import account, estate
from querykit.engine.clients import Clients
from querykit.errors import ForeignResponseError, QueryError
from querykit.services.expected import ExpectedResponse
from tests.wire.models import operation_names, service_model
from tests.wire.samples import required

SERVICES = [each.name.rstrip("_") for each in pkgutil.iter_modules(estate.__path__)]
READS = ("describe", "get", "head", "list")
PATIENT = Config(retries={"total_max_attempts": 1}, parameter_validation=False)

# moto does not have the operation, and returns all buckets, as ListBuckets does: rightly refused.
MISTAKEN = ["s3.list_directory_buckets"]


@pytest.mark.slow
def test_moto_raises_no_false_alarm(figure: Callable[[str], None]) -> None:
    outcomes: Counter[str] = Counter()
    refused = []
    with account() as demo:
        clients = Clients(demo.session, demo.region, demo.endpoint_url, PATIENT)
        for service in SERVICES:
            client = clients.client(service)
            for name, wire_name in operation_names(service).items():
                model = service_model(service).operation_model(wire_name)
                if not name.startswith(READS) or ExpectedResponse(model).is_left_alone:
                    continue
                try:
                    getattr(client, name)(**required(model.input_shape))
                    outcomes["responses"] += 1
                except ForeignResponseError as error:
                    outcomes["responses"] += 1
                    if error.page is None:
                        refused.append(f"{service}.{name}")
                except (ClientError, BotoCoreError, ResponseParserError, QueryError):
                    outcomes["errors"] += 1  # moto does not have it, or it is not read-only
    assert refused == MISTAKEN
    assert outcomes["responses"] > 100
    figure(f"responses of moto, {len(SERVICES)} services: {outcomes['responses']}, 0 false alarms")
