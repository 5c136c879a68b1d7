"""A file name that is no UTF-8, and what else brings half of a character: nothing is lost for it but itself."""

import os
import sys
from pathlib import Path

import pytest

from retrieval.adapters.sql.records import SqlRecords
from retrieval.errors import UnknownDocumentError
from tests.building import change_of, receipt_of
from tests.fakes import WordHashEmbedder
from tests.indexes import Index

HALF = "caf\udce9"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_reload_beside_a_file_of_such_a_name_is_told_and_entered(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("Iran denied it on Tuesday.")
    (corpus / os.fsdecode(b"caf\xe9.md")).write_text("Kyiv did not believe it.")
    index = Index.open(tmp_path / "data", corpus, WordHashEmbedder())
    report = index.reload()
    assert report.added == ("a.md",)
    (error,) = report.unreadable
    records = SqlRecords(f"sqlite:///{tmp_path}/records.sqlite3")
    records.changes.write(change_of(unreadable=(error.path,)))
    assert records.changes.latest(1)[0].unreadable == (r"caf\xe9.md",)
    records.close()
    for asked in (index.footnote.document, index.footnote.check_removal):
        with pytest.raises(UnknownDocumentError):
            asked(HALF)
    index.store.close()


@pytest.mark.parametrize("no_text", [r"\ud800", r"caf\udce9", r"a\u0000b"])
def test_no_document_is_lost_for_one_that_states_what_is_no_text(tmp_path: Path, no_text: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    stated = ("id", "title", "text", "url", "publisher", no_text)
    rows = [
        f'{{"id": "{number}", "text": "Iran denied it.", "{key}": "{no_text}"}}' for number, key in enumerate(stated)
    ]
    rows.append('{"id": "whole", "text": "Kyiv did not believe it."}')
    (corpus / "rows.jsonl").write_text("\n".join(rows))
    (corpus / "front.md").write_text(f'---\ntitle: "{no_text}"\n---\nIran denied it on Tuesday.')
    (corpus / "beside.txt").write_text("Iran denied it on Monday.")
    (corpus / "beside.txt.meta.yaml").write_text(f'publisher: "{no_text}"')
    index = Index.open(tmp_path / "data", corpus, WordHashEmbedder())
    report = index.reload()
    assert report.added == ("whole",)
    assert [error.path for error in report.unreadable] == [
        "beside.txt",
        "front.md",
        *(f"rows.jsonl:{line}" for line in range(1, len(rows))),
    ]
    for error in report.unreadable:
        assert "holds characters that are no text" in error.what
        assert "Take them out" in error.remedy
    index.store.close()


def test_the_records_keep_what_it_is_in(tmp_path: Path) -> None:
    records = SqlRecords(f"sqlite:///{tmp_path}/records.sqlite3")
    records.changes.write(change_of(who=HALF, added=(HALF,), renamed=((HALF, "b"),)))
    (change,) = records.changes.latest(1)
    assert (change.who, change.added, change.renamed) == (r"caf\udce9", (HALF,), ((HALF, "b"),))
    records.book.put(receipt_of(documents=(HALF,)))
    kept = records.book.get("0000000001")
    assert kept is not None
    assert kept.documents == (HALF,)
    assert records.book.get(HALF) is None
    records.close()
