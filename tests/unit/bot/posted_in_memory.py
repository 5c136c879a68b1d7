"""Records without a database: where answers were posted, and the turns of one receipt. Held by the contract test of
the real ones (`tests/integration/test_posted_answers.py`).
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from retrieval import Turn, Viewer
from retrieval.domain import PostedAnswer
from tests.unit.bot.servers_in_memory import ServersInMemory


class PostedInMemory:
    """The `PostedAnswers` port."""

    def __init__(self) -> None:
        self.answers: dict[int, PostedAnswer] = {}

    def put(self, answer: PostedAnswer) -> None:
        self.answers[answer.id] = answer

    def find(self, message_id: int) -> PostedAnswer | None:
        return next((answer for answer in self.answers.values() if message_id in answer.message_ids), None)

    def to(self, trigger_ids: Collection[int]) -> list[PostedAnswer]:
        return self._in_order(answer for answer in self.answers.values() if answer.trigger_id in trigger_ids)

    def latest(self, channel_id: int, limit: int, since: datetime) -> list[PostedAnswer]:
        there = (
            answer for answer in self.answers.values() if answer.channel_id == channel_id and answer.posted_at >= since
        )
        return self._in_order(there)[-limit:]

    def drop(self, message_ids: Collection[int]) -> None:
        for message_id in message_ids:
            self.answers.pop(message_id, None)

    def _in_order(self, answers: Iterable[PostedAnswer]) -> list[PostedAnswer]:
        return sorted(answers, key=lambda answer: answer.id)


class RecordsInMemory:
    """As much of the records as the bot asks for. `turn` says what a receipt is of, and `error` what is wrong."""

    def __init__(self, turn: Callable[[str], Turn | None], error: Callable[[], Exception | None]) -> None:
        self._posted = PostedInMemory()
        self.servers = ServersInMemory()
        self._turn = turn
        self._error = error

    @property
    def posted(self) -> PostedInMemory:
        if (error := self._error()) is not None:
            raise error
        return self._posted

    @property
    def receipts(self) -> "RecordsInMemory":
        return self

    def turns(
        self, receipt_ids: Iterable[str], _: Viewer | None = None, *, looked_up: bool = False
    ) -> tuple[Turn, ...]:
        found = map(self._turn, receipt_ids)
        return tuple(turn for turn in found if turn is not None)

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(name)
