"""An option that takes one value is passed once: click would use the last one without a word."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest

from querykit.cli import COMMANDS, querykit

ONES = [
    (name, option)
    for name in COMMANDS.names()
    for option in COMMANDS.member(name).command.params
    if isinstance(option, click.Option) and not (option.multiple or option.is_flag)
]


@pytest.mark.parametrize(
    ("name", "option"), [pytest.param(n, o, id=f"{n} {o.name}") for n, o in ONES]
)
def test_every_option_with_one_value_is_rejected_if_it_is_passed_twice(
    name: str, option: click.Option
) -> None:
    word = max(option.opts, key=len)
    arguments = [name, "x", word, "1", f"{word}=1"]
    with pytest.raises(click.UsageError, match=f"{word} is passed 2 times"):
        querykit.main(arguments, standalone_mode=False)


def test_how_many_options_there_are(figure: Callable[[str], None]) -> None:
    assert len(ONES) > 30
    figure(f"options passed twice: {len(ONES)} of {len(COMMANDS.names())} commands, all rejected")
