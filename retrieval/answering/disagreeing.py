"""Where the sources exclude one another: which sides there are, who takes each, and what is of one origin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.answering.asked_kinds import asks_for_several
from retrieval.answering.choosing import (
    place_of_reading,
    sentence_of,
    span_of_sentence,
    value_of_reading,
)
from retrieval.answering.claimed_as import Claimed, claimed_as
from retrieval.answering.composing import compose
from retrieval.answering.deciding import has_most_of, in_turn
from retrieval.answering.factuality import clause_that_denies
from retrieval.answering.headed import heading_asked
from retrieval.answering.origins import Origins
from retrieval.answering.parts import Part
from retrieval.answering.question import AnswerType, QuestionWords, analyse
from retrieval.answering.refuting import with_refutation
from retrieval.answering.speakers import speaker_of
from retrieval.answering.superseding import Outdated
from retrieval.answering.values import Value
from retrieval.answering.whole_lists import list_asked
from retrieval.answering.yes_no import other_side_second, stances_of, with_replies
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.answers import Citation, Side, Stance, Statement, Telling
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading, Relation
from retrieval.ports import SupportJudge
from retrieval.text.calendar import named_in
from retrieval.text.words import content_stems, stems

MOST_TELLINGS = 3
"""The most sources that are named for a side."""

EQUAL_RATIO = 0.75
"""The share of the likeliest reading's probability from which on another value excludes it: what is less likely is more
often the answer to something else. Of 68 answers over passages of the training data, of which none was opposed, one had
such a value; with a copy that gave another answer 41 had."""

NAMED_RATIO = 0.6
"""That share where both passages name what the question names and have most of its words: there another value is seldom
the answer to something else. Of 130 answers over 646 paragraphs that were not made to disagree as many are told as a
disagreement as by the share above alone, 7; from 0.5 down there are 8."""

_RELATIONS = ((Stance.YES, Relation.SUPPORTS), (Stance.NO, Relation.CONTRADICTS))


@dataclass(slots=True, eq=False)
class _Group:
    """Readings that say the same, the likeliest first."""

    stance: Stance
    readings: list[Reading]
    value: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The readings that a part of a question is answered with, in the order in which they are shown. `stances` are what
    each says to what is asked whether it is so; None where nothing of the kind is asked, or nobody could judge it.
    `is_for_one` is whether one value is `asked` for, so that another excludes it. `outdated` are those of the readings
    that are superseded: they take no side.
    """

    asked: str
    is_for_one: bool
    readings: Sequence[Reading]
    stances: Sequence[Relation] | None = None
    outdated: Sequence[Outdated] = ()

    def sides(self, statements: Sequence[Statement]) -> tuple[Side, ...]:
        """Return the sides of the part, each with its sources as `statements` cite them; none where nobody excludes
        anybody.
        """
        old = {place_of_reading(each.reading) for each in self.outdated}
        in_force = [reading for reading in self.readings if place_of_reading(reading) not in old]
        if self.stances is not None:
            judged = zip(self.readings, self.stances, strict=True)
            stances = [stance for reading, stance in judged if place_of_reading(reading) not in old]
            sides = _sides(_by_stance(in_force, stances), statements)
            return sides if _are_of_several(sides) else ()
        return _sides(_by_value(in_force, self.asked), statements) if self.is_for_one else ()


def choice_of(
    part: Part, readings: Sequence[Reading], judge: SupportJudge | None, read: Sequence[Reading] = ()
) -> Choice:
    """Return the choice of the readings for a part: second, what else was `read` or the other side says against it."""
    # Of reasons and of ways to do a thing, one does not exclude another.
    has_several = part.answer_type in {AnswerType.YES_NO, AnswerType.REASON} or asks_for_several(part.asked)
    is_for_one = not (has_several or part.asks_to_explain)
    if part.statement is None or judge is None:
        readings = with_refutation(part.answer_type, part.asked, readings, read)
        return Choice(asked=part.asked, is_for_one=is_for_one, readings=readings)
    heard = with_replies(part.statement, readings, read)
    judged = other_side_second(heard, stances_of(part.statement, heard, judge))
    return Choice(
        asked=part.asked,
        is_for_one=is_for_one,
        readings=[reading for reading, _ in judged],
        stances=[stance for _, stance in judged],
    )


