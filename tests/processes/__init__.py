"""Command lines in processes that fork from one with everything imported.

A process of ``python -m querykit`` takes half a second to import what it needs, and three times as
long with the demo account. Hundreds of cases would spend the time of the tests on that, so they run
in forks: real processes with real arguments, environment, directory, descriptors, signals and exit
status. What is about the start of a process (its encoding, ignored signals, closed descriptors,
missing packages) is tested with ``python -m querykit`` itself.

``Preloaded`` is the process that forks; ``Preloaded.folder`` holds a ``querykit`` for the PATH.
"""

from tests.processes.preloaded import Preloaded

__all__ = ["Preloaded"]
