"""A page of a document is cut from its own part of the text, and the pages together are the whole of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import document as document_pages
from bot.cards.document import DOCUMENT_PAGE_CHARS, document_page, page_at, page_start
from bot.cards.message import OutgoingMessage
from bot.text.markdown import escaped_lines
from retrieval.domain.documents import Document
from retrieval.text.display import belongs_before
from tests.building import document_of
from tests.unit.bot.discord_reading import body_of

KEY = "0" * 20
PARAGRAPH = "Iran denied that it had supplied drones. " * 12
TEXTS = {
    "paragraphs": f"{PARAGRAPH}\n\n" * 40,
    "one word": "x" * 20_000,
    "markup": "*_~`|[]" * 3_000,
    "emoji": "\U0001f469\u200d\U0001f680" * 4_000,
    "accents": "e\u0301" * 10_000,
    "accents on one letter": "x" + "\u0301" * 10_000,
    "calls": "@everyone " * 2_000,
    "blank": "x" + "\n" * 10_000 + "x",
    "right to left": "שלום עולם " * 2_000,
    "lines": "a line of some words\n" * 1_000,
}


def pages_of(document: Document) -> int:
    return -(-len(document.text) // DOCUMENT_PAGE_CHARS)


def starts_of(text: str) -> list[int]:
    return [page_start(text, page * DOCUMENT_PAGE_CHARS) for page in range(pages_of(document_of(text)) + 1)]


def shown(message: OutgoingMessage) -> str:
    return body_of(message)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_page_of_any_text_is_a_message(text: str) -> None:
    document = Document(id="an-id/" * 90, title="*" * 250, text=text, publisher="*" * 400, date="2023")
    for page in range(pages_of(document)):
        assert document_page(document, KEY, page).texts


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_pages_are_the_text_in_order(text: str) -> None:
    starts = starts_of(text)

    assert (starts[0], starts[-1]) == (0, len(text))
    assert starts == sorted(set(starts))


@given(st.text(alphabet=st.sampled_from("ab \n\u0301\u200d*😀"), min_size=1, max_size=40), st.integers(1, 400))
def test_the_pages_of_any_repeated_text_are_the_text(part: str, times: int) -> None:
    text = f"x{part * times}"
    starts = starts_of(text)

    assert (starts[0], starts[-1]) == (0, len(text))
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_page_of_a_place_holds_it(text: str) -> None:
    starts = starts_of(text)
    for place in range(0, len(text), 97):
        page = page_at(text, place)
        assert starts[page] <= place < starts[page + 1]


def test_a_page_begins_with_a_paragraph_a_line_or_a_word() -> None:
    assert all(TEXTS["paragraphs"][start - 1].isspace() for start in starts_of(TEXTS["paragraphs"])[1:-1])
    assert all(TEXTS["lines"][start] == "a" for start in starts_of(TEXTS["lines"])[:-1])
    assert all(not belongs_before(TEXTS["accents"][start]) for start in starts_of(TEXTS["accents"])[:-1])


def test_whoever_turns_the_pages_reads_the_whole_text() -> None:
    words = [f"word{n}" for n in range(5_000)]
    document = document_of(" ".join(words))

    read = " ".join(shown(document_page(document, KEY, page)) for page in range(pages_of(document)))

    assert [word for word in read.split() if word.startswith("word")] == words


def test_a_page_takes_what_it_shows_however_long_the_document_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before, all of it was escaped and cut for each page."""
    escaped: list[int] = []

    def escape(text: str) -> str:
        escaped.append(len(text))
        return escaped_lines(text)

    monkeypatch.setattr(document_pages, "escaped_lines", escape)
    document = document_of("Iran denied it. " * 300_000)

    for page in (0, 1_000, 10**9):
        assert shown(document_page(document, KEY, page))

    assert max(escaped) <= DOCUMENT_PAGE_CHARS + 200
