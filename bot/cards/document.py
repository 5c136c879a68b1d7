"""The cards of documents: the list of them, and each page by page as its text stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from bot.buttons.keys import PageKey
from bot.cards.cited import stated_line
from bot.cards.colours import NEUTRAL_COLOUR, WARNING_COLOUR
from bot.cards.message import Button, OutgoingMessage
from bot.cards.paging import Entry, lines_of, notice, single, small
from bot.text import card_words, words
from bot.text.markdown import cut, escaped, escaped_lines, label
from retrieval import Document, DocumentSummary
from retrieval.text import belongs_before

DOCUMENT_PAGE_CHARS = 1200
"""The characters of a document's text on a page, with the word that begins within them. Escaped, the text is twice as
long at the most, and goes into one message with title, source line and footer."""
STATED_CHARS = 150
DOCUMENT_TITLE_CHARS = 150
LISTED = 8
"""The documents on a page of the list."""
COLLECTION_NAME_CHARS = 40
"""A page on which each document begins another collection is one message still."""
_WORD_OF_A_PAGE_CHARS = 150
"""A page begins after a line or a word that ends so near before its place; else at its place."""


def document_list(documents: Sequence[DocumentSummary], page: int) -> OutgoingMessage:
    """Return a page, from 0, of the list of all documents, collection by collection; the last one where there are
    fewer. Where there are several collections, each has a heading, which is repeated on a page that goes on with it.
    """
    if not documents:
        return notice(card_words.SEES_NO_DOCUMENT, WARNING_COLOUR)
    sizes = Counter(document.collection or "" for document in documents)
    listed = sorted(documents, key=lambda document: document.collection or "")
    pages = -(-len(documents) // LISTED)
    page = min(page, pages - 1)
    count = card_words.documents(len(documents))
    return single(
        _listed_under(listed[page * LISTED : (page + 1) * LISTED], sizes),
        title=card_words.in_collections(count, len(sizes)) if len(sizes) > 1 else count,
        colour=NEUTRAL_COLOUR,
        footer=_page_of(page, pages),
        buttons=_page_buttons(PageKey.LIST, page, pages),
    )


def _listed_under(documents: Iterable[DocumentSummary], sizes: Mapping[str, int]) -> Iterator[Entry]:
    """Yield documents, below a heading for each of their collections where there is more than one."""
    for collection, of_it in groupby(documents, key=lambda document: document.collection or ""):
        if len(sizes) > 1:
            name, count = cut(escaped(collection), COLLECTION_NAME_CHARS), card_words.documents(sizes[collection])
            yield Entry(lines=[card_words.COLLECTION.format(name=name, documents=count)])
        yield from map(_listed, of_it)


def _listed(document: DocumentSummary) -> Entry:
    facts = [
        cut(stated_line(document), 90),
        card_words.CHARACTERS.format(count=document.characters),
        cut(escaped(document.id), 80),
    ]
    lines = [cut(escaped(document.title), 150), *small(" · ".join(facts))]
    return Entry(lines=lines, button=Button(label=card_words.READ_IT, does=PageKey(document_key=document.key, page=0)))


def document_page(document: Document, document_key: str, page: int, original: Button | None = None) -> OutgoingMessage:
    """Return a page, from 0, of a document's text as it stands; the last one where there are fewer. What it takes does
    not depend on how long the text is: a page is made of the part of it that its number says. `original` opens it where
    it was published.
    """
    pages = -(-len(document.text) // DOCUMENT_PAGE_CHARS)
    page = min(page, pages - 1)
    start = page_start(document.text, page * DOCUMENT_PAGE_CHARS)
    end = page_start(document.text, (page + 1) * DOCUMENT_PAGE_CHARS)
    footer = [_page_of(page, pages), escaped(label(document.id, DOCUMENT_TITLE_CHARS))]
    return single(
        [
            Entry(lines=small(cut(stated_line(document, says_both=True), STATED_CHARS)), joins=True),
            Entry(lines=lines_of(escaped_lines(document.text[start:end]))),
        ],
        title=label(document.title, DOCUMENT_TITLE_CHARS),
        colour=NEUTRAL_COLOUR,
        footer=" · ".join(filter(None, footer)),
        buttons=[*_page_buttons(document_key, page, pages), *([original] if original else [])],
    )


def page_at(text: str, place: int) -> int:
    """Return the page, from 0, that a place of a text is on."""
    page = min(place, len(text) - 1) // DOCUMENT_PAGE_CHARS
    return page + (place >= page_start(text, (page + 1) * DOCUMENT_PAGE_CHARS) and place < len(text))


def page_start(text: str, place: int) -> int:
    """Return where a page begins that is to begin about a place: after the line or word that ends just before it."""
    place = min(place, len(text))
    if place in (0, len(text)):
        return place
    lowest = max(0, place - _WORD_OF_A_PAGE_CHARS)
    for mark in ("\n\n", "\n", " "):
        if (found := text.rfind(mark, lowest, place)) >= 0:
            return found + len(mark)
    # The cut is not between a letter and its accent, nor within an emoji.
    while place > lowest and (belongs_before(text[place]) or text[place - 1] == "\u200d"):
        place -= 1
    return place


def document_gone() -> OutgoingMessage:
    return notice(card_words.DOCUMENT_GONE, WARNING_COLOUR)


def _page_of(page: int, pages: int) -> str:
    return words.PAGE_OF.format(page=page + 1, pages=pages) if pages > 1 else ""


def _page_buttons(document_key: str, page: int, pages: int) -> tuple[Button, ...]:
    if pages == 1:
        return ()
    earlier, later = (PageKey(document_key=document_key, page=other) for other in (max(page - 1, 0), page + 1))
    return (
        Button(label=words.PREVIOUS_PAGE, does=earlier, disabled=page == 0),
        Button(label=words.NEXT_PAGE, does=later, disabled=page == pages - 1),
    )
