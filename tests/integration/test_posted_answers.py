"""Where answers were posted, as the bot relies on it: over the real databases, and in memory."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval.adapters.sql.records import SqlRecords
from retrieval.answering.receipts import Receipts
from retrieval.domain import PostedAnswer, asker_mark
from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.ports import PostedAnswers
from tests.building import NOON, receipt_of
from tests.integration.databases import DATABASES, fresh_database
from tests.unit.bot.posted_in_memory import PostedInMemory

SNOWFLAKE = 1 << 62
HOUR = timedelta(hours=1)


@pytest.fixture(params=["in memory", *DATABASES])
def posted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PostedAnswers]:
    if request.param == "in memory":
        yield PostedInMemory()
        return
    with fresh_database(request.param, tmp_path) as url:
        records = SqlRecords(url)
        yield records.posted
        records.close()


def answer_at(number: int, *, channel_id: int = 7, messages: int = 1, **more: object) -> PostedAnswer:
    ids = tuple(SNOWFLAKE + 100 * number + place for place in range(messages))
    known: dict[str, object] = {
        "guild_id": 5,
        "asker": asker_mark("somebody", SNOWFLAKE + 100 * number),
        "posted_at": NOON + number * HOUR,
    }
    return PostedAnswer(message_ids=ids, channel_id=channel_id, **{**known, **more})  # type: ignore[arg-type]


def test_an_answer_is_found_by_each_of_its_messages(posted: PostedAnswers) -> None:
    answer = answer_at(1, messages=3, trigger_id=8, continues_id=9, receipt_id="0123456789", is_private=True)
    posted.put(answer)
    posted.put(answer_at(2))
    assert [posted.find(message_id) for message_id in answer.message_ids] == [answer] * 3
    assert posted.find(SNOWFLAKE) is None


def test_what_is_put_again_takes_the_place_of_what_was(posted: PostedAnswers) -> None:
    posted.put(answer_at(1, messages=2))
    again = answer_at(1, messages=3, receipt_id="0123456789")
    posted.put(again)
    assert posted.find(again.message_ids[2]) == again


def test_answers_are_found_by_what_asked_them(posted: PostedAnswers) -> None:
    first, second, other = (answer_at(number, trigger_id=10 + number) for number in range(3))
    for answer in (second, first, other):
        posted.put(answer)
    assert list(posted.to([10, 11])) == [first, second]
    assert list(posted.to([])) == []


def test_the_last_of_a_channel_come_in_order(posted: PostedAnswers) -> None:
    answers = [answer_at(number, messages=2) for number in range(4)]
    for answer in [*reversed(answers), answer_at(9, channel_id=8)]:
        posted.put(answer)
    assert list(posted.latest(7, 2, NOON)) == answers[2:]
    assert list(posted.latest(7, 9, NOON + 3 * HOUR)) == answers[3:]


def test_what_is_dropped_is_gone_with_all_its_messages(posted: PostedAnswers) -> None:
    answer = answer_at(1, messages=2, trigger_id=8)
    posted.put(answer)
    posted.put(answer_at(2))
    posted.drop([answer.id])
    assert posted.find(answer.message_ids[1]) is None
    assert posted.find(answer_at(2).id) is not None
    assert list(posted.to([8])) == []


def test_they_are_forgotten_as_receipts_are(tmp_path: Path) -> None:
    records = SqlRecords.in_file(tmp_path / "records.sqlite3")
    records.posted.put(answer_at(1))
    records.posted.put(answer_at(2))
    records.book.forget(NOON + 2 * HOUR)
    assert records.posted.find(answer_at(1).id) is None
    assert records.posted.find(answer_at(2).id) == answer_at(2)
    records.close()


def test_a_receipt_that_is_dropped_leaves_where_its_answer_stands(tmp_path: Path) -> None:
    records = SqlRecords.in_file(tmp_path / "records.sqlite3")
    records.book.put(receipt_of())
    records.posted.put(answer_at(1, receipt_id=receipt_of().id))
    records.book.drop(receipt_of().id)
    assert records.posted.find(answer_at(1).id) == answer_at(1)
    records.close()


def test_what_nothing_was_looked_up_for_is_no_turn_to_lean_on(tmp_path: Path) -> None:
    records = SqlRecords.in_file(tmp_path / "records.sqlite3")
    receipts = Receipts(records.book, records.archive, records.changes, timedelta(days=90), lambda: NOON)
    reasons = [RefusalReason.GREETING, RefusalReason.NO_SUBJECT, RefusalReason.NOT_ANSWERED]
    for number, reason in enumerate(reasons):
        refusal = Refusal(question=f"Question {number}", reason=reason)
        records.book.put(receipt_of(f"000000000{number}", outcome=refusal))
    ids = [f"000000000{number}" for number in range(4)]
    assert [turn.question for turn in receipts.turns(ids)] == ["Question 0", "Question 1", "Question 2"]
    assert [turn.question for turn in receipts.turns(ids, looked_up=True)] == ["Question 2"]
    records.close()


def test_each_answer_has_another_mark_of_who_asked() -> None:
    first, second = answer_at(1), answer_at(2)
    assert first.is_of("somebody")
    assert second.is_of("somebody")
    assert not first.is_of("somebody else")
    assert first.asker != second.asker


def test_an_answer_stands_somewhere() -> None:
    with pytest.raises(ValueError, match="message"):
        answer_at(1, messages=0)
