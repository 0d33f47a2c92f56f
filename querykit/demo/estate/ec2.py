"""1,200 instances in us-east-1, some in two other regions; volumes, groups, addresses."""

from __future__ import annotations

from typing import Any

from querykit.demo.accounts import Account
from querykit.demo.estate import ago
from querykit.demo.organization import ENABLED_REGIONS

TYPES = ("t3.micro", "t3.large", "m5.large", "m5.xlarge", "c6i.2xlarge", "r6g.large")
UNATTACHED = 30
TEAMS = ("shop", "search", "billing", "platform")
ROLES = ("web", "api", "worker", "cache", "db")
GROUPS: tuple[tuple[str, str, int, int, str], ...] = (
    ("ssh-from-anywhere", "tcp", 22, 22, "0.0.0.0/0"),
    ("ssh-from-anywhere-v6", "tcp", 22, 22, "::/0"),
    ("ssh-from-office", "tcp", 22, 22, "203.0.113.0/24"),
    ("rdp-from-anywhere", "tcp", 3389, 3389, "0.0.0.0/0"),
    ("all-ports-from-anywhere", "tcp", 0, 65535, "0.0.0.0/0"),
    ("all-traffic-from-anywhere", "-1", -1, -1, "0.0.0.0/0"),
    ("all-traffic-inside", "-1", -1, -1, "10.0.0.0/8"),
    ("https-from-anywhere", "tcp", 443, 443, "0.0.0.0/0"),
    ("http-from-anywhere", "tcp", 80, 80, "0.0.0.0/0"),
    ("postgres-inside", "tcp", 5432, 5432, "10.0.0.0/8"),
)

# By account and region. A policy denies 777788889999 what it has in ap-southeast-1.
MEMBERS = {
    "111122223333": {"us-east-1": 12, "eu-west-1": 8, "ap-northeast-1": 5},
    "444455556666": {"us-east-1": 6, "eu-west-1": 4},
    "777788889999": {"us-west-2": 5, "eu-central-1": 3, "ap-southeast-1": 2},
}


def seed(account: Account) -> None:
    # An answer of EC2 to one call has 100 reservations here. The first hundred hold ten instances
    # each, and are in good order; the others hold one each, and some of these are not.
    """Create the instances, volumes, groups and addresses."""
    ids = _instances(account, "us-east-1", [10] * 100 + [1] * 200, untagged_from=1000)
    _instances(account, "eu-west-1", [4] * 10, untagged_from=30, public_every=1)
    _instances(account, "ap-southeast-2", [1] * 25, untagged_from=25)
    _volumes(account, ids)
    _groups(account)
    _addresses(account, ids)
    _open_regions(account)


def seed_member(account: Account) -> None:
    """Create the instances of a member account."""
    for region, count in MEMBERS.get(account.id, {}).items():
        _instances(account, region, [1] * count, untagged_from=2)
    _open_regions(account)


def _open_regions(account: Account) -> None:
    """Create the networks that every region has, here instead of with the first request of each:
    their IDs do not depend on the order of the requests.
    """
    for region in ENABLED_REGIONS:
        account.backend("ec2", region)


def _instances(
    account: Account,
    region: str,
    reservations: list[int],
    *,
    untagged_from: int,
    public_every: int = 5,
) -> list[str]:
    """Create the instances of a region in the server itself: its API takes four times as long."""
    backend = account.backend("ec2", region)
    subnets = backend.get_default_subnets()
    zones = (sorted(subnets) * 2)[:3]  # a region has at least two
    made: list[str] = []
    for number, count in enumerate(reservations):
        reservation = backend.run_instances(
            "ami-0123456789abcdef0",
            count,
            None,
            [],
            instance_type=TYPES[number % len(TYPES)],
            # Else moto compares the type with those of every zone, for each reservation.
            is_instance_type_default=True,
            region_name=region,
            subnet_id=subnets[zones[number % 3]].id,
            associate_public_ip=number % public_every == 0,
            # To attach a volume to each, moto looks through all instances before it.
            block_device_mappings=[],
        )
        for instance in reservation.instances:
            _dress(instance, len(made), untagged_from)
            _keep_tags_at_hand(backend, instance)
            made.append(instance.id)
    return made


def _dress(instance: Any, number: int, untagged_from: int) -> None:
    """Tags, age and state of one instance, by its number."""
    instance.launch_time = ago(number * 7 % 900)
    role = ROLES[number % len(ROLES)]
    tags = {"Name": f"{role}-{number:04}", "team": TEAMS[number % len(TEAMS)]}
    if number % 2:
        tags["env"] = "production"
    if number >= untagged_from and number % 3 == 0:
        del tags["team"]
    if number >= untagged_from and number % 9 == 0:
        tags = {}
    instance.add_tags(tags)
    if number % 10 in (3, 7):
        _set_state(instance, "stopped", 80)
    elif number % 50 == 49:
        _set_state(instance, "terminated", 48)


def _keep_tags_at_hand(backend: Any, instance: Any) -> None:
    """Return its tags without a walk through all tags of the region, which is what moto makes of
    it.
    """

    def tags() -> list[dict[str, str]]:
        kept = backend.tags.get(instance.id, {})
        return [{"key": key, "value": value} for key, value in kept.items()]

    instance.get_tags = tags


def _set_state(instance: Any, name: str, code: int) -> None:
    instance._state.name, instance._state.code = name, code


def _volumes(account: Account, instances: list[str]) -> None:
    ec2 = account.maker("ec2")
    backend = account.backend("ec2")
    for number in range(45):
        volume = ec2.create_volume(
            AvailabilityZone=f"us-east-1{'abc'[number % 3]}",
            Size=8 * (number % 7 + 1),
            VolumeType="gp3" if number % 2 else "gp2",
            Encrypted=number % 5 < 2,
        )
        backend.volumes[volume["VolumeId"]].create_time = ago(number * 11)
        if number >= UNATTACHED:
            ec2.attach_volume(
                VolumeId=volume["VolumeId"], InstanceId=instances[number], Device="/dev/sdf"
            )
        if number % 3 == 0:
            snapshot = ec2.create_snapshot(VolumeId=volume["VolumeId"], Description="nightly")
            backend.snapshots[snapshot["SnapshotId"]].start_time = ago(number * 29)


def _groups(account: Account) -> None:
    ec2 = account.maker("ec2")
    for name, protocol, first, last, source in GROUPS:
        group = ec2.create_security_group(GroupName=name, Description=name.replace("-", " "))
        family = (
            {"Ipv6Ranges": [{"CidrIpv6": source}]}
            if ":" in source
            else {"IpRanges": [{"CidrIp": source}]}
        )
        ports = {} if protocol == "-1" else {"FromPort": first, "ToPort": last}
        ec2.authorize_security_group_ingress(
            GroupId=group["GroupId"],
            IpPermissions=[{"IpProtocol": protocol, **ports, **family}],
        )


def _addresses(account: Account, instances: list[str]) -> None:
    ec2 = account.maker("ec2")
    for number in range(10):
        address = ec2.allocate_address(Domain="vpc")
        if number % 5 < 2:
            ec2.associate_address(
                AllocationId=address["AllocationId"], InstanceId=instances[number]
            )
