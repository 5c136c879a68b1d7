"""Answers to what is no ordinary question: the documents themselves, who wrote them, what a term means, a summary, two
things beside one another. All are quotes, chosen by their words: no reader takes part.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from retrieval.answering.asked_kinds import Asked, AskedKind
from retrieval.answering.authorship import openings_of, with_authors, written_by
from retrieval.answering.choosing import sentence_of, span_of_sentence
from retrieval.answering.composing import MAX_LISTED, compose
from retrieval.answering.defining import defines
from retrieval.answering.judged import JudgedPart
from retrieval.answering.looking_up import code_of, naming, numbered, part_of, telling_within
from retrieval.answering.named_documents import opening_of
from retrieval.answering.repeating import say_the_same
from retrieval.answering.retriever import HybridRetriever
from retrieval.answering.sections_asked import section_asked
from retrieval.answering.whole_lists import ListAsked, heading_of, with_their_lists
from retrieval.answering.whole_sections import sections_as_asked
from retrieval.answering.yes_no import SURE
from retrieval.documents.context import body_of
from retrieval.documents.explanation import Explains
from retrieval.documents.said_of_it import with_what_is_said_of_it
from retrieval.domain.answers import Answer, AnswerForm, Outcome, Refusal, RefusalReason
from retrieval.domain.documents import Document, DocumentSummary, FoundPassage, title_order
from retrieval.domain.readings import Reading, Relation
from retrieval.ports import Generation, SupportJudge
from retrieval.text.identifiers import identifiers_in
from retrieval.text.orders import orders_or_asks
from retrieval.text.words import content_stems

DOCUMENTS_SHOWN = 10
SEARCHED = 10
"""The passages that are searched for what a term means or for what is summed up."""
SEARCHED_BY_NAME = 30
"""Those that are searched for what is called by a name: more, since of a long document many speak of it."""
MOST_SUMMED_UP = 6
"""The most sentences of a summary."""
MOST_OF_EACH = 2
"""The most sentences on each of two things that are compared."""
_FIGURE_SAID = re.compile(r"\d+")
_ASKED_FOR = re.compile(r"\A\W*+\w++ (?:are the )?", re.IGNORECASE)
"""What is before what is listed, in a question: "What are the", "Which"."""
SHARE_OF_SUBJECT = 0.5
"""The share of the words of a subject that a sentence on it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherKinds:
    """Answers from a generation, or from `documents` (ids) of it alone."""

    generation: Generation
    retriever: HybridRetriever
    documents: Collection[str] | None

    def outcome(self, question: str, asked: Asked) -> Outcome | None:
        """Return what comes of such a question; None where it is to be read as any other is."""
        match asked.kind:
            case AskedKind.GREETING | AskedKind.THANKS | AskedKind.FAREWELL:
                return Refusal(question=question, reason=RefusalReason(asked.kind))
            case AskedKind.DOCUMENTS:
                return self._of_documents(question)
            case AskedKind.MEANING:
                is_a_code = bool(identifiers_in(asked.subject))
                readings = self._definitions(asked.subject) or self._naming("" if is_a_code else code_of(question))
                return _answer(question, readings, AnswerForm.ANSWER)
            case AskedKind.SUMMARY:
                within = self._titled(asked.other) if asked.other else self.documents
                return _answer(question, _in_order(self._sentences_on(asked.subject, within)), AnswerForm.ABOUT)
            case AskedKind.COMPARISON:
                one_side, other = (self._sentences_on(each, self.documents) for each in (asked.subject, asked.other))
                both = [*one_side[:MOST_OF_EACH], *other[:MOST_OF_EACH]] if one_side and other else []
                return _answer(question, both, AnswerForm.ABOUT)
            case AskedKind.CODE:
                return _answer(question, self._naming(asked.subject), AnswerForm.ANSWER)
            case AskedKind.PART:
                return _answer(question, self._part(question), AnswerForm.ANSWER)
            case AskedKind.SECTION:
                return self._section(question)
            case AskedKind.NAMED:
                return self._named(question, asked.subject)
            case AskedKind.AUTHOR:
                found = self.retriever.retrieve(asked.subject, limit=SEARCHED_BY_NAME, documents=self.documents)
                return self._authored(question, with_authors(asked.subject, found))
            case AskedKind.WRITTEN:
                seen = filter(lambda each: self._may_see(each.id), self.generation.catalogue.summaries())
                return self._authored(question, written_by(asked.subject, seen))
            case AskedKind.LISTING:
                return None

    def _naming(self, code: str | None) -> list[Reading]:
        """Return the sentences that name a code or a coined word; none where none is asked for."""
        return naming(code, self._search(code, self.documents)) if code else []

    def _part(self, question: str) -> list[Reading]:
        """Return the sentences of the clause or chapter that is asked for by its number."""
        asked = part_of(question)
        return numbered(asked, self._search(question, self.documents)) if asked else []

    def _section(self, question: str) -> Outcome | None:
        """Return what stands under the version, day or number that is asked about; None where nothing does."""
        if (asked := section_asked(question)) is None:
            return None
        found = self._search(question, self.documents)
        statements = sections_as_asked(asked, found, lambda document: self.generation.view.passages_of([document]))
        return Answer(question=question, statements=statements) if statements else None

    def _of_documents(self, question: str) -> Outcome | None:
        """Return the documents, each by its first sentence that tells something."""
        known = sorted(self.generation.view.manifest())
        ids = [each for each in known if self.documents is None or each in self.documents]
        readings = []
        for document_id in ids[:DOCUMENTS_SHOWN]:
            passages = sorted(self.generation.view.passages_of([document_id]), key=lambda passage: passage.start)
            readings += next(([reading] for passage in passages for reading in telling_within(passage)), [])
        statements = tuple(statement for reading in readings for statement in compose([reading]))
        if not statements:
            return None
        return Answer(question=question, statements=statements, form=AnswerForm.DOCUMENTS, in_all=len(ids))

    def _named(self, question: str, name: str) -> Outcome | None:
        """Return what is called by a name, by its opening; None where nothing is."""
        found = self.retriever.retrieve(name, limit=SEARCHED_BY_NAME, documents=self.documents)
        openings = opening_of(name, found, lambda document_id: self.generation.view.passages_of([document_id]))
        named = frozenset(content_stems(name))
        listed = ListAsked(stems=named, in_all_words=True)
        statements = compose(openings, all_found=True, asked=named, wanted=Explains.WHAT, listed=listed)
        return Answer(question=question, statements=statements, form=AnswerForm.ABOUT) if statements else None

    def _authored(self, question: str, documents: Sequence[Document | DocumentSummary]) -> Outcome | None:
        """Return documents that state who wrote them, each by a sentence; None where there are none."""
        first = [document.id for document in sorted(documents, key=title_order)[:DOCUMENTS_SHOWN]]
        authors = [author for document in documents for author in document.authors]
        openings = openings_of(first, lambda document_id: self.generation.view.passages_of([document_id]), authors)
        statements = tuple(statement for opening in openings for statement in compose([opening]))
        form, in_all = AnswerForm.AUTHORED, len(documents)
        return Answer(question=question, statements=statements, form=form, in_all=in_all) if statements else None

    def _titled(self, named: str) -> Collection[str] | None:
        """Return the documents whose titles have all words of a name; those that are searched anyway where none has."""
        wanted = set(content_stems(named))
        allowed = [each for each in self.generation.catalogue.summaries() if self._may_see(each.id)]
        titled = [each.id for each in allowed if wanted and wanted <= set(content_stems(f"{each.title} {each.id}"))]
        return titled or self.documents

    def _may_see(self, document_id: str) -> bool:
        return self.documents is None or document_id in self.documents

    def _sentences_on(self, subject: str, documents: Collection[str] | None) -> list[Reading]:
        """Return the sentences that have most of the words of a subject, those with more of them first, and after
        them those that stand under a heading which says what is left of it.
        """
        wanted = set(content_stems(subject))
        on_it: list[tuple[float, int, Reading]] = []
        for place, found in enumerate(self._search(subject, documents)):
            for reading in telling_within(found.passage):
                share = _shared(_text(reading), wanted) / len(wanted) if wanted else 0.0
                if share >= SHARE_OF_SUBJECT:
                    on_it.append((-share, place, reading))
                elif _is_headed_by(reading, wanted):
                    on_it.append((0.0, place, reading))
        return [reading for *_, reading in sorted(on_it, key=lambda ranked: ranked[:2])]

    def _definitions(self, term: str) -> list[Reading]:
        """Return the sentences that say what a term means or stands for, the expansions of an abbreviation first."""
        sentences = [
            reading for found in self._search(term, self.documents) for reading in telling_within(found.passage)
        ]
        defining = [(defines(_text(reading), term), reading) for reading in sentences]
        surest_first = sorted(
            ((rank, reading) for rank, reading in defining if rank is not None), key=lambda ranked: ranked[0]
        )
        return [reading for _, reading in surest_first]

    def _search(self, text: str, documents: Collection[str] | None) -> Sequence[FoundPassage]:
        return self.retriever.retrieve(text, limit=SEARCHED, documents=documents)


