"""``python -m querykit.demo``: what one plain call sees of an account, and what querykit sees."""

from __future__ import annotations

import sys

from querykit import library
from querykit.demo import account
from querykit.demo.accounts import Account
from querykit.errors import QuerykitError

EVERYTHING = "ec2.describe_instances | Reservations[].Instances[].InstanceId"
AUDIT = "ec2/instances-without-tag"
AUDITED = ("pending", "running", "stopping", "stopped")


def main() -> int:
    """Print both answers to two questions; the exit status."""
    print("An account inside this program, on a server of its own. It needs no credentials.")
    print("Its instances are being made, which takes some seconds ...", flush=True)
    try:
        with account() as demo:
            demo.seed("ec2")
            plain, untagged = _plain_call(demo)
            instances, violations = _querykit(demo)
    except QuerykitError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    print(f"""
                                            instances    without the tag 'team'
  one call of describe_instances, in boto3     {plain:6,}                     {untagged:5,}
  querykit, every page                         {instances:6,}                     {violations:5,}

The call did not fail, and gave no warning: AWS's answer has a NextToken in it, and
a script that does not look for it audits the first page of the account.

Ask for yourself:

  querykit query '{EVERYTHING}' --demo
  querykit run {AUDIT} --demo
  querykit list""")
    return 0


def _plain_call(demo: Account) -> tuple[int, int]:
    """How many instances one call gives, and how many of them have no team."""
    answer = demo.client("ec2").describe_instances()
    found = [
        instance for reservation in answer["Reservations"] for instance in reservation["Instances"]
    ]
    untagged = [
        instance
        for instance in found
        if instance["State"]["Name"] in AUDITED
        and not any(tag["Key"] == "team" for tag in instance.get("Tags", ()))
    ]
    return len(found), len(untagged)


def _querykit(demo: Account) -> tuple[int, int]:
    """The same from querykit: rows of an ad-hoc query, and of one that comes with it."""
    engine = demo.engine()
    instances = engine.run(EVERYTHING).to_list()
    return len(instances), len(engine.run(library().find(AUDIT)).to_list())


if __name__ == "__main__":
    sys.exit(main())