def stated(parts: Sequence[Part], chosen: Sequence[Choice]) -> tuple[Statement, ...]:
    """Return the statements that answered parts of a question are answered with, by what was chosen for each."""
    alone = parts[0] if len(parts) == 1 else None
    return compose(
        in_turn([choice.readings for choice in chosen]),
        parts=len(parts),
        asked=set(content_stems(" ".join(part.asked for part in parts))),
        wanted=alone.wanted if alone else None,
        listed=list_asked(alone.read_as) if alone else None,
        headed=heading_asked(alone.alone or alone.read_as) if alone else None,
        stances={
            place_of_reading(reading): stance
            for choice in chosen
            for reading, stance in zip(choice.readings, choice.stances or (), strict=False)
        },
    )


def stated_sides(
    statement: str, stated: Sequence[tuple[Statement, Stance | None]], judge: SupportJudge
) -> tuple[Side, ...]:
    """Return the sides that statements are said to take to another: of each those of their quotes that take it indeed.
    None where one side is left.
    """
    said = [
        (reading, stance)
        for shown, stance in stated
        if stance
        for citation in shown.citations
        for reading in _readings_of(citation)
    ]
    taken = stances_of(statement, [reading for reading, _ in said], judge)
    groups = [
        _Group(
            stance=stance,
            readings=[
                reading
                for (reading, named), found in zip(said, taken, strict=True)
                if named is stance and found is relation
            ],
        )
        for stance, relation in _RELATIONS
    ]
    return _sides(groups, [shown for shown, _ in stated])


def _readings_of(citation: Citation) -> Iterator[Reading]:
    """Yield the words of a citation that were quoted."""
    for start, end in citation.emphasis or ((citation.start, citation.end),):
        yield Reading(passage=citation.passage, start=start, end=end, answer_probability=1.0)


def _by_stance(readings: Sequence[Reading], stances: Sequence[Relation]) -> list[_Group]:
    judged = list(zip(readings, stances, strict=True))
    return [
        _Group(stance=stance, readings=[reading for reading, taken in judged if taken is relation])
        for stance, relation in _RELATIONS
    ]


def _by_value(readings: Sequence[Reading], asked: str) -> list[_Group]:
    """Return the values that stand against the likeliest one, with that, by who says each. Where none does, that may be
    so of what is claimed as something else: a plan is told once, and what came of it twice.
    """
    words = analyse(asked)
    valued = [_Valued.of(reading, value, words) for reading in readings if (value := value_of_reading(reading))]
    likeliest = valued[:1]
    others = [each for each in valued if not likeliest[0].claimed.may_exclude(each.claimed)]
    groups: list[_Group] = []
    for lead in likeliest + [each for each in others[:1] if each.is_as_likely_as(likeliest[0])]:
        groups = _against(lead, valued)
        if len(groups) > 1:
            break
    return groups


def _against(lead: "_Valued", valued: Sequence["_Valued"]) -> list[_Group]:
    groups = [_Group(stance=Stance.VALUE, readings=[], value=lead.value)]
    for each in valued:
        own = next((group for group in groups if group.value and group.value.agrees_with(each.value)), None)
        if own:
            own.readings.append(each.reading)
        elif each.excludes(lead):
            groups.append(_Group(stance=Stance.VALUE, readings=[each.reading], value=each.value))
    return groups


