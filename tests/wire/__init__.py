"""An AWS for a test: a local server that speaks AWS's protocols, page by page, fault by fault.

The real botocore client, serializer and parser run against it over a real socket. It knows
any operation of any service from botocore's own models, and speaks ec2, query, rest-xml, json,
rest-json and smithy-rpc-v2-cbor. A test writes pages as botocore parses them::

    def test_an_empty_page_is_not_the_end(wire):
        wire.serve("iam.list_users", [{"Users": [ANN]}, {"Users": []}, {"Users": [BOB]}])
        paginator = wire.client("iam").get_paginator("list_users")
        assert list(paginator.paginate().search("Users[].UserName")) == ["ann", "bob"]
        assert [request.token for request in wire.requests] == [None, "token-1", "token-2"]

Continuation
    The server adds the tokens and the truncation flag that botocore's paginator looks for: the
    second page is what "token-1" leads to, the third "token-2". A token can be a nested member,
    a map ({"Id": {"S": "token-1"}}), several members at once, or the key of the page's last
    item. What a page has already is left as it is; `page(output, token=..., more=...)` says
    something else. A token that comes again leads to where it led the first time: the tokens
    A, B, A on three pages never end, A, A on two repeat the second one. A token that leads
    nowhere is refused with InvalidNextToken. `pagination={"input_token": ..., "output_token":
    ..., "result_key": ..., "limit_key": ...}` pages an operation that botocore does not page.

    `serve_items` cuts a flat list by the limit of each request, in place of fixed pages;
    `pages("Users", users, 2)` cuts one into fixed pages; `endless({...})`, as the last entry,
    never ends.

Faults
    In the place of a page, and every time that place is asked for::

        refuse("AccessDenied", "message", status=403)    an error document of the protocol;
                                                         status=200 hides it in a success
        raw(200, b"<html>...", {"Content-Type": ...})    any response: empty, HTML, garbage
        reset(), reset({...})                            RST at once, or in the middle of a page
        cut({...}, kept=0.5)                             the connection closed under Content-Length
        slow({...}, seconds), drip({...}, seconds)       late; one byte every so many seconds
        stall()                                          never an answer
        once(fault, then={...})                          a fault the first time only; they nest

    A function in place of the list answers from the request: `lambda request: {...}`.

Regions and accounts
    `serve(..., region="eu-west-1")` and `access_key="..."` answer only what is signed for them,
    before an answer that is for all. So one region of three can refuse, and an account be told
    by the key that a served `sts.assume_role` gave out.

What is asked
    `wire.requests` is every request in order: service, operation, parameters as the caller gave
    them, token, region, access_key, headers, body; `wire.connections` says how many connections
    they came over. A request that nothing is served for gets a 501 and an error at the end of the
    test. `wire.session` is a boto3.Session that reaches only the wire, whatever the endpoint, the
    environment and the configuration files are; `wire.environment` sends other sessions and
    subprocesses here, and the fixture sets it.

What a page cannot say, as AWS cannot: an empty flattened XML list (it is not written), None in an
XML list, a time finer than its format. A member that the output does not have is a ValueError
at `serve`. Left out: event streams, bearer tokens, TLS, chunked request bodies.
"""

from tests.wire.answers import (
    cut,
    drip,
    endless,
    once,
    page,
    pages,
    raw,
    refuse,
    reset,
    slow,
    stall,
)
from tests.wire.requests import Request
from tests.wire.server import Wire

__all__ = [
    "Request",
    "Wire",
    "cut",
    "drip",
    "endless",
    "once",
    "page",
    "pages",
    "raw",
    "refuse",
    "reset",
    "slow",
    "stall",
]
