"""The texts that people read in Discord, in English.

Texts are Discord's markdown, but for those of commands, forms, buttons and footers, which are plain. Where a text has
names in braces, it is filled in by `format`: what a document or a person wrote is escaped before, or in plain text
shortened.
"""

from math import ceil

from bot.text.command import CommandText, MenuText

# Commands.

CHOOSE_A_TITLE = "Begin to type a title, and choose."
ASK = CommandText(
    "ask",
    "Ask the corpus. You get an answer with its sources, or are told that it has none.",
    {
        "question": "What you want to know, in a sentence, as you would ask somebody who has read the documents.",
        "document": "Ask one document alone: begin to type its title, and choose.",
        "private": "Whether you alone see the answer.",
    },
)
ANSWER_THIS = MenuText("Answer this")
CHECK_AGAINST_SOURCES = MenuText("Check against the sources")
VERIFY = CommandText(
    "verify",
    "Hold a quote against the documents: verbatim, altered (word by word), or not there.",
    {
        "quote": "The quote as somebody gives it. What is left out is marked by … or [...].",
        "document": "Look in one document alone: begin to type its title, and choose.",
        "public": "Whether everybody sees what comes of it.",
    },
)
RECEIPT = CommandText(
    "receipt",
    "Show an earlier answer again, and whether each of its sources still stands.",
    {"id": "The id below the answer or refusal: ten letters and digits."},
)
SOURCE = CommandText("source", "Look into the documents behind the answers.")
SOURCE_SEARCH = CommandText(
    "search",
    "Find the passages nearest to your words, whether they answer a question or not.",
    {
        "query": 'Words or a question to search for. Words in "quotation marks" must stand there so.',
        "document": "In one document alone: begin to type its title, and choose.",
        "publisher": "Of publishers with these words in their name.",
        "after": "Of this day, month or year, or later: 2022, 2022-10 or 2022-10-16.",
        "before": "Of this day, month or year, or earlier.",
        "page": "Which page of what was found.",
    },
)
SOURCE_LIST = CommandText("list", "List all documents, and what each says about its publisher and date.")
SOURCE_SHOW = CommandText("show", "Read a document from its beginning, page by page.", {"document": CHOOSE_A_TITLE})
SOURCE_QUOTE = CommandText(
    "quote",
    "Show all a passage in its place, with where it stands.",
    {
        "words": "The words as they stand in a document.",
        "document": "In this document: begin to type its title, and choose.",
    },
)
CORPUS = CommandText("corpus", "Look after the corpus.")
CORPUS_STATUS = CommandText("status", "Show how much the corpus holds and what it was indexed with.")
CORPUS_LOG = CommandText("log", "Show who changed the corpus, when, and which documents.")
CORPUS_GAPS = CommandText("gaps", "Show what people asked here and miss in the documents, most missed first.")
CORPUS_RELOAD = CommandText(
    "reload",
    "Read the corpus folder anew. Questions are answered meanwhile.",
    {"preview": "Only show what it would do."},
)
CORPUS_ADD = CommandText(
    "add",
    "Add a document, or put a new version in the place of one.",
    {
        "file": "A .md, .txt, .csv, .html, .rst, .adoc, .org, .pdf or .docx file, or .jsonl with a document a line.",
        "replace": "Whether it may take the place of a file of that name, which is kept aside.",
    },
)
CORPUS_REMOVE = CommandText(
    "remove", "Remove a document from the corpus. You are asked again before.", {"source": CHOOSE_A_TITLE}
)

# The texts on how far the bot is: its presence, and while it works on a reply.

ONLINE = "/ask — answers with their sources"
ABOUT_TO_READ = "about to read the documents"
READING_DOCUMENTS = "reading the documents"
LOADING = "loading the models"
STAGE_COUNTED = "{stage}: {done} of {total}"
WORKING_ON_IT = "Working on it…"


def questions_before(count: int) -> str:
    return f"{count} question{'s' * (count > 1)} before yours."


# Any message.

CONTINUED = "Continued in the next message"
INCOMPLETE = "Not all of this may have arrived."
NOTHING_VISIBLE = "(no visible text)"
PAGE_NUMBER = "Page {page}"
PAGE_OF = "Page {page} of {pages}"
PREVIOUS_PAGE, NEXT_PAGE = "◀ Previous", "Next ▶"
MOMENT = "{at:%Y-%m-%d at %H:%M} UTC"

