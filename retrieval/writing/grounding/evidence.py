"""The passages that a model was given, and places in their documents: whole sentences, by which it is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.claims import Evidence
from retrieval.clauses import sayings_in
from retrieval.context import Body, body_of
from retrieval.domain import Document, Passage
from retrieval.naming import Alias, aliases_of, common_words_of, full_names_of, names_of
from retrieval.quoting import Located
from retrieval.wording import has_link, is_declarative, without_quotations
from retrieval.words import content_stems


@dataclass(frozen=True, slots=True)
class Place:
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
        return [self.document.text[a:b] for a, b in self.body.sentences[self.first : self.last + 1]]

    def widened(self) -> "Place":
        """With the sentences that it takes to understand it."""
        first, _ = self.body.understandable(self.first)
        _, last = self.body.understandable(self.last)
        return replace(self, first=min(first, self.first), last=max(last, self.last))


class Shown:
    """The passages shown, and what their documents say of names."""

    def __init__(self, shown: Mapping[str, Passage]) -> None:
        self.passages = shown
        self.documents = tuple(dict.fromkeys(one.document for one in shown.values()))
        self.aliases = tuple(alias for document in self.documents for alias in aliases_of(document))
        self.common = frozenset[str]().union(*map(common_words_of, self.documents))
        self.names = frozenset[str]().union(*map(names_of, self.documents)) | {
            word for document in self.documents for word in f"{document.publisher or ''} {_words(self.aliases)}".split()
        }
        self.full_names = frozenset[tuple[str, str]]().union(*map(full_names_of, self.documents))
        spans = {
            document: [(p.start, p.end) for p in shown.values() if p.document == document]
            for document in self.documents
        }
        self.places = [
            (Place(document, place, place), _stems_of(document)[place])
            for document in self.documents
            for place, (start, end) in enumerate(body_of(document).sentences)
            if any(first < end and start < last for first, last in spans[document])
        ]

    def nearest(self, text: str, among: Sequence[Place] = ()) -> list[tuple[Place, float]]:
        """The sentences at these places, or all that were shown, by the share of the text's content words that they
        have; the best first.
        """
        wanted = frozenset(content_stems(text))
        if not wanted:
            return []
        places = [
            (Place(one.document, n, n), _stems_of(one.document)[n])
            for one in among
            for n in range(one.first, one.last + 1)
        ]
        scored = [(one, len(wanted & stems) / len(wanted)) for one, stems in places or self.places if wanted & stems]
        return sorted(scored, key=lambda one: -one[1])

    def tells(self, place: Place) -> bool:
        """Whether no sentence there orders, asks, speaks to the reader or leads elsewhere."""
        return all(is_declarative(one, self.names) and not has_link(one) for one in place.sentences)

    def evidence(self, places: Sequence[Place], *, with_context: bool) -> Evidence:
        """What the sentences at these places say, and the sentences that they lean on where they are wanted."""
        stated = {
            word
            for place in places
            for word in (place.document.publisher, place.document.date, place.document.title)
            if word
        }
        return Evidence(
            quoted=tuple(sentence for place in places for sentence in place.sentences),
            context=" ".join(" ".join(place.widened().sentences) for place in places) if with_context else "",
            is_speech=any(_is_speech(place) for place in places),
            stated=". ".join(sorted(stated)),
            aliases=self.aliases,
            common=self.common,
            full_names=self.full_names,
        )

    def passage_of(self, document: Document, start: int, end: int) -> Passage:
        """The shown passage that holds the span, else the paragraphs that it stands in."""
        for one in self.passages.values():
            if one.document == document and one.start <= start and end <= one.end:
                return one
        blocks = [block for block in body_of(document).blocks if block.start < end and start < block.end]
        first, last = min(block.start for block in blocks), max(block.end for block in blocks)
        return Passage(document=document, start=min(first, start), end=max(last, end), section=blocks[0].section)


def _is_speech(place: Place) -> bool:
    return any(
        sayings_in(without_quotations(sentence)) or place.body.is_quotation(n)
        for n, sentence in enumerate(place.sentences, start=place.first)
    )


@lru_cache(maxsize=256)
def _stems_of(document: Document) -> tuple[frozenset[str], ...]:
    """The content words of each sentence of its body."""
    return tuple(frozenset(content_stems(document.text[start:end])) for start, end in body_of(document).sentences)


def _words(aliases: Sequence[Alias]) -> str:
    return " ".join(f"{alias.name} {alias.short}" for alias in aliases)


def places_of(located: Sequence[Located]) -> list[Place]:
    """The sentences that the quotes stand in, those that overlap as one."""
    places: list[Place] = []
    for one in located:
        if (document := one.document) is None:
            continue
        for start, end in one.spans:
            body = body_of(document)
            first, last = body.place_of(start), body.place_of(end - 1)
            quoted: tuple[tuple[int, int], ...] = ((start, end),)
            for other in [p for p in places if p.document == document and p.first <= last and first <= p.last]:
                first, last, quoted = min(first, other.first), max(last, other.last), (*other.quoted, *quoted)
                places.remove(other)
            places.append(Place(document, first, last, quoted))
    return places
