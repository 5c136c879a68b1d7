"""Where a quote stands: as it is cited, in another document, in pieces, or nowhere."""

import pytest

from retrieval.domain.documents import Document, Passage
from retrieval.domain.verdicts import QuoteClass
from retrieval.writing.drafts import Draft, DraftPoint, DraftQuote
from retrieval.writing.grounding.grounding import ground
from retrieval.writing.grounding.quotes import MAX_LOCATED_CHARS, Located, locate
from tests.building import document_of, passage_at

ONE = document_of(
    "Iran has delivered drones to Russia since the invasion began. It has not delivered missiles to Russia, he said."
    " The embargo ended in October 2020. The restrictions are in place until October 2023.\n\nReferences\n- ^ Lederer,"
    " Edith. Ukraine accuses Iran of violating a ban.",
    document_id="one",
)
OTHER = document_of("Kyiv was attacked in May. The drones were shot down by the defenders.", document_id="other")
SHOWN = {
    "P1": passage_at(ONE, "The embargo ended in October 2020."),
    "P2": passage_at(OTHER, "Kyiv was attacked in May."),
}


def located(text: str, label: str = "P1") -> Located:
    return locate(DraftQuote(passage=label, text=text), SHOWN)


def texts(found: Located) -> list[str]:
    return [found.document.text[a:b] for a, b in found.spans] if found.document else []


def test_a_quote_is_looked_for_in_the_whole_document_that_it_is_cited_to() -> None:
    found = located("Iran has delivered drones to Russia")
    assert (found.kind, found.document, texts(found)) == (
        QuoteClass.VERIFIED,
        ONE,
        ["Iran has delivered drones to Russia"],
    )


@pytest.mark.parametrize("label", ["P1", "P9", "", "⟦P2⟧"])
def test_one_of_another_document_is_cited_to_that(label: str) -> None:
    found = located("the drones were shot down", label)
    assert (found.kind, found.document) == (QuoteClass.MISATTRIBUTED, OTHER)


@pytest.mark.parametrize("label", ["[P1]", '"P1"', " P1 "])
def test_marks_around_a_label_are_no_part_of_it(label: str) -> None:
    assert located("The embargo ended", label).kind is QuoteClass.VERIFIED


@pytest.mark.parametrize(
    "dressed",
    ["“The embargo ended in October 2020.”", "The **embargo** ended", "…the embargo ended…", "embargo ended."],
)
def test_what_models_put_around_a_quote_is_no_part_of_it(dressed: str) -> None:
    assert located(dressed).kind is QuoteClass.VERIFIED


@pytest.mark.parametrize(
    "stitched",
    [
        "The embargo ended … are in place until October 2023.",
        "The embargo ended ... are in place until October 2023.",
        "The embargo ended [...] are in place until October 2023",
        "The embargo ended are in place until October 2023.",
    ],
)
def test_pieces_are_found_in_order(stitched: str) -> None:
    found = located(stitched)
    assert found.kind is QuoteClass.STITCHED
    assert [text.rstrip(".") for text in texts(found)] == ["The embargo ended", "are in place until October 2023"]


@pytest.mark.parametrize(
    "lost",
    [
        "Iran has sent drones to Russia",  # a word changed
        "It has delivered missiles to Russia",  # a denial left out
        "It has … delivered missiles to Russia",
        "Iran has delivered drones … The embargo ended in October",  # a denial, and who says it, between
        "are in place until … The embargo ended in October",  # out of order
        "The embargo ended … The drones were shot down",  # of two documents
        "The embargo … until October 2023",  # a piece of two words
        "Ukraine accuses Iran of violating a ban",  # in the list of references
        "THE EMBARGO ENDED",
        "",
        "…",
    ],
)
def test_anything_else_is_not_found(lost: str) -> None:
    assert located(lost) == Located(kind=QuoteClass.NOT_FOUND)


def test_of_several_places_that_in_the_cited_passage_is_taken() -> None:
    document = document_of("He denied it. It was so. He denied it. It is so.")
    later = Passage(document=document, start=25, end=len(document.text))
    found = locate(DraftQuote(passage="P", text="He denied it."), {"P": later})
    assert found.spans == ((25, 38),)


def test_a_document_that_was_not_shown_is_not_looked_in() -> None:
    document: Document = document_of("Nobody was shown this sentence.", document_id="hidden")
    assert document.id not in {passage.document.id for passage in SHOWN.values()}
    assert located("Nobody was shown this sentence.").kind is QuoteClass.NOT_FOUND


def test_a_page_is_no_quote() -> None:
    sentence = f"Kyiv says that {'Iran has delivered drones to Russia, ' * 40}and that is all."
    passages = {"P1": passage_at(document_of(sentence), "and that is all")}
    ends = sentence.rindex(" ", 0, MAX_LOCATED_CHARS), sentence.index(" ", MAX_LOCATED_CHARS + 1)
    kinds = [locate(DraftQuote(passage="P1", text=sentence[:end]), passages).kind for end in ends]
    assert kinds == [QuoteClass.VERIFIED, QuoteClass.NOT_FOUND]


CODE = document_of(
    "Run `pip install marl` in a **virtual** environment. The module `marl/__init__.py` exports it. "
    "Use `--now` to stop at once.\n\n| option | default |\n| --- | --- |\n| `--slots` | two at a time |",
)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Run pip install marl in a virtual environment.", "Run `pip install marl` in a **virtual** environment"),
        ("The module marl/__init__.py exports it", "The module `marl/__init__.py` exports it"),
        ("The module marl/init.py exports it", "The module `marl/__init__.py` exports it"),
        ("--slots two at a time", "--slots` | two at a time"),
        ("Use --now to stop at once", "Use `--now` to stop at once"),
        ("Run pip install marl in a environment.", None),
        ("Run pip install marls in a virtual environment.", None),
        ("init.py exports it", None),
    ],
)
def test_marks_that_a_document_has_do_not_part_a_quote_from_it(quote: str, found: str | None) -> None:
    located_there = locate(DraftQuote(passage="P", text=quote), {"P": passage_at(CODE, CODE.text)})
    assert [CODE.text[start:end] for start, end in located_there.spans] == ([found] if found else [])


def test_a_name_that_was_copied_without_its_marks_is_shown_as_the_document_has_it() -> None:
    point = DraftPoint(quotes=(DraftQuote(passage="P", text="The module marl/init.py exports it"),))
    (statement,) = ground(Draft(points=(point,)), {"P": passage_at(CODE, CODE.text)}, None).statements
    assert statement.text == "The module `marl/__init__.py` exports it."
