"""The cards of a document that is added or removed: what is asked before, and what was done."""

from bot.buttons.keys import RemovalKey
from bot.cards.answer import NEUTRAL_COLOUR, WARNING_COLOUR, stated_line
from bot.cards.message import Button, OutgoingEmbed, OutgoingMessage
from bot.cards.paging import Entry, heading, lines_of
from bot.text import words
from bot.text.markdown import escaped
from retrieval import DocumentSummary
from retrieval.index import Added
from retrieval.ports import ManifestEntry

VERSION_DIGITS = 20
"""The digits of a record's hash that a button remembers."""


def removal_question(document: DocumentSummary, stored: ManifestEntry) -> OutgoingMessage:
    """Ask whether to remove it, and say what that means."""
    lines = [
        *heading("", document.title),
        *lines_of(stated_line(document.publisher, document.date)),
        *lines_of(f"{escaped(document.id)} · {words.passages(stored.passages)}"),
        "",
        words.REMOVAL_MEANS,
    ]
    embed = OutgoingEmbed(title=words.REMOVE_DOCUMENT, description="\n".join(lines), colour=WARNING_COLOUR)
    version = stored.record_hash[:VERSION_DIGITS]
    remove, keep = (
        RemovalKey(removes=removes, document_key=document.key, version=version) for removes in (True, False)
    )
    buttons = (Button(label=words.REMOVE, does=remove, is_danger=True), Button(label=words.KEEP, does=keep))
    return OutgoingMessage(embeds=(embed,), buttons=buttons)


def not_removed() -> OutgoingMessage:
    return OutgoingMessage(embeds=(OutgoingEmbed(description=words.NOT_REMOVED, colour=NEUTRAL_COLOUR),))


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
