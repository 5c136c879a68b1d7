"""What people miss, without a database. Held by the contract test of the real book
(`tests/integration/test_gap_book.py`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from retrieval.domain.gaps import Gap, GapNote
from retrieval.domain.scope import Scope


class GapsInMemory:
    """The `GapBook` port."""

    def __init__(self) -> None:
        self.notes: dict[tuple[str, str], GapNote] = {}

    def put(self, note: GapNote) -> None:
        self.notes.setdefault((note.gap_id, note.person), note)

    def note_again(self, note: GapNote) -> bool:
        key = (note.gap_id, note.person)
        if key not in self.notes:
            return False
        self.notes[key] = replace(self.notes[key], noted_at=note.noted_at)
        return True

    def take_back(self, gap_id: str, person: str) -> bool:
        return self.notes.pop((gap_id, person), None) is not None

    def people(self, guild_id: int, since: datetime) -> list[tuple[str, str]]:
        return [key for key, note in self.notes.items() if note.guild_id == guild_id and note.noted_at >= since]

    def most_missed(
        self, guild_id: int | None, scope: Scope, since: datetime, limit: int, skip: int = 0
    ) -> Sequence[Gap]:
        seen = [
            note
            for note in self.notes.values()
            if guild_id in (None, note.guild_id) and note.scope <= scope and note.noted_at >= since
        ]
        by_gap = groupby(sorted(seen, key=lambda note: note.gap_id), key=lambda note: note.gap_id)
        gaps = [gap_of(list(notes)) for _, notes in by_gap]
        ordered = sorted(gaps, key=lambda gap: (-gap.people, -gap.last_at.timestamp(), gap.id))
        return ordered[skip : skip + limit]

    def find(self, gap_id: str, guild_id: int | None, scope: Scope, since: datetime) -> Gap | None:
        found = self.most_missed(guild_id, scope, since, len(self.notes))
        return next((gap for gap in found if gap.id == gap_id), None)

    def drop(self, gap_id: str) -> None:
        self.notes = {key: note for key, note in self.notes.items() if note.gap_id != gap_id}


def gap_of(notes: Sequence[GapNote]) -> Gap:
    """What the notes of one question come to."""
    return Gap(
        id=notes[0].gap_id,
        guild_id=notes[0].guild_id,
        question=min(note.question for note in notes),
        people=len(notes),
        first_at=min(note.noted_at for note in notes),
        last_at=max(note.noted_at for note in notes),
    )
