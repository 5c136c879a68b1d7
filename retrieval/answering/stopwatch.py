"""The stages of a question: their names in words, and how long each takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from retrieval.domain.inquiry import Listener

STAGES_IN_WORDS = {
    "search": "Searching…",
    "read": "Reading…",
    "write": "Writing…",
    "ground": "Checking what was written against the sources…",
}
"""The names of the stages that are shown where a language model writes. Without one, an answer is there before they
could be read."""

Run = Callable[[str], AbstractContextManager[object]]
"""Tells a trace of a stage, from its beginning to its end."""


@dataclass(frozen=True, slots=True)
class Stopwatch:
    listener: Listener
    run: Run
    timings_ms: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Tell the listener and the trace of a stage, and add to its milliseconds."""
        self.listener.on_stage(stage)
        began = time.perf_counter()
        try:
            with self.run(stage):
                yield
        finally:
            self.timings_ms[stage] = self.timings_ms.get(stage, 0.0) + (time.perf_counter() - began) * 1000
