"""Whether a text answers a community's question, and at which stage an answer was lost that should have been given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from benchmarks.scorecard.replies import Reply
from retrieval.domain.answers import Statement
from retrieval.domain.documents import FoundPassage

_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_WITHOUT_MARKUP = str.maketrans("", "", "`*")


class Stage(StrEnum):
    """Where a right answer was lost, in the order of a question's way."""

    INDEX = "index"
    """No passage of the index holds it."""
    SEARCH = "search"
    """A passage does, and is not among those that were read."""
    READING = "reading"
    """It was read and refused, and what would be shown were the question answered is not right either."""
    DECIDING = "deciding"
    """It was read and refused, though what would be shown is right."""
    COMPOSING = "composing"
    """It was read and the question answered, with other sentences."""


@dataclass(frozen=True, slots=True)
class Must:
    """What a right answer holds: of each group, one of its strings."""

    groups: tuple[tuple[str, ...], ...]

    def held_by(self, text: str) -> bool:
        """Return whether the text holds a right answer, whatever its case, line breaks, quotation marks, backticks and
        asterisks. A string that begins or ends with a digit is a number of its own: "4 hours" does not stand in "24
        hours".
        """
        folded = _folded(text)
        ways = (folded, folded.translate(_WITHOUT_MARKUP))
        return all(any(_pattern(string).search(way) for string in group for way in ways) for group in self.groups)

    def shown_by(self, statements: Sequence[Statement]) -> bool:
        """Return whether the statements hold a right answer together, in their texts and quotes. No statements hold
        nothing.
        """
        return bool(statements) and self.held_by("\n".join(map(_shown, statements)))

    def place_in(self, found: Sequence[FoundPassage]) -> int | None:
        """Return the place, from 1, of the first passage that holds a right answer; None where there is none."""
        return next((place for place, passage in enumerate(found, start=1) if self.held_by(passage.passage.text)), None)


def stage_of(must: Must, reply: Reply, place: int | None, *, indexed: bool) -> Stage | None:
    """Return where the answer was lost, or None where it was given. `place` is that of the passage that holds it among
    those read, and `indexed` says whether any passage does.
    """
    right = must.shown_by(reply.statements)
    if right and reply.answered:
        return None
    if place is None:
        return Stage.SEARCH if indexed else Stage.INDEX
    if reply.answered:
        return Stage.COMPOSING
    return Stage.DECIDING if right else Stage.READING


def _shown(statement: Statement) -> str:
    return "\n".join([statement.text, *(citation.quote for citation in statement.citations)])


def _folded(text: str) -> str:
    return " ".join(text.translate(_TYPOGRAPHY).casefold().split())


@lru_cache
def _pattern(string: str) -> re.Pattern[str]:
    folded = _folded(string)
    before = r"(?<!\d)(?<!\d[.,])" if folded[:1].isdigit() else ""
    after = r"(?!\d)" if folded[-1:].isdigit() else ""
    return re.compile(f"{before}{re.escape(folded)}{after}")
