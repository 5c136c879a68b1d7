"""What people miss: said of a refusal, and told to those who look after the corpus of the same server."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from retrieval.answering.receipts import AT_THE_TERMINAL, Receipts
from retrieval.domain.answers import Refusal
from retrieval.domain.gaps import Gap, GapNote, Noting
from retrieval.domain.records import Receipt
from retrieval.domain.scope import EVERYTHING, Viewer
from retrieval.ports import GapBook
from retrieval.text.display import one_line, plain

NOTES_EACH = 20
"""The questions of one guild that one person may miss at a time: more would be the list of one person."""
NOTES_IN_ALL = 5_000
"""The notes of one guild, so that nobody fills the disk."""
ID_DIGITS = 20
_SET_AROUND = re.compile("[\"'“”„‘’‚«»‹›()]")
_ENDS_A_WORD = ".,;:!?…¿¡"


class SeenGaps:
    """What is missed as far as a `viewer` may know of it: what was said in their guild, where they see as much as those
    saw who said it; outside of any guild nothing. Without a viewer, who sits at the terminal sees all.
    """

    def __init__(self, receipts: Receipts, book: GapBook, viewer: Viewer | None) -> None:
        self._receipts = receipts
        self._book = book
        self._viewer = viewer

    @property
    def kept_for_days(self) -> int:
        """The days for which it is told, from when it was last noted."""
        return self._receipts.kept_for_days

    def note(self, receipt_id: str) -> Noting:
        """Note that the viewer misses an answer to what a receipt refuses. What is noted already is noted for longer.
        Raises UnknownReceiptError, and RecordsError.
        """
        viewer = self._viewer or AT_THE_TERMINAL
        note = self._note_of(self._receipts.find(receipt_id, self._viewer), viewer)
        if note is None:
            return Noting.IS_NO_GAP
        if self._book.note_again(note):
            return Noting.NOTED_ALREADY
        noted = self._book.people(viewer.guild_id, self._since)
        if len(noted) >= NOTES_IN_ALL:
            return Noting.FULL
        # Whose each is, only those can tell who know the name.
        own = sum(person == _mark_of(gap_id, viewer.name) for gap_id, person in noted)
        if own >= NOTES_EACH:
            return Noting.TOO_MANY
        self._book.put(note)
        return Noting.NOTED

    def take_back(self, receipt_id: str) -> bool:
        """Forget that the viewer misses it, and return whether they did. Raises as `note` does."""
        note = self._note_of(self._receipts.find(receipt_id, self._viewer), self._viewer or AT_THE_TERMINAL)
        return note is not None and self._book.take_back(note.gap_id, note.person)

    def most_missed(self, limit: int, skip: int = 0) -> Sequence[Gap]:
        """Return what most people miss, and of what as many miss the latest, first. Raises RecordsError."""
        if self._viewer is None:
            return self._book.most_missed(None, EVERYTHING, self._since, limit, skip)
        if not self._viewer.guild_id:
            return ()
        return self._book.most_missed(self._viewer.guild_id, self._viewer.scope, self._since, limit, skip)

    def find(self, gap_id: str) -> Gap | None:
        """Return what is missed by that id; None where the viewer may know of none. Raises RecordsError."""
        if self._viewer is None:
            return self._book.find(gap_id, None, EVERYTHING, self._since)
        if not self._viewer.guild_id:
            return None
        return self._book.find(gap_id, self._viewer.guild_id, self._viewer.scope, self._since)

    def settle(self, gap_id: str) -> Gap | None:
        """Forget what is missed by that id, and return it: it is in the corpus now, or will never be. None where there
        is none that the viewer may know of. Raises RecordsError.
        """
        gap = self.find(gap_id)
        if gap is not None:
            self._book.drop(gap.id)
        return gap

    @property
    def _since(self) -> datetime:
        return self._receipts.kept_since

    def _note_of(self, receipt: Receipt, viewer: Viewer) -> GapNote | None:
        """Return what a viewer may note of a receipt; None where it is none of a question that the whole of what they
        see does not answer.
        """
        refusal = receipt.outcome
        if not isinstance(refusal, Refusal) or not refusal.is_gap or receipt.documents is not None:
            return None
        # It stands alone, and as it was read: a question that leans on others says nothing by itself.
        question = plain(refusal.read_as or refusal.question).strip()
        gap_id = gap_id_of(viewer.guild_id, question)
        return GapNote(
            gap_id=gap_id,
            person=_mark_of(gap_id, viewer.name),
            guild_id=viewer.guild_id,
            question=question,
            scope=viewer.scope if receipt.origin is None else receipt.origin.scope,
            receipt_id=receipt.id,
            noted_at=self._receipts.now(),
        )


def gap_id_of(guild_id: int, question: str) -> str:
    """Return what the same question of a guild is called, however it is typed."""
    return hashlib.sha256(f"{guild_id}\0{folded_question(question)}".encode()).hexdigest()[:ID_DIGITS]


def folded_question(question: str) -> str:
    """Return a question without what it may be typed with or without: capitals, spaces, quotation marks, parentheses,
    and the marks that end words. "C#" and "C++" stay two.
    """
    text = unicodedata.normalize("NFKC", one_line(question)).casefold()
    words = (word.rstrip(_ENDS_A_WORD) for word in _SET_AROUND.sub("", text).split())
    return " ".join(filter(None, words))


def _mark_of(gap_id: str, name: str) -> str:
    return hashlib.sha256(f"{gap_id}\0{name}".encode()).hexdigest()[:32]
