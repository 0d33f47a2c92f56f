"""``python -m querykit`` is the command ``querykit``."""

import signal
from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Run the command line and leave the process with its exit status."""
    # Until the command line is imported, Ctrl-C ends the process without a traceback.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from querykit import cli

    cli.main()


if __name__ == "__main__":
    main()
