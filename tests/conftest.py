"""Fixtures that every room's tests share."""

from __future__ import annotations

from tests.wire.fixture import wire

__all__ = ["wire"]
