"""The standing of a source today: its document is as it was when it was quoted, or has another id or text, or is
gone.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from retrieval.domain.answers import Answer, Outcome, Refusal
from retrieval.domain.documents import Document, Passage
from retrieval.domain.records import Receipt
from retrieval.errors import FootnoteError
from retrieval.ports import ChangeLog, Generation
from retrieval.text.display import page_or_line_range

CHANGES_FOLLOWED = 1000
"""The number of last entries of the log that are looked at where no document has the id that the source's document
had."""

_log = logging.getLogger(__name__)


class Standing(StrEnum):
    """The fate of a source: its document is as it was, or has another id now, or is there in another version, or is
    not there.
    """

    STANDS = "stands"
    RENAMED = "renamed"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The standing of a source today. `found_at` is the span of today's version that holds the same words, or None;
    `place` says on which pages or lines that is, where it has any; `renamed_to` is the id that its text has now, where
    that is another.
    """

    standing: Standing
    found_at: tuple[int, int] | None
    renamed_to: str | None = None
    place: str = ""

    @property
    def in_words(self) -> str:
        """A sentence or two, for people."""
        match self.standing, self.found_at:
            case Standing.STANDS, _:
                return "Stands: its document is as it was."
            case Standing.RENAMED, _:
                return f"Stands under another id: the same text is now {self.renamed_to}."
            case Standing.CHANGED, (_, _):
                place = f" on {self.place}" if self.place else ""
                return f"Changed since: the same words stand in {self._document}{place}."
            case Standing.CHANGED, _:
                return f"Changed since: {self._document} no longer holds these words."
            case _:
                return "Withdrawn since: its document is no longer in the corpus."

    @property
    def _document(self) -> str:
        return f"its document ({self.renamed_to} now)" if self.renamed_to else "its document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A receipt, and how each of its sources stands today, in the order of `sources_of`."""

    receipt: Receipt
    today: tuple[Today, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSource:
    """A passage that is no longer in the corpus, as it was when it was last kept; and how a span of it stands today."""

    passage: Passage
    kept_at: datetime
    today: Today


def replayed(receipt: Receipt, documents: Callable[[Collection[Document]], Mapping[str, Document]]) -> Replay:
    """Return how the sources of a receipt stand today; `documents` gives those of today by the ids of those of then."""
    sources = list(sources_of(receipt.outcome))
    now = documents([passage.document for passage, _, _ in sources])
    today = (today_of(passage.document, start, end, now.get(passage.document.id)) for passage, start, end in sources)
    return Replay(receipt=receipt, today=tuple(today))


def today_of(then: Document, start: int, end: int, now: Document | None) -> Today:
    """Return how characters `start` to `end` of a version stand in the one that the corpus holds today: under another
    id, where it was renamed; withdrawn, where it holds none.
    """
    if now is None:
        return Today(standing=Standing.WITHDRAWN, found_at=None)
    renamed_to = None if now.id == then.id else now.id
    if renamed_to and now.text == then.text:
        return Today(standing=Standing.RENAMED, found_at=(start, end), renamed_to=renamed_to)
    # A file that was moved, or whose text begins on another line, is the same document.
    if now == replace(then, path=now.path, first_line=now.first_line):
        return Today(standing=Standing.STANDS, found_at=(start, end))
    words = then.text[start:end]
    place = min(_places_of(words, now.text), key=lambda place: abs(place - start), default=None)
    if place is None:
        return Today(standing=Standing.CHANGED, found_at=None, renamed_to=renamed_to)
    found_at = (place, place + len(words))
    on = page_or_line_range(now, *found_at)
    return Today(standing=Standing.CHANGED, found_at=found_at, renamed_to=renamed_to, place=on)


def documents_today(
    generation: Generation,
    changes: Callable[[], ChangeLog],
    then: Collection[Document],
    since: datetime,
) -> dict[str, Document]:
    """Return what a generation has of documents, by the ids that they had `since` then; of one that is not there,
    another of the same text, or what the log of changes says that it was renamed to.
    """
    now = generation.view.documents({document.id for document in then})
    gone = [document for document in then if document.id not in now]
    if not gone:
        return now
    same_text = generation.catalogue.ids_of_texts({document.content_hash for document in gone})
    renamed = _renamed_since(since, {document.id for document in gone}, changes)
    ids = {document.id: same_text.get(document.content_hash, renamed[document.id]) for document in gone}
    others = generation.view.documents(set(ids.values()))
    return now | {before: others[after] for before, after in ids.items() if after in others}


def _renamed_since(since: datetime, ids: Collection[str], changes: Callable[[], ChangeLog]) -> dict[str, str]:
    """Return the id that each of these led to in the end: itself, where the log cannot be read."""
    led_to = {document_id: document_id for document_id in ids}
    try:
        latest = changes().latest(CHANGES_FOLLOWED)
    except FootnoteError as error:
        _log.warning("what documents were renamed to cannot be told: %s", error)
        return led_to
    for change in reversed([change for change in latest if change.at >= since]):
        renamed = dict(change.renamed)
        led_to = {before: renamed.get(after, after) for before, after in led_to.items()}
    return led_to


def _places_of(words: str, text: str) -> Iterator[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + len(words))


def sources_of(outcome: Outcome) -> Iterator[tuple[Passage, int, int]]:
    """Yield the citations of an answer, or what was nearest to a refusal: each by its passage and span."""
    match outcome:
        case Answer(citations=citations):
            yield from ((citation.passage, citation.start, citation.end) for citation in citations)
        case Refusal(nearest=nearest):
            yield from ((found.passage, found.passage.start, found.passage.end) for found in nearest)
