"""Which members of an answer hand out secrets: by the trait of their shape, and by exceptions.

AWS's models call 1,100 operations' members ``sensitive``. Most of these are names, addresses and
descriptions, so the trait counts only where the name says that it is a secret, too.
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
_NOT = re.compile(
    r"(?:next|page|pagination|continuation)_?token|(?:arn|id|name|url|status|type|source)$",
    re.IGNORECASE,
)
# Without the trait, and yet: by service, structure and member.
_SECRETS = frozenset(
    {
        ("amplify", "App", "environmentVariables"),
        ("amplify", "Branch", "environmentVariables"),
        ("apigateway", "ApiKey", "value"),
        ("autoscaling", "LaunchConfiguration", "UserData"),
        ("codeartifact", "GetAuthorizationTokenResult", "authorizationToken"),
        ("codebuild", "EnvironmentVariable", "value"),
        ("dataexchange", "ApiGatewayApiAsset", "ApiKey"),
        ("ec2", "InstanceAttribute", "UserData"),
        ("ecr", "AuthorizationData", "authorizationToken"),
        ("ecr-public", "AuthorizationData", "authorizationToken"),
        ("batch", "ContainerDetail", "environment"),
        ("batch", "ContainerProperties", "environment"),
        ("ecs", "ContainerDefinition", "environment"),
        ("ecs", "ContainerOverride", "environment"),
        ("elasticbeanstalk", "ConfigurationOptionSetting", "Value"),
        ("gamelift", "GetComputeAuthTokenOutput", "AuthToken"),
        ("iot", "KeyPair", "PrivateKey"),
        ("lakeformation", "TemporaryCredentials", "SecretAccessKey"),
        ("lakeformation", "TemporaryCredentials", "SessionToken"),
        ("sts", "Credentials", "SecretAccessKey"),
        ("sts", "Credentials", "SessionToken"),
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


def are_asked_for(operation: Operation, parameters: Mapping[str, Any]) -> bool:
    """Whether secrets would be in an answer to these parameters, where it can have some.

    >>> from querykit.services.operation import operation
    >>> found = operation("ssm", "get_parameter")
    >>> are_asked_for(found, {}), are_asked_for(found, {"WithDecryption": True})
    (False, True)
    """
    name, value = _ASKED_FOR.get(f"{operation.service}.{operation.method}", ("", None))
    given = parameters.get(name)
    return given == value or isinstance(given, Open)


def is_secret(operation: Operation, structure: str, member: str, shape: Any) -> bool:
    """Whether a member of a structure in an operation's answers is a secret.

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
    if structure.startswith("Pending"):
        return False
    if not shape.metadata.get("sensitive") or _NOT.search(member):
        return False
    return bool(_NAMED.search(member) or _NAMED.search(shape.name))


def secrets_in(
    operation: Operation, shape: Any, seen: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The paths of the secrets inside a value of a shape, as an expression has them."""
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
