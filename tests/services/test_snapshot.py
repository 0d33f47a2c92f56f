"""The paging of every operation and the secrets are as in snapshot.txt: a change is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import botocore
import pytest

from querykit.services import catalog
from tests.services.snapshot import describe, diff, read, version

# Small models that together have nearly every kind of line: 3 s, against 16 s for all.
SOME = (
    *("apigateway", "appsync", "billing", "ce", "cloudformation", "cloudfront"),
    *("cloudsearchdomain", "cloudtrail", "cloudwatch", "codecommit", "cognito-sync"),
    *("connect-contact-lens", "customer-profiles", "datapipeline", "deadline", "devicefarm"),
    *("devops-guru", "dynamodb", "dynamodbstreams", "ec2", "ecr", "ecr-public", "efs"),
    *("elasticache", "emr", "firehose", "fms", "iam", "imagebuilder", "importexport", "kendra"),
    *("kinesis", "kinesisanalytics", "kms", "lambda", "lexv2-models", "lightsail", "logs"),
    *("mturk", "neptunedata", "pinpoint", "rds", "rekognition", "resource-groups"),
    *("resourcegroupstaggingapi", "route53", "route53domains", "s3", "s3control", "s3tables"),
    *("sdb", "secretsmanager", "servicecatalog", "sqs", "ssm-quicksetup", "swf", "taxsettings"),
    *("timestream-query", "waf-regional", "xray"),
    # Those with secrets that have to be named one by one.
    *("amplify", "amplifybackend", "autoscaling", "batch", "chime", "chime-sdk-media-pipelines"),
    *("codeartifact", "codebuild", "dataexchange", "datazone", "ecs", "eks", "elasticbeanstalk"),
    *("events", "evs", "gamelift", "iot", "iot-managed-integrations", "ivs"),
    *("kinesis-video-archived-media", "lakeformation", "medialive", "notifications", "quicksight"),
    "sts",
)
COMMAND = "python -m tests.services.snapshot"
SAME = botocore.__version__ == version()


def _changed(names: Iterable[str]) -> tuple[str, list[str]]:
    """The lines that this code changes, and the services of which botocore has other models.

    With the botocore that the file was written with, every service must be as it says; with
    another, those whose models are the same.
    """
    known, old, new, other = read(), [], [], []
    for name in names:
        now = describe(name)
        if SAME or (name in known and known[name].models == now.models):
            old += [known[name]] if name in known else []
            new.append(now)
        else:
            other.append(name)
    return diff(old, new), other


def test_some_services_are_as_they_were() -> None:
    found, _ = _changed({*SOME} & {*catalog.service_names()})
    assert not found, f"lines changed; if that is right, {COMMAND} --write:\n{found}"


@pytest.mark.slow
def test_every_service_is_as_it_was(figure: Callable[[str], None]) -> None:
    names = {*catalog.service_names()} | ({*read()} if SAME else set())
    found, other = _changed(sorted(names))
    assert not found, f"lines changed; if that is right, {COMMAND} --write:\n{found}"
    lines = [line for service in read().values() for line in service.lines]
    kinds = ("builtin", "inferred", "refused", "corrected", "shapes:", "secret")
    told = ", ".join(
        f"{sum(f' {kind}' in line for line in lines):,} {kind.rstrip(':')}" for kind in kinds
    )
    figure(f"paging of every operation, and secrets: {told}")
    if not SAME:
        figure(
            f"snapshot.txt is of botocore {version()}; {len(other)} services have other models in "
            f"botocore {botocore.__version__}: {COMMAND} shows what that changes"
        )


def test_what_changed_is_told_by_its_line() -> None:
    known = read()["firehose"]
    *others, last = known.lines
    _, _, *changed = diff([known], [replace(known, lines=(*others, "x"))]).splitlines()
    assert changed == [f"-{last}", "+x"]
    assert diff([known], [known]) == ""
