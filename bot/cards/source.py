"""The cards of the sources: passages found, a quote in its place, the list of documents, a document."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.buttons.keys import PageKey
from bot.cards.answer import NEUTRAL_COLOUR, WARNING_COLOUR, found_entry, leaning, source_line, stated_line
from bot.cards.message import Button, OutgoingEmbed, OutgoingMessage
from bot.cards.paging import FOOTER_ROOM, LINE_CHARS, Entry, block_quote, lines_of, packed
from bot.text import words
from bot.text.discord_limits import DESCRIPTION_CHARS, TITLE_CHARS, URL_CHARS, discord_chars
from bot.text.markdown import cut, escaped, escaped_lines, label, split
from retrieval import Citation, Document, DocumentSummary, FoundPassage
from retrieval.answering import KeptSource
from retrieval.documents import body_sentences_between, shown_text
from retrieval.text import belongs_before, page_range

AROUND_CHARS = 400
"""The characters shown before and after a quote, to the next sentence."""
DOCUMENT_PAGE_CHARS = 2300
"""The characters of a document's text on a page, with the word that begins within them. More would be endless
scrolling. Escaped, the text is twice as long at the most, and goes into one message with title, source line and
footer."""
STATED_CHARS = 500
PAGE_FOOTER_CHARS = 200
LISTED = 8
"""The documents on a page of the list."""

# Discord refuses a whole message over one link that it finds ill-formed, so what is odd is shown as text instead.
_WEB_ADDRESS = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:[/?#][!-~]*)?", re.IGNORECASE)


def search_results(query: str, found: tuple[FoundPassage, ...]) -> list[OutgoingMessage]:
    """Return passages in the order of the search, the nearest first."""
    if not found:
        return packed([Entry(lines=[words.NOTHING_FOUND])], title=query, colour=NEUTRAL_COLOUR)
    entries = [
        found_entry(str(rank), passage, words.SCORE.format(score=passage.score))
        for rank, passage in enumerate(found, start=1)
    ]
    return packed(entries, title=query, colour=NEUTRAL_COLOUR, footer=words.SEARCH_FOOTER)


def kept_source(citation: Citation, kept: KeptSource) -> list[OutgoingMessage]:
    """Return the same as `source_in_place`, of a passage that is no longer in the corpus: above it what has become of
    its document.
    """
    notice = words.KEPT_SOURCE.format(standing=escaped(kept.today.in_words), kept_at=kept.kept_at)
    return source_in_place(citation, [Entry(lines=lines_of(notice))], WARNING_COLOUR)


def source_in_place(
    citation: Citation, above: Iterable[Entry] = (), colour: int = NEUTRAL_COLOUR
) -> list[OutgoingMessage]:
    """Return the quote in bold among the sentences around it, and what its document states about itself."""
    document = citation.document
    pages = page_range(document, citation.start, citation.end)
    stated = lines_of(source_line(document, citation.passage.section, pages))
    entries = [
        *above,
        *([Entry(lines=stated)] if stated else []),
        Entry(lines=_in_place(citation)),
        *([Entry(lines=leaning(citation))] if citation.leans_on else []),
        *_link(document, citation.link),
    ]
    footer = label(f"{document.id} · {words.SPAN.format(start=citation.start, end=citation.end)}", FOOTER_ROOM)
    return packed(entries, title=document.title, colour=colour, footer=footer)


def _in_place(citation: Citation) -> list[str]:
    text = citation.document.text
    first, last = _around(citation)
    before = ("… " if first > 0 else "") + _context(citation.document, first, citation.start)
    after = _context(citation.document, citation.end, last) + (" …" if last < len(text) else "")
    quote = escaped(shown_text(citation.document, citation.start, citation.end).strip() or citation.quote)
    whole = f"{before}**{quote}**{after}"
    if discord_chars(whole) <= LINE_CHARS - 2:
        return block_quote(whole)
    return [
        *(block_quote(before) if before.strip() else ()),
        *(f"> **{piece}**" for piece in split(quote, LINE_CHARS - 6)),
        *(block_quote(after) if after.strip() else ()),
    ]


def _context(document: Document, start: int, end: int) -> str:
    """Return it escaped, as one line, with a space wherever white space parts it from the quote."""
    text, shown = document.text[start:end], shown_text(document, start, end)
    if not shown.strip():
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{escaped(shown)}{' ' if text[-1].isspace() else ''}"


def _around(citation: Citation) -> tuple[int, int]:
    """Return the span from the first sentence that starts to the last that ends within `AROUND_CHARS` of the quote."""
    text, start, end = citation.document.text, citation.start, citation.end
    lowest, highest = max(0, start - AROUND_CHARS), min(len(text), end + AROUND_CHARS)
    sentences = body_sentences_between(citation.document, lowest, highest)
    # A quote from within a very long sentence has no end of one nearby: then from word to word.
    first_word, last_word = text.find(" ", lowest, start) + 1, text.rfind(" ", end, highest)
    first = min((begin for begin, _ in sentences if lowest <= begin <= start), default=first_word or start)
    last = max((stop for _, stop in sentences if end <= stop <= highest), default=max(last_word, end))
    return first, last


def _link(document: Document, link: str | None) -> Iterator[Entry]:
    address = link or document.url or ""
    if discord_chars(address) <= URL_CHARS and _WEB_ADDRESS.fullmatch(address):
        yield Entry(lines=[], button=Button(label=words.OPEN_ORIGINAL, does=address))
    elif document.url is not None:
        yield Entry(lines=lines_of(escaped(document.url)))


def document_list(documents: Sequence[DocumentSummary], page: int) -> OutgoingMessage:
    """Return a page, from 0, of the list of all documents; the last one where there are fewer."""
    if not documents:
        return _notice(words.NO_DOCUMENTS)
    pages = -(-len(documents) // LISTED)
    page = min(page, pages - 1)
    embed = OutgoingEmbed(
        title=words.documents(len(documents)),
        description="\n\n".join(map(_listed, documents[page * LISTED : (page + 1) * LISTED])),
        colour=NEUTRAL_COLOUR,
        footer=_page_of(page, pages),
    )
    return OutgoingMessage(embeds=(embed,), buttons=_page_buttons(PageKey.LIST, page, pages))


def _listed(document: DocumentSummary) -> str:
    stated = cut(stated_line(document.publisher, document.date), 90)
    facts = [stated, words.CHARACTERS.format(count=document.characters), cut(escaped(document.id), 100)]
    return f"**{cut(escaped(document.title), 180)}**\n{' · '.join(filter(None, facts))}"


def document_page(document: Document, document_key: str, page: int, link: str | None = None) -> OutgoingMessage:
    """Return a page, from 0, of a document's text as it stands; the last one where there are fewer. What it takes does
    not depend on how long the text is: a page is made of the part of it that its number says. `link` is where the
    document can be opened.
    """
    pages = -(-len(document.text) // DOCUMENT_PAGE_CHARS)
    page = min(page, pages - 1)
    text = document.text[_page_start(document.text, page) : _page_start(document.text, page + 1)]
    stated = cut(source_line(document), STATED_CHARS)
    # Markup that is escaped may not fit into one block.
    first, *others = split(f"{stated}\n\n{escaped_lines(text)}".strip(), DESCRIPTION_CHARS)
    footer = label(" · ".join(filter(None, [_page_of(page, pages), document.id])), PAGE_FOOTER_CHARS)
    embeds = [
        OutgoingEmbed(title=cut(escaped(document.title), TITLE_CHARS), description=first, colour=NEUTRAL_COLOUR),
        *(OutgoingEmbed(description=other, colour=NEUTRAL_COLOUR) for other in others),
    ]
    embeds[-1] = replace(embeds[-1], footer=footer)
    links = tuple(entry.button for entry in _link(document, link) if entry.button is not None)
    return OutgoingMessage(embeds=tuple(embeds), buttons=(*_page_buttons(document_key, page, pages), *links))


_WORD_OF_A_PAGE_CHARS = 200
"""A page begins after a line or a word that ends so near before its place; else at its place."""


def _page_start(text: str, page: int) -> int:
    place = min(page * DOCUMENT_PAGE_CHARS, len(text))
    if place in (0, len(text)):
        return place
    lowest = place - _WORD_OF_A_PAGE_CHARS
    for mark in ("\n\n", "\n", " "):
        if (found := text.rfind(mark, lowest, place)) >= 0:
            return found + len(mark)
    # The cut is not between a letter and its accent, nor within an emoji.
    while place > lowest and (belongs_before(text[place]) or text[place - 1] == "\u200d"):
        place -= 1
    return place


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


def no_source() -> OutgoingMessage:
    return _notice(words.NO_SOURCE)


def passage_gone() -> OutgoingMessage:
    return _notice(words.PASSAGE_GONE)


def document_gone() -> OutgoingMessage:
    return _notice(words.DOCUMENT_GONE)


def _notice(text: str) -> OutgoingMessage:
    return OutgoingMessage(embeds=(OutgoingEmbed(description=text, colour=WARNING_COLOUR),))
