"""Cases that are data: what a test says of many inputs, in a YAML file beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Tags", "read_cases"]

# What a value with a tag is made of: the loader, and the node.
Tags = Mapping[str, Callable[[Any, Any], Any]]

# libyaml's reads the thousands of cases in a tenth of the time; a PyYAML may lack it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS: Tags = {"!time": lambda _, node: datetime.fromisoformat(str(node.value))}


def read_cases(file: Path, tags: Tags | None = None) -> Any:
    """Return what is in a file of cases: plain YAML with !time, and with some tags of its own."""
    loader: Any = type("Loader", (_LOADER,), {})
    for tag, make in {**_TAGS, **(tags or {})}.items():
        loader.add_constructor(tag, make)
    return yaml.load(file.read_text(encoding="utf-8"), loader)
