"""``python -m querykit.demo``: what one plain call sees of an account, and what querykit sees."""

from __future__ import annotations

import os
import shutil
import sys

from querykit import library
from querykit.demo import account
from querykit.demo.accounts import Account
from querykit.errors import QuerykitError

EVERYTHING = "ec2.describe_instances | Reservations[].Instances[].InstanceId"
AUDIT = "ec2/instances-without-tag"
AUDITED = ("pending", "running", "stopping", "stopped")


def main() -> int:
    """Print two results, from one plain call and from querykit. Returns the exit status."""
    print("This is a demo account on a local server. No credentials needed.")
    print("Creating its instances takes a few seconds ...", flush=True)
    try:
        with account() as demo:
            demo.seed("ec2")
            plain, untagged = _plain_call(demo)
            instances, violations = _querykit(demo)
    except QuerykitError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    command = _command()
    print(f"""
                                            instances    without the tag 'team'
  one describe_instances call in boto3         {plain:6,}                     {untagged:5,}
  querykit, every page                         {instances:6,}                     {violations:5,}

The call did not fail or warn. AWS's response contains a NextToken, and a script that
ignores it audits only the first page of the account.

Try it yourself:

  {command} query '{EVERYTHING}' --demo
  {command} run {AUDIT} --demo
  {command} list""")
    return 0


def _command() -> str:
    """Return the command that runs querykit here: in a virtual environment, it may have a path."""
    beside = os.path.join(os.path.dirname(sys.executable), "querykit")
    if shutil.which("querykit") is not None or not os.path.isfile(beside):
        return "querykit"
    here = os.path.relpath(beside)
    return beside if here.startswith(os.pardir) else here


def _plain_call(demo: Account) -> tuple[int, int]:
    """Return how many instances one call returns, and how many of them have no team."""
    response = demo.client("ec2").describe_instances()
    found = [
        instance
        for reservation in response["Reservations"]
        for instance in reservation["Instances"]
    ]
    untagged = [
        instance
        for instance in found
        if instance["State"]["Name"] in AUDITED
        and not any(tag["Key"] == "team" for tag in instance.get("Tags", ()))
    ]
    return len(found), len(untagged)


def _querykit(demo: Account) -> tuple[int, int]:
    """Return the same from querykit: the rows of an ad-hoc and of a saved query."""
    engine = demo.engine()
    instances = engine.run(EVERYTHING).to_list()
    return len(instances), len(engine.run(library().find(AUDIT)).to_list())


if __name__ == "__main__":
    sys.exit(main())
