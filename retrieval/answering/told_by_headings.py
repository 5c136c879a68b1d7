"""The sentence that a heading completes: "When was dark mode added?" is told by the item of a changelog that speaks of
it, with the version that it stands under. A reader looks for the answer in the sentence, and does not find it there.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.answering.choosing import sentence_of
from retrieval.answering.headed import HeadingAsked, heading_asked
from retrieval.answering.looking_up import sentences_within
from retrieval.answering.repeating import negates
from retrieval.documents.context import body_of
from retrieval.documents.headings import HeadingSpan, headings_above
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading
from retrieval.text.orders import orders_or_asks
from retrieval.text.times_named import versions_in
from retrieval.text.words import content_stems, is_irregular_form, stem, stems, tokens

TOLD_BY_A_HEADING = 0.9
"""How likely a sentence answers that says all that is asked but for what its heading says."""
COME_TO_BE = frozenset(
    stems("add appear arrive begin bring come create feature implement introduce launch new release ship start")
)
"""The stems of words that say of something that from now on there is it."""


class _Told(NamedTuple):
    """A reading, the document and heading that complete it, and how many words of the question the sentence has."""

    reading: Reading
    heading: tuple[str, HeadingSpan]
    shared: int


def told_by_headings(question: str, passages: Sequence[Passage]) -> list[Reading]:
    """Return the sentences that say all that a question says of what it asks for, where the heading above says that: of
    those with most of its words, where they stand under one heading alone.
    """
    asked = heading_asked(question)
    if not asked.asks_for_a_heading:
        return []
    told = [each for passage in passages for each in _told_in(passage, asked, question)]
    most = max((each.shared for each in told), default=0)
    likeliest = [each for each in told if each.shared == most]
    return [each.reading for each in likeliest] if len({each.heading for each in likeliest}) == 1 else []


def _told_in(passage: Passage, asked: HeadingAsked, question: str) -> Iterator[_Told]:
    body = body_of(passage.document)
    versions_asked, denies = versions_in(question), negates(question)
    for reading in sentences_within(passage):
        said = sentence_of(reading)
        place = body.place_of(reading.start)
        spans = headings_above(body, place)
        telling = asked.telling_among(body, spans, said)
        if telling is None or orders_or_asks(said) or negates(said) is not denies or versions_in(said) - versions_asked:
            continue
        below = [passage.document.text[slice(*span)] for span in spans[telling + 1 :]]
        above = [passage.document.title, *(passage.document.text[slice(*span)] for span in spans[: telling + 1])]
        own, all_said = set(content_stems(said)), set(content_stems("\n".join([said, *below])))
        shared = asked.stems & own
        lacking = asked.stems - all_said - set(content_stems("\n".join(above)))
        if not COME_TO_BE.isdisjoint(all_said) or not (below or _tells_what_was_done(said, asked)):
            lacking -= COME_TO_BE
        if shared and not lacking:
            yield _Told(reading=reading, heading=(passage.document.id, spans[telling]), shared=len(shared))


def _tells_what_was_done(said: str, asked: HeadingAsked) -> bool:
    """Return whether a sentence has a verb of the past, as far as its form tells, which the question has not: what "was
    dropped" did not come to be.
    """
    verbs = {stem(word) for word in tokens(said) if word.endswith("ed") or is_irregular_form(word)}
    return not verbs <= asked.stems
