"""What is set wrong on a machine is reported before any call, with its name and the fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import botocore.session
import pytest

from querykit import Engine
from querykit.engine.sessions import sealed_session
from querykit.engine.settings import check_settings
from querykit.errors import ConfigurationError
from tests.wire import Wire

KEYS = "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/x\n"
CHANGE = "  change it, or unset it"
ENDPOINT = "  an endpoint URL has the form https://host or http://host:port"
PROXY = "  a proxy has the form http://host:port"
PEM = "  name a file of certificates in PEM format, or unset it"
PROFILE = "  check the profile, or pass another one with --profile"
COPIED = "  remove spaces, line breaks and quotes that were copied with it"
NO_URL = "does not begin with http:// or https://"

ENVIRONMENTS = [
    ({"AWS_MAX_ATTEMPTS": "abc"}, f"AWS_MAX_ATTEMPTS must be an integer, not 'abc'\n{CHANGE}"),
    ({"AWS_MAX_ATTEMPTS": "0"}, f"AWS_MAX_ATTEMPTS must be 1 or more, not '0'\n{CHANGE}"),
    (
        {"AWS_RETRY_MODE": "foo"},
        f"AWS_RETRY_MODE must be legacy or standard or adaptive, not 'foo'\n{CHANGE}",
    ),
    (
        {"AWS_METADATA_SERVICE_TIMEOUT": "x"},
        f"AWS_METADATA_SERVICE_TIMEOUT must be an integer, not 'x'\n{CHANGE}",
    ),
    (
        {"AWS_USE_FIPS_ENDPOINT": "1"},
        f"AWS_USE_FIPS_ENDPOINT must be true or false, not '1'\n{CHANGE}",
    ),
    ({"AWS_PROFILE": ""}, "AWS_PROFILE is empty\n  unset it, or set it to a profile"),
    (
        {"A_COPY": "nonsense", "AWS_ENDPOINT_URL": "nonsense"},
        f"the endpoint URL 'nonsense' (AWS_ENDPOINT_URL) {NO_URL}\n{ENDPOINT}",
    ),
    (
        {"AWS_ENDPOINT_URL_IAM": "ftp://x"},
        f"the endpoint URL 'ftp://x' (AWS_ENDPOINT_URL_IAM) {NO_URL}\n{ENDPOINT}",
    ),
    (
        {"AWS_CA_BUNDLE": "/nope.pem", "AWS_ENDPOINT_URL": "https://localhost:1"},
        f"AWS_CA_BUNDLE: /nope.pem: No such file or directory\n{PEM}",
    ),
    (
        {"REQUESTS_CA_BUNDLE": __file__, "AWS_ENDPOINT_URL": "https://localhost:1"},
        f"REQUESTS_CA_BUNDLE: {__file__} has no certificates\n{PEM}",
    ),
    (
        {"HTTP_PROXY": "http://localhost:99999"},
        f"the proxy of HTTP_PROXY is not valid: port out of range 0-65535\n{PROXY}",
    ),
    ({"HTTP_PROXY": "socks5://localhost:9"}, f"the proxy of HTTP_PROXY {NO_URL}\n{PROXY}"),
    (
        {"AWS_ACCESS_KEY_ID": "AKID\n"},
        f"the access key ID contains invalid characters\n{COPIED}",
    ),
    (
        {"AWS_SESSION_TOKEN": "ä"},
        f"the session token contains invalid characters\n{COPIED}",
    ),
]

NO_JSON = (
    "the credential_process of the profile 'default' does not print the expected JSON\n"
    '  expected {"Version": 1, "AccessKeyId": ..., ...}'
)
NO_FILE = "the credentials of the profile 'default' cannot be loaded: {}: No such file or directory"
PROFILES = [
    ("[default\nx = 1", "FILE:1: the AWS configuration file cannot be parsed\nSECTIONS"),
    ("\xff", "FILE: the AWS configuration file cannot be parsed\nSECTIONS"),
    (
        "[default]\nmax_attempts = abc",
        "max_attempts (profile 'default') must be an integer, not 'abc'\n  change it in FILE",
    ),
    ("[default]\ncredential_process = /bin/echo hello", NO_JSON),
    ("[default]\ncredential_process = /bin/echo []", NO_JSON),
    ("[default]\ncredential_process = /nope/x", f"{NO_FILE.format('/nope/x')}\n{PROFILE}"),
    (
        f"[default]\n{ROLE}web_identity_token_file = /nope",
        f"{NO_FILE.format('/nope')}\n{PROFILE}",
    ),
    (
        f"[default]\n{ROLE}source_profile = keys\nmfa_serial = arn:aws:iam::1:mfa/x\n"
        f"[profile keys]\n{KEYS}",
        "the profile needs an MFA code, and there is no terminal to ask for it\n"
        "  run it in a terminal, or set credentials from aws sts get-session-token",
    ),
    (
        f"[default]\n{ROLE}source_profile = nope",
        'The source_profile "nope" referenced in the profile "default" does not exist',
    ),
]


def _refused(**options: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        Engine(**options).run("iam.list_users | Users[].UserName").to_list()
    assert caught.value.exit_status == 2
    return str(caught.value)


@pytest.mark.parametrize(("environment", "message"), ENVIRONMENTS)
def test_a_variable_that_is_wrong_is_named(
    environment: dict[str, str], message: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if "HTTP_PROXY" in environment:
        monkeypatch.setenv("NO_PROXY", "")
    assert _refused() == f"error: {message}"
    assert not wire.requests


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("AWS_RETRY_MODE", "legacy or standard or adaptive"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "legacy or regional"),
        ("AWS_REQUEST_CHECKSUM_CALCULATION", "when_supported or when_required"),
        ("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_supported or when_required"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "preferred or disabled or required"),
        ("AWS_USE_FIPS_ENDPOINT", "true or false"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true or false"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true or false"),
    ],
)
@pytest.mark.usefixtures("wire")
def test_a_variable_is_one_of_its_values(
    name: str, values: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in values.split(" or "):
        monkeypatch.setenv(name, value.upper())
        check_settings(botocore.session.Session())
    monkeypatch.setenv(name, "x")
    with pytest.raises(ConfigurationError) as caught:
        check_settings(botocore.session.Session())
    assert str(caught.value) == f"error: {name} must be {values}, not 'x'\n{CHANGE}"


INTEGERS = (
    "csm_port",
    "max_attempts",
    "metadata_service_num_attempts",
    "metadata_service_timeout",
    "request_min_compression_size_bytes",
)


@pytest.mark.parametrize("name", INTEGERS)
@pytest.mark.usefixtures("wire")
def test_a_number_is_one_in_a_variable_and_in_a_profile(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file, variable = tmp_path / "config", f"AWS_{name.upper()}"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    monkeypatch.delenv(variable, raising=False)
    for value, told in {"1": "", "5": "", "many": "an integer", "1.5": "an integer"}.items():
        file.write_text(f"[profile p]\n{name} = {value}\n")
        change = f"change it in {file}"
        expected = f"error: {name} (profile 'p') must be {told}, not {value!r}\n  {change}"
        assert _told(botocore.session.Session(profile="p")) == (expected if told else "")
        # A variable comes before the profile, also if that one is wrong.
        file.write_text(f"[profile p]\n{name} = wrong\n")
        monkeypatch.setenv(variable, value)
        expected = f"error: {variable} must be {told}, not {value!r}\n{CHANGE}"
        assert _told(botocore.session.Session(profile="p")) == (expected if told else "")
        monkeypatch.delenv(variable)


@pytest.mark.usefixtures("wire")
def test_all_settings_that_are_wrong_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "0")
    monkeypatch.setenv("AWS_METADATA_SERVICE_TIMEOUT", "0")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "")
    assert _told(botocore.session.Session()) == (
        f"error: AWS_MAX_ATTEMPTS must be 1 or more, not '0'\n{CHANGE}\n"
        f"error: AWS_USE_FIPS_ENDPOINT must be true or false, not ''\n{CHANGE}"
    )


def _told(session: botocore.session.Session) -> str:
    try:
        check_settings(session)
    except ConfigurationError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("text", "message"), PROFILES)
def test_a_profile_that_is_wrong_is_named(
    text: str, message: str, wire: Wire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "config"
    file.write_bytes(text.encode("latin-1"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("querykit.engine.credentials._has_terminal", lambda: False)
    sections = "  expected [sections] with lines of the form key = value"
    expected = message.replace("FILE", str(file)).replace("SECTIONS", sections)
    assert _refused() == f"error: {expected}"
    assert not wire.requests


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("http://localhost:99999", "is not valid: port out of range 0-65535"),
        ("ftp://x", NO_URL),
        ("localhost:80", NO_URL),
        ("http://", "has no valid host"),
        ("http://a b", "has no valid host"),
    ],
)
@pytest.mark.usefixtures("wire")
def test_an_endpoint_that_cannot_be_called_is_reported(url: str, what: str) -> None:
    assert _refused(endpoint_url=url) == f"error: the endpoint URL {url!r} {what}\n{ENDPOINT}"


def test_a_region_in_place_of_the_session_is_rejected() -> None:
    region: Any = "eu-central-1"
    with pytest.raises(TypeError) as caught:
        Engine(region)
    assert str(caught.value) == (
        "session must be a boto3.Session, not 'eu-central-1'; "
        "pass a region or a profile by its name: Engine(region=...)"
    )


def test_a_sealed_session_has_what_botocore_has_without_any_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".aws").mkdir()
    for name in ("config", "credentials"):
        (tmp_path / ".aws" / name).write_text("[profile other]\nregion = x\n[other]\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    variables = botocore.session.Session.SESSION_VARIABLES
    for own in variables.values():
        for name in [own[1]] if isinstance(own[1], str) else own[1] or ():
            monkeypatch.setenv(name, "7")
    session = sealed_session("sealed", "eu-west-1")
    core = session._session
    assert session.available_profiles == []
    assert session.region_name == "eu-west-1"
    token: Any = core.get_auth_token()
    assert token.get_frozen_token().token == "sealed"
    changed = {"config_file", "credentials_file", "region"}
    assert {name: core.get_config_variable(name) for name in variables.keys() - changed} == {
        name: variables[name][2] for name in variables.keys() - changed
    }
