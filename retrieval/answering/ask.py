"""A question becomes an `Answer` or a `Refusal`: search, read, decide, compose, cite."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from retrieval import __version__
from retrieval.answering.asked_kinds import AskedKind, asked_kind_of
from retrieval.answering.composing import compose
from retrieval.answering.deciding import in_turn, shares_words, speaks_of, weight_of
from retrieval.answering.disagreeing import stated
from retrieval.answering.following import Understood
from retrieval.answering.in_force import choice_in_force, compared
from retrieval.answering.judged import JudgedPart, passages_read
from retrieval.answering.linking import linked
from retrieval.answering.missing_words import frequencies_of
from retrieval.answering.other_kinds import OtherKinds, that_decide
from retrieval.answering.parts import Part, parts_of
from retrieval.answering.pasted_logs import messages_of, telling_messages
from retrieval.answering.pasted_text import is_pasted, sentences_of, telling_stems
from retrieval.answering.reading_parts import near_enough, read_part
from retrieval.answering.refusals import (
    NEAREST_SHOWN,
    refusal_after_reading,
    refusal_before_search,
    refusal_of_several,
    refusal_of_what_asks_nothing,
)
from retrieval.answering.rereading import calls_for, reread, traced
from retrieval.answering.retriever import HybridRetriever
from retrieval.answering.said_by import by_whom_is_asked
from retrieval.answering.signal_reader import SignalReader
from retrieval.answering.spelling import mended
from retrieval.answering.stopwatch import Run, Stopwatch
from retrieval.answering.strangers import of_no_stranger
from retrieval.answering.written import as_written, asks_what_to_do
from retrieval.answering.yes_no import says_so
from retrieval.documents.links import SourceLinks
from retrieval.domain.answers import Answer, AnswerForm, Outcome, Refusal
from retrieval.domain.documents import FoundPassage
from retrieval.domain.inquiry import SILENT, Inquiry, Listener
from retrieval.domain.readings import Relation
from retrieval.domain.records import Conditions, Floor, Trace
from retrieval.ports import Embedder, Generation, LexicalIndex, Reader, SupportJudge, judges_support
from retrieval.settings import Strictness
from retrieval.text.direct_question import directly
from retrieval.text.words import content_stems

if TYPE_CHECKING:
    from retrieval.writing.writer import Composition, Writer

READ, READ_FOR_ALL = 10, 20
"""The passages that are found for a question, as the search ranked them, of which those near enough are read; and those
that are read where all that there is of a thing is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The result of a question. It holds the outcome; what this was decided on, part by part, or nothing where the
    question was refused unread; its cost in milliseconds, by stage and in all; the share that a language model had in
    it, None where it had none; and the id of its receipt, None where none was kept.
    """

    outcome: Outcome
    judged: tuple[JudgedPart, ...] = ()
    timings_ms: Mapping[str, float]
    trace: Trace | None = None
    receipt_id: str | None = None

    @property
    def likeliest(self) -> JudgedPart | None:
        """The part of the question that is likeliest answered; None where it was refused unread."""
        return max(self.judged, key=lambda part: part.probability, default=None)

    @property
    def probability(self) -> float | None:
        """The probability that the corpus answers the question, or its likeliest part; None where that was unread."""
        return None if self.likeliest is None else self.likeliest.probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The use case: it answers from the generation of the corpus that it is given.

    Where there is no `reader`, the baseline reads, which goes by the words of the generation.
    """

    embedder: Embedder
    reader: Reader | None
    strictness: Strictness
    writer: "Writer | None" = None
    run: Run = nullcontext
    links: SourceLinks = field(default_factory=SourceLinks)

    def retriever_of(self, generation: Generation) -> HybridRetriever:
        """Return what finds passages of a generation."""
        return HybridRetriever(generation=generation, embedder=self.embedder)

    def reader_of(self, generation: Generation) -> Reader:
        """Return what reads passages of a generation."""
        return self.reader or SignalReader(embedder=self.embedder, lexical=generation.catalogue)

    def conditions_of(self, generation: Generation, trace: Trace | None) -> Conditions:
        """Return what an outcome came of besides its question; by `trace`, whether a language model wrote."""
        reader = self.reader_of(generation)
        prompts = self.writer.prompts if self.writer and trace else {}
        return Conditions(
            generation=generation.name,
            reader=reader.name,
            reader_weights_sha256=reader.weights_sha256,
            embedding_model=self.embedder.model_name,
            embedding_weights_sha256=self.embedder.weights_sha256,
            strictness=self.strictness,
            prompts={name: prompt.sha256 for name, prompt in prompts.items()},
            version=__version__,
        )

    def ask(self, generation: Generation, inquiry: Inquiry, listener: Listener = SILENT) -> Response:
        """Answer the question, or refuse it; the listener hears of it meanwhile."""
        watch = Stopwatch(listener, self.run)
        reader = self.reader_of(generation)
        with watch.time("total"), calls_for(self.writer, inquiry) as calls:
            meant, rewriting = reread(inquiry, self.writer, calls, watch)
            outcome, judged, trace = _Question(
                inquiry=replace(inquiry, question=meant.question),
                meant=meant,
                generation=generation,
                retriever=self.retriever_of(generation),
                reader=reader,
                judge=reader if judges_support(reader) else None,
                strictness=self.strictness,
                compose=partial(self.writer.compose, calls=calls) if self.writer and calls else None,
                watch=watch,
            ).outcome()
            outcome = linked(meant.shown_with(outcome), self.links)
        read = tuple(part for part in judged if part.readings)
        trace = traced(trace, rewriting, calls)
        return Response(outcome=outcome, judged=read, timings_ms=watch.timings_ms, trace=trace)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A question, as it was meant after the turns before it, with what it takes to answer it."""

    inquiry: Inquiry
    meant: Understood
    generation: Generation
    retriever: HybridRetriever
    reader: Reader
    judge: SupportJudge | None
    strictness: Strictness
    compose: "Callable[..., Composition] | None"
    watch: Stopwatch

    @property
    def lexical(self) -> LexicalIndex:
        return self.generation.catalogue

    def outcome(self) -> tuple[Outcome, Sequence[JudgedPart], Trace | None]:
        """Return what comes of it, what that was decided on, and what a language model had to do with it."""
        question = self.inquiry.question
        if self.meant.several:
            return refusal_of_several(question, self.meant.several), (), None
        if refused := refusal_before_search(question, self.inquiry.documents, self.generation.view.manifest().keys()):
            return refused, (), None
        with self.watch.time("load"):
            self.retriever.embedder.load()
            self.reader.load()
        asked = None if is_pasted(question) else asked_kind_of(question)
        if asked and asked.kind is AskedKind.LISTING:
            listed = self._judge(Part(asked=question, found_by=asked.subject, read_as=asked.subject), READ_FOR_ALL)
            return self._listing(listed), (listed,), None
        if asked:
            with self.watch.time("search"):
                within = self.inquiry.documents
                kinds = OtherKinds(generation=self.generation, retriever=self.retriever, documents=within)
                if outcome := kinds.outcome(question, asked):
                    return outcome, (), None
        with self.watch.time("mend"):
            # A pasted text stays as it was written.
            pasted = is_pasted(question)
            read_as = question if pasted else mended(question, self.lexical, self.retriever.embedder)
            read_as = read_as if read_as == question else directly(read_as)
        parts = parts_of(read_as, self._weigher(read_as) if pasted else lambda _: 0.0)
        if not parts:
            return self._asks_nothing()
        judged = [self._judge(part) for part in parts]
        outcome, trace = self._decide(read_as, judged)
        if read_as != question:
            outcome = replace(outcome, question=question, read_as=read_as)
        return outcome, judged, trace

    def _judge(self, part: Part, limit: int = READ) -> JudgedPart:
        with self.watch.time("search"):
            wanted = f"{self.meant.about} {part.found_by}".strip()
            found = self.retriever.retrieve(wanted, limit=limit, documents=self.inquiry.documents)
        judged = JudgedPart(
            part=part, found=found, readings=(), calibration=self.reader.calibration, strictness=self.strictness
        )
        if not shares_words(part.words, found, self.lexical):
            return judged
        with self.watch.time("read", found):
            # All that was found is read where all is asked for, and where a language model is given what was read.
            read = near_enough(found) if limit == READ and self.compose is None else found
            readings = of_no_stranger(part.asked, read_part(part, read, self.reader), self.lexical)
            judged = replace(judged, readings=readings)
            judged = by_whom_is_asked(judged, read, self.retriever, self.reader, self.inquiry.documents)
        return replace(judged, premise=self._says_to_premise(part, judged.nearest[:1])) if judged.readings else judged

    def _weigher(self, text: str) -> Callable[[str], float]:
        """Return what weighs a sentence of the text: by how rare the words are that it shares with the corpus."""
        counts, passages = self.lexical.document_frequencies(set(content_stems(text))), self.lexical.size()
        return lambda sentence: weight_of(sentence, counts, passages)

    def _asks_nothing(self) -> tuple[Outcome, Sequence[JudgedPart], Trace | None]:
        """Answer a pasted log by what is said of its message, where the passage that answers speaks of it. Else refuse
        a long text that asks nothing: with the passages nearest to it, where the corpus has any of the words that say
        what it is about.
        """
        text = self.inquiry.question
        messages = messages_of(sentences_of(text))
        if telling := telling_messages(messages, self._weigher(text)):
            found_by = " ".join(telling)
            part = Part(asked=telling[0], found_by=found_by, read_as=telling[0], pasted=tuple(messages))
            judged = self._judge(part)
            if judged.is_answered and any(speaks_of(message, judged.nearest[:1]) for message in telling):
                outcome, trace = self._decide(text, [judged])
                return outcome, [judged], trace
            return refusal_of_what_asks_nothing(text, judged.nearest), (), None
        if not any(self.lexical.document_frequencies(telling_stems(text)).values()):
            return refusal_of_what_asks_nothing(text, ()), (), None
        with self.watch.time("search"):
            found = self.retriever.retrieve(text, limit=READ, documents=self.inquiry.documents)
        return refusal_of_what_asks_nothing(text, found), (), None

    def _listing(self, judged: JudgedPart) -> Outcome:
        """Return all that was found of what is asked for; a refusal where nothing was."""
        readings = that_decide(judged, self.judge) if judged.is_answered else ()
        statements = compose(readings, all_found=True, asked=set(content_stems(judged.part.read_as)))
        if not statements:
            return self._refusal(self.inquiry.question, [judged])
        return Answer(question=self.inquiry.question, statements=statements, form=AnswerForm.LISTING)

    def _decide(self, question: str, parts: Sequence[JudgedPart]) -> tuple[Outcome, Trace | None]:
        """Decide whether it is answered. A language model that finds none is believed where the reader is not sure."""
        answered = [judged for judged in parts if judged.is_answered]
        with self.watch.time("compose"):
            chosen = [choice_in_force(judged, self.judge) for judged in answered]
            statements = stated([judged.part for judged in answered], chosen)
        if not statements:
            return self._refusal(question, parts), None
        open_parts = [judged for judged in parts if not (judged.is_answered or judged.is_told_by(statements))]
        unanswered = tuple(judged.part.asked for judged in open_parts)
        with self.watch.time("compose"):
            answer = compared(Answer(question=question, statements=statements, unanswered=unanswered), chosen)
        if self.compose is None:
            return answer, None
        answerable = " ".join(judged.part.asked for judged in answered) if unanswered else question
        written = self.compose(
            replace(self.inquiry, question=answerable),
            passages_read(answered),
            self.judge,
            stage=self.watch.time,
            listener=self.watch.listener,
            may_order=asks_what_to_do(chosen),
        )
        if written.statements:
            return as_written(answer, written, answered, self.judge), written.trace
        if written.trace.floor is Floor.ABSTAINED and not any(judged.is_sure for judged in answered):
            return self._refusal(question, parts), written.trace
        return answer, written.trace

    def _refusal(self, question: str, parts: Sequence[JudgedPart]) -> Refusal:
        """Refuse by the likeliest part, since it came nearest to an answer; the passages are of all parts in turn."""
        likeliest_first = sorted(parts, key=lambda judged: -judged.probability)
        likeliest, *others = likeliest_first
        premise, relation = likeliest.part.premise, likeliest.premise
        if relation is Relation.OPEN:
            relation = self._says_to_premise(likeliest.part, likeliest.nearest[1:NEAREST_SHOWN])
        nearest = in_turn([judged.nearest for judged in likeliest_first])
        # Nobody expects that the documents have all words of what is pasted, or told before a question.
        asked = " ".join(judged.part.asked_alone for judged in parts)
        speaks = premise is not None and speaks_of(premise.statement, likeliest.nearest[:NEAREST_SHOWN])
        return refusal_after_reading(
            question,
            list({found.passage.id: found for found in nearest}.values()),
            frequencies_of(asked, self.lexical, self.generation.view.passages),
            premise=(premise.question, relation) if premise and relation and speaks else None,
            several=bool(others),
            unread=not any(judged.readings for judged in parts),
            said_by=(likeliest.asked_of, likeliest.said_by),
        )

    def _says_to_premise(self, part: Part, found: Sequence[FoundPassage]) -> Relation | None:
        """Return what the passages say to what the part takes for granted; None where it takes nothing."""
        if part.premise is None or self.judge is None:
            return None
        return says_so(part.premise.statement, [near.passage for near in found], self.judge)
