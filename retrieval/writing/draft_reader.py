"""The draft of a reply, whole or while it is being written. Of half a point nothing is taken."""

import re

from retrieval.errors import DraftError
from retrieval.writing.drafts import DRAFT_EXAMPLE, MAX_POINTS, Draft, DraftPoint
from retrieval.writing.forms import MAX_REPLY_CHARS
from retrieval.writing.reply_reader import DECODER, object_of, of_the_form, whole_as

_POINTS_BEGIN = re.compile(r'"points"\s*:\s*\[')


class DraftReader:
    """Reads a reply, in pieces or at once."""

    def __init__(self) -> None:
        self._place: int | None = None
        self._read = 0

    def more(self, reply: str) -> list[DraftPoint]:
        """Return the points that have become whole since the last time; `reply` is all that has been written so far.
        Where what is written is no draft, there are none.
        """
        if self._place is None and (begun := _POINTS_BEGIN.search(reply)):
            self._place = begun.end()
        found: list[DraftPoint] = []
        while self._place is not None and self._read < MAX_POINTS and len(reply) <= MAX_REPLY_CHARS:
            start = len(reply) - len(reply[self._place :].lstrip(" \t\r\n,"))
            try:
                given, self._place = DECODER.raw_decode(reply, start)
                found.append(of_the_form(DraftPoint, given, whole_as(DRAFT_EXAMPLE)))
            except (ValueError, RecursionError):
                break
            except DraftError:
                # A reply that is not of the form now will not be: nothing more is read.
                self._read = MAX_POINTS
                break
            self._read += 1
        return found


def draft_of(reply: str) -> Draft:
    """Return the draft of a whole reply. Raises DraftError, in words that a model can mend it by."""
    return object_of(reply, Draft, DRAFT_EXAMPLE)
