"""What Discord shows of the sources: passages found, a quote in its place, the list of documents, a document."""

import re
from collections.abc import Iterable, Iterator

from bot.escaping import cut, escaped, escaped_lines, label, split
from bot.limits import TITLE_CHARS, URL_CHARS, discord_chars
from bot.messages import Button, OutgoingEmbed, OutgoingMessage, PageKey
from bot.packing import FOOTER_ROOM, LINE_CHARS, Entry, block_quote, lines_of, packed
from bot.rendering import NEUTRAL_COLOUR, WARNING_COLOUR, found_entry, leaning, source_line, stated_line
from bot.shelf import Shelf, ShelfEntry
from retrieval.display import pages_told
from retrieval.domain import Citation, Document, FoundPassage, PassageKind
from retrieval.layout import layout_of
from retrieval.receipts import KeptSource

AROUND_CHARS = 400
"""Shown before and after a quote, to the next sentence."""
DOCUMENT_PAGE_CHARS = 3000
"""Of escaped text on a page of a document: room for its title and source line above, and no endless scrolling."""
LISTED = 8
"""Documents on a page of the list."""
PASSAGE_GONE = "This passage is no longer in the corpus, nor kept: its document has changed or was withdrawn since."
DOCUMENT_GONE = "This document is no longer in the corpus: it was withdrawn since."

