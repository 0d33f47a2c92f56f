"""The library finds a saved query by its name, and what is broken does not hide the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from querykit import library
from querykit.errors import DefinitionError, UnknownNameError

HEAD = "service: ec2\noperation: describe_instances\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("ec2/running", "ec2/stopped", "s3/large/objects"):
        write(tmp_path / f"{name}.yaml", f"{HEAD}title: {name}\n")
    return tmp_path


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_a_query_is_called_by_its_path(folder: Path) -> None:
    saved = library(folder)
    assert saved.names() == ["ec2/running", "ec2/stopped", "s3/large/objects"]
    found = saved.find("s3/large/objects")
    assert (found.name, found.title) == ("s3/large/objects", "s3/large/objects")
    assert found.source == str(folder / "s3/large/objects.yaml")


def test_iterating_gives_every_query_by_name(folder: Path) -> None:
    assert [query.name for query in library(folder)] == library(folder).names()


def test_both_endings_are_read_and_others_are_not(folder: Path) -> None:
    write(folder / "ec2/short.yml", HEAD)
    write(folder / "ec2/prod.eu.yaml", HEAD)
    for name in ("ec2/notes.txt", "ec2/old.yaml~", "ec2/x.yxml", "ec2/.yaml"):
        write(folder / name, HEAD)
    (folder / "ec2/folder.yaml").mkdir()
    names = ["ec2/prod.eu", "ec2/running", "ec2/short", "ec2/stopped", "s3/large/objects"]
    assert library(folder).names() == names


def test_of_two_files_with_one_name_the_yaml_is_read(folder: Path) -> None:
    write(folder / "ec2/running.yml", f"{HEAD}title: the other\n")
    assert library(folder).find("ec2/running").title == "ec2/running"
    assert len(library(folder).names()) == 3


def test_an_unknown_name_gets_the_nearest(folder: Path) -> None:
    with pytest.raises(UnknownNameError) as raised:
        library(folder).find("ec2/runing")
    assert str(raised.value) == (
        "error: unknown saved query 'ec2/runing'\n  did you mean 'ec2/running'?"
    )
    assert (raised.value.kind, raised.value.name) == ("saved query", "ec2/runing")


@pytest.mark.parametrize(
    "name",
    [
        *("../secret", "ec2/../../secret", "ec2/../ec2/running", "./ec2/running", "/ec2/running"),
        *("ec2//running", "ec2\\running", "ec2/running.yaml", "ec2/running\0", "ec2", ".", ""),
    ],
)
def test_a_name_is_no_path_to_elsewhere(tmp_path: Path, folder: Path, name: str) -> None:
    write(tmp_path / "secret.yaml", HEAD)
    inside = folder / "inside"
    write(inside / "ec2/running.yaml", HEAD)
    with pytest.raises(UnknownNameError):
        library(inside).find(name)
    with pytest.raises(UnknownNameError):
        library(inside).find(str(tmp_path / "secret"))


def test_an_earlier_folder_hides_a_later_one(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    write(mine / "ec2/running.yaml", f"{HEAD}title: mine\n")
    saved = library(mine, folder)
    assert saved.find("ec2/running").title == "mine"
    assert saved.find("ec2/stopped").title == "ec2/stopped"
    assert library(folder, mine).find("ec2/running").title == "ec2/running"


def test_the_usual_folders_are_here_then_named_then_shipped(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, named = tmp_path / "here", tmp_path / "named"
    write(here / "queries/ec2/running-instances.yaml", f"{HEAD}title: here\n")
    write(here / "queries/mine/a.yaml", f"{HEAD}title: here\n")
    write(named / "mine/a.yaml", f"{HEAD}title: named\n")
    write(named / "mine/b.yaml", f"{HEAD}title: named\n")
    monkeypatch.chdir(here)
    monkeypatch.setenv("QUERYKIT_QUERIES", f":{named}:{folder}")
    saved = library()
    assert [saved.find(f"mine/{name}").title for name in "ab"] == ["here", "named"]
    assert saved.find("ec2/stopped").title == "ec2/stopped"
    assert saved.find("ec2/running-instances").title == "here"
    assert saved.find("iam/users").service == "iam"
    monkeypatch.chdir(tmp_path)
    assert library().find("ec2/running-instances").title == "Running EC2 instances"


def test_queries_of_a_home_folder_are_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv("QUERYKIT_QUERIES", f"~/{folder.name}")
    assert library().find("ec2/stopped").name == "ec2/stopped"


def test_a_broken_file_is_told_and_the_others_are_listed(folder: Path) -> None:
    broken = write(folder / "ec2/broken.yaml", f"{HEAD}limit: 0\nexpression: a[\n")
    binary = folder / "ec2/image.yaml"
    binary.write_bytes(b"\x89PNG")
    saved = library(folder)
    assert list(saved.mistakes) == []
    assert [query.name for query in saved] == ["ec2/running", "ec2/stopped", "s3/large/objects"]
    assert [str(mistake).splitlines()[0] for mistake in saved.mistakes] == [
        f"{broken}:3:8: error: limit must be an integer of 1 or more, not '0'",
        f"{broken}:4:15: error: the expression is incomplete",
        f"{binary}:1:1: error: the byte 0x89 is not UTF-8 text",
    ]
    assert "ec2/broken" in saved.names()
    with pytest.raises(DefinitionError, match="limit must be an integer"):
        saved.find("ec2/broken")
    broken.write_text(HEAD)
    binary.unlink()
    assert len(list(saved)) == 4
    assert saved.mistakes == ()


def test_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    saved = library(folder / "nowhere", folder)
    assert len(list(saved)) == 3
    missing = f"error: folder not found: {folder / 'nowhere'}"
    assert [str(mistake) for mistake in saved.mistakes] == [missing]
    with pytest.raises(UnknownNameError) as raised:
        saved.find("iam/users")
    assert str(raised.value) == (
        "error: unknown saved query 'iam/users'\n"
        f"  available: ec2/running, ec2/stopped, s3/large/objects\n{missing}"
    )


def test_every_shipped_query_is_read() -> None:
    shipped = library(Path(__file__).parents[2] / "queries")
    found = list(shipped)
    assert shipped.mistakes == ()
    assert all(query.title and query.description for query in found)
    assert len({query.name.split("/")[0] for query in found if query.name}) >= 10
    assert len(found) >= 20
