"""The passages that a model was given, and places in their documents: the whole sentences that a draft is checked
against.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from retrieval.documents.context import Body, body_of
from retrieval.domain.documents import Document, Passage
from retrieval.text.cache import once_a_document
from retrieval.text.words import content_stems
from retrieval.writing.grounding.claims import Sources
from retrieval.writing.grounding.english.clauses import sayings_in
from retrieval.writing.grounding.names import Alias, aliases_of, common_words_of, full_names_of, names_of
from retrieval.writing.grounding.quotes import Located
from retrieval.writing.grounding.statement_text import has_link, is_declarative, without_quotations


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


class ShownPassages:
    """The passages that a model was given, by their labels, and what their documents say of names."""

    def __init__(self, passages: Mapping[str, Passage]) -> None:
        self.by_label = passages
        self.documents = tuple(dict.fromkeys(passage.document for passage in passages.values()))
        self.aliases = tuple(alias for document in self.documents for alias in aliases_of(document))
        self.common = frozenset[str]().union(*map(common_words_of, self.documents))
        self.names = frozenset[str]().union(*map(names_of, self.documents)) | {
            word for document in self.documents for word in f"{document.publisher or ''} {_words(self.aliases)}".split()
        }
        self.full_names = frozenset[tuple[str, str]]().union(*map(full_names_of, self.documents))
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

    def tells(self, place: SourcePlace) -> bool:
        """Return whether each sentence at `place` states something: none orders, asks, speaks to the reader or holds a
        link.
        """
        return all(is_declarative(sentence, self.names) and not has_link(sentence) for sentence in place.sentences)

    def sources_at(self, places: Sequence[SourcePlace], *, with_context: bool) -> Sources:
        """Return what the sentences at these places say; with the sentences that they lean on, where `with_context` is
        set.
        """
        stated = {
            word
            for place in places
            for word in (place.document.publisher, place.document.date, place.document.title)
            if word
        }
        return Sources(
            quoted=tuple(sentence for place in places for sentence in place.sentences),
            context=" ".join(" ".join(place.widened().sentences) for place in places) if with_context else "",
            is_speech=any(_is_speech(place) for place in places),
            stated=". ".join(sorted(stated)),
            aliases=self.aliases,
            common=self.common,
            full_names=self.full_names,
        )

    def passage_of(self, document: Document, start: int, end: int) -> Passage:
        """Return the shown passage that holds the span, else the paragraphs that the span stands in."""
        for passage in self.by_label.values():
            if passage.document == document and passage.start <= start and end <= passage.end:
                return passage
        blocks = [block for block in body_of(document).blocks if block.start < end and start < block.end]
        first, last = min(block.start for block in blocks), max(block.end for block in blocks)
        return Passage(document=document, start=min(first, start), end=max(last, end), section=blocks[0].section)


def _is_speech(place: SourcePlace) -> bool:
    return any(
        sayings_in(without_quotations(sentence)) or place.body.is_quotation(n)
        for n, sentence in enumerate(place.sentences, start=place.first)
    )


@once_a_document
def _stems_of(document: Document) -> tuple[frozenset[str], ...]:
    """Return the content words, as stems, of each sentence of a document's body."""
    return tuple(frozenset(content_stems(document.text[start:end])) for start, end in body_of(document).sentences)


def _words(aliases: Sequence[Alias]) -> str:
    return " ".join(f"{alias.name} {alias.short}" for alias in aliases)


def places_of(located: Sequence[Located]) -> list[SourcePlace]:
    """Return the sentences that the quotes stand in. Places that overlap become one."""
    places: list[SourcePlace] = []
    for quote in located:
        if (document := quote.document) is None:
            continue
        for start, end in quote.spans:
            body = body_of(document)
            first, last = body.place_of(start), body.place_of(end - 1)
            quoted: tuple[tuple[int, int], ...] = ((start, end),)
            for other in [
                place for place in places if place.document == document and place.first <= last and first <= place.last
            ]:
                first, last, quoted = min(first, other.first), max(last, other.last), (*other.quoted, *quoted)
                places.remove(other)
            places.append(SourcePlace(document, first, last, quoted))
    return places
