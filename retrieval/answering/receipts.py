"""Receipts: what was answered, and on what, under an id; and whether each source still stands.

An answer proves itself by its quotes. Its receipt is what remains when the message is gone or the corpus has changed.
Why an answer is given even where no receipt can be written: docs/decisions/0011-receipts.md.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from retrieval.answering.ask import Response
from retrieval.domain.answers import Refusal
from retrieval.domain.inquiry import Turn
from retrieval.domain.records import FORGOTTEN, Change, Conditions, Origin, Receipt
from retrieval.domain.scope import EVERYTHING, Viewer
from retrieval.errors import FootnoteError, RecordsUnreachableError, UnknownReceiptError
from retrieval.faults import ReceiptFault
from retrieval.ports import Archive, ChangeLog, ReceiptBook

ID_CHARS = 10
"""The characters of a receipt's id, of five bits each. Where a million receipts are kept, one guess in a billion finds
one."""
ID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without the letters that are taken for digits, and U."""
ECHOED_CHARS = 40
"""The characters that are repeated of what was typed for an id and is none: enough to be known again."""
_TAKEN_FOR = str.maketrans("OIL", "011", " -")
_ID = re.compile(rf"[{ID_ALPHABET}]{{{ID_CHARS}}}")
_RECEIPT_WORD = re.compile(r"^\s*receipt\b", re.IGNORECASE)
FORGETS_EVERY = timedelta(days=1)
UNLIKELY = timedelta(days=7)
"""The longest likely time between two looks for what is too old. After more than that the clock may be wrong. This is
logged, and the clock is believed once as much time has passed by it."""

AT_THE_TERMINAL = Viewer(scope=EVERYTHING)
"""Whoever asks at the terminal: what they are given opens for nobody else."""

_log = logging.getLogger(__name__)


