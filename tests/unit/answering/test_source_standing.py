"""How a source stands today; the rest of receipts over a real database: tests/integration/test_receipts.py."""

from dataclasses import replace

import pytest

from retrieval.answering.receipts import receipt_id_of
from retrieval.answering.standing import Standing, Today, today_of
from retrieval.domain.documents import Document
from retrieval.errors import UnknownReceiptError
from tests.building import document_of, span_of

THEN = document_of("Kyiv was attacked. Iran denied it. Nobody believed that.")
START, END = span_of(THEN, "Iran denied it.")


def today(now: Document | None) -> Today:
    return today_of(THEN, START, END, now)


@pytest.mark.parametrize(
    ("text", "found_at"),
    [
        ("Kyiv was attacked. Iran denied it. Nobody believed that.", (19, 34)),
        ("Iran denied it.", (0, 15)),
        ("Iran did not deny it.", None),
        ("Iran denied  it.", None),
        # Of several, the place nearest to where the words stood.
        ("Iran denied it. Kyiv saw it. Iran denied it. Iran denied it.", (29, 44)),
    ],
)
def test_of_another_version_the_place_of_the_same_words_is_told(text: str, found_at: tuple[int, int] | None) -> None:
    now = replace(THEN, text=text, title="Another title")
    assert today(now) == Today(standing=Standing.CHANGED, found_at=found_at)


@pytest.mark.parametrize("stated", [{"publisher": "CNN"}, {"title": "B"}, {"url": "x"}, {"extra": {"desk": "Kyiv"}}])
def test_what_states_something_else_is_another_version(stated: dict[str, object]) -> None:
    assert today(replace(THEN, **stated)).standing is Standing.CHANGED  # type: ignore[arg-type]


def test_what_is_as_it_was_stands_wherever_its_file_is() -> None:
    assert today(THEN) == today(replace(THEN, path="moved/a.md")) == Today(standing=Standing.STANDS, found_at=(19, 34))


def test_what_has_another_id_now_stands_under_that() -> None:
    renamed = today(replace(THEN, id="renamed", title="B", path="moved/a.md"))
    assert renamed == Today(standing=Standing.RENAMED, found_at=(19, 34), renamed_to="renamed")
    assert renamed.in_words == "Stands under another id: the same text is now renamed."


def test_what_was_renamed_and_changed_is_both() -> None:
    both = today(replace(THEN, id="renamed", text="Iran denied it."))
    assert both == Today(standing=Standing.CHANGED, found_at=(0, 15), renamed_to="renamed")
    assert both.in_words == ("Changed since: the same words stand in its document (renamed now).")
    gone = today(replace(THEN, id="renamed", text="Iran did not."))
    assert gone.in_words == "Changed since: its document (renamed now) no longer holds these words."


def test_what_is_not_in_the_corpus_was_withdrawn() -> None:
    assert today(None) == Today(standing=Standing.WITHDRAWN, found_at=None)


@pytest.mark.parametrize(
    "typed", ["", "receipt", "012345678", "01234567890", "012345678U", "0123456789 0", "٠١٢٣٤٥٦٧٨٩"]
)
def test_what_can_be_no_id_is_told_with_what_was_typed(typed: str) -> None:
    with pytest.raises(UnknownReceiptError) as caught:
        receipt_id_of(f" {typed}")
    assert caught.value.what == f"“{typed}” is not the id of a receipt."
    assert "10 letters and digits" in caught.value.remedy


def test_of_what_can_be_no_id_only_the_beginning_is_repeated() -> None:
    with pytest.raises(UnknownReceiptError) as caught:
        receipt_id_of("typed " * 1000)
    assert caught.value.what == f"“{('typed ' * 7)[:40].rstrip()} …” is not the id of a receipt."
