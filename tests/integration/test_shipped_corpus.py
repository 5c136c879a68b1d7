"""The five documents: their text is untouched, and what is stated about them is what they bear out."""

import hashlib
import os
from pathlib import Path

import pytest

from retrieval.answering.retriever import HybridRetriever
from retrieval.documents.chunking import MAX_PASSAGE_TOKENS, MIN_PASSAGE_TOKENS, chunk
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import Document, PassageKind
from retrieval.ports import Embedder
from tests.building import body_sentences
from tests.conftest import ROOT

# SHA-256 of each document's text, as it was handed over: (its file there, the digest).
HANDED_OVER = {
    "iranian-personnel-in-crimea": (
        "000_f206f53a3a079291.txt",
        "226512afbc14cd319e81b1e12b7a6e6782276fa66b358fef233ae9668d1855e1",
    ),
    "unprecedented-defense-partnership": (
        "001_11ae1570c583b064.txt",
        "f01046f78c233c51025b767f4cb6415e5734373b361c3be48efd44a852b53676",
    ),
    "closer-since-invasion": (
        "002_77cb003a4f68649f.txt",
        "295cfb7c9524310d4e56151edf2799db97967057ce71e7a1a63728123db3cabe",
    ),
    "global-coalition-pentagon": (
        "003_d00519b2b57ac181.txt",
        "5c99f04094a35fe5e4a63c48fbfc6f28d724ccefcb69f63e234f8ab93749533d",
    ),
    "iran-and-the-russian-invasion-of-ukraine": (
        "004_7b55dfe1269dba1e.txt",
        "70b88bc4998de017314fc91706be61c87272471e5800e62c26c4a872b2ffcdfa",
    ),
}
SHARED = Path(os.environ.get("FOOTNOTE_SHARED", ROOT.parent / "shared"))
every_document = pytest.mark.parametrize("document_id", sorted(HANDED_OVER))


def test_these_are_the_documents(corpus: dict[str, Document]) -> None:
    assert corpus.keys() == HANDED_OVER.keys()


@every_document
def test_the_text_is_the_one_handed_over_to_the_last_character(corpus: dict[str, Document], document_id: str) -> None:
    text = corpus[document_id].text
    assert hashlib.sha256(text.encode("utf-8")).hexdigest() == HANDED_OVER[document_id][1]


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder beside the project, or FOOTNOTE_SHARED")
@every_document
def test_and_the_same_as_the_file_beside_the_project(corpus: dict[str, Document], document_id: str) -> None:
    assert (SHARED / "seeds" / HANDED_OVER[document_id][0]).read_bytes() == corpus[document_id].text.encode("utf-8")


@every_document
def test_the_title_is_its_first_line(corpus: dict[str, Document], document_id: str) -> None:
    document = corpus[document_id]
    assert document.text.splitlines()[0].strip() == document.title


@every_document
def test_nothing_is_stated_that_the_text_does_not_bear_out(corpus: dict[str, Document], document_id: str) -> None:
    """Publishers are named in the text; dates and addresses are in none, so that none is stated."""
    document = corpus[document_id]
    if document.publisher is not None:
        assert document.publisher.casefold() in " ".join(document.text.casefold().split())
    assert (document.date, document.url) == (None, None)
    assert document.language == "en"
    assert dict(document.extra) == {}


def test_only_one_names_its_publisher(corpus: dict[str, Document]) -> None:
    named = {document_id: document.publisher for document_id, document in corpus.items() if document.publisher}
    assert named == {"closer-since-invasion": "Washington Examiner"}


@every_document
def test_its_passages_are_as_long_as_the_model_reads_well(
    corpus: dict[str, Document], document_id: str, embedder: Embedder
) -> None:
    body = [passage for passage in chunk(corpus[document_id], embedder) if passage.kind is PassageKind.BODY]
    sizes = embedder.count_tokens([passage.text for passage in body])
    assert max(sizes) <= MAX_PASSAGE_TOKENS
    # With title and heading, and the two tokens that the model puts around them, it reads to the end.
    assert max(embedder.count_tokens([search_text_of(passage) for passage in body])) + 2 <= 256
    # Two passages of the corpus are shorter: what is left before a heading.
    short = {"iran-and-the-russian-invasion-of-ukraine": 2}.get(document_id, 0)
    assert sum(size < MIN_PASSAGE_TOKENS for size in sizes) == short


@every_document
def test_every_body_sentence_is_in_exactly_one_passage(
    corpus: dict[str, Document], document_id: str, embedder: Embedder
) -> None:
    document = corpus[document_id]
    body = [passage for passage in chunk(document, embedder) if passage.kind is PassageKind.BODY]
    for start, end in body_sentences(document):
        assert sum(passage.start <= start and end <= passage.end for passage in body) == 1


# What somebody who has read the corpus would look for, and a phrase of the passage that holds it.
SEARCHES = [
    ("How many drones has Iran provided to Russia since August?", "400"),
    ("Which resolution enacted an arms embargo on Iran?", "enacted an arms embargo"),
    ("When did Russia invade Ukraine?", "On 24 February 2022, Russia invaded Ukraine"),
    ("Who was killed after being arrested by the morality police?", "Mahsa Amini"),
    ("Did Iran deny supplying drones?", "Iran denied sending arms"),
    ("How many Shahed drones were shot down on 20 June?", "used 35 Shahed drones"),
    ("What did Raisi say about NATO in the Duma?", "he condemned NATO"),
    ("Who abandoned the nuclear agreement in 2018?", "Donald Trump, abandoned the agreement"),
    ("sanctions against commanders of the IRGC", "three commanders in the IRGC"),
    ("small batch of drones before the war, Amir-Abdollahian", "small batch of drones"),
    ("Burns on mistrust between Russians and Iranians", "a lot of mistrust"),
    ("Iranian advisers killed in Crimea", "military advisers had been killed in Crimea"),
    ("Zelenskyy appeals to the people of Iran", "appealed to the people of Iran"),
    ("What did Sullivan say about war crimes?", "contributing to widespread war crimes"),
]


@pytest.fixture(scope="module")
def retriever(request: pytest.FixtureRequest) -> HybridRetriever:
    found: HybridRetriever = request.getfixturevalue("footnote").retriever
    return found


@pytest.mark.parametrize(("question", "phrase"), SEARCHES, ids=[phrase for _, phrase in SEARCHES])
def test_the_right_passage_is_among_the_first_three(retriever: HybridRetriever, question: str, phrase: str) -> None:
    found = retriever.retrieve(question, limit=3)
    assert any(phrase in result.passage.text for result in found)