def that_decide(judged: JudgedPart, judge: SupportJudge | None) -> list[Reading]:
    """Return the readings of what is listed, each where it is shown with the sentence that decides: that of its passage
    which has most words of the question. Those of which it is said otherwise are left out; beside those that would be
    answered with by themselves stand those of which it is said in all words of the question, and what else is asked for
    in their lists.
    """
    asked = set(content_stems(judged.part.read_as))
    shown = judged.readings_to_show()
    further = [
        reading
        for reading in judged.readings
        if reading.answer_probability
        and reading not in shown
        and _shared(_text(_deciding(reading, asked)), asked) == len(asked)
    ]
    statement = _ASKED_FOR.sub("", judged.part.read_as.rstrip("?"), count=1)
    kept, denied = [], []
    for reading in (*shown, *further):
        decides, own = _deciding(reading, asked), _shared(sentence_of(reading), asked)
        with_it = _with_what_is_said_of_it(reading, asked)
        # Where no sentence says more than that of the reading, all of the passage may.
        said = [text for text in (_text(decides), with_it) if _shared(text, asked) > own] or [reading.passage.text]
        relations = judge.relations([(text, statement) for text in said]) if judge else []
        says_so = bool(relations) and all(relation[Relation.SUPPORTS] >= SURE for relation in relations)
        is_denied = any(relation[Relation.CONTRADICTS] >= SURE for relation in relations)
        if is_denied:
            denied.append(reading)
        elif reading in shown or says_so:
            kept.append(reading if _text(decides) in with_it else decides)
    telling = [reading for reading in kept if not orders_or_asks(sentence_of(reading))] or kept
    return with_their_lists(telling, denied, asked, MAX_LISTED)