# Discord refuses a whole message over one link that it finds ill-formed, so what is odd is shown as text instead.
_LINK = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:[/?#][!-~]*)?", re.IGNORECASE)


def search_results(query: str, found: tuple[FoundPassage, ...]) -> list[OutgoingMessage]:
    """Passages in the order of the search, the nearest first."""
    if not found:
        nothing = Entry(lines=["There is nothing in the corpus to search, or no words to search for."])
        return packed([nothing], title=query, colour=NEUTRAL_COLOUR)
    entries = [found_entry(str(rank), one, f" · score {one.score:.2f}") for rank, one in enumerate(found, start=1)]
    footer = "The nearest passages, whether they answer or not. Scores compare within this search only."
    return packed(entries, title=query, colour=NEUTRAL_COLOUR, footer=footer)


def kept_source(citation: Citation, kept: KeptSource) -> list[OutgoingMessage]:
    """As `source_in_place`, of a passage that is no longer in the corpus: above it what has become of its document."""
    notice = f"**{escaped(kept.today.in_words)}** Below it stands as it was kept on {kept.kept_at:%Y-%m-%d}."
    return source_in_place(citation, [Entry(lines=lines_of(notice))], WARNING_COLOUR)


def source_in_place(
    citation: Citation, above: Iterable[Entry] = (), colour: int = NEUTRAL_COLOUR
) -> list[OutgoingMessage]:
    """The quote in bold among the sentences around it, and what its document states about itself."""
    document = citation.document
    pages = pages_told(document, citation.start, citation.end)
    entries = [
        *above,
        Entry(lines=lines_of(source_line(document, citation.passage.section, pages))),
        Entry(lines=_in_place(citation)),
        *([Entry(lines=leaning(citation))] if citation.leans_on else []),
        *_link(document),
    ]
    footer = label(f"{document.id} · characters {citation.start:,}–{citation.end:,}", FOOTER_ROOM)
    return packed(entries, title=document.title, colour=colour, footer=footer)


def _in_place(citation: Citation) -> list[str]:
    text = citation.document.text
    first, last = _around(citation)
    before = ("… " if first > 0 else "") + _context(text[first : citation.start])
    after = _context(text[citation.end : last]) + (" …" if last < len(text) else "")
    quote = escaped(citation.quote)
    whole = f"{before}**{quote}**{after}"
    if discord_chars(whole) <= LINE_CHARS - 2:
        return block_quote(whole)
    return [
        *(block_quote(before) if before.strip() else ()),
        *(f"> **{piece}**" for piece in split(quote, LINE_CHARS - 6)),
        *(block_quote(after) if after.strip() else ()),
    ]


def _context(text: str) -> str:
    """Escaped, as one line, with a space wherever white space parts it from the quote."""
    if not text.strip():
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{escaped(text)}{' ' if text[-1].isspace() else ''}"


def _around(citation: Citation) -> tuple[int, int]:
    """From the first sentence that begins to the last one that ends within `AROUND_CHARS` of the quote."""
    text, start, end = citation.document.text, citation.start, citation.end
    lowest, highest = max(0, start - AROUND_CHARS), min(len(text), end + AROUND_CHARS)
    body = [block for block in layout_of(citation.document) if block.kind is PassageKind.BODY]
    sentences = [span for block in body for span in block.sentences]
    # A quote from within a very long sentence has no end of one nearby: then from word to word.
    first_word, last_word = text.find(" ", lowest, start) + 1, text.rfind(" ", end, highest)
    first = min((one for one, _ in sentences if lowest <= one <= start), default=first_word or start)
    last = max((one for _, one in sentences if end <= one <= highest), default=max(last_word, end))
    return first, last


def _link(document: Document) -> Iterator[Entry]:
    if document.url is None:
        return
    if discord_chars(document.url) <= URL_CHARS and _LINK.fullmatch(document.url):
        yield Entry(lines=[], button=Button(label="Open the original", does=document.url))
    else:
        yield Entry(lines=lines_of(escaped(document.url)))


def document_list(shelf: Shelf, page: int) -> OutgoingMessage:
    """A page, from 0, of all documents by title; the last one where there are fewer."""
    if not shelf.entries:
        return _notice("There is no document in the corpus yet. `/corpus reload` reads the corpus folder.")
    pages = [shelf.entries[first : first + LISTED] for first in range(0, len(shelf.entries), LISTED)]
    page = min(page, len(pages) - 1)
    count = len(shelf.entries)
    title = "1 document" if count == 1 else f"{count:,} documents"
    embed = OutgoingEmbed(
        title=title,
        description="\n\n".join(_listed(entry) for entry in pages[page]),
        colour=NEUTRAL_COLOUR,
        footer=_page_of(page, len(pages)),
    )
    return OutgoingMessage(embeds=(embed,), buttons=_page_buttons(PageKey.LIST, page, len(pages)))


def _listed(entry: ShelfEntry) -> str:
    stated = cut(stated_line(entry.publisher, entry.date), 90)
    told = f"{stated} · {entry.chars:,} characters · {cut(escaped(entry.id), 100)}"
    return f"**{cut(escaped(entry.title), 180)}**\n{told}"


def document_page(document: Document, shelf_key: str, page: int) -> OutgoingMessage:
    """A page, from 0, of a document's text as it stands; the last one where there are fewer."""
    pieces = split(escaped_lines(document.text), DOCUMENT_PAGE_CHARS)
    page = min(page, len(pieces) - 1)
    embed = OutgoingEmbed(
        title=cut(escaped(document.title), TITLE_CHARS),
        description=f"{cut(source_line(document), 500)}\n\n{pieces[page]}",
        colour=NEUTRAL_COLOUR,
        footer=label(" · ".join(filter(None, [_page_of(page, len(pieces)), document.id])), FOOTER_ROOM),
    )
    links = tuple(entry.button for entry in _link(document) if entry.button is not None)
    return OutgoingMessage(embeds=(embed,), buttons=(*_page_buttons(shelf_key, page, len(pieces)), *links))


def _page_of(page: int, pages: int) -> str:
    return f"Page {page + 1} of {pages}" if pages > 1 else ""


def _page_buttons(shelf_key: str, page: int, pages: int) -> tuple[Button, ...]:
    if pages == 1:
        return ()
    earlier, later = (PageKey(shelf_key=shelf_key, page=other) for other in (max(page - 1, 0), page + 1))
    return (
        Button(label="◀ Previous", does=earlier, disabled=page == 0),
        Button(label="Next ▶", does=later, disabled=page == pages - 1),
    )


def passage_gone() -> OutgoingMessage:
    return _notice(PASSAGE_GONE)


def document_gone() -> OutgoingMessage:
    return _notice(DOCUMENT_GONE)


def _notice(text: str) -> OutgoingMessage:
    return OutgoingMessage(embeds=(OutgoingEmbed(description=text, colour=WARNING_COLOUR),))