# Receipts: when something was asked, and what it was answered on.

ASKED_ON = "asked on {moment}"
ASKED_OF = "asked on {moment} of {documents} alone"
OF_NO_DOCUMENTS = "no documents"
ON_CORPUS = "corpus version {generation}"
ON_READER = "reader {name} ({weights})"
ON_EMBEDDING_MODEL = "embedding model {name} ({weights})"
ON_LANGUAGE_MODEL = "language model {name}"
ON_PROMPT = "prompt {name} ({digest})"
ON_FOOTNOTE = "Footnote {version}"
WRITTEN_BY_MODEL = "written by the language model"
CHOSEN_BY_MODEL = "quotes chosen by the language model"
WRITTEN_BY_SOURCES = "written by the sources ({why})"
PROBABILITY = "probability {probability:.2f}, threshold {threshold:.2f}"
DRAFTED_POINT = "point {number}: {verdict}"

# The corpus: its status, and what a reload did or would do.

STATUS = "The corpus"
STATUS_ROW = "**{name}:** {value}"
STATUS_DOCUMENTS, STATUS_PASSAGES, STATUS_VERSION = "Documents", "Passages", "Corpus version"
STATUS_EMBEDDING_MODEL, STATUS_CHUNKER, STATUS_READER = "Embedding model", "Chunker", "Reader"
STATUS_RELOAD, NO_RELOAD, RELOAD_BY = "Reload", "none under way", "under way, by {person}: {progress}"
RELOADED, AS_IT_WAS = "The corpus was reloaded", "The corpus is as it was"
PREVIEW, PREVIEW_OF_NOTHING = "What a reload would do", "A reload would change nothing"
ADDED, CHANGED, RENAMED, REMOVED = "added", "changed", "renamed", "removed"
NOT_READ, UNCHANGED = "not read", "unchanged"
KEPT = "kept in the last good version"
SAME_TEXT, SAME_TEXT_PAIR = "with the text of another, both kept", "{first} and {other}"
TO_BE = "to be {kind}"
COUNT = "**{count:,} {kind}**"
COUNTED_IDS, COUNTED_MORE_IDS = "**{count:,} {kind}**: {ids}", "**{count:,} {kind}**: {ids} and {more:,} more"
FILE_NOT_READ = "Not read:"
OTHER_FILES, NO_ENDING = "{count:,} {ending}", "without an ending"
EMBEDDED_IN = "{passages:,} passages embedded in {seconds:.1f} s"
NOT_SEARCHED = "As usual, some of this text is not searched but can still be opened: {kinds}"
KIND_NOT_SEARCHED = "{kind} {share:.1%}"
SITES_OWN, REFERENCE_LISTS = "page menus and footers", "reference lists"
TO_EMBED = "{passages:,} passages to embed."
NOTHING_WAS_CHANGED = "Nothing was changed."
RELOAD_DETAILS = "`/corpus log` has the details."
PREVIEW_DETAILS = "`/corpus reload preview:True` has the details."

# The log of changes.

CHANGES = "Changes to the corpus"
NO_CHANGES, NO_EARLIER_CHANGES = "Nobody has changed it yet.", "There are no earlier changes."
LATER_CHANGES, EARLIER_CHANGES = "◀ Later", "Earlier ▶"
CHANGE = "**{moment}** · {kind} by {person}"
CHANGED_NOTHING = "nothing changed"
VERSION, VERSIONS = "corpus version {after}", "corpus version {before} → {after}"
NO_VERSION = "none"

# Adding and removing a document.

