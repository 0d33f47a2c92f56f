"""What the pages show is what happens: every command and every Python session is run."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import querykit
from tests.docs.examples import Command, commands, sessions
from tests.processes import Preloaded

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    page
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    if "reference" not in page.parts
)
CHECKER = doctest.OutputChecker()
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture
def machine(tmp_path: Path, preloaded: Preloaded) -> dict[str, str]:
    """The environment of a person without anything of AWS, in a terminal of 80 columns."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    folders = (str(preloaded.folder), str(Path(sys.executable).parent), kept["PATH"])
    return {
        **kept,
        "PATH": os.pathsep.join(folders),
        "HOME": str(tmp_path),
        "AWS_EC2_METADATA_DISABLED": "true",
        "COLUMNS": "80",
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_print_what_the_page_shows(
    page: Path, tmp_path: Path, machine: dict[str, str]
) -> None:
    for step in commands(page.read_text(encoding="utf-8")):
        if isinstance(step, Command):
            _run(step, page, tmp_path, machine)
        else:
            file = tmp_path / step[0]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(step[1], encoding="utf-8")


def _run(command: Command, page: Path, folder: Path, machine: dict[str, str]) -> None:
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.text],
        cwd=folder,
        env=machine,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    shown = (
        f"{page}:{command.line}: $ {command.text}\n"
        f"the page shows:\n{command.printed}\nit printed:\n{ran.stdout}"
    )
    assert CHECKER.check_output(command.printed, ran.stdout, OPTIONS), shown
    assert "Traceback (most recent call last)" not in ran.stdout, shown
    assert ran.returncode in command.statuses, f"exit status {ran.returncode}: {shown}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_sessions_give_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = sessions(page.read_text(encoding="utf-8"))
    if not text:
        pytest.skip("the page has no Python session")
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    printed: list[str] = []
    doctest.DocTestRunner(optionflags=OPTIONS).run(examples, out=printed.append)
    assert not printed, "".join(printed)


def _modules() -> list[str]:
    found = pkgutil.walk_packages(querykit.__path__, "querykit.")
    return sorted(module.name for module in found if not module.name.endswith("__main__"))


@pytest.mark.parametrize("name", _modules())
def test_docstrings_give_what_they_show(name: str) -> None:
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    printed: list[str] = []
    for example in doctest.DocTestFinder().find(module):
        runner.run(example, out=printed.append)
    assert not printed, "".join(printed)


def test_the_reference_is_what_the_code_says() -> None:
    ran = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_link_between_the_pages_leads_somewhere() -> None:
    lost = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in [*PAGES, *(ROOT / "docs" / "reference").glob("*.md")]
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert not lost
