"""Whatever was answered or refused: its receipt gives it back to the letter, over a real database."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.adapters.sql.records import SqlRecords
from retrieval.answering.receipts import (
    ID_ALPHABET,
    new_receipt_id,
    receipt_id_of,
)
from retrieval.answering.standing import Standing, replayed, sources_of, today_of
from retrieval.domain.documents import Document
from retrieval.domain.records import Conditions, Receipt
from retrieval.errors import UnknownReceiptError
from retrieval.settings import Strictness
from tests.property.outcomes import answers, documents, refusals, spans, texts

moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
names = st.text(max_size=9)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    opened = SqlRecords.in_file(tmp_path_factory.mktemp("records") / "records.sqlite3")
    yield opened
    opened.close()


@st.composite
def receipts(draw: st.DrawFn) -> Receipt:
    return Receipt(
        id=new_receipt_id(),
        asked_at=draw(moments),
        outcome=draw(answers() | refusals()),
        documents=draw(st.none() | st.lists(names, max_size=3).map(tuple)),
        probability=draw(st.none() | st.floats(0, 1)),
        threshold=draw(st.none() | st.floats(0, 1)),
        timings_ms=draw(st.dictionaries(names, st.floats(0, 1e6), max_size=3)),
        conditions=Conditions(
            generation=draw(names),
            reader=draw(names),
            reader_weights_sha256=draw(names),
            embedding_model=draw(names),
            embedding_weights_sha256=draw(names),
            strictness=draw(st.sampled_from(Strictness)),
            prompts=draw(st.dictionaries(names, names, max_size=2)),
            version=draw(names),
        ),
    )


@given(receipt=receipts())
def test_a_receipt_gives_back_what_was_put(records: SqlRecords, receipt: Receipt) -> None:
    records.book.put(receipt)
    found = records.book.get(receipt.id)
    assert found == receipt
    for passage, _, _ in sources_of(receipt.outcome):
        kept = records.archive.passage(passage.id)
        assert kept is not None
        assert kept.passage.text == passage.text


@given(receipt=receipts())
def test_what_is_in_the_corpus_as_it_was_stands(receipt: Receipt) -> None:
    corpus = {passage.document.id: passage.document for passage, _, _ in sources_of(receipt.outcome)}
    replay = replayed(receipt, lambda then: {document.id: corpus[document.id] for document in then})
    # Two documents may have been drawn with one id: then only one of them is in the corpus.
    for (passage, start, end), today in zip(sources_of(receipt.outcome), replay.today, strict=True):
        if corpus[passage.document.id] == passage.document:
            assert (today.standing, today.found_at) == (Standing.STANDS, (start, end))
    assert {citation.standing for citation in replayed(receipt, lambda _: {}).today} <= {Standing.WITHDRAWN}


@given(then=documents(), now=texts, data=st.data())
def test_words_are_found_in_another_version_wherever_they_stand(then: Document, now: str, data: st.DataObject) -> None:
    start, end = data.draw(spans(then))
    words = then.text[start:end]
    version = Document(
        id=then.id, title="Another title", text=data.draw(st.sampled_from([now, now + words, words + now]))
    )
    today = today_of(then, start, end, version)
    assert today.standing is Standing.CHANGED
    assert (today.found_at is not None) is (words in version.text)
    if today.found_at is not None:
        assert version.text[slice(*today.found_at)] == words


@given(data=st.data())
def test_an_id_is_read_however_it_is_typed(data: st.DataObject) -> None:
    receipt_id = data.draw(st.text(ID_ALPHABET, min_size=10, max_size=10))
    lookalikes = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        data.draw(st.sampled_from(lookalikes.get(character, character + character.lower())))
        + data.draw(st.sampled_from(["", "-", " "]))
        for character in receipt_id
    )
    before = data.draw(st.sampled_from(["", "Receipt ", " receipt  ", "\n"]))
    assert receipt_id_of(before + typed) == receipt_id


@given(typed=st.text(max_size=30).filter(lambda text: sum(c.isalnum() for c in text) != 10))
def test_what_is_no_id_is_told_from_one_that_is_unknown(typed: str) -> None:
    with pytest.raises(UnknownReceiptError, match="is not the id of a receipt"):
        receipt_id_of(typed)


def test_ids_are_ids_and_no_two_are_alike() -> None:
    ids = [new_receipt_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [receipt_id_of(receipt_id) for receipt_id in ids] == ids
