"""Receipts: what was answered, and on what, under an id; and whether each source still stands.

An answer proves itself by its quotes. Its receipt is what remains when the message is gone or the corpus has changed.
Why an answer is given even where no receipt can be written: docs/decisions/0011-receipts.md.
"""

import logging
import re
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from retrieval.answering import Asked
from retrieval.deciding import threshold_for
from retrieval.domain import Answer, Document, Outcome, Passage, Refusal
from retrieval.errors import FootnoteError, RecordsUnreachableError, UnknownReceiptError
from retrieval.ports import Archive, Calibration, ReceiptBook
from retrieval.question import as_text
from retrieval.records import Conditions, Receipt

ID_CHARS = 10
"""Of five bits each: where a million receipts are kept, one guess in a billion finds one."""
ID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without the letters that are taken for digits, and U."""
_TAKEN_FOR = str.maketrans("OIL", "011", " -")
_ID = re.compile(rf"[{ID_ALPHABET}]{{{ID_CHARS}}}")
FORGETS_EVERY = timedelta(days=1)

_log = logging.getLogger(__name__)


class Standing(StrEnum):
    """What has become of a source: its document is as it was, or has another id now, or is there in another version, or
    is not there.
    """

    STANDS = "stands"
    RENAMED = "renamed"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """How a source stands today. `found_at` is the span of today's version that holds the same words, or None;
    `renamed_to` the id that its text has now, where that is another.
    """

    standing: Standing
    found_at: tuple[int, int] | None
    renamed_to: str | None = None

    @property
    def in_words(self) -> str:
        match self.standing, self.found_at:
            case Standing.STANDS, _:
                return "Stands: its document is as it was."
            case Standing.RENAMED, _:
                return f"Stands under another id: the same text is now {self.renamed_to}."
            case Standing.CHANGED, (start, end):
                return f"Changed since: the same words stand in {self._document} at characters {start:,}–{end:,}."
            case Standing.CHANGED, _:
                return f"Changed since: {self._document} no longer holds these words."
            case _:
                return "Withdrawn since: its document is no longer in the corpus."

    @property
    def _document(self) -> str:
        return f"its document, {self.renamed_to} now," if self.renamed_to else "its document"


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


class Receipts:
    """Writes receipts, finds them, and forgets those that are older than `kept_for`."""

    def __init__(
        self,
        book: ReceiptBook,
        archive: Archive,
        kept_for: timedelta,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._book = book
        self._archive = archive
        self._kept_for = kept_for
        self._now = now
        self._forgot_at: datetime | None = None

    def open(self) -> None:
        """Forgets what is too old. Raises what a person must mend: SettingsError, RecordsError; of a database that is
        away, which may pass, it only logs.
        """
        try:
            self.forget()
        except RecordsUnreachableError as error:
            _log.warning("no receipts can be kept until this passes: %s", error)

    def write(
        self, asked: Asked, conditions: Conditions, calibration: Calibration, documents: Collection[str] | None = None
    ) -> Asked:
        """The same, with the id of its receipt; without one where none could be written, which is logged: an answer is
        not lost for its receipt. `documents` are the ids that the question was limited to.
        """
        likeliest = max(asked.judged, key=lambda one: one.probability, default=None)
        receipt = Receipt(
            id=new_receipt_id(),
            asked_at=self._now(),
            outcome=asked.outcome,
            documents=None if documents is None else tuple(sorted(map(as_text, documents))),
            probability=asked.probability,
            threshold=None
            if likeliest is None
            else threshold_for(likeliest.readings, calibration, conditions.strictness),
            timings_ms=asked.timings_ms,
            conditions=conditions,
            trace=asked.trace,
        )
        try:
            self._book.put(receipt)
        except FootnoteError as error:
            _log.warning("no receipt was kept: %s", error)
            return asked
        if self._forgot_at is None or receipt.asked_at - self._forgot_at >= FORGETS_EVERY:
            self.tidy()
        return replace(asked, receipt_id=receipt.id)

    def find(self, typed: str) -> Receipt:
        """Raises UnknownReceiptError, and RecordsError."""
        receipt_id = receipt_id_of(typed)
        receipt = self._book.get(receipt_id)
        # One that is too old is not told from one that is forgotten already.
        if receipt is None or receipt.asked_at < self._now() - self._kept_for:
            raise UnknownReceiptError(
                f"There is no receipt {receipt_id}. One is forgotten after {self._kept_for.days} days.",
                remedy="Check the id: it stands below the answer or refusal.",
            )
        return receipt

    def forget(self) -> None:
        """Receipts that are too old, and what nothing else is kept for. Raises RecordsError."""
        now = self._now()
        # First, so that where it fails it is not tried again with every question.
        self._forgot_at = now
        self._book.forget(now - self._kept_for)
        self._archive.forget(now - self._kept_for)

    def tidy(self) -> None:
        """Forgets, and where it cannot logs why."""
        try:
            self.forget()
        except FootnoteError as error:
            _log.warning("old receipts were not forgotten: %s", error)


def new_receipt_id() -> str:
    """Not to be guessed: whoever has the id may read the receipt."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_CHARS))


def receipt_id_of(typed: str) -> str:
    """The id as it was made: letters may be small, parted by spaces or hyphens, or be the digit that they look like.
    Raises UnknownReceiptError where it can be none.
    """
    receipt_id = re.sub(r"^\s*receipt\b", "", typed, flags=re.IGNORECASE).strip().upper().translate(_TAKEN_FOR)
    if not _ID.fullmatch(receipt_id):
        remedy = f"An id is {ID_CHARS} letters and digits: it stands below each answer and refusal."
        raise UnknownReceiptError(f"“{typed.strip()}” is not the id of a receipt.", remedy=remedy)
    return receipt_id


def replayed(receipt: Receipt, documents: Callable[[Collection[Document]], Mapping[str, Document]]) -> Replay:
    """`documents` gives those of today by the ids of those of then."""
    sources = list(sources_of(receipt.outcome))
    now = documents([passage.document for passage, _, _ in sources])
    today = (today_of(passage.document, start, end, now.get(passage.document.id)) for passage, start, end in sources)
    return Replay(receipt=receipt, today=tuple(today))


def today_of(then: Document, start: int, end: int, now: Document | None) -> Today:
    """How characters `start` to `end` of a version stand in the one that the corpus holds today, if it holds one;
    under another id, where it was renamed.
    """
    if now is None:
        return Today(standing=Standing.WITHDRAWN, found_at=None)
    renamed_to = None if now.id == then.id else now.id
    if renamed_to and now.text == then.text:
        return Today(standing=Standing.RENAMED, found_at=(start, end), renamed_to=renamed_to)
    # A file that was moved is the same document.
    if now == replace(then, path=now.path):
        return Today(standing=Standing.STANDS, found_at=(start, end))
    words = then.text[start:end]
    places = (match.start() for match in re.finditer(re.escape(words), now.text))
    place = min(places, key=lambda one: abs(one - start), default=None)
    found_at = None if place is None else (place, place + len(words))
    return Today(standing=Standing.CHANGED, found_at=found_at, renamed_to=renamed_to)


def sources_of(outcome: Outcome) -> Iterator[tuple[Passage, int, int]]:
    """Of an answer its citations, of a refusal what was nearest: each with its passage and span."""
    match outcome:
        case Answer(citations=citations):
            yield from ((citation.passage, citation.start, citation.end) for citation in citations)
        case Refusal(nearest=nearest):
            yield from ((found.passage, found.passage.start, found.passage.end) for found in nearest)
