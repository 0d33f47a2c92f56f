"""``python -m querykit`` is the command ``querykit``."""

from querykit.cli import main

if __name__ == "__main__":
    main()
