"""A question becomes an `Answer` or a `Refusal`: search, read, decide, compose, cite."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from retrieval.composing import compose
from retrieval.deciding import (
    NEAREST,
    answering,
    in_turn,
    probability_of_answer,
    refusal_after_reading,
    refusal_before_search,
    threshold_for,
)
from retrieval.domain import Answer, FoundPassage, Outcome, Refusal
from retrieval.ports import CorpusView, LexicalIndex, Reader, Reading, Relation, SupportJudge
from retrieval.question import Part, as_text, parts_of, presupposed
from retrieval.retriever import HybridRetriever
from retrieval.settings import Strictness
from retrieval.sides import both_sides, says_so, statement_of
from retrieval.spelling import mended
from retrieval.words import is_stop_word, stem, tokens

READ = 10
"""Passages that are read for a question, after the search has ranked them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found and read for a part of a question, the likeliest reading first, and how likely it is answered, in
    [0, 1].
    """

    found: tuple[FoundPassage, ...]
    readings: tuple[Reading, ...]
    probability: float

    @property
    def nearest(self) -> tuple[FoundPassage, ...]:
        """What was found, what answers likeliest first: the reader's order, not the search's."""
        places = {reading.passage.id: -place for place, reading in enumerate(reversed(self.readings))}
        return tuple(sorted(self.found, key=lambda one: places.get(one.passage.id, 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of a question; what it was decided on, part by part, or nothing where it was refused unread; what it
    cost: milliseconds by stage, and in all; and the id of its receipt, None where none was kept.
    """

    outcome: Outcome
    judged: tuple[Judged, ...] = ()
    timings_ms: Mapping[str, float]
    receipt_id: str | None = None

    @property
    def probability(self) -> float | None:
        """That the corpus answers the question, or its likeliest part; None where it was refused unread."""
        return max((one.probability for one in self.judged), default=None)


@dataclass(frozen=True, slots=True)
class _Stopwatch:
    timings_ms: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.timings_ms[stage] = self.timings_ms.get(stage, 0.0) + (time.perf_counter() - began) * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The use case, over the parts it needs."""

    store: CorpusView
    lexical: LexicalIndex
    retriever: HybridRetriever
    reader: Reader
    judge_of_support: SupportJudge | None
    strictness: Strictness

    def ask(self, question: str, documents: Collection[str] | None = None) -> Asked:
        """Answers from the whole corpus, or from `documents` (ids) alone."""
        watch = _Stopwatch()
        with watch.time("total"):
            question = as_text(question)
            within = None if documents is None else {as_text(document) for document in documents}
            if refused := refusal_before_search(question, within, self.store.manifest().keys()):
                return Asked(outcome=refused, timings_ms=watch.timings_ms)
            with watch.time("load"):
                self.retriever.embedder.load()
                self.reader.load()
            with watch.time("mend"):
                read_as = mended(question, self.lexical, self.retriever.embedder)
            judged = {part: self._judge(part.read_as, within, watch) for part in parts_of(read_as)}
            outcome = self._outcome(read_as, judged, watch)
            if read_as != question:
                outcome = replace(outcome, question=question, read_as=read_as)
        return Asked(outcome=outcome, judged=tuple(judged.values()), timings_ms=watch.timings_ms)

    def judge(self, question: str, documents: Collection[str] | None = None) -> Judged:
        """What `ask` decides on, before it decides."""
        return self._judge(as_text(question), documents, _Stopwatch())

    def _judge(self, question: str, documents: Collection[str] | None, watch: _Stopwatch) -> Judged:
        with watch.time("search"):
            found = self.retriever.retrieve(question, limit=READ, documents=documents)
        with watch.time("read"):
            readings = sorted(self.reader.read(question, found), key=lambda one: (-one.answer_probability, one.start))
        probability = probability_of_answer(readings, self.reader.calibration)
        return Judged(found=found, readings=tuple(readings), probability=probability)

    def _outcome(self, question: str, judged: Mapping[Part, Judged], watch: _Stopwatch) -> Outcome:
        said = {part: self._says_to_premise(part, one.nearest[:1]) for part, one in judged.items()}
        answered = {part: one for part, one in judged.items() if self._answers(one, said[part])}
        with watch.time("compose"):
            statements = compose(in_turn([self._shown(part, one.readings) for part, one in answered.items()]))
        if statements:
            unanswered = tuple(part.asked for part in judged if part not in answered)
            return Answer(question=question, statements=statements, unanswered=unanswered)
        return self._refusal(question, judged, said)

    def _answers(self, judged: Judged, said: Relation | None) -> bool:
        """Whether it is likely enough, and the passage that would answer does not deny what the question takes for
        granted. Of 115 held-back questions that are answered none is denied so, of 70 that are not 33 in a hundred.
        """
        likely = judged.probability >= threshold_for(judged.readings, self.reader.calibration, self.strictness)
        return likely and said is not Relation.CONTRADICTS

    def _shown(self, part: Part, readings: Sequence[Reading]) -> list[Reading]:
        likely = answering(part.asked, readings)
        # What leans on another part ("Did they?") states nothing by itself.
        statement = statement_of(part.asked) if part.asked == part.read_as else None
        return both_sides(statement, likely, self.judge_of_support) if statement and self.judge_of_support else likely

    def _refusal(self, question: str, judged: Mapping[Part, Judged], said: Mapping[Part, Relation | None]) -> Refusal:
        """Of the likeliest part, since it came nearest to an answer; the passages are of all parts in turn."""
        words = {stem(token): token for token in tokens(question) if not is_stop_word(token)}
        frequencies = self.lexical.document_frequencies(words.keys())
        parts = sorted(judged, key=lambda part: -judged[part].probability)
        likeliest = parts[0]
        languages = {one.passage.document.language for one in judged[likeliest].found} - {None}
        granted, told = presupposed(likeliest.asked), said[likeliest]
        if told is Relation.OPEN:
            told = self._says_to_premise(likeliest, judged[likeliest].nearest[1:NEAREST])
        return refusal_after_reading(
            question,
            list({one.passage.id: one for one in in_turn([judged[part].nearest for part in parts])}.values()),
            {words[key]: count for key, count in frequencies.items()},
            {str(one) for one in languages},
            premise=(granted, told) if granted and told else None,
            several=len(parts) > 1,
        )

    def _says_to_premise(self, part: Part, found: Sequence[FoundPassage]) -> Relation | None:
        """What the passages say to what the question takes for granted; None where it takes nothing."""
        granted = presupposed(part.asked)
        statement = statement_of(granted) if granted else None
        if statement is None or self.judge_of_support is None:
            return None
        return says_so(statement, [one.passage for one in found], self.judge_of_support)
