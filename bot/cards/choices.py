"""The choices that Discord suggests while somebody types the name of a document, within its limits."""

from collections import Counter

from bot.text.discord_limits import CHOICE_CHARS, CHOICES, discord_chars
from bot.text.markdown import label
from retrieval import DocumentSummary
from retrieval.index import Titles


def choices(titles: Titles, typed: str) -> list[tuple[str, str]]:
    """Return what to show and its value, of documents whose title, id or publisher hold all words typed so far."""
    documents = titles.holding(typed, CHOICES)
    counts = Counter(document.title for document in documents)
    return [(_name(document, ambiguous=counts[document.title] > 1), _value(document)) for document in documents]


def _value(document: DocumentSummary) -> str:
    """Return the id, or the key of one that is too long for Discord."""
    return document.id if discord_chars(document.id) <= CHOICE_CHARS else document.key


def _name(document: DocumentSummary, *, ambiguous: bool) -> str:
    """Return the title, with who published it where that is stated, and with the id where titles are the same."""
    details = [part for part in (document.publisher, document.id if ambiguous else None) if part]
    suffix = label(" · ".join(["", *details]), CHOICE_CHARS // 2) if details else ""
    return label(document.title, CHOICE_CHARS - discord_chars(suffix) - 1) + (f" {suffix}" if suffix else "")
