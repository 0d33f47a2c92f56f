"""Settings of the environment and AWS's configuration files, checked before botocore reads them.

botocore reports "invalid literal for int() with base 10: 'abc'" and does not name the setting. It
takes any boolean but ``true`` for false: ``AWS_USE_FIPS_ENDPOINT=1`` would call endpoints without
FIPS.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES
from botocore.exceptions import ConfigParseError

from querykit.errors import ConfigurationError, Mistake

__all__ = ["check_settings", "unreadable"]

_VARIABLES: dict[str, Any] = dict(BOTOCORE_DEFAUT_SESSION_VARIABLES)
_INTEGERS = {name for name, variable in _VARIABLES.items() if variable[3] is int} | {
    "request_min_compression_size_bytes"
}
_CHOICES = {
    "retry_mode": ("legacy", "standard", "adaptive"),
    "sts_regional_endpoints": ("legacy", "regional"),
    "request_checksum_calculation": ("when_supported", "when_required"),
    "response_checksum_validation": ("when_supported", "when_required"),
    "account_id_endpoint_mode": ("preferred", "disabled", "required"),
    "use_fips_endpoint": ("true", "false"),
    "use_dualstack_endpoint": ("true", "false"),
    "ignore_configured_endpoint_urls": ("true", "false"),
}


def check_settings(session: Any) -> None:
    """Raise ConfigurationError with every setting that botocore cannot use.

    session: botocore's, whose profile exists.
    """
    if mistakes := list(_mistakes(session)):
        raise ConfigurationError(mistakes)


def unreadable(error: ConfigParseError) -> ConfigurationError:
    """Return the error for a configuration file that cannot be parsed, without the file's text."""
    cause = error.kwargs.get("error")
    line = getattr(cause, "lineno", None) or next(iter(getattr(cause, "errors", ())), (None,))[0]
    place = f"{error.kwargs['path']}:{line}" if line else str(error.kwargs["path"])
    hint = "expected [sections] with lines of the form key = value"
    return ConfigurationError(f"{place}: the AWS configuration file cannot be parsed", hint=hint)


def _mistakes(session: Any) -> Iterator[Mistake]:
    profile = session.get_scoped_config()
    for name in sorted(_INTEGERS | _CHOICES.keys()):
        key, variable = (*_VARIABLES.get(name, (None, None)), None)[:2]
        value = os.environ.get(variable) if isinstance(variable, str) else None
        where, fix = str(variable), "change it, or unset it"
        if value is None:
            value = profile.get(key) if key else None
            where = f"{key} (profile {session.profile or 'default'!r})"
            fix = f"change it in {session.get_config_variable('config_file')}"
        if isinstance(value, str) and (expected := _expected(name, value)):
            yield Mistake(f"{where} must be {expected}, not {value!r}", hint=fix)


def _expected(name: str, value: str) -> str | None:
    """Return what a setting must be; None if the value is that."""
    if name in _CHOICES:
        choices = _CHOICES[name]
        return None if value.lower() in choices else " or ".join(choices)
    try:
        number = int(value)
    except ValueError:
        return "an integer"
    return "1 or more" if name == "max_attempts" and number < 1 else None
