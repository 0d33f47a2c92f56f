"""Tables of facts that are in no model, in JSON files beside the modules that explain them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["table"]


@lru_cache(maxsize=16)
def table(file: Path) -> Mapping[str, Any]:
    """Return the table in a file, which is read once."""
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
