"""The cards of what is held against the corpus: a quote, and the sentences of somebody's message."""

from collections.abc import Iterable

from bot.cards.cited import found_entry, letter, source_entries
from bot.cards.colours import ANSWER_COLOUR, REFUSAL_COLOUR, WARNING_COLOUR
from bot.cards.message import OutgoingMessage
from bot.cards.paging import Entry, block_quote, lines_of, packed, small
from bot.text import check_words
from bot.text.markdown import escaped, escaped_pieces
from retrieval import Citation
from retrieval.documents import Look, Style, shown_text
from retrieval.domain import Alteration, CheckedQuote, CheckedSentence, CheckedText, ClaimStanding, QuoteStanding

PLACES_SHOWN = 5
"""The most places of one quote that are shown."""
NEAR_A_QUOTE = 2
"""The passages that are shown where a quote stands nowhere."""


def quote_messages(checked: CheckedQuote) -> list[OutgoingMessage]:
    """Return how a quote stands to the corpus, where, and what differs."""
    said = {
        QuoteStanding.VERBATIM: check_words.VERBATIM,
        QuoteStanding.SHORTENED: check_words.SHORTENED,
        QuoteStanding.ALTERED: check_words.ALTERED,
        QuoteStanding.JOINED: check_words.PUT_TOGETHER,
        QuoteStanding.ABSENT: check_words.ABSENT,
        QuoteStanding.TOO_SHORT: check_words.TOO_SHORT,
    }[checked.standing]
    entries = [Entry(lines=block_quote(escaped(checked.given)))] if checked.given else []
    entries.append(Entry(lines=lines_of(said)))
    if checked.set_otherwise:
        entries.append(Entry(lines=small(check_words.IS_SET_OTHERWISE), joins=True))
    if checked.alterations:
        given = check_words.AS_GIVEN.format(words=_wording(checked.alterations, given=True))
        source = check_words.AS_IT_IS.format(words=_wording(checked.alterations, given=False))
        entries.append(Entry(lines=[*block_quote(given), *block_quote(source)]))
    entries += _places(checked.places[:PLACES_SHOWN], number_from=1)
    if checked.nearest:
        entries.append(Entry(lines=small(check_words.CLOSEST), divided=True))
        entries += [found_entry(letter(place), near) for place, near in enumerate(checked.nearest[:NEAR_A_QUOTE])]
    is_there = checked.standing in {QuoteStanding.VERBATIM, QuoteStanding.SHORTENED}
    colour = ANSWER_COLOUR if is_there else WARNING_COLOUR if checked.places else REFUSAL_COLOUR
    return packed(entries, colour=colour, footer=check_words.QUOTE_FOOTER if checked.places else "")


def text_messages(checked: CheckedText) -> list[OutgoingMessage]:
    """Return how each sentence of a message stands to the corpus, with the quotes; words that are off are bold and
    struck through.
    """
    claims = [sentence for sentence in checked.sentences if sentence.is_claim]
    if not claims:
        return packed([Entry(lines=lines_of(check_words.NO_SENTENCE))], colour=WARNING_COLOUR)
    entries: list[Entry] = []
    number = 1
    for sentence in claims:
        lines = [*lines_of(_said(sentence)), *block_quote(_marked(sentence))]
        entries.append(Entry(lines=lines, divided=bool(entries)))
        entries += _places(sentence.places, number_from=number)
        number += len(sentence.places)
        if sentence.standing is ClaimStanding.NOT_FOUND:
            entries += [found_entry("≈", near) for near in sentence.nearest[:1]]
    others = [sentence.text for sentence in checked.sentences if not sentence.is_claim]
    if others:
        told = check_words.NOTHING_TO_CHECK.format(sentences=" · ".join(map(escaped, others)))
        entries.append(Entry(lines=small(told), divided=True))
    footer = check_words.CHECK_FOOTER
    if checked.left_over:
        footer = f"{check_words.left_over(checked.left_over)} {footer}"
    return packed(_once_a_button(entries), colour=_colour_of(checked), footer=footer)


def _said(sentence: CheckedSentence) -> str:
    return {
        ClaimStanding.BORNE_OUT: check_words.BORNE_OUT,
        ClaimStanding.CONTRADICTED: check_words.CONTRADICTED,
        ClaimStanding.NOT_FOUND: check_words.NOT_FOUND,
        ClaimStanding.LEANS: check_words.SAYS_NOT_OF_WHAT,
        ClaimStanding.NO_CLAIM: "",
    }[sentence.standing]


def _colour_of(checked: CheckedText) -> int:
    if checked.count(ClaimStanding.CONTRADICTED):
        return REFUSAL_COLOUR
    claims = sum(sentence.is_claim for sentence in checked.sentences)
    return ANSWER_COLOUR if checked.count(ClaimStanding.BORNE_OUT) == claims else WARNING_COLOUR


def _marked(sentence: CheckedSentence) -> str:
    """Return the sentence, what is off bold and struck through."""
    is_off = Look(Style.BOLD | Style.STRUCK)
    return escaped_pieces([(piece, is_off if off else Look()) for piece, off in sentence.pieces])


def _wording(alterations: Iterable[Alteration], *, given: bool) -> str:
    """Return one of both wordings, in bold what the other does not have so."""
    pieces = []
    for alteration in alterations:
        text = alteration.given if given else alteration.source
        words = escaped(text) if text else check_words.LEFT_OUT_HERE
        pieces.append(words if alteration.alike else f"**[{words}]**")
    return " ".join(pieces)


def _places(places: Iterable[Citation], *, number_from: int) -> list[Entry]:
    """Return the words of each place, and the section of its document below."""
    listed = list(places)
    quotes = [
        line
        for place in listed
        for line in block_quote(escaped(shown_text(place.document, place.start, place.end).strip() or place.quote))
    ]
    return [*([Entry(lines=quotes)] if quotes else []), *source_entries(listed, number_from=number_from)]


def _once_a_button(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries, of two with one button the second without it: a message has no button twice."""
    seen: set[str] = set()
    once = []
    for entry in entries:
        does = None if entry.button is None else entry.button.does
        custom_id = "" if does is None or isinstance(does, str) else does.custom_id
        is_again = custom_id in seen
        once.append(Entry(lines=entry.lines, joins=entry.joins, divided=entry.divided) if is_again else entry)
        seen |= {custom_id} if custom_id else set()
    return once
