"""A boto3 session that reaches nothing but the wire."""

from __future__ import annotations

import copy
import os
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.config import Config
from botocore.hooks import HierarchicalEmitter

from tests.wire.models import LOADER

REGION = "us-east-1"
ACCESS_KEY = "wire-access-key"
SECRET_KEY = "wire-secret-key"


def wired_session(endpoint_url: str) -> boto3.Session:
    """Give a session with static credentials that shares its models with the server."""
    core = botocore.session.Session(
        session_vars=_without_environment(),
        event_hooks=copy.copy(_builtin_handlers()),
        include_builtin_handlers=False,
    )
    core.register_component("data_loader", LOADER)
    core.set_default_client_config(Config(proxies={}, s3={"addressing_style": "path"}))
    own = urlsplit(endpoint_url)

    def stay_here(request: Any, **_: object) -> None:
        # Without an endpoint a client would go to AWS, and some operations put a word or
        # an account before the host's name: whatever the host, the wire is all of AWS.
        there = urlsplit(request.url)
        if there.netloc != own.netloc:
            request.url = there._replace(scheme=own.scheme, netloc=own.netloc).geturl()

    core.register("before-send", stay_here)  # type: ignore[arg-type]
    return boto3.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION, botocore_session=core)


@cache
def _builtin_handlers() -> HierarchicalEmitter:
    """What botocore registers with every session: it takes longer than most tests."""
    found = HierarchicalEmitter()
    botocore.session.Session(event_hooks=found)
    return found


def _without_environment() -> dict[str, tuple[Any, ...]]:
    variables = botocore.session.Session.SESSION_VARIABLES
    return {
        **{name: (own, None, *rest) for name, (own, _, *rest) in variables.items()},
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
    }
