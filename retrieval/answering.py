"""A question becomes an `Answer` or a `Refusal`: search, read, decide, compose, cite."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
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
from retrieval.domain import Answer, FoundPassage, Outcome, Passage, Refusal
from retrieval.ports import CorpusView, LexicalIndex, Reader, Reading, Relation, SupportJudge
from retrieval.question import Part, as_text, parts_of, presupposed
from retrieval.records import Floor, Trace
from retrieval.retriever import HybridRetriever
from retrieval.settings import Strictness
from retrieval.sides import both_sides, says_so, statement_of
from retrieval.spelling import mended
from retrieval.words import is_stop_word, stem, tokens
from retrieval.writing import OnStatements, Writer

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
    cost: milliseconds by stage, and in all; what a language model had to do with it, None where it had nothing; and the
    id of its receipt, None where none was kept.
    """

    outcome: Outcome
    judged: tuple[Judged, ...] = ()
    timings_ms: Mapping[str, float]
    trace: Trace | None = None
    receipt_id: str | None = None

    @property
    def probability(self) -> float | None:
        """That the corpus answers the question, or its likeliest part; None where it was refused unread."""
        return max((one.probability for one in self.judged), default=None)


OnStage = Callable[[str], None]
"""Told, by name, of each stage of a question as it begins: as `Asked.timings_ms` names them."""


STAGES_IN_WORDS = {
    "search": "Searching…",
    "read": "Reading…",
    "write": "Writing…",
    "ground": "Checking what was written against the sources…",
}
"""Shown where a language model writes: by itself, an answer is there before they could be read."""

Run = Callable[[str], AbstractContextManager[object]]
"""Tells a trace of a stage, from its beginning to its end."""


@dataclass(frozen=True, slots=True)
class _Stopwatch:
    timings_ms: dict[str, float] = field(default_factory=dict)
    on_stage: OnStage = lambda _: None
    run: Run = nullcontext

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        self.on_stage(stage)
        began = time.perf_counter()
        try:
            with self.run(stage):
                yield
        finally:
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
    writer: Writer | None = None
    run: Run = nullcontext

    def ask(
        self,
        question: str,
        documents: Collection[str] | None = None,
        *,
        guild_id: int = 0,
        on_stage: OnStage = lambda _: None,
        on_statements: OnStatements | None = None,
    ) -> Asked:
        """Answers from the whole corpus, or from `documents` (ids) alone. What a language model reads and writes counts
        for `guild_id`, 0 for those who ask outside of one; `on_statements` is told of its statements as they are
        checked. What is answered in the end may be another: then none of these.
        """
        watch = _Stopwatch(on_stage=on_stage, run=self.run)
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
            judged = {part: self._judge(part, within, watch) for part in parts_of(read_as)}
            outcome, trace = self._outcome(read_as, judged, guild_id, watch, on_statements)
            if read_as != question:
                outcome = replace(outcome, question=question, read_as=read_as)
        return Asked(outcome=outcome, judged=tuple(judged.values()), timings_ms=watch.timings_ms, trace=trace)

    def judge(self, question: str, documents: Collection[str] | None = None) -> Judged:
        """What `ask` decides on, before it decides."""
        text = as_text(question)
        return self._judge(Part(asked=text, found_by=text, read_as=text), documents, _Stopwatch())

    def _judge(self, part: Part, documents: Collection[str] | None, watch: _Stopwatch) -> Judged:
        with watch.time("search"):
            found = self.retriever.retrieve(part.found_by, limit=READ, documents=documents)
        with watch.time("read"):
            readings = sorted(
                self.reader.read(part.read_as, found), key=lambda one: (-one.answer_probability, one.start)
            )
        probability = probability_of_answer(readings, self.reader.calibration)
        return Judged(found=found, readings=tuple(readings), probability=probability)

    def _outcome(
        self,
        question: str,
        judged: Mapping[Part, Judged],
        guild_id: int,
        watch: _Stopwatch,
        on_statements: OnStatements | None,
    ) -> tuple[Outcome, Trace | None]:
        """Whether it is answered is decided before a language model is asked, and whatever it makes of it. One that
        finds no answer is believed where the reader is not sure either.
        """
        said = {part: self._says_to_premise(part, one.nearest[:1]) for part, one in judged.items()}
        answered = {part: one for part, one in judged.items() if self._answers(one, said[part])}
        with watch.time("compose"):
            statements = compose(in_turn([self._shown(part, one.readings) for part, one in answered.items()]))
        if not statements:
            return self._refusal(question, judged, said), None
        unanswered = tuple(part.asked for part in judged if part not in answered)
        answer = Answer(question=question, statements=statements, unanswered=unanswered)
        if self.writer is None:
            return answer, None
        written = self.writer.compose(
            question if not unanswered else " ".join(part.asked for part in answered),
            _likeliest_first(answered.values()),
            self.judge_of_support,
            guild_id=guild_id,
            stage=watch.time,
            on_statements=on_statements,
        )
        if written.statements:
            return replace(answer, statements=written.statements), written.trace
        if written.trace.floor is Floor.ABSTAINED and not any(map(self._is_sure, answered.values())):
            return self._refusal(question, judged, said), written.trace
        return answer, written.trace

    def _is_sure(self, judged: Judged) -> bool:
        return judged.probability >= self.reader.calibration.thresholds[Strictness.STRICT]

    def _answers(self, judged: Judged, said: Relation | None) -> bool:
        """Whether it is likely enough, and the passage that would answer does not deny what the question takes for
        granted. Of 115 held-back questions that are answered none is denied so, of 70 that are not 33 in a hundred.
        """
        likely = judged.probability >= threshold_for(judged.readings, self.reader.calibration, self.strictness)
        return likely and said is not Relation.CONTRADICTS

    def _shown(self, part: Part, readings: Sequence[Reading]) -> list[Reading]:
        likely = answering(part.asked, readings)
        # What leans on another part ("Did they?") states nothing by itself.
        statement = statement_of(part.asked) if part.asked == part.found_by else None
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


def _likeliest_first(judged: Collection[Judged]) -> list[Passage]:
    """The passages that were read for parts of a question, each once, the parts in turn."""
    readings = in_turn([one.readings for one in judged])
    return list({reading.passage.id: reading.passage for reading in readings}.values())
