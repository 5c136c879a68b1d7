"""The passages that a model was given, and places in their documents: the whole sentences that a draft is checked
against.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from retrieval.documents.context import Body, body_of
from retrieval.domain.documents import Document, Passage
from retrieval.text.cache import once_a_document
from retrieval.text.orders import asks, orders_or_asks, orders_whoever_answers
from retrieval.text.people import leans_on
from retrieval.text.words import content_stems
from retrieval.writing.grounding.exact_checks import Sources
from retrieval.writing.grounding.quotes import Located


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Sentences `first` to `last` of a document's body, and the spans in them that were quoted."""

    document: Document
    first: int
    last: int
    quoted: tuple[tuple[int, int], ...] = ()

    @property
    def body(self) -> Body:
        return body_of(self.document)

    @property
    def sentences(self) -> list[str]:
        return [self.document.text[start:end] for start, end in self.body.sentences[self.first : self.last + 1]]

    def widened(self) -> "SourcePlace":
        """Return the place with the sentences around it that it takes to understand it."""
        first, _ = self.body.understandable(self.first)
        _, last = self.body.understandable(self.last)
        return replace(self, first=min(first, self.first), last=max(last, self.last))

    def excerpt(self) -> "SourcePlace | None":
        """Return the place as an answer shows it: with what it takes to understand it, as far as that gives nobody
        another's words. None where it leans on somebody who may not be meant.
        """
        wide = self.widened()
        if own := self.body.in_their_own_words(wide.first, self.first, wide.last):
            return replace(self, first=own[0], last=own[1])
        return None if any(map(leans_on, self.sentences)) else self


class ShownPassages:
    """The passages that a model was given for a question, by their labels. `may_order` is whether what answers the
    question best orders or asks itself: it is asked what to do.
    """

    def __init__(self, passages: Mapping[str, Passage], question: str = "", *, may_order: bool = False) -> None:
        self.by_label = passages
        self.may_order = may_order
        self.asked = frozenset(content_stems(question))
        self.documents = tuple(dict.fromkeys(passage.document for passage in passages.values()))
        spans = {
            document: [(passage.start, passage.end) for passage in passages.values() if passage.document == document]
            for document in self.documents
        }
        self.places = [
            (SourcePlace(document, place, place), _stems_of(document)[place])
            for document in self.documents
            for place, (start, end) in enumerate(body_of(document).sentences)
            if any(first < end and start < last for first, last in spans[document])
        ]

    def nearest(self, text: str, among: Sequence[SourcePlace] = ()) -> list[tuple[SourcePlace, float]]:
        """Return the sentences at these places, or all that were shown, that share content words with the text, each
        with the share of the text's content words that it has; the largest share first.
        """
        wanted = frozenset(content_stems(text))
        if not wanted:
            return []
        places = [
            (SourcePlace(place.document, n, n), _stems_of(place.document)[n])
            for place in among
            for n in range(place.first, place.last + 1)
        ]
        scored = [
            (place, len(wanted & stems) / len(wanted)) for place, stems in places or self.places if wanted & stems
        ]
        return sorted(scored, key=itemgetter(1), reverse=True)

    def may_be_quoted(self, place: SourcePlace) -> bool:
        """Return whether the sentences at a place may be shown as what a document says to the question: none of them,
        nor of the words in them that were quoted, tells whoever answers how to, or is the question itself; what orders
        or asks has a word of it, or stands under one, or in a paragraph with one where it is asked what to do.
        """
        text, body = place.document.text, place.body
        words = [(text[start:end], body.place_of(start)) for start, end in place.quoted]
        words += [(sentence, n) for n, sentence in enumerate(place.sentences, start=place.first)]
        return not any(
            orders_whoever_answers(said, self.asked) or (orders_or_asks(said) and not self._has_to_do(place, n, said))
            for said, n in words
        )

    def _has_to_do(self, place: SourcePlace, n: int, words: str) -> bool:
        said = content_stems(words)
        if asks(words) and self.asked.issuperset(said):
            return False
        # The verb of an order says what is to be done, and not with what: "Provide a poem" has nothing to do with arms
        # that were provided.
        about = said if asks(words) else said[1:]
        text, block = place.document.text, place.body.blocks[n]
        above = [block.section, *(text[start:end] for start, end in block.leads)]
        if self.may_order:
            above += [place.document.title, text[block.start : block.end]]
        return not self.asked.isdisjoint([*about, *content_stems(" ".join(above))])

    def sources_at(self, places: Sequence[SourcePlace], *, context: Sequence[SourcePlace] = ()) -> Sources:
        """Return what the sentences at these places say; with those that they lean on, where these are given."""
        documents = {place.document for place in places}
        around = [
            part
            for document in documents
            for part in (document.title, *document.authors, document.publisher, document.date)
            if part
        ]
        around += [
            f"{passage.section} {passage.text}" for passage in self.by_label.values() if passage.document in documents
        ]
        return Sources(
            quoted=tuple(sentence for place in places for sentence in place.sentences),
            context=" ".join(sentence for place in context for sentence in place.sentences),
            around=" ".join(around),
        )

    def passage_of(self, document: Document, start: int, end: int) -> Passage:
        """Return the shown passage that holds the span, else the paragraphs that the span stands in, or leads to, as
        the head of a table does, which is no paragraph.
        """
        for passage in self.by_label.values():
            if passage.document == document and passage.start <= start and end <= passage.end:
                return passage
        blocks = [
            block
            for block in body_of(document).blocks
            if (block.start < end and start < block.end) or (start, end) in {*block.leads, block.head}
        ]
        first, last = min(block.start for block in blocks), max(block.end for block in blocks)
        return Passage(document=document, start=min(first, start), end=max(last, end), section=blocks[0].section)


@once_a_document
def _stems_of(document: Document) -> tuple[frozenset[str], ...]:
    """Return the content words, as stems, of each sentence of a document's body."""
    return tuple(frozenset(content_stems(document.text[start:end])) for start, end in body_of(document).sentences)


def places_of(located: Sequence[Located]) -> list[SourcePlace]:
    """Return the sentences that the quotes stand in. Places that overlap become one."""
    places: list[SourcePlace] = []
    for quote in located:
        if (document := quote.document) is None:
            continue
        body = body_of(document)
        places += [
            SourcePlace(document, body.place_of(start), body.place_of(end - 1), ((start, end),))
            for start, end in quote.spans
        ]
    return joined(places)


def joined(places: Sequence[SourcePlace]) -> list[SourcePlace]:
    """Return the places with those that overlap as one, where the first of them stands."""
    apart: list[SourcePlace] = []
    for place in places:
        meets = [
            other
            for other in apart
            if other.document == place.document and other.first <= place.last and place.first <= other.last
        ]
        all_of_them = [*meets, place]
        whole = SourcePlace(
            place.document,
            min(other.first for other in all_of_them),
            max(other.last for other in all_of_them),
            tuple(span for other in all_of_them for span in other.quoted),
        )
        at = apart.index(meets[0]) if meets else len(apart)
        apart = (
            [other for other in apart[:at] if other not in meets]
            + [whole]
            + [other for other in apart[at:] if other not in meets]
        )
    return apart
