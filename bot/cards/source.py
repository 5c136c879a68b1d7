"""The cards of a source: the quotes that were made of it in their place, what stands around them, and what is found."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.buttons.found_key import FoundKey
from bot.buttons.keys import AroundKey, PageKey, ShareKey, SourceKey
from bot.buttons.spans import SpansOfKey
from bot.cards.cited import found_entry, leaning, near_entry, place_line, stated_line
from bot.cards.colours import NEUTRAL_COLOUR, WARNING_COLOUR
from bot.cards.document import DOCUMENT_TITLE_CHARS, STATED_CHARS, page_at, page_start
from bot.cards.in_place import in_place, window_of
from bot.cards.message import Button, OutgoingMessage
from bot.cards.paging import Entry, lines_of, notice, packed, single, small
from bot.text import card_words, check_words, values, words
from bot.text.discord_limits import CUSTOM_ID_CHARS, URL_CHARS, discord_chars
from bot.text.markdown import cut, escaped, escaped_lines, label
from retrieval import Citation, Document, FoundPassage
from retrieval.answering import KeptSource

AROUND_PAGE_CHARS = 1200
"""The characters that one press of "Earlier" or "Later" goes on: a screen of a phone or two."""
ID_IN_FOOTER_CHARS = 200
FOUND = 5
"""The passages on a page of a search: about what a screen holds."""

# Discord refuses a whole message over one link that it finds ill-formed, so what is odd is shown as text instead.
_WEB_ADDRESS = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:[/?#][!-~]*)?", re.IGNORECASE)


def search_results(
    query: str,
    found: Sequence[FoundPassage],
    here: FoundKey,
    *,
    has_more: bool = False,
    is_narrowed: bool = False,
    has_changed: bool = False,
) -> OutgoingMessage:
    """Return the page of a search that is `here`, the nearest passages first. `is_narrowed` says that without its
    filters the search may find more, `has_changed` that the page before was made from another corpus.
    """
    above = [Entry(lines=lines_of(check_words.FOUND_IN_OTHERS))] if has_changed else []
    if not found:
        nothing = check_words.NOTHING_FOUND_SO if is_narrowed else card_words.NOTHING_FOUND
        above.append(Entry(lines=[check_words.NOTHING_FURTHER if here.page else nothing]))
    entries = [found_entry(rank, passage, score) for rank, passage, score in _ranked(found, here)]
    footer = [words.PAGE_NUMBER.format(page=here.page + 1)] if here.page or has_more else []
    footer += [card_words.SEARCH_FOOTER] if found else []

    def page(title: str, entries: Sequence[Entry]) -> list[OutgoingMessage]:
        return packed(
            [*above, *entries],
            title=title,
            colour=NEUTRAL_COLOUR,
            footer=" · ".join(footer),
            buttons=_found_page_buttons(here, has_more=has_more),
        )

    messages = page(query, entries)
    if len(messages) > 1:
        # A page is turned in its place: it is one message.
        brief = [near_entry(rank, replace(near, link=None), score) for rank, near, score in _ranked(found, here)]
        messages = page(label(query, DOCUMENT_TITLE_CHARS), brief)
    (message,) = messages
    return message


def _ranked(found: Sequence[FoundPassage], here: FoundKey) -> Iterator[tuple[str, FoundPassage, str]]:
    """Yield the passages of a page, each after its rank and before its score, in words."""
    for rank, passage in enumerate(found, start=here.page * FOUND + 1):
        yield str(rank), passage, card_words.SCORE.format(score=passage.score)


def _found_page_buttons(here: FoundKey, *, has_more: bool) -> tuple[Button, ...]:
    if not here.page and not has_more:
        return ()
    earlier, later = replace(here, page=max(here.page - 1, 0)), replace(here, page=here.page + 1)
    return (
        Button(label=words.PREVIOUS_PAGE, does=earlier, disabled=not here.page),
        Button(label=words.NEXT_PAGE, does=later, disabled=not has_more),
    )


def no_day(typed: str) -> OutgoingMessage:
    return notice(check_words.NOT_A_DAY.format(typed=escaped(typed)), WARNING_COLOUR)


def kept_source(citations: Sequence[Citation], kept: KeptSource) -> list[OutgoingMessage]:
    """Return the same as `source_page`, of a passage that is no longer in the corpus: above it what has become of its
    document.
    """
    told = card_words.KEPT_SOURCE.format(standing=escaped(values.today_text(kept.today)), kept_at=kept.kept_at)
    return source_page(citations, above=[Entry(lines=lines_of(told))], colour=WARNING_COLOUR, is_in_corpus=False)


def source_page(
    citations: Sequence[Citation],
    *,
    above: Iterable[Entry] = (),
    colour: int = NEUTRAL_COLOUR,
    is_in_corpus: bool = True,
) -> list[OutgoingMessage]:
    """Return the quotes of one document in bold among the sentences around them, and what it states about itself, for
    whoever has opened it.
    """
    first, spans = citations[0], _spans(citations)
    buttons = [
        *_around_buttons(first, spans, steps=0),
        *([_whole_document(first)] if is_in_corpus else []),
        Button(label=card_words.SHOW_TO_ALL, does=ShareKey(passage_id=first.passage.id, spans=spans)),
    ]
    return _page(citations, [*above], colour, buttons)


def shared_source(citations: Sequence[Citation], person: str) -> list[OutgoingMessage]:
    """Return a source as `source_page` does, for all to see, and who has shown it."""
    first, spans = citations[0], _spans(citations)
    key = SourceKey(mark="0", passage_id=first.passage.id, start=spans[0][0], end=spans[0][1], others=spans[1:])
    shown_by = Entry(lines=small(card_words.SHOWN_BY.format(person=escaped(label(person, 100)))), joins=True)
    return _page(citations, [shown_by], NEUTRAL_COLOUR, [Button(label=card_words.READ_IT, does=key)])


def around(citation: Citation, spans: SpansOfKey, steps: int, *, is_in_corpus: bool = True) -> OutgoingMessage:
    """Return what stands `steps` pages before (they are negative) or after a quote, the last where there are fewer."""
    document = citation.document
    start, end, steps = _stretch(citation, steps)
    entries = [
        Entry(lines=small(cut(stated_line(document, says_both=True), STATED_CHARS)), joins=True),
        Entry(
            lines=lines_of(
                f"{'… ' if start else ''}{escaped_lines(document.text[start:end])}"
                f"{' …' if end < len(document.text) else ''}"
            )
        ),
    ]
    return single(
        entries,
        title=label(document.title, DOCUMENT_TITLE_CHARS),
        colour=NEUTRAL_COLOUR,
        footer=_footer(document, start, end),
        buttons=[*_around_buttons(citation, spans, steps), *([_whole_document(citation)] if is_in_corpus else [])],
    )


def no_source() -> OutgoingMessage:
    return notice(card_words.NO_SOURCE, WARNING_COLOUR)


def passage_gone() -> OutgoingMessage:
    return notice(card_words.PASSAGE_GONE, WARNING_COLOUR)


def link_button(document: Document, link: str | None) -> Button | None:
    """Return the button that opens the original, as far as Discord takes its address."""
    address = link or document.url or ""
    if discord_chars(address) <= URL_CHARS and _WEB_ADDRESS.fullmatch(address):
        return Button(label=card_words.OPEN_ORIGINAL, does=address)
    return None


def _page(
    citations: Sequence[Citation], above: Sequence[Entry], colour: int, buttons: Sequence[Button]
) -> list[OutgoingMessage]:
    first = citations[0]
    document = first.document
    stated = " · ".join(filter(None, [stated_line(document, says_both=True), place_line(first)]))
    original = link_button(document, first.link)
    leans_on = leaning(citations)
    entries = [
        Entry(lines=small(stated), joins=True),
        *above,
        *(Entry(lines=lines) for lines in in_place(document, _spans(citations))),
        *([Entry(lines=[*small(card_words.GOES_BY), *leans_on])] if leans_on else []),
    ]
    if original is None and document.url is not None:
        entries.append(Entry(lines=lines_of(escaped(document.url))))
    return packed(
        entries,
        title=document.title,
        colour=colour,
        footer=_footer(document, first.start, first.end),
        buttons=[*buttons, *([original] if original else [])],
    )


def _spans(citations: Sequence[Citation]) -> SpansOfKey:
    return tuple(dict.fromkeys((citation.start, citation.end) for citation in citations))


def _footer(document: Document, start: int, end: int) -> str:
    span = card_words.SPAN.format(start=start, end=end)
    return f"{escaped(label(document.id, ID_IN_FOOTER_CHARS))} · {span}"


def _whole_document(citation: Citation) -> Button:
    page = page_at(citation.document.text, citation.start)
    key = PageKey(document_key=citation.document.summary.key, page=page)
    return Button(label=card_words.WHOLE_DOCUMENT, does=key)


def _around_buttons(citation: Citation, spans: SpansOfKey, steps: int) -> list[Button]:
    """Return the buttons to what is earlier and later, and from there back to the quote; none where its document ends
    with it.
    """
    start, end = _stretch(citation, steps)[:2]
    last = len(citation.document.text)
    if not steps and (start, end) == (0, last):
        return []
    buttons = [
        Button(label=name, does=_around_key(citation, spans, to), disabled=is_end)
        for name, to, is_end in (
            (card_words.EARLIER, steps - 1, start == 0),
            (card_words.LATER, steps + 1, end == last),
        )
        # The quote itself is a step away by a button of its own.
        if to
    ]
    back = Button(label=card_words.BACK_TO_QUOTE, does=_around_key(citation, spans, 0))
    return [*buttons, back] if steps else buttons


def _around_key(citation: Citation, spans: SpansOfKey, steps: int) -> AroundKey:
    key = AroundKey(passage_id=citation.passage.id, spans=spans, steps=steps)
    return (
        key
        if len(key.custom_id) <= CUSTOM_ID_CHARS
        else AroundKey(passage_id=citation.passage.id, spans=spans[:1], steps=steps)
    )


def _stretch(citation: Citation, steps: int) -> tuple[int, int, int]:
    """Return the characters `steps` away from the window around a quote, and how many steps those are: at the ends of
    the document there are fewer.
    """
    text = citation.document.text
    first, last = window_of(citation.document, citation.start, citation.end)
    if not steps:
        return first, last, 0
    if steps < 0:
        steps = max(steps, -max(1, -(-first // AROUND_PAGE_CHARS)))
        start = page_start(text, max(0, first + steps * AROUND_PAGE_CHARS))
        end = first if steps == -1 else page_start(text, first + (steps + 1) * AROUND_PAGE_CHARS)
        return start, max(end, start), steps
    left = len(text) - last
    steps = min(steps, max(1, -(-left // AROUND_PAGE_CHARS)))
    start = last if steps == 1 else page_start(text, last + (steps - 1) * AROUND_PAGE_CHARS)
    return start, page_start(text, min(len(text), last + steps * AROUND_PAGE_CHARS)), steps
