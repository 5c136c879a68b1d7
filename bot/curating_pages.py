"""What Discord shows of a document that is added or removed: what is asked before, and what was done."""

from bot.escaping import escaped
from bot.messages import Button, OutgoingEmbed, OutgoingMessage, RemovalKey
from bot.packing import Entry, heading, lines_of
from bot.rendering import NEUTRAL_COLOUR, WARNING_COLOUR, stated_line
from bot.shelf import ShelfEntry
from retrieval.curating import Added
from retrieval.ports import ManifestEntry

REMOVAL_MEANS = (
    "No answer will rest on it any more. What was answered from it can still be opened, by its buttons and receipts. "
    "Its file is moved to a hidden folder of the corpus folder, from where it can be put back."
)
VERSION_DIGITS = 20
"""Of the hash of a record, for a button to remember."""


def removal_question(entry: ShelfEntry, stored: ManifestEntry) -> OutgoingMessage:
    """Whether to remove it, and what that means."""
    passages = "1 passage" if stored.passages == 1 else f"{stored.passages:,} passages"
    lines = [
        *heading("", entry.title),
        *lines_of(stated_line(entry.publisher, entry.date)),
        *lines_of(f"{escaped(entry.id)} · {passages}"),
        "",
        REMOVAL_MEANS,
    ]
    embed = OutgoingEmbed(title="Remove this document?", description="\n".join(lines), colour=WARNING_COLOUR)
    version = stored.record_hash[:VERSION_DIGITS]
    remove, keep = (RemovalKey(removes=one, shelf_key=entry.key, version=version) for one in (True, False))
    buttons = (Button(label="Remove", does=remove, is_grave=True), Button(label="Keep", does=keep))
    return OutgoingMessage(embeds=(embed,), buttons=buttons)


def not_removed() -> OutgoingMessage:
    embed = OutgoingEmbed(description="It was kept. Nothing has changed.", colour=NEUTRAL_COLOUR)
    return OutgoingMessage(embeds=(embed,))


def added(file: Added, attached_as: str) -> list[Entry]:
    """What is worth knowing about a file that was added, above what the reload did."""
    told = []
    if file.name != attached_as:
        told.append(f"It is called {file.name} in the corpus folder.")
    if file.replaced is not None:
        told.append(f"The file of that name before it is kept as {file.replaced} in the corpus folder.")
    told += [
        f"{here} has the same text as {there}, word for word: you may not want both." for here, there in file.same_text
    ]
    return [Entry(lines=lines_of(escaped(line))) for line in told]


def removed(kept_as: str) -> list[Entry]:
    return [Entry(lines=lines_of(escaped(f"Its file is kept as {kept_as} in the corpus folder.")))]
