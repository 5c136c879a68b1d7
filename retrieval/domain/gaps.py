"""What people miss in the corpus: a note for each who said so of a question, and what they come to together."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from retrieval.domain.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class GapNote:
    """That one person misses an answer to a question that was refused in the guild `guild_id`, 0 outside of any, where
    `scope` was seen. `gap_id` is the same for those of a guild who miss the same; `person` is a mark that is another on
    each question, so that nobody who reads it learns who that is, nor who misses two things.
    """

    gap_id: str
    person: str
    guild_id: int
    question: str
    scope: Scope
    receipt_id: str
    noted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A question of a guild that was refused, and how many `people` miss an answer to it, since when and until when."""

    id: str
    guild_id: int
    question: str
    people: int
    first_at: datetime
    last_at: datetime


class Noting(StrEnum):
    """What came of saying that something is missing: noted; noted before; or not, since it is of no refusal for want of
    documents, the person has as many noted as each may, or the guild as many as it may.
    """

    NOTED = "noted"
    NOTED_ALREADY = "noted_already"
    IS_NO_GAP = "is_no_gap"
    TOO_MANY = "too_many"
    FULL = "full"