@dataclass(frozen=True, slots=True, kw_only=True)
class _Valued:
    """A reading with the value that it gives, and what it is claimed as. Who or where is not planned or estimated."""

    reading: Reading
    value: Value
    claimed: Claimed
    asked: QuestionWords

    @classmethod
    def of(cls, reading: Reading, value: Value, asked: QuestionWords) -> "_Valued":
        start, _ = span_of_sentence(reading)
        is_measured = bool(value.figures or named_in(value.text))
        sentence = sentence_of(reading) if is_measured else ""
        claimed = claimed_as(sentence, reading.start - start, reading.end - start, asked.text)
        return cls(reading=reading, value=value, claimed=claimed, asked=asked)

    def excludes(self, lead: "_Valued") -> bool:
        """Return whether it stands against another value: of another document, since one says of two things what
        differs, likely enough, of its kind, and claimed as the same.
        """
        return (
            self.reading.passage.document.id != lead.reading.passage.document.id
            and self.is_as_likely_as(lead)
            and lead.value.is_of_the_kind_of(self.value)
            and lead.value.is_told_by_the_same_as(self.value)
            and lead.claimed.may_exclude(self.claimed)
        )

    def is_as_likely_as(self, lead: "_Valued") -> bool:
        mine, other = self.reading.answer_probability, lead.reading.answer_probability
        if mine >= EQUAL_RATIO * other:
            return True
        return mine >= NAMED_RATIO * other and all(
            _names_what_is_asked(each.passage, self.asked) for each in (self.reading, lead.reading)
        )


def _names_what_is_asked(passage: Passage, asked: QuestionWords) -> bool:
    """Return whether a passage, or its title, has the names and figures of a question and most of its words; of a
    question that names nothing it cannot be told.
    """
    there = {*stems(search_text_of(passage)), *stems(passage.document.title)}
    return bool(asked.names) and asked.names | asked.numbers <= there and has_most_of(set(asked.stems), there)


def _sides(groups: Sequence[_Group], statements: Sequence[Statement]) -> tuple[Side, ...]:
    """Return a side for each group that has a source: none where fewer than two have one."""
    sides = []
    for group in groups:
        if tellings := tuple(_tellings(group.readings, statements)):
            value = group.value.text if group.value else ""
            sides.append(Side(stance=group.stance, value=value, tellings=tellings))
    return tuple(sides) if len(sides) > 1 else ()


def _are_of_several(sides: Sequence[Side]) -> bool:
    """Return whether sides are of several documents, or of people whom one document names: by itself, a document does
    not contradict itself, and says of two things what differs.
    """
    tellings = [telling for side in sides for telling in side.tellings]
    documents = {telling.citation.document for telling in tellings}
    return len(documents) > 1 or any(telling.speaker for telling in tellings)


def _tellings(readings: Sequence[Reading], statements: Sequence[Statement]) -> Iterator[Telling]:
    """Yield what the readings tell, one for each who says it in a document, at most `MOST_TELLINGS`: cited as a
    statement cites it, where one does.
    """
    origins = Origins()
    told: set[tuple[str, str | None]] = set()
    for reading in readings:
        sentence = sentence_of(reading)
        speaker = speaker_of(clause_that_denies(sentence))
        if (reading.passage.document.id, speaker) in told or len(told) == MOST_TELLINGS:
            continue
        citation = citation_of(reading, statements)
        if citation is None:
            continue
        told.add((reading.passage.document.id, speaker))
        yield Telling(citation=citation, speaker=speaker, origin=origins.of(sentence, citation))


def citation_of(reading: Reading, statements: Sequence[Statement]) -> Citation | None:
    """Return the citation that quotes the sentence of a reading: of a statement of the answer, or one of its own. None
    where it cannot be quoted by itself.
    """
    start, end = span_of_sentence(reading)
    for stated in (statements, compose([reading])):
        for statement in stated:
            for citation in statement.citations:
                same = citation.document == reading.passage.document
                if same and citation.start <= start and end <= citation.end:
                    return citation
    return None
