"""What somebody asks, and who hears of it."""

from retrieval.domain.inquiry import SILENT, Inquiry, as_text

HALF = "Did \ud83d they?"


def test_inquiry_holds_text_alone() -> None:
    inquiry = Inquiry(HALF, documents=["a\udcff.md", "b.md"])
    assert inquiry.question == as_text(HALF) == "Did ? they?"
    assert inquiry.documents == {"a?.md", "b.md"}


def test_inquiry_is_of_the_whole_corpus_where_no_document_is_named() -> None:
    assert Inquiry("Why?").documents is None
    assert Inquiry("Why?", documents=[]).documents == frozenset()


def test_listener_is_silent_where_nothing_is_heard() -> None:
    SILENT.on_stage("search")
    assert SILENT.on_statements is None
