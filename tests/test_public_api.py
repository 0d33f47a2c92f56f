"""What is public is what is listed; importing it costs nothing until something runs."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import subprocess
import sys

import pytest

import querykit
from querykit import Query

NOT_YET = ["boto3", "botocore", "click", "jmespath", "moto", "rich", "yaml"]


def _run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_what_is_listed_is_sorted_and_there() -> None:
    assert querykit.__all__ == sorted(querykit.__all__)
    for name in querykit.__all__:
        assert getattr(querykit, name) is not None


def test_what_is_imported_when_it_is_used_is_completed_before() -> None:
    assert _run("import querykit; print({*querykit.__all__} <= {*dir(querykit)})") == "True\n"


def test_everything_listed_can_be_imported_by_a_star() -> None:
    names: dict[str, object] = {}
    exec("from querykit import *", names)
    assert set(querykit.__all__) <= set(names)


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'querykit' has no attribute 'Enigne'"):
        querykit.Enigne  # noqa: B018


def test_importing_imports_nothing_that_is_not_needed_yet() -> None:
    program = f"import sys, querykit; print([m for m in {NOT_YET} if m in sys.modules])"
    assert _run(program) == "[]\n"


def test_building_a_query_imports_nothing_either() -> None:
    program = (
        "import sys, querykit, pickle\n"
        "question = querykit.Query('ec2', 'describe_instances', {'A': ['$a']}, 'B[?C == $a]')\n"
        "pickle.loads(pickle.dumps(question))\n"
        "try: raise querykit.errors.UnknownNameError('query', 'a', ['b'])\n"
        "except querykit.errors.QuerykitError as error: str(error)\n"
        f"print([m for m in {NOT_YET} if m in sys.modules])"
    )
    assert _run(program) == "[]\n"


def test_reading_queries_imports_no_boto() -> None:
    program = (
        "import sys, querykit\n"
        "querykit.query('ec2.describe_instances {A: $a} | B[]')\n"
        "querykit.library().find('ec2/running-instances')\n"
        "print([m for m in ['boto3', 'botocore', 'click', 'moto', 'rich'] if m in sys.modules])"
    )
    assert _run(program) == "[]\n"


def test_a_function_is_not_hidden_by_the_module_of_its_name() -> None:
    program = (
        "import querykit, querykit.query, querykit.definitions.library\n"
        "import querykit.definitions.adhoc, querykit.engine, importlib\n"
        "importlib.import_module('querykit.query')\n"
        "from querykit import query, library\n"
        "print(query('ec2.describe_instances').service, callable(library), querykit.query is query)"
    )
    assert _run(program) == "ec2 True True\n"


def test_every_module_can_be_imported_and_says_what_it_is() -> None:
    for module in pkgutil.walk_packages(querykit.__path__, "querykit."):
        if module.name != "querykit.__main__":
            assert importlib.import_module(module.name).__doc__
    assert querykit.query("ec2.describe_instances").operation == "describe_instances"
    assert querykit.library().find("ec2/running-instances").service == "ec2"


def test_a_query_is_plain_data() -> None:
    question = Query("ec2", "describe_instances", {"A": [1]}, variables={"a": querykit.Variable()})
    assert pickle.loads(pickle.dumps(question)) == question
    assert question != Query("ec2", "describe_instances")
    with pytest.raises(AttributeError):
        question.service = "s3"  # type: ignore[misc]


def test_pagination_fills_what_is_open() -> None:
    mine, other = querykit.Pagination(5), querykit.Pagination(6, 7, "token")
    assert mine.or_else(other) == querykit.Pagination(5, 7, "token")
    assert other.or_else(mine) == other
