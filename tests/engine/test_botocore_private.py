"""What querykit uses of botocore's private parts is there, and does what it is used for."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSHTTPConnectionPool, AWSHTTPSConnectionPool
from botocore.credentials import AssumeRoleCredentialFetcher, RefreshableCredentials
from botocore.httpsession import URLLib3Session
from botocore.paginate import PageIterator
from botocore.parsers import PROTOCOL_PARSERS, ResponseParserFactory

import querykit
from querykit.engine import botocore_private
from tests.wire import Wire

PARSERS: dict[str, Any] = {**PROTOCOL_PARSERS}
XML = [name for name, method in botocore_private.READ_BODY.items() if "xml" in method]


def _credentials(fetch: Any) -> RefreshableCredentials:
    later = datetime.now(timezone.utc) + timedelta(days=1)
    return RefreshableCredentials("AKIA", "secret", "old", later, fetch, "test")


def _fetched() -> dict[str, str]:
    later = datetime.now(timezone.utc) + timedelta(days=1)
    return {
        "access_key": "AKIA",
        "secret_key": "secret",
        "token": "new",
        "expiry_time": later.isoformat(),
    }


def test_a_session_of_boto3_has_one_of_botocore() -> None:
    core = botocore_private.botocore_session(boto3.Session(region_name="eu-west-1"))
    assert core.get_config_variable("region") == "eu-west-1"


def test_an_endpoint_sends_with_an_http_session(wire: Wire) -> None:
    sender = botocore_private.endpoint(wire.client("iam"))
    assert isinstance(sender.http_session, URLLib3Session)


def test_a_client_makes_its_parsers_with_the_factory_it_is_given(wire: Wire) -> None:
    made = []

    class Factory(ResponseParserFactory):
        def create_parser(self, protocol_name: str) -> Any:
            made.append(protocol_name)
            return super().create_parser(protocol_name)

    client = wire.client("iam")
    botocore_private.use_parsers(client, Factory())
    wire.serve("iam.list_users", [{"Users": []}])
    client.list_users()
    assert made == ["query"]


def test_an_http_session_connects_with_the_pools_it_is_given(wire: Wire) -> None:
    connected = []

    class Pool(AWSHTTPConnectionPool):
        def _get_conn(self, *arguments: Any, **keywords: Any) -> Any:
            connected.append(self.host)
            return super()._get_conn(*arguments, **keywords)

        def _put_conn(self, conn: Any) -> None:
            connected.append("returned")
            super()._put_conn(conn)

    client = wire.client("iam")
    botocore_private.use_pools(botocore_private.endpoint(client).http_session, http=Pool)
    wire.serve("iam.list_users", [{"Users": []}])
    client.list_users()
    assert connected == ["127.0.0.1", "returned"]
    assert hasattr(AWSHTTPSConnectionPool, "_get_conn")


def test_a_place_that_is_gone_is_an_error_and_not_ignored(wire: Wire) -> None:
    with pytest.raises(RuntimeError, match="no hook for connection pools"):
        botocore_private.use_pools(object())
    client = wire.client("iam")
    del botocore_private.endpoint(client)._response_parser_factory
    with pytest.raises(RuntimeError, match="no hook for response parsers"):
        botocore_private.use_parsers(client, ResponseParserFactory())


def test_an_mfa_code_is_asked_for_with_the_function(wire: Wire) -> None:
    core = botocore_private.botocore_session(wire.session)
    provider = core.get_component("credential_provider").get_provider("assume-role")
    assert callable(provider._prompter)
    botocore_private.use_prompt(provider, str.upper)
    assert provider._prompter("code") == "CODE"


def test_credentials_are_refreshed_before_their_time() -> None:
    credentials = _credentials(_fetched)
    before = botocore_private.frozen_credentials(credentials)
    assert before.token == "old"
    botocore_private.refresh(credentials, before)
    assert botocore_private.frozen_credentials(credentials).token == "new"


def test_credentials_that_another_thread_has_refreshed_stay() -> None:
    credentials = _credentials(lambda: pytest.fail("refreshed twice"))
    botocore_private.refresh(credentials, None)
    assert botocore_private.frozen_credentials(credentials).token == "old"


def test_the_cached_session_of_a_role_is_forgotten() -> None:
    cache: dict[str, Any] = {}
    source: Any = None
    fetcher: Any = AssumeRoleCredentialFetcher(source, source, "arn:aws:iam::1:role/r", cache=cache)
    cache[fetcher._cache_key] = {"Credentials": {}}
    credentials = _credentials(fetcher.fetch_credentials)
    botocore_private.refresh(credentials, None)
    assert cache == {}


@pytest.mark.parametrize(("protocol", "method"), botocore_private.READ_BODY.items())
def test_a_parser_reads_a_body_with_the_method(protocol: str, method: str) -> None:
    assert callable(getattr(PARSERS[protocol](), method))


@pytest.mark.parametrize("protocol", XML)
def test_a_parser_of_xml_has_handlers_and_names_of_elements(protocol: str) -> None:
    parser = PARSERS[protocol]()
    root = botocore_private.parse_xml(parser, b"<a xmlns='urn:x'><b>1</b></a>")
    assert getattr(parser, botocore_private.NAME_OF_ELEMENT)(root) == "a"
    handlers = botocore_private.element_handlers(parser, lambda handle: handle)
    own = {name for name in dir(parser) if name.startswith("_handle_")}
    assert {"_handle_structure", "_handle_list", "_handle_map", "_handle_string"} <= own
    assert own - {"_handle_unknown_tagged_union_member"} <= handlers.keys()


def test_a_parser_of_cbor_reads_its_fields_with_the_function() -> None:
    seen = []
    parser: Any = PARSERS["smithy-rpc-v2-cbor"]()

    def read(parser: Any, stream: Any, items: dict[Any, Any]) -> None:
        seen.append(parser.parse_data_item(stream))
        items["read"] = parser.parse_data_item(stream)

    botocore_private.read_pairs_with(parser, read)
    stream = parser.get_peekable_stream_from_bytes(b"\xa1\x61a\x01")
    assert parser.parse_data_item(stream) == {"read": 1}
    assert seen == ["a"]


def test_a_page_iterator_requests_a_page() -> None:
    def method(**parameters: Any) -> dict[str, Any]:
        return parameters

    made: Any = PageIterator
    iterator = made(method, ["t"], ["t"], None, ["r"], [], None, None, None, None, {})
    assert iterator._make_request({"a": 1}) == {"a": 1}


_PRIVATE = re.compile(
    r"\b(?:client|endpoint|session|parser|held|fetcher|cached|provider|core)\._[a-z]"
)


def test_no_other_module_uses_private_names() -> None:
    root = Path(querykit.__file__).parent
    found = [
        f"{file.relative_to(root)}: {line.strip()}"
        for file in sorted(root.rglob("*.py"))
        if file.name != "botocore_private.py"
        for line in file.read_text(encoding="utf-8").splitlines()
        if _PRIVATE.search(line)
    ]
    assert found == []


def test_a_session_has_the_credentials_that_it_is_given() -> None:
    core = botocore_private.botocore_session(boto3.Session(region_name="eu-west-1"))
    credentials = _credentials(_fetched)
    botocore_private.use_credentials(core, credentials)
    assert core.get_credentials() is credentials
