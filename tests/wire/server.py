"""Wire: the AWS of one test."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from querykit.testing.error_responses import ErrorResponse, serialize_error
from tests.wire.answers import Entry
from tests.wire.delivery import Delivery
from tests.wire.models import LOADER, Operation, operation, service_model
from tests.wire.paging import Answerer, Computed, Items, Listed
from tests.wire.parameters import understood
from tests.wire.requests import Arrival, Request
from tests.wire.routing import asked_for
from tests.wire.sessions import ACCESS_KEY, REGION, SECRET_KEY, wired_session
from tests.wire.sockets import Server
from tests.wire.unmodelled import unmodelled


@dataclass(frozen=True)
class Served:
    """What one call of `serve` set up: None is any region, any access key."""

    operation: Operation
    answerer: Answerer
    region: str | None
    access_key: str | None

    def fits(self, service: str, name: str, arrival: Arrival) -> bool:
        """Tell whether a request for an operation is answered by this."""
        access_key, region, _ = arrival.scope
        return (
            (self.operation.service, self.operation.name) == (service, name)
            and self.region in (None, region)
            and self.access_key in (None, access_key)
        )

    @property
    def particular(self) -> int:
        """How much it asks of a request: the most particular one answers."""
        return (self.region is not None) + (self.access_key is not None)


class Wire:
    """A server that speaks AWS's protocols, and clients that talk to it alone.

    `requests` has every request in the order of arrival. `unexpected` has what no `serve`
    was there for, as text; the fixture fails the test for it.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.unexpected: list[str] = []
        self._served: list[Served] = []
        self._server = Server(self._reply)
        self.endpoint_url = f"http://127.0.0.1:{self._server.server_port}"
        self.session: boto3.Session = wired_session(self.endpoint_url)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def serve(
        self,
        dotted: str,
        answers: Sequence[Entry] | Callable[[Request], Entry],
        *,
        region: str | None = None,
        access_key: str | None = None,
        pagination: Mapping[str, Any] | None = None,
    ) -> None:
        """Answer `ec2.describe_instances` with pages, or with what a function computes.

        `region` and `access_key` limit it to the requests signed so; what is served later
        replaces what is as particular. `pagination` stands in for botocore's paginator,
        in the keys of its paginators-1.json.
        """
        found = operation(dotted, pagination)
        answerer = Computed(found, answers) if callable(answers) else Listed(found, answers)
        self._served.append(Served(found, answerer, region, access_key))

    def serve_items(
        self,
        dotted: str,
        items: Iterable[Any],
        default_page: int = 1000,
        *,
        region: str | None = None,
        access_key: str | None = None,
        pagination: Mapping[str, Any] | None = None,
    ) -> None:
        """Answer with as many items of the first result key as each request asks for."""
        found = operation(dotted, pagination)
        answerer = Items(found, items, default_page)
        self._served.append(Served(found, answerer, region, access_key))

    def client(self, service: str, region: str = REGION, **config: Any) -> Any:
        """Make a stock client that talks to this server; `config` is botocore's Config."""
        return self.session.client(  # type: ignore[call-overload]
            service,
            region_name=region,
            endpoint_url=self.endpoint_url,
            config=Config(**{"proxies": {}, **config}),
        )

    @property
    def environment(self) -> dict[str, str]:
        """The variables that send any AWS client of a process or a subprocess here."""
        return {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    @property
    def connections(self) -> int:
        """How many connections were made so far."""
        return self._server.accepted

    def stop(self) -> None:
        """Close the server and every connection to it."""
        self._server.stop()

    def verify(self) -> None:
        """Raise AssertionError when something was asked for that was not served."""
        assert not self.unexpected, "\n".join(self.unexpected)

    def _reply(self, arrival: Arrival) -> Delivery:
        try:
            return self._find(arrival)
        except Exception:  # noqa: BLE001 - a mistake in a test's own function fails the test
            self.unexpected.append(traceback.format_exc())
            refusal = ErrorResponse("WireError", "see Wire.unexpected", 501)
            return Delivery(unmodelled(arrival.headers, refusal))

    def _find(self, arrival: Arrival) -> Delivery:
        asked = list(self._recognized(arrival))
        for service, name in asked:
            fitting = [each for each in self._served if each.fits(service, name, arrival)]
            if fitting:
                # max() gives the first of equals, and what is served last replaces.
                chosen = max(reversed(fitting), key=lambda each: each.particular)
                request = understood(arrival, chosen.operation)
                self.requests.append(request)
                return chosen.answerer(request)
        return self._refuse(arrival, *(asked[0] if asked else (None, None)))

    def _recognized(self, arrival: Arrival) -> Iterator[tuple[str, str]]:
        """Yield the operations it may be for: services can share a name to sign for."""
        signed_for = arrival.scope[2]
        served = list(dict.fromkeys(each.operation.service for each in self._served))
        named = [each for each in served if service_model(each).signing_name == signed_for]
        guess = [signed_for] if signed_for in LOADER.list_available_services("service-2") else []
        for service in [*(named or served), *guess]:
            for name in asked_for(service, arrival):
                yield service, name

    def _refuse(self, arrival: Arrival, service: str | None, name: str | None) -> Delivery:
        access_key, region, signed_for = arrival.scope
        request = Request(
            service=service or signed_for or "unsigned",
            operation=name,
            parameters={},
            token=None,
            region=region,
            access_key=access_key,
            headers=arrival.headers,
            body=arrival.body,
        )
        self.requests.append(request)
        what = f"{request} in {region} ({arrival.method} {arrival.target})"
        self.unexpected.append(f"nothing is served for {what}")
        refusal = ErrorResponse("NotServed", f"the wire has nothing for {what}", 501)
        if service is None:
            return Delivery(unmodelled(arrival.headers, refusal))
        return Delivery(serialize_error(service_model(service), refusal))
