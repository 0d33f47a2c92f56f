"""What is called in each region, once per account, or once per organization, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import querykit.services
from querykit.services import catalog
from querykit.services.operation import operation
from querykit.services.partitions import global_region, partition_of
from querykit.services.scopes import scope
from querykit.services.tables import table
from tests.cases import read_cases
from tests.older import is_older, skip_if_older
from tests.services.endpoints import AWAY, Place, Variant, listed, place, single_place, variants
from tests.services.placing import placed
from tests.services.sentences import quoted, sentences

CASES = read_cases(Path(__file__).with_name("scopes.yaml"))
TABLE: Mapping[str, list[dict[str, Any]]] = table(
    Path(querykit.services.__file__).with_name("scopes.json")
)["scopes"]
ENTRIES = [(name, entry) for name, entries in TABLE.items() for entry in entries]
RUN = {
    "aws": ["eu-west-1", "us-east-1", "us-west-2"],
    "aws-cn": ["cn-north-1", "cn-northwest-1"],
    "aws-us-gov": ["us-gov-east-1", "us-gov-west-1"],
    "aws-eusc": ["eusc-de-east-1"],
}
FEW = ("cloudwatch", "guardduty", "organizations", "route53domains", "securityhub", "synthetics")


def is_known(name: str) -> bool:
    """Whether scopes.json has an operation, or scopes.yaml says why not."""
    service = name.partition(".")[0]
    return name in TABLE or service in TABLE or name in CASES["elsewhere"]


@pytest.mark.parametrize("case", CASES["scopes"], ids=lambda case: case["call"])
def test_the_scope_of_an_operation(case: dict[str, Any]) -> None:
    name, _, note = case["call"].partition(" ")
    service, method = name.split(".")
    found = scope(operation(service, method), case.get("with"))
    partition = case.get("partition", "aws")
    called = found.regions(partition, case.get("wanted", RUN[partition]))
    kind = f"{found.kind}, each region" if found.each_region else found.kind
    assert (kind.replace("region, each region", "region"), list(called)) == (
        case.get("kind", "account"),
        case["in"],
    ), note


@pytest.mark.parametrize("partition", RUN)
def test_what_is_of_the_account_is_called_once_at_most(partition: str) -> None:
    for name, entry in ENTRIES:
        service, _, _ = name.partition(".")
        if entry["kind"] == "account" and service in catalog.service_names():
            found = _scope_of(name, entry)
            every = found.places.get(partition) == ("*",)
            assert len(found.regions(partition, RUN[partition])) <= 1 or every, name


def test_a_scope_has_its_source_and_says_which_rows_several_regions_return() -> None:
    found = scope(operation("cloudtrail", "describe_trails"))
    assert found.source == "documentation of DescribeTrailsRequest.includeShadowTrails"
    assert found.repeats == ("each region also returns trails of other regions (see HomeRegion)")
    assert found.note.startswith("a single-region trail is returned by its own region only")
    assert not scope(operation("ec2", "describe_instances")).source


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-east-1", "aws"),
        ("eu-north-9", "aws"),
        ("aws-global", "aws"),
        ("cn-northwest-1", "aws-cn"),
        ("cn-south-7", "aws-cn"),
        ("us-gov-east-1", "aws-us-gov"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eusc-de-east-1", "aws-eusc"),
        ("local", "aws"),
    ],
)
def test_the_partition_of_a_region(region: str, partition: str) -> None:
    assert partition_of(region) == partition


def test_an_unknown_partition_has_the_global_region_of_the_commercial_one() -> None:
    assert global_region("aws-moon") == "us-east-1"


def test_entries_are_whole(figure: Callable[[str], None]) -> None:
    keys = {"when", "kind", "each_region", "regions", "region_of", "source", "note", "repeats"}
    for name, entry in ENTRIES:
        assert {*entry} <= {*keys, "says"}, name
        assert entry["kind"] in ("region", "account", "organization"), name
        source, _, of = entry["source"].partition(" of ")
        assert source in ("rule set", "endpoints.json", "documentation", "practice"), name
        assert bool(of) == (source == "documentation") == ("says" in entry), name
        assert source != "practice" or entry.get("note") or entry.get("repeats"), name
        for partition, regions in entry.get("regions", {}).items():
            assert {partition_of(each) for each in regions if each != "*"} <= {partition}, name
    sources = Counter(entry["source"].partition(" of ")[0] for _, entry in ENTRIES)
    told = ", ".join(f"{count} {source}" for source, count in sources.most_common())
    figure(f"scopes of operations that differ from one per region: {len(ENTRIES)} ({told})")


def test_every_entry_is_of_an_operation_that_there_is() -> None:
    named = [name.partition(".") for name in {*TABLE, *CASES["elsewhere"]}]
    skip_if_older({service for service, _, _ in named} - {*catalog.service_names()})
    skip_if_older(
        f"{service}.{action}"
        for service, _, action in named
        if action and action not in catalog.service_model(service).operation_names
    )


def test_documentation_says_what_is_quoted() -> None:
    lacking = [name for name, entry in ENTRIES if not _is_said(name, entry)]
    if is_older():
        assert len(lacking) < len(ENTRIES) / 5
    else:
        assert lacking == []


def test_rule_sets_say_what_the_table_has() -> None:
    found = "\n".join(_differences({name.partition(".")[0] for name in TABLE}))
    assert found == "", f"scopes.json and the endpoint rule sets differ:\n{found}"


@pytest.mark.slow
def test_rule_sets_have_no_other_global_services() -> None:
    found = "\n".join(_differences({*catalog.service_names()}))
    assert found == "", f"scopes.json and the endpoint rule sets differ:\n{found}"


@pytest.mark.slow
def test_services_of_one_region_are_in_the_table() -> None:
    found = []
    for service, regions in listed("aws").items():
        if len(regions) != 1:
            continue
        have = [{*each.get("regions", {}).get("aws", regions)} for each in TABLE.get(service, ())]
        if not have or (regions[0] != "aws-global" and {*regions} not in have):
            found.append(f"{service}: {regions[0]} is all that endpoints.json has, not {have}")
    assert found == []


def test_new_sentences_about_places_are_told(figure: Callable[[str], None]) -> None:
    found = [*placed(FEW)]
    assert len(found) > 30
    new = [each for each in found if not is_known(each.operation)]
    assert len(new) < len(found) / 5  # a newer botocore has new sentences
    figure(f"operations of {len(FEW)} services with unknown sentences about places: {len(new)}")


@pytest.mark.slow
def test_new_sentences_about_places_of_all_services_are_told(
    figure: Callable[[str], None],
) -> None:
    found = [*placed()]
    new = [each for each in found if not is_known(each.operation)]
    assert len(new) < len(found) / 5
    figure(
        f"sentences about places that the table does not know: {len(new)} of {len(found)}; "
        "python -m tests.services.placing lists them"
    )


def _scope_of(name: str, entry: Mapping[str, Any]) -> Any:
    service, _, action = name.partition(".")
    action = action or catalog.service_model(service).operation_names[0]
    given = {
        key: pattern.replace("*", "us-east-1") for key, pattern in entry.get("when", {}).items()
    }
    return scope(operation(service, action), given)


def _is_said(name: str, entry: Mapping[str, Any]) -> bool:
    """Whether the documentation that an entry names has its sentence."""
    service, of = name.partition(".")[0], entry["source"].partition(" of ")[2]
    if not of or service not in catalog.service_names():
        return True
    model = catalog.service_model(service)
    holder, _, member = of.partition(".")
    if of == "the service":
        text = model.documentation
    elif of in model.operation_names:
        text = model.operation_model(of).documentation
    elif holder in model.shape_names:
        shape: Any = model.shape_for(holder)
        text = (shape.members[member] if member else shape).documentation
    else:
        return False
    return quoted(entry["says"], sentences(text))


def _differences(services: set[str]) -> Iterator[str]:
    """Yield where the table and the rule sets of the installed botocore differ, one per line."""
    for service in sorted(services & {*catalog.service_names()}):
        found = variants(service)
        for variant, actions in found.items():
            whole = len(found) == 1 or service in TABLE
            names = [service] if whole else [f"{service}.{action}" for action in actions]
            for name in names:
                entries = TABLE.get(name, ())
                known = next((each for each in entries if "when" not in each), None)
                yield from _difference(name, known, variant)


def _difference(name: str, known: Mapping[str, Any] | None, variant: Variant) -> Iterator[str]:
    service = name.partition(".")[0]
    found = single_place(service, variant)
    if found is None:
        is_ruled = known is not None and known["source"] == "rule set"
        if is_ruled and place(service, "us-east-1", variant) is not None:
            yield f"- {name}: the rules have a host for each region"
        return
    if known is None:
        yield f"+ {name}: {found.host} in all regions, signed for {found.signed}"
        return
    wanted = known.get("regions", {})
    if found.signed and wanted.get("aws") != [found.signed]:
        yield f"~ {name}: signed for {found.signed}, not {wanted.get('aws')}"
    for partition, regions in AWAY.items():
        away, have = single_place(service, variant, regions), wanted.get(partition)
        if away is None:
            continue
        if away.host == found.host:
            right: list[str | None] | None = []
        else:
            right = [away.signed] if _is_elsewhere(away, regions) else have
        if have != right:
            yield f"~ {name}: {away.host} in {partition}, so {right}, not {have}"


def _is_elsewhere(found: Place, regions: tuple[str, ...]) -> bool:
    """Whether a host is that of a partition, not of the one region that was asked for."""
    return found.signed is not None and (len(regions) > 1 or regions[0] not in found.host)
