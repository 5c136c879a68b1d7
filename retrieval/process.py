"""How a process of our own runs: what its end waits for, how it ends by Ctrl-C, and how often it looks for garbage."""

import gc
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

from retrieval.errors import is_interrupt

STOPPED_BY_SIGNAL = 130
"""A shell's exit code for what Ctrl-C ended."""

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Between two looks for garbage, in place of Python's 700. A start makes half a million objects, of which next to none
is garbage, and spends a seventh of its time on looking.
"""


def collect_less_often() -> None:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


def do_not_linger(environment: MutableMapping[str, str]) -> None:
    """Keep LangSmith's client from holding up the end of the process until all is sent or given up."""
    environment.setdefault("LANGSMITH_USE_DAEMON", "true")
    # Compressed runs are sent by threads that are waited for all the same.
    environment.setdefault("LANGSMITH_DISABLE_RUN_COMPRESSION", "true")


@contextmanager
def ended_by_interrupts() -> Iterator[None]:
    """Exit with `STOPPED_BY_SIGNAL` where an error is Ctrl-C or came of it: while libraries are imported, no command
    line catches it yet.
    """
    try:
        yield
    except BaseException as error:
        if not is_interrupt(error):
            raise
        sys.exit(STOPPED_BY_SIGNAL)
