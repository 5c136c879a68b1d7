"""Short ways to say "a document that reads …" in a test. Nothing here is a fake: all of it builds the real types."""

from retrieval.domain import Answer, Citation, Document, FoundPassage, Passage, PassageKind, Reference, Statement
from retrieval.grounding import cite
from retrieval.layout import layout_of
from retrieval.ports import Reading


def document_of(text: str, *, title: str = "A title", document_id: str = "a-document") -> Document:
    return Document(id=document_id, title=title, text=text)


def passage_of(text: str, *, title: str = "A title", document_id: str = "a-document", section: str = "") -> Passage:
    """A passage that is the whole of its document."""
    document = document_of(text, title=title, document_id=document_id)
    return Passage(document=document, start=0, end=len(text), section=section)


def passage_at(document: Document, quote: str) -> Passage:
    start, end = span_of(document, quote)
    return Passage(document=document, start=start, end=end)


def citation_of(text: str, *, quote: str | None = None, leans_on: tuple[Reference, ...] = ()) -> Citation:
    passage = passage_of(text)
    start, end = span_of(passage.document, text if quote is None else quote)
    return Citation(passage=passage, start=start, end=end, leans_on=leans_on)


def emphasised(text: str, *answers: str) -> Citation:
    """A citation of all of a text, with these parts of it emphasised."""
    passage = passage_of(text)
    return cite(passage, 0, len(text), [span_of(passage.document, answer) for answer in answers])


def answer_of(*quotes: str, question: str = "What is it?") -> Answer:
    """One statement a quote, each from a document of its own."""
    statements = tuple(Statement(text=quote, citations=(citation_of(quote),)) for quote in quotes)
    return Answer(question=question, statements=statements)


def found(passage: Passage, *, score: float = 0.5, dense: float = 0.5, lexical: float = 1.0) -> FoundPassage:
    return FoundPassage(passage=passage, score=score, dense=dense, lexical=lexical)


def reading_of(document: Document, quote: str, probability: float = 0.9) -> Reading:
    """A reading of the sentence that is `quote`, in a passage that is the sentence."""
    start, end = span_of(document, quote)
    passage = Passage(document=document, start=start, end=end)
    return Reading(passage=passage, start=start, end=end, answer_probability=probability)


def span_of(document: Document, quote: str) -> tuple[int, int]:
    """Where `quote` stands; the quote must stand there once, so that a test cannot mean another place."""
    assert document.text.count(quote) == 1, f"{quote!r} stands {document.text.count(quote)} times in {document.id}"
    start = document.text.index(quote)
    return start, start + len(quote)


def texts_of_kind(document: Document, kind: PassageKind) -> list[str]:
    return [document.text[block.start : block.end] for block in layout_of(document) if block.kind is kind]


def body_sentences(document: Document) -> list[tuple[int, int]]:
    return [span for block in layout_of(document) if block.kind is PassageKind.BODY for span in block.sentences]


def body_sentence_with(document: Document, words: str) -> str:
    """The one body sentence that holds these words."""
    sentences = [document.text[start:end] for start, end in body_sentences(document)]
    (sentence,) = [sentence for sentence in sentences if words in sentence]
    return sentence