def _deciding(reading: Reading, asked: Collection[str]) -> Reading:
    """Return the sentence of the passage of a reading that has most of the stems asked about: its own, where none has
    more.
    """
    start, end = span_of_sentence(reading)
    own = replace(reading, start=max(start, reading.passage.start), end=min(end, reading.passage.end))
    return max((own, *telling_within(reading.passage)), key=lambda each: _shared(_text(each), asked))


def _with_what_is_said_of_it(reading: Reading, asked: Collection[str]) -> str:
    """Return the sentence of a reading with those that say what is asked of it."""
    body = body_of(reading.passage.document)
    place = body.place_of(reading.start)
    first, last = with_what_is_said_of_it(body, place, place, asked)
    return body.document.text[body.sentences[first][0] : body.sentences[last][1]]


def _shared(text: str, asked: Collection[str]) -> int:
    return len(set(asked).intersection(content_stems(text)))


def _is_headed_by(reading: Reading, subject: Collection[str]) -> bool:
    """Return whether a sentence is on a subject, by its stems, for what heads it: its heading says some of it, and its
    title and its own words all that is left.
    """
    body = body_of(reading.passage.document)
    heading = heading_of(body, body.place_of(reading.start))
    above = f"{reading.passage.document.title} {heading}"
    return _shared(heading, subject) > 0 and _shared(f"{above} {_text(reading)}", subject) == len(subject)


def _in_order(readings: Sequence[Reading]) -> list[Reading]:
    """Return the first few readings that do not say the same, document by document, in the order of each."""
    kept: list[Reading] = []
    for reading in readings:
        if not any(_repeats(_text(reading), _text(other)) for other in kept):
            kept.append(reading)
    kept = kept[:MOST_SUMMED_UP]
    documents = list(dict.fromkeys(reading.passage.document.id for reading in kept))
    return sorted(kept, key=lambda reading: (documents.index(reading.passage.document.id), reading.start))


def _repeats(sentence: str, other: str) -> bool:
    """Return whether two sentences say the same, with the same figures."""
    return say_the_same(sentence, other) and set(_FIGURE_SAID.findall(sentence)) == set(_FIGURE_SAID.findall(other))


def _answer(question: str, readings: Sequence[Reading], form: AnswerForm) -> Answer | None:
    statements = compose(readings, parts=len(readings), all_found=form is AnswerForm.ABOUT)
    return Answer(question=question, statements=statements, form=form) if statements else None


def _text(reading: Reading) -> str:
    return reading.passage.document.text[reading.start : reading.end]
