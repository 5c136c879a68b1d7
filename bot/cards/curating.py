"""The cards of a document that is added or removed: what is asked before, and what was done."""

from bot.buttons.keys import RemovalKey
from bot.cards.cited import stated_line
from bot.cards.colours import NEUTRAL_COLOUR, WARNING_COLOUR
from bot.cards.message import Button, OutgoingMessage
from bot.cards.paging import Entry, lines_of, notice, single, small
from bot.text import card_words, words
from bot.text.markdown import cut, escaped
from retrieval import DocumentSummary
from retrieval.index import Added
from retrieval.ports import ManifestEntry

VERSION_DIGITS = 20
"""The digits of a record's hash that a button remembers."""
NAMED_CHARS = 300
"""The most characters that are shown of a title, of an id, and of who published it."""


def removal_question(document: DocumentSummary, stored: ManifestEntry) -> OutgoingMessage:
    """Ask whether to remove it, and say what that means."""
    version = stored.record_hash[:VERSION_DIGITS]
    remove, keep = (
        RemovalKey(removes=removes, document_key=document.key, version=version) for removes in (True, False)
    )
    buttons = (Button(label=words.REMOVE, does=remove, is_danger=True), Button(label=words.KEEP, does=keep))
    facts = [
        cut(stated_line(document), NAMED_CHARS),
        cut(escaped(document.id), NAMED_CHARS),
        card_words.passages(stored.passages),
    ]
    title = f"**{cut(escaped(document.title), NAMED_CHARS)}**"
    return single(
        [Entry(lines=[title, *small(" · ".join(facts))]), Entry(lines=[words.REMOVAL_MEANS])],
        title=words.REMOVE_DOCUMENT,
        colour=WARNING_COLOUR,
        buttons=buttons,
    )


def not_removed() -> OutgoingMessage:
    return notice(words.NOT_REMOVED, NEUTRAL_COLOUR)


def added(file: Added, attached_as: str) -> list[Entry]:
    """Return what is worth knowing about a file that was added, above what the reload did."""
    notices = []
    if file.name != attached_as:
        notices.append(words.ADDED_AS.format(name=file.name))
    if file.replaced is not None:
        notices.append(words.REPLACED.format(name=file.replaced))
    notices += [words.SAME_TEXT_AS.format(name=name, other=other) for name, other in file.same_text]
    return [Entry(lines=lines_of(escaped(notice))) for notice in notices]


def removed(kept_as: str) -> list[Entry]:
    return [Entry(lines=lines_of(escaped(words.REMOVED_FILE.format(name=kept_as))))]
