"""A question becomes an `Answer` or a `Refusal`: search, read, decide, compose, cite."""

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from retrieval.composing import compose
from retrieval.deciding import answering, refusal_after_reading, refusal_before_search
from retrieval.domain import Answer, Outcome
from retrieval.ports import LexicalIndex, PassageStore, Reader
from retrieval.question import as_text
from retrieval.retriever import HybridRetriever
from retrieval.words import is_stop_word, stem, tokens

READ = 10
"""Passages that are read for a question, after the search has ranked them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of a question, and what it cost: milliseconds by stage, and in all."""

    outcome: Outcome
    timings_ms: Mapping[str, float]


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

    def ask(self, question: str, documents: Collection[str] | None = None) -> Asked:
        """Answers from the whole corpus, or from `documents` (ids) alone."""
        watch = _Stopwatch()
        with watch.time("total"):
            within = None if documents is None else {as_text(document) for document in documents}
            outcome = self._outcome(as_text(question), within, watch)
        return Asked(outcome=outcome, timings_ms=watch.timings_ms)

    def _outcome(self, question: str, documents: Collection[str] | None, watch: _Stopwatch) -> Outcome:
        if refusal := refusal_before_search(question, documents, self.store.manifest().keys()):
            return refusal
        with watch.time("load"):
            self.retriever.embedder.load()
        with watch.time("search"):
            found = self.retriever.retrieve(question, limit=READ, documents=documents)
        with watch.time("read"):
            readings = self.reader.read(question, found)
        with watch.time("compose"):
            statements = compose(answering(readings, self.reader.threshold))
        if statements:
            return Answer(question=question, statements=statements)
        words = {stem(token): token for token in tokens(question) if not is_stop_word(token)}
        frequencies = self.lexical.document_frequencies(words.keys())
        languages = {one.passage.document.language for one in found} - {None}
        return refusal_after_reading(
            question, found, {words[key]: count for key, count in frequencies.items()}, {str(one) for one in languages}
        )
