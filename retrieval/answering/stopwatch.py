"""The stages of a question: their names in words, and how long each takes."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from retrieval.domain.documents import FoundPassage
from retrieval.domain.inquiry import Listener, Stage

STAGES_IN_WORDS = {
    "search": "Searching…",
    "read": "Reading…",
    "write": "Writing…",
    "ground": "Checking what was written against the sources…",
}
"""The names of the stages that are shown. Without a language model, an answer is mostly there before they could be
read."""
_READING_SO_MANY = "Reading {passages} of {documents}…"

Run = Callable[[str], AbstractContextManager[object]]
"""Tells a trace of a stage, from its beginning to its end."""


@dataclass(frozen=True, slots=True)
class Stopwatch:
    listener: Listener
    run: Run
    timings_ms: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, stage: str, read: Sequence[FoundPassage] = ()) -> Iterator[None]:
        """Tell the listener and the trace of a stage, in which these passages are read, and add to its milliseconds."""
        documents = len({found.passage.document.id for found in read})
        self.listener.on_stage(Stage(stage, passages=len(read), documents=documents))
        began = time.perf_counter()
        try:
            with self.run(stage):
                yield
        finally:
            self.timings_ms[stage] = self.timings_ms.get(stage, 0.0) + (time.perf_counter() - began) * 1000


def stage_in_words(stage: Stage) -> str:
    """Return what is shown while a stage goes on; empty for those that are not shown."""
    if not stage.passages:
        return STAGES_IN_WORDS.get(stage.name, "")
    passages = f"{stage.passages:,} passage{'s' * (stage.passages > 1)}"
    documents = f"{stage.documents:,} document{'s' * (stage.documents > 1)}"
    return _READING_SO_MANY.format(passages=passages, documents=documents)
