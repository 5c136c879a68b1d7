"""The texts of answers, refusals and sources, in English: as those of `english`."""

from collections.abc import Sequence

# Answers.

READ_IT = "Read"
FOLLOW_UP, DELETE = "Follow up", "Delete"
PART_NOT_ANSWERED = "**No answer was found to this part:** {part}"
ALL_FOUND = "All that was found ({count}); there may be more."
OF_ALL_DOCUMENTS = "{count} of {in_all} documents, each by a sentence of its own."
ABOUT_IT = "What the documents say of it, in their own words."
THEY_DISAGREE = "Sources **disagree**."
SAYS_YES, SAYS_NO = "Says yes", "Says no"
SPEAKER_IN = "{speaker} in {source}"
ONE_ORIGIN, FEW_ORIGINS = "all go back to one source", "all go back to {origins} sources"
NEWEST_SIDE = "the newest date"
WAS_REPLACED, HOLDS_NO_LONGER = "{old} was replaced", "{old} holds no longer"
IN_ITS_PLACE = "; in its place: {by}"
OLDER_VERSION = "{old} is of {older}; {by}, of {newer}, is newer"
SAID_SO = ": “{quote}” {mark}"
READ_AS = "Read as: {question}"
SECTION = "section “{name}”"
BY = "by {names}"
NO_DATE, NO_PUBLISHER, NOTHING_STATED = "no date stated", "no publisher stated", "publisher and date not stated"
RECEIPT_ID = "Receipt {receipt_id}"
NO_RECEIPT = "No receipt was kept."


def written_by(names: str, count: int, in_all: int) -> str:
    """Return that documents state who wrote them, and how many of them are shown."""
    of_all = f"; {count} of {in_all} documents" if in_all > 1 else ""
    return f"Written by {names}, as stated there{of_all}."


def after(source: str, others: int) -> str:
    """Return what a quote goes by: a source that its document names, and how many others."""
    return f"after {source}{_and_others(others)}"


def _and_others(others: int) -> str:
    if not others:
        return ""
    return " and one more" if others == 1 else f" and {others} more"


def rests_on(count: int, in_all: int | None, *, is_verbatim: bool) -> str:
    """Return of how many documents an answer is made, and that it is in their words or quotes them."""
    of_all = "" if in_all is None else f" of {in_all:,}"
    noun = "document" if (count if in_all is None else in_all) == 1 else "documents"
    return f"From {count:,}{of_all} {noun}, {'word for word' if is_verbatim else 'quoted word for word'}"


# Refusals.

WHAT_IS_IN_HERE = "What is in here?"
NOT_ANSWERED = "**The documents do not answer this.**"
SEES_NO_DOCUMENT = (
    "**I see no documents here.** A server sees none until it is lent some: `/settings show` tells who manages it how"
    " that is done, and `/settings collections` chooses of what was lent. If there are none anywhere, `/corpus reload`"
    " reads the corpus folder."
)
NOTHING_SAID = "**The documents say nothing about this.**"
NOT_LOOKED_UP = "**This was not looked up.**"
NEAREST_PASSAGES = "Closest, but it is not sure that they answer:"


def lacking(words: Sequence[str], more: int, in_all: int | None) -> str:
    """Return that words, which are markdown, and `more` others, stand in no document."""
    them = "them" if in_all is None else f"the {in_all:,}"
    if in_all == 1:
        them = "it"
    listed = [*words, *([f"{more} more"] if more else [])]
    if len(listed) == 1:
        return f"{listed[0]} does not occur in {them}." if in_all == 1 else f"{listed[0]} occurs in none of {them}."
    where = f"in {them}" if in_all == 1 else f"in any of {them}"
    if len(listed) == 2:
        return f"Neither {listed[0]} nor {listed[1]} occurs {where}."
    return f"None of {', '.join(listed[:-1])} and {listed[-1]} occurs {where}."


# Sources and documents.

EARLIER, LATER, WHOLE_DOCUMENT, SHOW_TO_ALL = "◀ Earlier", "Later ▶", "Whole document", "Show to all"
BACK_TO_QUOTE = "Back to the quote"
OPEN_ORIGINAL = "Original ↗"
GOES_BY = "It goes by:"
SHOWN_BY = "Shown by {person}"
SEARCH_FOOTER = "The nearest passages, whether they answer or not. Scores compare within this search only."
NOTHING_FOUND = "There is nothing to search here, or no words to search for."
SCORE = "score {score:.2f}"
KEPT_SOURCE = "**{standing}** Below it stands as it was kept on {kept_at:%Y-%m-%d}."
SPAN = "characters {start:,}–{end:,}"
CHARACTERS = "{count:,} characters"
COLLECTION = "**{name}** · {documents}"
NO_SOURCE = "This button is of no source that the corpus has. Please ask again."
PASSAGE_GONE = "This passage is no longer in the corpus, nor kept: its document has changed or was withdrawn since."
DOCUMENT_GONE = "This document is no longer in the corpus: it was withdrawn since."


def documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count:,} documents"


def in_collections(documents: str, count: int) -> str:
    """Return so many documents, in words, and that they are of `count` collections, more than one."""
    return f"{documents} in {count:,} collections"


def passages(count: int) -> str:
    return "1 passage" if count == 1 else f"{count:,} passages"
