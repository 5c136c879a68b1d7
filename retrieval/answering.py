"""A question becomes an `Answer` or a `Refusal`: search, read, decide, compose, cite."""

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from retrieval.composing import compose
from retrieval.deciding import answering, probability_of_answer, refusal_after_reading, refusal_before_search
from retrieval.domain import Answer, FoundPassage, Outcome, Refusal
from retrieval.ports import LexicalIndex, PassageStore, Reader, Reading
from retrieval.question import as_text
from retrieval.retriever import HybridRetriever
from retrieval.settings import Strictness
from retrieval.words import is_stop_word, stem, tokens

READ = 10
"""Passages that are read for a question, after the search has ranked them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of a question, how likely the corpus was held to answer it (None where it was refused unread), and what
    it cost: milliseconds by stage, and in all.
    """

    outcome: Outcome
    probability: float | None
    timings_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found and read for a question, the likeliest reading first, and how likely it is answered, in [0, 1]."""

    found: tuple[FoundPassage, ...]
    readings: tuple[Reading, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class _Stopwatch:
    timings_ms: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.timings_ms[stage] = (time.perf_counter() - began) * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The use case, over the parts it needs."""

    store: PassageStore
    lexical: LexicalIndex
    retriever: HybridRetriever
    reader: Reader
    strictness: Strictness

    def ask(self, question: str, documents: Collection[str] | None = None) -> Asked:
        """Answers from the whole corpus, or from `documents` (ids) alone."""
        watch = _Stopwatch()
        outcome: Outcome
        probability: float | None
        with watch.time("total"):
            question = as_text(question)
            within = None if documents is None else {as_text(document) for document in documents}
            if refused := refusal_before_search(question, within, self.store.manifest().keys()):
                outcome, probability = refused, None
            else:
                judged = self._judge(question, within, watch)
                outcome, probability = self._outcome(question, judged, watch), judged.probability
        return Asked(outcome=outcome, probability=probability, timings_ms=watch.timings_ms)

    def judge(self, question: str, documents: Collection[str] | None = None) -> Judged:
        """What `ask` decides on, before it decides."""
        return self._judge(as_text(question), documents, _Stopwatch())

    def _judge(self, question: str, documents: Collection[str] | None, watch: _Stopwatch) -> Judged:
        with watch.time("load"):
            self.retriever.embedder.load()
            self.reader.load()
        with watch.time("search"):
            found = self.retriever.retrieve(question, limit=READ, documents=documents)
        with watch.time("read"):
            readings = sorted(self.reader.read(question, found), key=lambda one: (-one.answer_probability, one.start))
        probability = probability_of_answer(readings, self.reader.calibration)
        return Judged(found=found, readings=tuple(readings), probability=probability)

    def _outcome(self, question: str, judged: Judged, watch: _Stopwatch) -> Outcome:
        if judged.probability >= self.reader.calibration.thresholds[self.strictness]:
            with watch.time("compose"):
                statements = compose(answering(judged.readings))
            if statements:
                return Answer(question=question, statements=statements)
        return self._refusal(question, judged.found)

    def _refusal(self, question: str, found: tuple[FoundPassage, ...]) -> Refusal:
        words = {stem(token): token for token in tokens(question) if not is_stop_word(token)}
        frequencies = self.lexical.document_frequencies(words.keys())
        languages = {one.passage.document.language for one in found} - {None}
        return refusal_after_reading(
            question, found, {words[key]: count for key, count in frequencies.items()}, {str(one) for one in languages}
        )
