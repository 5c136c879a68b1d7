"""The card of a refusal: that the documents do not answer, what they lack, and what they have that is near."""

from collections.abc import Sequence

from bot.buttons.gap_keys import MissingKey
from bot.buttons.keys import AskDifferentlyKey, ContentsKey
from bot.buttons.meaning_key import MeaningKey
from bot.cards.cited import ids_of_one_title, letter, near_entry
from bot.cards.colours import REFUSAL_COLOUR
from bot.cards.message import Button, OutgoingMessage
from bot.cards.paging import Entry, lines_of, packed, small
from bot.text import card_words, gap_words, talk
from bot.text.discord_limits import LABEL_CHARS
from bot.text.explaining import explanation
from bot.text.markdown import escaped, label
from retrieval import Document, FoundPassage, Refusal, RefusalReason
from retrieval.answering import MAX_MISSING

NEAR_COSINE = 0.3
"""The least cosine of a passage and a question that are about the same things: docs/decisions/0032."""
NEAR_SHOWN = 2
MEANINGS_OFFERED = 2
"""The questions that are offered where one may mean several: a button each."""


def near(refusal: Refusal) -> tuple[FoundPassage, ...]:
    """Return the passages that are about what was asked, as far as they are shown: of each document the nearest."""
    found: dict[Document, FoundPassage] = {}
    for passage in refusal.nearest:
        if passage.dense >= NEAR_COSINE:
            found.setdefault(passage.passage.document, passage)
    return tuple(found.values())[:NEAR_SHOWN]


def refusal_messages(
    refusal: Refusal,
    *,
    title: str,
    above: Sequence[Entry] = (),
    below: str = "",
    standings: Sequence[Sequence[str]] = (),
    in_all: int | None = None,
    receipt_id: str | None = None,
    is_asked_here: bool = False,
    is_of_all: bool = True,
) -> list[OutgoingMessage]:
    """Return a refusal. Where it `is_asked_here` and its receipt is known, it can be asked in other words; and said to
    be missing where it `is_of_all` documents that are seen, and there are any.
    """
    shown = near(refusal)
    ids = ids_of_one_title(found.passage.document for found in shown)
    told = dict(zip(refusal.nearest, standings, strict=False))
    entries = [*above, Entry(lines=lines_of(_why(refusal, in_all, is_near=bool(shown))))]
    if shown:
        entries.append(Entry(lines=small(card_words.NEAREST_PASSAGES), divided=True))
    entries += [
        near_entry(letter(place), found, ids.get(found.passage.document.id, ""), told.get(found, ()))
        for place, found in enumerate(shown)
    ]
    return packed(
        entries,
        title=title,
        colour=REFUSAL_COLOUR,
        footer=escaped(below) if below else "",
        buttons=(
            _refusal_buttons(refusal, receipt_id, is_near=bool(shown), may_lack=is_of_all and in_all != 0)
            if is_asked_here
            else ()
        ),
    )


def _why(refusal: Refusal, in_all: int | None, *, is_near: bool) -> str:
    """Return that there is no answer, and why, in a sentence or two."""
    facts = refusal.facts
    if refusal.reason.is_reply:
        return explanation(refusal)
    if refusal.reason.is_before_search:
        return f"{card_words.NOT_LOOKED_UP} {explanation(refusal)}"
    if in_all == 0:
        return card_words.SEES_NO_DOCUMENT
    headline = card_words.NOT_ANSWERED if is_near else card_words.NOTHING_SAID
    by_words = refusal.reason in (RefusalReason.NOT_ANSWERED, RefusalReason.NO_SHARED_WORDS)
    if (
        not by_words
        or facts.languages
        or facts.has_no_english
        or facts.has_parts
        or facts.asks_nothing
        or facts.said_by
    ):
        return f"{card_words.NOT_ANSWERED} {explanation(refusal)}"
    if not facts.missing_words:
        return headline
    named = [f"*{escaped(word)}*" for word in facts.missing_words[:MAX_MISSING]]
    return f"{headline} {card_words.lacking(named, len(facts.missing_words) - len(named), in_all)}"


def _refusal_buttons(refusal: Refusal, receipt_id: str | None, *, is_near: bool, may_lack: bool) -> tuple[Button, ...]:
    buttons: list[Button] = []
    if receipt_id is not None and refusal.reason is RefusalReason.SEVERAL_MEANINGS:
        meanings = refusal.facts.meanings[:MEANINGS_OFFERED]
        return tuple(
            Button(label=label(meaning, LABEL_CHARS), does=MeaningKey(receipt_id=receipt_id, place=place))
            for place, meaning in enumerate(meanings)
        )
    if receipt_id is not None:
        again = AskDifferentlyKey(receipt_id=receipt_id)
        buttons.append(Button(label=talk.ASK_DIFFERENTLY, does=again, stands_out=True))
    if not is_near:
        buttons.append(Button(label=card_words.WHAT_IS_IN_HERE, does=ContentsKey()))
    if receipt_id is not None and refusal.is_gap and may_lack:
        buttons.append(Button(label=gap_words.SHOULD_BE_HERE, does=MissingKey(receipt_id=receipt_id)))
    return tuple(buttons)
