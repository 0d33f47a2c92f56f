"""Settings for the tests that hypothesis makes up."""

from __future__ import annotations

from hypothesis import settings

# A machine that is busy is slow, and no test here is about time.
settings.register_profile("querykit", deadline=None)
settings.load_profile("querykit")
