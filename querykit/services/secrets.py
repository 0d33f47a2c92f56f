"""Which fields of a response contain secrets: by the trait of their shape, and by exceptions.

AWS's models mark fields of 1,100 operations ``sensitive``. Most of these are names, addresses and
descriptions, so the trait counts only if the name also says that it is a secret. Many secrets
lack the trait: some names mean nothing else, and a pre-signed URL is one by its documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from querykit.services.operation import Operation
from querykit.services.parameters import Open

__all__ = ["are_asked_for", "is_secret", "secrets_in"]

_NAMED = re.compile(
    r"pass(?:word|phrase)|secret|credential|private_?key|token|api_?key|access_?key_?secret"
    r"|auth_?material|authentication_?material|user_?data|plain_?text|environment_?variable",
    re.IGNORECASE,
)
# Names of strings that are secrets, with the trait or without.
_CERTAIN = re.compile(
    r".*(?:client_?secret|shared_?secret|pass(?:word|phrase)|unlock_?code|activation_?code)"
    r"|pre_?shared_?key|secret_?access_?key|session_?token|auth_?token|access_?token|refresh_?token"
    r"|(?:jwt|oauth|hec|secret|bearer|player_?gateway)_?token|activation_?key|auth_?key"
    r"|user_?data(?:_?override)?|(?:app|[fs]?nwk(?:s(?:int|enc))?)_?s(?:int|enc)?_?key"
    r"|signed_?url|mac_?key|stream_?key",
    re.IGNORECASE,
)
_VARIABLES = re.compile(r".*environment(?:_?variables?)?", re.IGNORECASE)
_SIGNED = re.compile(
    r"[^.]*\bpre-?signed\b[^.]*\bur[il]|[^.]*\bur[il]\b[^.]*\bpre-?signed", re.IGNORECASE
)
_WHEN = re.compile(r"date|time|expir", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>")
_NOT = re.compile(
    r"(?:next|page|pagination|continuation)_?token|public_?key$|(?:arn|id|name|url|status|type|source)$",
    re.IGNORECASE,
)
_VIDEO = "kinesis-video-archived-media"
# Those whose names say nothing, and those without the trait: by service, structure and member.
_SECRETS = frozenset(
    {
        ("amplifybackend", "GetTokenResponse", "ChallengeCode"),
        ("amplify", "Webhook", "webhookUrl"),
        ("amplifybackend", "BackendAuthAppleProviderConfig", "PrivateKey"),
        ("apigateway", "ApiKey", "value"),
        ("apigateway", "UsagePlanKey", "value"),
        ("codeartifact", "GetAuthorizationTokenResult", "authorizationToken"),
        ("codebuild", "EnvironmentVariable", "value"),
        ("chime", "User", "PersonalPIN"),
        ("chime-sdk-media-pipelines", "LiveConnectorRTMPConfiguration", "Url"),
        ("cloudfront", "OriginCustomHeader", "HeaderValue"),
        ("codebuild", "Webhook", "secret"),
        ("dataexchange", "ApiGatewayApiAsset", "ApiKey"),
        ("dataexchange", "ImportAssetFromApiGatewayApiResponseDetails", "ApiKey"),
        ("datazone", "AuthorizationCodeProperties", "authorizationCode"),
        ("ec2", "InstanceAttribute", "UserData"),
        ("ecr", "AuthorizationData", "authorizationToken"),
        ("ecr-public", "AuthorizationData", "authorizationToken"),
        ("batch", "ContainerDetail", "environment"),
        ("batch", "ContainerProperties", "environment"),
        ("eks", "License", "token"),
        ("elasticbeanstalk", "ConfigurationOptionSetting", "Value"),
        ("events", "ConnectionBodyParameter", "Value"),
        ("events", "ConnectionHeaderParameter", "Value"),
        ("events", "ConnectionQueryStringParameter", "Value"),
        ("evs", "LicenseInfo", "solutionKey"),
        ("evs", "LicenseInfo", "vsanKey"),
        ("firehose", "HttpEndpointCommonAttribute", "AttributeValue"),
        ("iot", "SalesforceAction", "token"),
        ("iot-managed-integrations", "GetManagedThingResponse", "DeviceSpecificKey"),
        ("ivs", "StreamKey", "value"),
        (_VIDEO, "GetDASHStreamingSessionURLOutput", "DASHStreamingSessionURL"),
        (_VIDEO, "GetHLSStreamingSessionURLOutput", "HLSStreamingSessionURL"),
        ("medialive", "HlsAkamaiSettings", "Token"),
        ("notifications", "NotificationEventAttachment", "attachmentDownloadUrl"),
        ("pinpoint", "BaiduChannelResponse", "Credential"),
        ("pinpoint", "GCMChannelResponse", "Credential"),
        ("quicksight", "DescribeAssetBundleExportJobResponse", "DownloadUrl"),
    }
)
# The parameters without which an answer holds no secret, and their values.
_ASKED_FOR: dict[str, tuple[str, Any]] = {
    "apigateway.get_api_key": ("includeValue", True),
    "apigateway.get_api_keys": ("includeValues", True),
    "ec2.describe_instance_attribute": ("Attribute", "userData"),
    "ssm.get_parameter": ("WithDecryption", True),
    "ssm.get_parameter_history": ("WithDecryption", True),
    "ssm.get_parameters": ("WithDecryption", True),
    "ssm.get_parameters_by_path": ("WithDecryption", True),
}
_DEEPEST = 8
_NO_TEXT = ("integer", "long", "float", "double", "boolean", "timestamp")


def are_asked_for(operation: Operation, parameters: Mapping[str, Any]) -> bool:
    """Return whether a response to these parameters contains secrets, if it can contain some.

    >>> from querykit.services.operation import operation
    >>> found = operation("ssm", "get_parameter")
    >>> are_asked_for(found, {}), are_asked_for(found, {"WithDecryption": True})
    (False, True)
    """
    name, value = _ASKED_FOR.get(f"{operation.service}.{operation.method}", ("", None))
    given = parameters.get(name)
    return given == value or isinstance(given, Open)


def is_secret(operation: Operation, structure: str, member: str, shape: Any) -> bool:
    """Return whether a field of an object in an operation's responses is a secret.

    >>> from querykit.services.operation import operation
    >>> found = operation("secretsmanager", "get_secret_value")
    >>> members = found.output_shape.members
    >>> [name for name in members if is_secret(found, found.output_shape.name, name, members[name])]
    ['SecretBinary', 'SecretString']
    """
    if (operation.service, structure, member) in _SECRETS:
        return True
    # The name of a parameter's value says nothing; what it is depends on the request.
    if operation.service == "ssm" and shape.name == "PSParameterValue":
        return True
    # What is to be changed comes with stars in place of a password.
    if "Pending" in structure or shape.type_name in _NO_TEXT or _is_enumeration(shape):
        return False
    if _is_certain(member, shape):
        return True
    if not shape.metadata.get("sensitive") or _NOT.search(member):
        return False
    return bool(_NAMED.search(member) or _NAMED.search(shape.name))


def _is_certain(member: str, shape: Any) -> bool:
    """Return whether a member is a secret, whatever trait it has: by its name, or as a pre-signed
    URL.
    """
    if shape.type_name == "map":
        return bool(_VARIABLES.fullmatch(member)) and shape.value.type_name == "string"
    if shape.type_name not in ("string", "blob"):
        return False
    if _CERTAIN.fullmatch(member):
        return True
    documentation = shape.documentation
    if "igned" not in documentation or _WHEN.search(member):
        return False
    return bool(_SIGNED.match(_MARKUP.sub("", documentation)))


def _is_enumeration(shape: Any) -> bool:
    return shape.type_name == "string" and bool(shape.enum)


def secrets_in(
    operation: Operation, shape: Any, seen: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield the paths of the secrets inside a value of a shape, as an expression has them."""
    kind = shape.type_name
    if len(seen) > _DEEPEST:
        return
    if kind == "list":
        yield from (f"[]{path}" for path in secrets_in(operation, shape.member, seen))
    elif kind == "map":
        yield from (f".*{path}" for path in secrets_in(operation, shape.value, seen))
    elif kind == "structure" and shape.name not in seen:
        for name, member in shape.members.items():
            if is_secret(operation, shape.name, name, member):
                yield f".{name}"
            else:
                inner = secrets_in(operation, member, seen | {shape.name})
                yield from (f".{name}{path}" for path in inner)
