"""`index --dry-run` without a terminal: it says what a reload would do, and changes nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.errors import CorpusError, EmptyCorpusError
from tests.fakes import PowerCutError, WordHashEmbedder
from tests.indexes import Index


def tables_of(data: Path) -> dict[str, list[str]]:
    """Every row of every table in a data folder; but Chroma takes its lock by writing into one of its own, and what a
    file was read as is no part of the index.
    """
    found = {}
    for file in sorted(set(data.rglob("*.sqlite3")) - {data / "files.sqlite3"}):
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            rows = [row for row in connection.iterdump() if not row.startswith('INSERT INTO "acquire_write"')]
            found[file.relative_to(data).as_posix()] = rows
    return found


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    (tmp_path / "corpus").mkdir()
    for name in ("kept", "edited", "renamed", "removed", "broken"):
        (tmp_path / "corpus" / f"{name}.md").write_text(f"Of {name}\n\nNothing is said of {name} but this.")
    with Index.open(tmp_path / "data", tmp_path / "corpus", WordHashEmbedder()) as opened:
        opened.reload()
        yield opened


def change(corpus: Path) -> None:
    (corpus / "added.md").write_text("Of added\n\nNothing is said of added but this.")
    (corpus / "edited.md").write_text("Of edited\n\nNothing is said of it.")
    (corpus / "renamed.md").rename(corpus / "anew.md")
    (corpus / "removed.md").unlink()
    (corpus / "broken.md").write_bytes(b"\xff")


def test_it_says_what_would_be_done_and_changes_nothing(index: Index) -> None:
    before, files = tables_of(index.data), sorted(index.data.rglob("*"))
    change(index.corpus)
    preview = index.footnote.preview()
    assert (preview.added, preview.changed, preview.removed, preview.renamed, preview.kept, preview.unchanged) == (
        ("added.md",),
        ("edited.md",),
        ("removed.md",),
        (("renamed.md", "anew.md"),),
        ("broken.md",),
        1,
    )
    assert [error.path for error in preview.unreadable] == ["broken.md"]
    assert preview.passages_to_embed == 2
    assert tables_of(index.data) == before
    assert sorted(index.data.rglob("*")) == files
    assert index.reload().passages_embedded == 2
    assert tables_of(index.data) != before


def test_opened_for_it_alone_it_changes_nothing_either(index: Index) -> None:
    index.close()
    before = tables_of(index.data)
    change(index.corpus)
    with Index.open(index.data, index.corpus, index.embedder) as again:
        assert again.footnote.preview().changes_anything
    assert tables_of(index.data) == before


def test_of_nothing_indexed_all_would_be_added(tmp_path: Path, index: Index) -> None:
    with Index.open(tmp_path / "empty", index.corpus, WordHashEmbedder()) as empty:
        preview = empty.footnote.preview()
        assert (len(preview.added), preview.passages_to_embed) == (5, 5)
        assert empty.view.documents() == {}


def test_what_was_written_and_not_flipped_is_not_to_be_embedded(tmp_path: Path, index: Index) -> None:
    rows = index.corpus / "rows.jsonl"
    rows.write_text("\n".join(f'{{"id": "{n}", "title": "Row", "text": "Boat {n} left."}}' for n in range(400)))
    for data in (index.data, tmp_path / "first"):
        index.close()
        with (
            Index.open(data, index.corpus, WordHashEmbedder(stops_after=160)) as cut_short,
            pytest.raises(PowerCutError),
        ):
            cut_short.reload()
        embedder = WordHashEmbedder()
        with Index.open(data, index.corpus, embedder) as again:
            to_embed = again.footnote.preview().passages_to_embed
            assert 0 < to_embed < 400
            assert to_embed == again.reload().passages_embedded == len(embedder.embedded)


@pytest.mark.parametrize("what", ["empty", "missing"])
def test_what_a_reload_would_raise_it_raises(index: Index, what: str) -> None:
    for file in index.corpus.iterdir():
        file.unlink()
    if what == "missing":
        index.corpus.rmdir()
    with pytest.raises(EmptyCorpusError if what == "empty" else CorpusError):
        index.footnote.preview()
