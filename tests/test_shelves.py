"""The contract of every shelf: each module is one member, called by its file's name."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import querykit
from querykit.checks import RULES
from querykit.cli import COMMANDS
from querykit.cli._reports import REPORTS
from querykit.errors import ExpressionError, UnknownNameError
from querykit.expressions import compile
from querykit.expressions.functions import BUILT_IN, FUNCTIONS, Signature
from querykit.shelf import Shelf
from querykit.types.notation import write
from querykit.types.types import kinds
from querykit.writers import WRITERS, Format, Writer

SHELVES: list[Shelf[Any]] = [WRITERS, COMMANDS, FUNCTIONS, RULES, REPORTS]
ROOM = Path(querykit.__file__).parent


def _files(shelf: Shelf[Any]) -> dict[str, Path]:
    folder = ROOM.joinpath(*shelf.package.split(".")[1:])
    return {
        path.stem.removesuffix("_").replace("_", shelf.between_words): path
        for path in folder.glob("*.py")
        if not path.name.startswith("_")
    }


MEMBERS = [
    pytest.param(shelf, name, path, id=f"{shelf.package}.{name}")
    for shelf in SHELVES
    for name, path in sorted(_files(shelf).items())
]


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.package)
def test_a_shelf_has_its_files_in_order(shelf: Shelf[Any]) -> None:
    assert set(shelf.names()) >= set(_files(shelf))
    assert shelf.names() == sorted(set(shelf.names()))


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.package)
def test_all_members_of_a_shelf_are_those_of_its_names(shelf: Shelf[Any]) -> None:
    assert list(shelf.members()) == shelf.names()
    assert all(shelf.member(name) is member for name, member in shelf.members().items())


@pytest.mark.parametrize(("shelf", "name", "path"), MEMBERS)
def test_a_member_is_the_module_of_its_name(shelf: Shelf[Any], name: str, path: Path) -> None:
    member = shelf.member(name)
    assert Path(member.__file__) == path
    assert (member.__doc__ or "").strip()


@pytest.mark.parametrize("name", sorted(_files(WRITERS)))
def test_a_writer_keeps_to_the_protocol(name: str) -> None:
    member = WRITERS.member(name)
    assert isinstance(member.FORMAT, Format)
    assert all(re.fullmatch(r"\.[a-z0-9]+", ending) for ending in member.FORMAT.endings)
    promised = list(inspect.signature(Writer.write).parameters)[1:]
    assert list(inspect.signature(member.write).parameters) == promised
    assert inspect.getdoc(member.write)


def test_a_file_ending_names_one_output_format() -> None:
    endings = [ending for _, writer in WRITERS for ending in writer.FORMAT.endings]
    assert sorted(set(endings)) == sorted(endings)


@pytest.mark.parametrize("name", sorted(_files(COMMANDS)))
def test_a_command_has_the_name_of_its_file(name: str) -> None:
    assert COMMANDS.member(name).command.name == name


@pytest.mark.parametrize("name", sorted(_files(FUNCTIONS)))
def test_a_function_takes_what_its_signature_says(name: str) -> None:
    member = FUNCTIONS.member(name)
    signature = member.SIGNATURE
    assert isinstance(signature, Signature)
    taken = {
        parameter.name: (
            parameter.kind is parameter.VAR_POSITIONAL,
            parameter.default is None,
            parameter.kind is parameter.KEYWORD_ONLY,
        )
        for parameter in inspect.signature(member.call).parameters.values()
    }
    said = {
        parameter.name: (parameter.variadic, parameter.optional, False)
        for parameter in signature.parameters
    }
    assert taken == {**said, **({"now": (False, False, True)} if signature.clock else {})}


@pytest.mark.parametrize("name", sorted(_files(FUNCTIONS)))
def test_a_signature_is_of_types(name: str) -> None:
    signature = FUNCTIONS.member(name).SIGNATURE
    assert write(signature.returns) == signature.result
    for parameter in signature.parameters:
        assert write(parameter.accepts) == parameter.type
    optional = [parameter.optional for parameter in signature.parameters]
    assert optional == sorted(optional)
    assert not any(parameter.variadic for parameter in signature.parameters[:-1])
    assert not signature.condenses or kinds(signature.returns) == {"array"}


def test_no_function_has_the_name_of_one_of_jmespath() -> None:
    assert not set(_files(FUNCTIONS)) & set(BUILT_IN)


@pytest.mark.parametrize("name", ["_cells", "__init__", "", "writers.csv", "..shelf", "jsn"])
def test_what_is_no_member_is_unknown(name: str) -> None:
    with pytest.raises(UnknownNameError, match=f"unknown output format '{name}'"):
        WRITERS.member(name)


def test_an_unknown_name_has_the_nearest_ones() -> None:
    with pytest.raises(UnknownNameError) as caught:
        WRITERS.member("jsn")
    assert str(caught.value).splitlines()[0] == "error: unknown output format 'jsn'"
    assert "did you mean" in str(caught.value)
    assert "'json'" in str(caught.value)


ADDED = """
from querykit.expressions.functions import Parameter, Signature
NAME = "added"
SIGNATURE = Signature((Parameter("number", "number"),), "number")
call = (2).__mul__
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf[Any]]:
    """A shelf whose members have awkward names, two of another distribution's among them."""
    monkeypatch.syspath_prepend(str(tmp_path))
    package = tmp_path / "awkward_shelf"
    package.mkdir()
    for module in ("__init__", "lambda_", "two_words", "_hidden", "broken"):
        text = "1 / 0" if module == "broken" else f"NAME = {module!r}"
        (package / f"{module}.py").write_text(text, encoding="utf-8")
    (tmp_path / "added_members.py").write_text(ADDED, encoding="utf-8")
    metadata = tmp_path / "added-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Name: added\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(
        "[awkward_shelf]\nadded = added_members\ntwo-words = added_members\n"
        "[querykit.writers]\nadded = added_members\n"
        "[querykit.expressions.functions]\ntwice = added_members\n",
        encoding="utf-8",
    )
    yield Shelf("awkward_shelf", kind="thing")
    for name in [name for name in sys.modules if name.startswith(("awkward_shelf", "added_"))]:
        del sys.modules[name]


