"""Functions on old and new runtimes."""

from __future__ import annotations

import io
import zipfile

from querykit.demo.accounts import Account

RUNTIMES = ("python3.13", "python3.8", "nodejs22.x", "nodejs14.x", "java21", "provided.al2023")
FUNCTIONS = 40


def seed(account: Account) -> None:
    """Create the functions."""
    account.seed("iam")
    functions = account.maker("lambda")
    code = _zip()
    for number in range(FUNCTIONS):
        functions.create_function(
            FunctionName=f"job-{number:02}",
            Runtime=RUNTIMES[number % len(RUNTIMES)],
            Role="arn:aws:iam::123456789012:role/role-000",
            Handler="main.handler",
            Code={"ZipFile": code},
            MemorySize=128 * (number % 4 + 1),
        )


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        # A fixed date: the code's hash is the same each time.
        archive.writestr(zipfile.ZipInfo("main.py", (2026, 1, 1, 0, 0, 0)), "def handler(*_): ...")
    return packed.getvalue()
