"""Users with and without MFA, with keys of all ages; roles and policies."""

from __future__ import annotations

import json

from querykit.demo.accounts import Account
from querykit.demo.estate import ago

USERS = 120
ROLES = 130
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    }
)


def seed(account: Account) -> None:
    """Create the users, keys, roles and policies."""
    _users(account)
    _roles(account)
    _policies(account)


def _users(account: Account) -> None:
    iam = account.maker("iam")
    backend = account.backend("iam", "aws")
    for number in range(USERS):
        name = f"user-{number:03}"
        iam.create_user(UserName=name, Path="/people/" if number % 4 else "/robots/")
        user = backend.users[name]
        user.create_date = ago(900 - number * 7)
        if number % 3 == 0:
            user.password_last_used = ago(number)
        if number % 2 == 0:
            key = iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
            user.access_keys[-1].create_date = ago(number * 5)
            if number % 10 == 0:
                iam.update_access_key(UserName=name, AccessKeyId=key, Status="Inactive")
        if number % 5 == 0:
            _enable_mfa(iam, name)


def _enable_mfa(iam: object, user: str) -> None:
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=user)  # type: ignore[attr-defined]
    iam.enable_mfa_device(  # type: ignore[attr-defined]
        UserName=user,
        SerialNumber=device["VirtualMFADevice"]["SerialNumber"],
        AuthenticationCode1="123456",
        AuthenticationCode2="654321",
    )


def _roles(account: Account) -> None:
    iam = account.maker("iam")
    principals: list[object] = [
        {"Service": "lambda.amazonaws.com"},
        {"Service": "ec2.amazonaws.com"},
        {"AWS": "arn:aws:iam::210987654321:root"},
        {"AWS": ["arn:aws:iam::123456789012:root", "arn:aws:iam::210987654321:role/audit"]},
        {"Service": "ecs-tasks.amazonaws.com"},
    ]
    for number in range(ROLES):
        statement = {
            "Effect": "Allow",
            "Principal": principals[number % 5],
            "Action": "sts:AssumeRole",
        }
        document = {
            "Version": "2012-10-17",
            # IAM takes one statement without a list around it.
            "Statement": statement if number % 2 else [statement],
        }
        iam.create_role(RoleName=f"role-{number:03}", AssumeRolePolicyDocument=json.dumps(document))


def _policies(account: Account) -> None:
    iam = account.maker("iam")
    for number in range(12):
        policy = iam.create_policy(PolicyName=f"policy-{number:02}", PolicyDocument=POLICY)
        if number % 3:
            iam.attach_role_policy(RoleName=f"role-{number:03}", PolicyArn=policy["Policy"]["Arn"])
