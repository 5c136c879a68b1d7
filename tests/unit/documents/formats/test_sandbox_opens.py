"""A file that is read apart is opened there: this process holds a piece of it at the most."""

import os
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest

from retrieval.documents.folder import READINGS, CorpusFile, Measured, measure
from retrieval.documents.formats.extracted import MEBIBYTE
from retrieval.documents.formats.sandbox import ReadingApart
from retrieval.documents.loading import read_corpus
from retrieval.domain.documents import Document
from retrieval.errors import DocumentError

PAGE = b"<!DOCTYPE html><html><body><p>Iran denied it on Tuesday.</p></body></html>"


def test_a_large_file_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE + b"<!--" + b"x" * (15 * MEBIBYTE) + b"-->")
    tracemalloc.start()
    (document,) = read_corpus(tmp_path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(document, Document)
    assert document.text == "Iran denied it on Tuesday."
    assert most < 4 * MEBIBYTE


def test_it_is_measured_as_it_is(tmp_path: Path) -> None:
    for size in (0, 1, MEBIBYTE, 3 * MEBIBYTE + 7):
        content = os.urandom(size)
        (tmp_path / "a.pdf").write_bytes(content)
        file = CorpusFile(name="a.pdf", path=str(tmp_path / "a.pdf"))
        assert measure(file, size) == Measured(digest=sha256(content).digest(), size=size)
        if size:
            with pytest.raises(DocumentError, match=r"a\.pdf is too large"):
                measure(file, size - 1)


def test_what_is_no_file_is_neither_measured_nor_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    with pytest.raises(DocumentError, match="is no regular file"):
        measure(CorpusFile(name="a.pdf", path=str(tmp_path / "a.pdf")), 100)
    (tmp_path / "b.pdf").symlink_to("/etc/passwd")
    with pytest.raises(DocumentError, match=r"b\.pdf cannot be read"):
        measure(CorpusFile(name="b.pdf", path=str(tmp_path / "b.pdf")), 10**6)


def test_one_that_changes_each_time_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    looked: list[None] = []
    fstat = os.fstat

    def grow_and_look(handle: int) -> os.stat_result:
        seen = fstat(handle)
        looked.append(None)
        path.write_bytes(b"x" * (1 + len(looked)))
        return seen

    monkeypatch.setattr(os, "fstat", grow_and_look)
    with pytest.raises(DocumentError, match=r"a\.pdf is being written"):
        measure(CorpusFile(name="a.pdf", path=str(path)), 1000)
    assert len(looked) >= READINGS


@pytest.mark.parametrize("instead", ["other bytes", "longer", "link", "pipe", "nothing"])
def test_what_stands_in_its_place_by_then_is_not_read(tmp_path: Path, instead: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(PAGE)
    measured = measure(CorpusFile(name="a.html", path=str(path)), 1000)
    path.unlink()
    if instead == "link":
        (tmp_path / "secret.html").write_bytes(PAGE)
        path.symlink_to("secret.html")
    elif instead == "pipe":
        os.mkfifo(path)
    elif instead != "nothing":
        path.write_bytes(PAGE.replace(b"denied", b"DENIED") if instead == "other bytes" else PAGE + b" ")
    with ReadingApart() as reading:
        with pytest.raises(DocumentError, match=r"a\.html (is being written|cannot be read)"):
            reading.read_file("a.html", ".html", str(path), measured.digest, measured.size)
        assert reading.read("a.html", ".html", PAGE).text == "Iran denied it on Tuesday."
