"""The lines of the five shipped documents, by hand: what is not named here is body text."""

from collections.abc import Mapping

import pytest

from retrieval.documents.body import layout_of, references_of
from retrieval.domain.documents import Document, PassageKind
from tests.building import texts_of_kind

HEADINGS = {
    "closer-since-invasion": ["White House: Iran and Russia have grown closer since invasion of Ukraine"],
    "global-coalition-pentagon": ["'Global coalition' must push back against Iran-Russia co-op: Pentagon"],
    "iran-and-the-russian-invasion-of-ukraine": [
        "Iran and the Russian invasion of Ukraine",
        "Background",
        "Iranian weapons deliveries to Russia",
        "Russia's Iranian drone attacks",
        "Ukrainian response",
        "Iranian troops in Russian-occupied Crimea",
        "Impact on Iran–United States relations",
        "References",
    ],
    # The second is the first point of the summary under the title, which says the same.
    "iranian-personnel-in-crimea": ["Iranian personnel have been on the ground in Russian-occupied Crimea"] * 2,
    "unprecedented-defense-partnership": [
        "Iran, Russia expanding their ‘unprecedented’ defense partnership: White House"
    ],
}
BOILERPLATE = {
    "closer-since-invasion": [
        "‘INAPPROPRIATE FOR US TO SPECULATE’: PENTAGON DOWNPLAYS MIDTERM IMPACT ON UKRAINE AID",
        "CLICK HERE\u00a0TO\u00a0READ MORE FROM THE WASHINGTON EXAMINER",
        "Related Content",
    ],
    "iran-and-the-russian-invasion-of-ukraine": [
        "See also",
        "External links",
        "Media related to Unmanned aerial military vehicles of Iran at Wikimedia Commons",
    ],
}
BODY_LINES = {
    "closer-since-invasion": 11,
    "global-coalition-pentagon": 17,
    "iran-and-the-russian-invasion-of-ukraine": 14,
    "iranian-personnel-in-crimea": 14,
    "unprecedented-defense-partnership": 8,
}
FIRST_BODY = {
    "closer-since-invasion": "Iran and Russia have gotten closer",
    "global-coalition-pentagon": "The Pentagon reveals",
    "iran-and-the-russian-invasion-of-ukraine": "Iran has supported Russia both diplomatically",
    "iranian-personnel-in-crimea": "The United States says it will 'expose, deter and confront'",
    "unprecedented-defense-partnership": "A White House official said Monday",
}
every_document = pytest.mark.parametrize("document_id", sorted(HEADINGS))


def test_these_are_the_shipped_documents(corpus: Mapping[str, Document]) -> None:
    assert corpus.keys() == HEADINGS.keys()


@every_document
def test_headings(corpus: Mapping[str, Document], document_id: str) -> None:
    assert texts_of_kind(corpus[document_id], PassageKind.HEADING) == HEADINGS[document_id]


@every_document
def test_boilerplate(corpus: Mapping[str, Document], document_id: str) -> None:
    assert texts_of_kind(corpus[document_id], PassageKind.BOILERPLATE) == BOILERPLATE.get(document_id, [])


@every_document
def test_everything_else_is_body_text(corpus: Mapping[str, Document], document_id: str) -> None:
    document = corpus[document_id]
    named = {*HEADINGS[document_id], *BOILERPLATE.get(document_id, [])}
    lines = [line.strip().removeprefix("- ") for line in document.text.splitlines() if line.strip()]
    expected = [line for line in lines if line not in named and not line.startswith("^ ")]
    assert texts_of_kind(document, PassageKind.BODY) == expected
    assert len(expected) == BODY_LINES[document_id]
    assert expected[0].startswith(FIRST_BODY[document_id])


def test_the_encyclopedia_has_28_references_and_the_reports_none(corpus: Mapping[str, Document]) -> None:
    numbers = {document_id: len(references_of(document)) for document_id, document in corpus.items()}
    assert numbers.pop("iran-and-the-russian-invasion-of-ukraine") == 28
    assert set(numbers.values()) == {0}


def test_its_references_are_numbered_from_one(encyclopedia: Document) -> None:
    assert list(references_of(encyclopedia)) == [str(number) for number in range(1, 29)]


@pytest.mark.parametrize(
    ("marker", "beginning"),
    [
        ("1", "Lederer, Edith M. (19 October 2022). "),
        ("9", '"Israel may transfer high-precision ballistic missiles'),
        ("14", "Kennedy, Niamh; Mahmoodi, Negar; Kottasová, Ivana; Raine, Andrew"),
        ("24", "Madhani, Aamer; Miller, Zeke (21 October 2022). "),
        ("28", "Long, Colleen; Miller, Zeke (9 January 2023). "),
    ],
)
def test_a_marker_resolves_to_its_entry_without_bullet_and_caret(
    encyclopedia: Document, marker: str, beginning: str
) -> None:
    reference = references_of(encyclopedia)[marker]
    assert reference.text.startswith(beginning)
    assert "\n" not in reference.text


def test_its_body_stands_under_its_headings(encyclopedia: Document) -> None:
    sections = [block.section for block in layout_of(encyclopedia) if block.kind is PassageKind.BODY]
    assert list(dict.fromkeys(sections)) == ["", *HEADINGS[encyclopedia.id][1:-1]]


@every_document
def test_no_sentence_of_the_body_is_a_scrap(corpus: Mapping[str, Document], document_id: str) -> None:
    document = corpus[document_id]
    bodies = [block for block in layout_of(document) if block.kind is PassageKind.BODY]
    sentences = [document.text[start:end] for block in bodies for start, end in block.sentences]
    assert [sentence for sentence in sentences if len(sentence) < 15] == []
    assert [sentence for sentence in sentences if sentence[-1] not in '.”"]'] == []