def test_names_are_those_of_modules_and_entry_points(shelf: Shelf[Any]) -> None:
    assert shelf.names() == ["added", "broken", "lambda", "two-words"]


def test_a_word_of_python_and_two_words_are_names(shelf: Shelf[Any]) -> None:
    assert shelf.member("lambda").NAME == "lambda_"
    assert shelf.member("two-words").NAME == "two_words"
    for spelling in ("lambda_", "two_words", "_hidden"):
        with pytest.raises(UnknownNameError):
            shelf.member(spelling)


def test_a_member_of_another_distribution_is_found(shelf: Shelf[Any]) -> None:
    assert shelf.member("added").NAME == "added"
    assert "added" in WRITERS.names()
    added: Any = WRITERS.member("added")
    assert added.NAME == "added"


def test_another_distribution_does_not_replace_a_member(shelf: Shelf[Any]) -> None:
    assert shelf.member("two-words").NAME == "two_words"


def test_a_mistake_inside_a_member_is_not_an_unknown_name(shelf: Shelf[Any]) -> None:
    with pytest.raises(ZeroDivisionError):
        shelf.member("broken")


def test_underscores_stay_where_a_shelf_wants_them(shelf: Shelf[Any]) -> None:
    underscored = Shelf[Any](shelf.package, kind=shelf.kind, between_words="_")
    assert underscored.names() == ["added", "broken", "lambda", "two-words", "two_words"]
    assert underscored.member("two_words").NAME == "two_words"


def test_a_function_of_another_distribution_is_one_of_the_language(shelf: Shelf[Any]) -> None:  # noqa: ARG001
    assert compile("twice(n)").bind({}).search({"n": 4}) == 8
    with pytest.raises(ExpressionError, match=r"twice\(\) takes 1 argument, not 0"):
        compile("twice()")


def test_functions_are_imported_when_an_expression_uses_them() -> None:
    program = (
        "import sys; from querykit.expressions import compile\n"
        "compile('[?length(a) > `1`].b').bind({}).search([])\n"
        "shelf = 'querykit.expressions.functions.'\n"
        "def loaded(): return {n for n in sys.modules if n.startswith(shelf) and '._' not in n}\n"
        "assert loaded() == set(), loaded()\n"
        "compile('lower(a)').bind({}).search({})\n"
        "assert loaded() == {shelf + 'lower'}, loaded()\n"
        "assert not {'re2', 'importlib.metadata'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOM.parent)


def test_a_member_is_imported_when_it_is_asked_for() -> None:
    program = (
        "import sys; from querykit.writers import WRITERS; WRITERS.member('ndjson')\n"
        "loaded = {name for name in sys.modules if name.startswith('querykit.writers.')}\n"
        "assert 'querykit.writers.csv' not in loaded, loaded\n"
        "assert not {'yaml', 'rich', 'importlib.metadata'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOM.parent)