class Receipts:
    """Writes receipts, finds them, and forgets those that are older than `kept_for`, with who changed the corpus then.

    A look for what is too old forgets only what was too old at the look before, a day or more ago, and nothing for a
    week after the clock has made a step of more than that: one that is set right by then costs nothing. Why:
    docs/decisions/0017-forgetting.md. `elapsed` is in seconds, whatever the clock says.
    """

    def __init__(
        self,
        book: ReceiptBook,
        archive: Archive,
        changes: ChangeLog,
        kept_for: timedelta,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._book = book
        self._archive = archive
        self._changes = changes
        self._kept_for = kept_for
        self.now = now
        self._elapsed = elapsed
        self._looked: float | None = None

    @property
    def kept_for_days(self) -> int:
        """The days for which what was asked is kept."""
        return self._kept_for.days

    @property
    def kept_since(self) -> datetime:
        """The time since which what was asked is kept: what is older is not shown."""
        return self.now() - self._kept_for

    def open(self) -> None:
        """Forget what is too old. Raises what a person must mend: SettingsError, RecordsError; of a database that is
        away, which may pass, it only logs.
        """
        try:
            self.forget()
        except RecordsUnreachableError as error:
            _log.warning("no receipts can be kept until this passes: %s", error)

    def write(
        self,
        response: Response,
        conditions: Conditions,
        documents: Collection[str] | None = None,
        viewer: Viewer = AT_THE_TERMINAL,
    ) -> Response:
        """Write a receipt and return what came of the question with its id; without one where none could be written,
        which is logged: an answer is not lost for its receipt. `documents` are the ids that the question was limited
        to; `viewer` is who asked.
        """
        receipt_id = new_receipt_id()
        receipt = Receipt(
            id=receipt_id,
            asked_at=self.now(),
            outcome=response.outcome,
            documents=None if documents is None else tuple(sorted(documents)),
            probability=response.probability,
            threshold=None if response.likeliest is None else response.likeliest.threshold,
            timings_ms=response.timings_ms,
            conditions=conditions,
            trace=response.trace,
            origin=Origin.of(viewer, receipt_id),
        )
        try:
            self._book.put(receipt)
        except FootnoteError as error:
            _log.warning("no receipt was kept: %s", error)
            return response
        self.tidy()
        return replace(response, receipt_id=receipt.id)

    def find(self, typed: str, viewer: Viewer | None = None) -> Receipt:
        """Return a receipt by its id as somebody typed it. Raises UnknownReceiptError, and RecordsError. One that a
        viewer may not read is as unknown as one that was never written.
        """
        receipt_id = receipt_id_of(typed)
        receipt = self._book.get(receipt_id)
        # A receipt that is too old is treated as one that is forgotten already.
        if receipt is None or receipt.asked_at < self.kept_since:
            raise self._unknown(receipt_id)
        if viewer is not None and not receipt.opens_to(viewer):
            raise self._unknown(receipt_id)
        return receipt

    def turns(
        self, receipt_ids: Iterable[str], viewer: Viewer | None = None, *, looked_up: bool = False
    ) -> tuple[Turn, ...]:
        """Return what was asked and answered by receipts, in their order; those that are no more, or that the viewer
        may not read, are left out, and with `looked_up` those of what nothing was looked up for, such as a greeting:
        there is nothing in them to lean on. Raises RecordsError.
        """
        turns: list[Turn] = []
        for receipt_id in receipt_ids:
            with suppress(UnknownReceiptError):
                outcome = self.find(receipt_id, viewer).outcome
                if not (looked_up and isinstance(outcome, Refusal) and outcome.reason.is_before_search):
                    turns.append(Turn.of(outcome))
        return tuple(turns)

    def changes(self, limit: int, skip: int = 0) -> Sequence[Change]:
        """Return the log of changes, the last one first, without who made what is too old. Raises RecordsError."""
        too_old = self.kept_since
        return [
            replace(change, who=FORGOTTEN, discord_id=None)
            if change.at < too_old and change.discord_id is not None
            else change
            for change in self._changes.latest(limit, skip)
        ]

    def drop(self, typed: str) -> str:
        """Forget one now, with what it quotes and no other does, and return its id. Raises UnknownReceiptError, and
        RecordsError.
        """
        receipt_id = receipt_id_of(typed)
        if not self._book.drop(receipt_id):
            raise self._unknown(receipt_id)
        return receipt_id

    def forget(self) -> None:
        """Forget what was too old at the look before, a day or more ago, and what nothing else is kept for; of
        changes, who made them. A process looks once a day, however often it is told to. Raises RecordsError.
        """
        elapsed = self._elapsed()
        if self._looked is not None and elapsed - self._looked < FORGETS_EVERY.total_seconds():
            return
        # First, so that where it fails it is not tried again with every question.
        self._looked = elapsed
        now = self.now()
        before = self._book.look(now, FORGETS_EVERY, UNLIKELY)
        if before is None:
            return
        if now - before > UNLIKELY:
            _log.info(
                "by the clock, %d days have passed since old receipts were last looked for: where that is not so, set"
                " it right within %d days, before they are forgotten",
                (now - before).days,
                UNLIKELY.days,
            )
        too_old = before - self._kept_for
        self._book.forget(too_old)
        self._archive.forget(too_old)
        self._changes.forget_people(too_old)

    def tidy(self) -> None:
        """Forget what is too old, and where that fails, log why."""
        try:
            self.forget()
        except FootnoteError as error:
            _log.warning("old receipts were not forgotten: %s", error)

    def _unknown(self, receipt_id: str) -> UnknownReceiptError:
        return UnknownReceiptError(ReceiptFault.UNKNOWN, id=receipt_id, days=self.kept_for_days)


def new_receipt_id() -> str:
    """Return an id that nobody guesses: whoever has it may read the receipt."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_CHARS))


def receipt_id_of(typed: str) -> str:
    """Return the id as it was made: letters may be small, parted by spaces or hyphens, or be the digit that they look
    like. Raises UnknownReceiptError where it can be none.
    """
    receipt_id = _RECEIPT_WORD.sub("", typed).strip().upper().translate(_TAKEN_FOR)
    if not _ID.fullmatch(receipt_id):
        echoed = typed.strip()
        if len(echoed) > ECHOED_CHARS:
            echoed = f"{echoed[:ECHOED_CHARS].rstrip()} …"
        raise UnknownReceiptError(ReceiptFault.NO_ID, typed=echoed, chars=ID_CHARS)
    return receipt_id
