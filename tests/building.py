"""Short ways to say "a document that reads …" in a test. Nothing here is a fake: all of it builds the real types."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from retrieval.answering.judged import JudgedPart
from retrieval.answering.parts import Part
from retrieval.documents.body import layout_of
from retrieval.documents.citing import cite
from retrieval.domain.answers import Answer, Citation, RefusalFacts, Side, Stance, Statement, Telling
from retrieval.domain.documents import Document, FoundPassage, Passage, PassageKind, Reference
from retrieval.domain.readings import Calibration, Reading
from retrieval.domain.records import Change, ChangeKind, Conditions, Receipt
from retrieval.ports import Message
from retrieval.settings import Strictness

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
CONDITIONS = Conditions(
    generation="0123456789ab",
    reader="a-reader",
    reader_weights_sha256="a" * 64,
    embedding_model="a-model",
    embedding_weights_sha256="b" * 64,
    strictness=Strictness.STRICT,
    prompts={"answer": "c" * 64},
    version="0.1.0",
)


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


def disputed() -> Answer:
    """An answer whose sources give two prices: three say one of them, two of these the same; the other is newer."""

    def price(number: int, euros: int, date: str) -> Citation:
        text = f"The Pro plan costs {euros} euros."
        document = Document(id=f"list-{number}", title=f"List {number}", text=text, publisher="The shop", date=date)
        return cite(Passage(document=document, start=0, end=len(text)), 0, len(text))

    old, copy, other, new = (price(1, 25, "2023"), price(2, 25, "2023"), price(3, 25, "2022"), price(4, 30, "2025"))
    return Answer(
        question="What does Pro cost?",
        statements=tuple(Statement(text=citation.quote, citations=(citation,)) for citation in (old, new)),
        sides=(
            Side(
                stance=Stance.VALUE,
                value="25 euros",
                tellings=(
                    Telling(citation=old, speaker="Ada Brook", origin=1),
                    Telling(citation=copy, origin=1),
                    Telling(citation=other, origin=2),
                ),
            ),
            Side(stance=Stance.VALUE, value="30 euros", tellings=(Telling(citation=new, origin=1),)),
        ),
    )


def found(passage: Passage, *, score: float = 0.5, dense: float = 0.5, lexical: float = 1.0) -> FoundPassage:
    return FoundPassage(passage=passage, score=score, dense=dense, lexical=lexical)


def reading_of(document: Document, quote: str, probability: float = 0.9) -> Reading:
    """A reading of the sentence that is `quote`, in a passage that is the sentence."""
    start, end = span_of(document, quote)
    passage = Passage(document=document, start=start, end=end)
    return Reading(passage=passage, start=start, end=end, answer_probability=probability)


def judged_of(probability: float) -> JudgedPart:
    """A part of a question that is answered so likely."""
    question, passage = "What is it?", passage_of("It is here.")
    reading = Reading(passage=passage, start=0, end=passage.end, answer_probability=probability)
    return JudgedPart(
        part=Part(asked=question, found_by=question, read_as=question),
        found=(),
        readings=(reading,),
        calibration=Calibration(thresholds=dict.fromkeys(Strictness, 0.5)),
        strictness=Strictness.BALANCED,
    )


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


ANSWER = answer_of("Iran denied it.", "Kyiv did not believe it.")


def receipt_of(receipt_id: str = "0000000001", at: datetime = NOON, **changed: Any) -> Receipt:
    """A receipt of `ANSWER`, or of what is given instead."""
    receipt = Receipt(
        id=receipt_id,
        asked_at=at,
        outcome=ANSWER,
        documents=("a", "b"),
        probability=0.75,
        threshold=0.5,
        timings_ms={"total": 12.5},
        conditions=CONDITIONS,
    )
    return replace(receipt, **changed)


def change_of(**changed: Any) -> Change:
    """A first reload that changed nothing, or what is given instead."""
    change = Change(at=NOON, what=ChangeKind.RELOAD, generation_before="", generation_after="0123456789ab")
    return replace(change, **changed)


def drafting(*points: tuple[str | None, str | None]) -> Callable[[Sequence[Message]], str]:
    """The reply of a model that drafts these points: each a sentence, or none, with the words that it quotes, from the
    first passage of its prompt that holds them, or with no quote. Where it is asked for verdicts, all is supported.
    """

    def reply(messages: Sequence[Message]) -> str:
        if sentences_in(messages):
            return judging()(messages)
        passages = passages_in(messages)
        drafted = []
        for sentence, quoted in points:
            labels = [label for label, passage in passages.items() if quoted and quoted in passage]
            assert labels or not quoted, f"{quoted!r} was not shown"
            quotes = [{"passage": labels[0], "text": quoted}] if labels else []
            drafted.append({"quotes": quotes, "side": "none", "sentence": sentence})
        return json.dumps({"points": drafted, "told": "all", "not_told": []})

    return reply


def abstaining(*not_told: str) -> str:
    return json.dumps({"points": [], "told": "nothing", "not_told": not_told})


def judging(
    verdicts: Mapping[str, str] = MappingProxyType({}), not_borne_out: Sequence[str] = ()
) -> Callable[[Sequence[Message]], str]:
    """The verdicts of a model on the sentences that it is shown: those given by words of a sentence, else that it is
    supported. What is not supported lacks `not_borne_out`.
    """

    def verdict(label: str, sentence: str) -> dict[str, object]:
        kind = next((kind for words, kind in verdicts.items() if words in sentence), "supported")
        lacking = [] if kind == "supported" else [*not_borne_out]
        return {"sentence": label, "not_borne_out": lacking, "verdict": kind}

    return lambda messages: json.dumps({"verdicts": [verdict(*pair) for pair in sentences_in(messages).items()]})


def passages_in(messages: Sequence[Message]) -> dict[str, str]:
    """By its label, what a prompt shows of each passage."""
    return _fenced_in(messages, "passage", "P")


def sentences_in(messages: Sequence[Message]) -> dict[str, str]:
    """By its label, each sentence that a prompt asks for a verdict on."""
    return _fenced_in(messages, "sentence", "S")


def quotes_in(messages: Sequence[Message]) -> dict[str, str]:
    """By the label of its sentence, what a prompt for verdicts shows of the quotes."""
    return _fenced_in(messages, "quotes", "S")


def _fenced_in(messages: Sequence[Message], name: str, letter: str) -> dict[str, str]:
    prompt = "\n".join(message.text for message in messages)
    fence = rf'^<{name} id="({letter}\d+-\w+)">\n(.*?)\n</{name} id="\1">$'
    return dict(re.findall(fence, prompt, flags=re.DOTALL | re.MULTILINE))


def facts_of(text: str) -> RefusalFacts:
    """Facts of a refusal for whatever reason, each of which is this text where it is one."""
    return RefusalFacts(
        limit_chars=1500,
        unknown_documents=(text,),
        missing_words=(text,),
        premise=text,
        languages=(text,),
        meanings=(text, text),
    )
