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
    with pytest.raises(UnknownDocumentError):
        index.footnote.document(HALF)
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