ABOUT_FILE = "About {name}"
FORM_FIELDS = {
    "title": ("Title", "Empty: what the file states, or its first line."),
    "publisher": ("Publisher", "Empty: what the file states."),
    "date": ("Date", "When the text was published. Empty: what the file states."),
    "url": ("Address", "Where it can be read. Empty: what the file states."),
    "language": ("Language", "Such as en. Empty: what the file states."),
}
"""The name of each field of the form, and what stands in the field while it is empty."""
FETCHED_TOO_SLOWLY = "{name} could not be fetched from Discord: it takes too long."
NOT_FETCHED = "{name} could not be fetched from Discord: no connection."
NOT_FETCHED_FOR_NOW = "{name} could not be fetched from Discord (HTTP {status})."
NOT_ON_DISCORD = "{name} is not on Discord's servers any more."
CUT_SHORT = "{name} was cut short on its way from Discord."
TOO_LARGE = "{name} is larger than Discord has said: more than {size:,} bytes came."
ATTACH_AGAIN, TRY_LATER = "Attach it again.", "Try again in some minutes."
ADDED_AS = "It is called {name} in the corpus folder."
REPLACED = "The file of that name before it is kept as {name} in the corpus folder."
SAME_TEXT_AS = "{name} has the same text as {other}, word for word: you may not want both."
REMOVE_DOCUMENT = "Remove this document?"
REMOVAL_MEANS = (
    "No answer will rest on it any more. What was answered from it can still be opened, by its buttons and receipts. "
    "Its file is moved to a hidden folder of the corpus folder, from where it can be put back."
)
REMOVE, KEEP = "Remove", "Keep"
NOT_REMOVED = "It was kept. Nothing has changed."
NOTHING_TO_REMOVE = "This document is no longer in the corpus.", "There is nothing to remove."
REMOVED_FILE = "Its file is kept as {name} in the corpus folder."

# Jobs: changes of the corpus while they go on, and where they end early.

RELOADING, PREVIEWING = "Reloading the corpus", "Finding out what a reload would do"
ADDING, REMOVING = "Adding {name}", "Removing {title}"
READING_FOLDER, FETCHING, CHECKING = "reading", "fetching the file", "checking the file"
STARTED_BY = "Begun by {person}. Questions are answered from the corpus as it was."
UNDER_WAY = "{job} is under way, begun by {person} {duration} ago: {progress}"
DOCUMENTS_READ, DOCUMENTS_DONE = "{done:,} documents", "{done:,} of {total:,} documents"
EMBEDDED = "{passages:,} passages embedded"
BAR = "{bar} {percent} %"
CANCEL = "Cancel"
CANCELLING = "It stops after the batch at work."
CANCELLING_BY = "Cancelled by {person}: it stops after the batch at work."
NOTHING_TO_CANCEL = "That reload is over: there is nothing to cancel."
CANCELLED_BY = "Cancelled by {person} after {duration}: {progress}."
CORPUS_STAYS = "The corpus is as it was, and questions are answered from it."
EMBEDDED_STAYS = "What was embedded is kept, and used by the next reload."
CANCELLED = "The reload was cancelled. The corpus is as it was."
UNFINISHED = "The reload did not get to its end. The corpus is as it was; `/corpus reload` tries again."
FILE_ADDED = "{name} is in the corpus folder: the next reload takes it."
FILE_REMOVED = "Its file is out already, kept as {name}: the next reload removes the document."
PROGRESS_IN_CHANNEL = (
    "Its progress goes on in a message of this channel. "
    "`/corpus status` shows how far it is, `/corpus log` what came of it."
)
PROGRESS_LOST = (
    "Its progress cannot be shown here any longer. `/corpus status` shows how far it is, `/corpus log` what came of it."
)
BY_WATCHING = "the corpus folder, watched"
BY_STARTING = "the bot, at its first start"
"""The name of whoever changed the corpus, where nobody in Discord did."""


def duration(seconds: float) -> str:
    if seconds < 1:
        return "less than a second"
    unit, size = next(
        (unit, size)
        for unit, size in (("hour", 3600), ("minute", 60), ("second", 1))
        if seconds >= 2 * size or size == 1
    )
    count = round(seconds / size)
    return f"{count:,} {unit}{'s' if count != 1 else ''}"


def time_left(seconds: float) -> str:
    """Return it rounded up, and the rougher the longer: it is reckoned by the pace so far."""
    if seconds < 10:
        return "a few seconds left"
    if seconds <= 50:
        return f"about {ceil(seconds / 10) * 10} seconds left"
    if seconds < 90 * 60:
        minutes = ceil((seconds - 5) / 60)
        return f"about {minutes} minutes left" if minutes > 1 else "about a minute left"
    return f"about {ceil(seconds / 3600)} hours left"
