"""AWS's own sample answers, which botocore ships, are of the types of their operations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import DataNotFoundError, UnknownServiceError

from querykit.errors import QueryError
from querykit.expressions import compile
from querykit.expressions.typing import Type, infer
from querykit.services import catalog
from querykit.services.decoded import known
from querykit.services.operation import Operation, operation
from querykit.types.shapes import find_field
from querykit.types.types import (
    Anything,
    List,
    Map,
    Number,
    String,
    Structure,
    choices,
    present,
)

Figure = Callable[[str], None]
# Loading every model that has samples takes long; these have two thirds of all samples.
SERVICES = (
    *("autoscaling", "cloudwatch", "codecommit", "codebuild", "devicefarm", "dms", "ecs", "elb"),
    *("elbv2", "gamelift", "glacier", "iam", "iot", "rds", "redshift", "route53", "s3", "ses"),
    *("sns", "ssm", "swf", "waf", "waf-regional", "workspaces", "ec2", "elasticbeanstalk"),
)
_PYTHON: dict[str, Any] = {"string": str, "number": (int, float), "boolean": bool}


def _samples() -> Iterator[tuple[Operation, Any]]:
    for service in SERVICES:
        try:
            found = catalog.loader().load_service_model(service, "examples-1")
        except (DataNotFoundError, UnknownServiceError):
            continue
        for name, examples in found["examples"].items():
            try:
                target = operation(service, name)
            except QueryError:
                continue
            for example in examples:
                if target.output_shape is not None and example.get("output"):
                    yield target, example["output"]


def _misfits(value: Any, type_: Type) -> Iterator[str]:
    """What in a sample is not as its type says; ``""`` for each member that is looked at."""
    for choice in choices(present(type_)):
        if isinstance(choice, Structure):
            yield from _of_structure(value, choice)
        elif isinstance(choice, List):
            for element in value:
                yield from _misfits(element, choice.of)
        elif isinstance(choice, Map):
            for member in value.values():
                yield from _misfits(member, choice.of)
        elif not isinstance(choice, Anything):
            yield from _of_scalar(value, choice)


def _of_structure(value: dict[str, Any], choice: Structure) -> Iterator[str]:
    for name, member in value.items():
        yield ""
        found = find_field(choice, name)
        if found is None:
            yield "unknown members"
        else:
            yield from _misfits(member, found)


def _of_scalar(value: Any, choice: Type) -> Iterator[str]:
    if isinstance(choice, String) and choice.format == "timestamp":
        return  # samples have them in any form, of which the parser makes text
    if isinstance(choice, String) and isinstance(value, str):
        if choice.values and value not in choice.values:
            yield "values that no enumeration has"
    elif not isinstance(value, _PYTHON[choice.kind]) or isinstance(choice, Number) == (
        isinstance(value, bool)
    ):
        yield "values of another kind"


def test_samples_of_aws_are_of_the_types_of_their_operations(figure: Figure) -> None:
    counts: Counter[str] = Counter()
    for target, sample in _samples():
        counts["samples"] += 1
        typed = infer(compile("@"), target.output_shape, known=known(target))
        counts.update(_misfits(sample, typed.type))
    members = counts.pop("")
    samples = counts.pop("samples")
    told = ", ".join(f"{number} {name}" for name, number in sorted(counts.items())) or "no misfit"
    figure(f"{samples} samples of AWS with {members:,} members: {told}")
    assert members > 3000
    assert counts["unknown members"] == 0
    assert counts["values that no enumeration has"] <= members * 0.001
    assert counts["values of another kind"] <= members * 0.003
