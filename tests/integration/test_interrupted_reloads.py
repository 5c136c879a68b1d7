"""What goes wrong in the middle of a reload, and is survived: the reason is told, the old corpus answers, and the next
reload finishes the work. Where the process itself dies: `test_killed_reloads.py`.
"""

import resource
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from retrieval.bootstrap import rebuild
from retrieval.errors import FootnoteError, ModelError, StoreError, StoreUnwritableError
from retrieval.index.indexing import Progress
from retrieval.ports import Vectors
from retrieval.settings import RetrievalSettings
from tests.fakes import WordHashEmbedder
from tests.faults import FAULT
from tests.indexes import Index, chroma_in, rows_in
from tests.integration.killed.kills import CASES, Undisturbed, put_old, seen

EMBEDDED = (128, 130, 2)
"""Passages that the reload embeds, in batches: two of one document, and what is new of the others."""
BATCHES = len(EMBEDDED)


class MeddledEmbedder(WordHashEmbedder):
    """With something done to what it gives, or to anything else, each time that it is given passages."""

    def __init__(self, meddle: Callable[[int, Vectors], Vectors]) -> None:
        super().__init__()
        self.meddle = meddle
        self.batches = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.batches += 1
        return self.meddle(self.batches, super().embed(texts))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return Undisturbed.of(CASES["a reload"], tmp_path_factory.mktemp("interrupted"))


@pytest.fixture(autouse=True)
def in_several_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the few passages of these reloads written in several turns, as hundreds are."""
    monkeypatch.setattr("retrieval.index.indexing.CUT_AT_ONCE", EMBEDDED[0])


@pytest.fixture
def copied(undisturbed: Undisturbed, tmp_path: Path) -> Path:
    """With an index of the old corpus, and the new corpus."""
    for name in ("corpus", "data"):
        shutil.copytree(undisturbed.folder / name, tmp_path / name)
    return tmp_path


ROOM = resource.getrlimit(resource.RLIMIT_FSIZE)


def no_file_grows_beyond(most: int) -> None:
    """As on a full disk, for this process alone."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, ROOM[1]))


@contextmanager
def room_again_after() -> Iterator[None]:
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, ROOM)


def raising(error: BaseException) -> Callable[[Vectors], Vectors]:
    def meddle(_: Vectors) -> Vectors:
        raise error

    return meddle


def with_nan(vectors: Vectors) -> Vectors:
    vectors[-1, 0] = np.nan
    return vectors


FAULTS: dict[str, tuple[Callable[[Vectors], Vectors], type[BaseException], str]] = {
    "the model fails": (raising(ModelError(FAULT, what="It failed.", remedy="Mend it.")), ModelError, "It failed."),
    "a vector with NaN": (with_nan, ModelError, "something else than a vector of length 1"),
    "a vector too few": (lambda vectors: vectors[:-1], ModelError, "something else than a vector of length 1"),
    "one vector in all": (lambda vectors: vectors[0], ModelError, "something else than a vector of length 1"),
    "vectors of another length": (lambda vectors: 2 * vectors, ModelError, "something else than a vector of length 1"),
    "somebody presses Ctrl-C": (raising(KeyboardInterrupt()), KeyboardInterrupt, ""),
}


def told(error: BaseException) -> str:
    """What a person reads of it: what happened, and what to do."""
    assert isinstance(error, FootnoteError)
    assert error.remedy
    return error.what


def the_old_answers_and_the_next_finishes(
    undisturbed: Undisturbed, index: Index, embedder: MeddledEmbedder, stored: int, *, perhaps_one_more: bool = False
) -> None:
    """`stored` batches were written by the reload that was interrupted; one more, where it stood in Chroma's log."""
    embedder.meddle = lambda _, vectors: vectors
    assert seen(index) == undisturbed.old
    assert index.footnote.verify().problems == ()
    report = index.reload()
    left = {sum(EMBEDDED[stored:])} | ({sum(EMBEDDED[stored + 1 :])} if perhaps_one_more else set())
    assert report.passages_embedded in left
    assert (report.added, report.kept) == (("added.md", "too.md"), ("broken.md",))
    is_the_new_one(undisturbed, index)


def is_the_new_one(undisturbed: Undisturbed, index: Index) -> None:
    assert seen(index) == undisturbed.new
    assert index.footnote.verify().problems == ()
    rows = rows_in(index.data)
    assert rows.passages == index.view.passage_ids()
    assert len(rows.versions) == len(index.view.manifest())
    assert not list(index.data.rglob("*.building"))


@pytest.mark.parametrize("batch", [1, BATCHES])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_model(undisturbed: Undisturbed, copied: Path, fault: str, batch: int) -> None:
    spoil, error, words = FAULTS[fault]
    embedder = MeddledEmbedder(lambda number, vectors: spoil(vectors) if number == batch else vectors)
    with Index.open(copied / "data", copied / "corpus", embedder) as index:
        with pytest.raises(error) as caught:
            index.reload()
        assert embedder.batches == batch
        assert isinstance(caught.value, KeyboardInterrupt) or words in told(caught.value)
        the_old_answers_and_the_next_finishes(undisturbed, index, embedder, batch - 1)


def test_what_was_begun_and_is_not_wanted_any_more_is_dropped(undisturbed: Undisturbed, copied: Path) -> None:
    """By a reload that finds nothing to do, for the corpus is as it was."""
    embedder = MeddledEmbedder(
        lambda number, vectors: raising(KeyboardInterrupt())(vectors) if number == 3 else vectors
    )
    with Index.open(copied / "data", copied / "corpus", embedder) as index:
        before = rows_in(index.data)
        with pytest.raises(KeyboardInterrupt):
            index.reload()
        assert rows_in(index.data).passages > before.passages
        for file in index.corpus.iterdir():
            file.unlink()
        put_old(index.corpus)
        report = index.reload()
        assert (report.unchanged, report.passages_embedded) == (6, 0)
        assert rows_in(index.data) == before
        assert seen(index) == undisturbed.old


def test_vectors_of_fewer_dimensions_than_those_that_are_stored(undisturbed: Undisturbed, copied: Path) -> None:
    embedder = MeddledEmbedder(lambda _, vectors: vectors[:, :50] / np.linalg.norm(vectors[:, :50], axis=1)[:, None])
    with Index.open(copied / "data", copied / "corpus", embedder) as index:
        with pytest.raises(StoreError, match="dimension"):
            index.reload()
        the_old_answers_and_the_next_finishes(undisturbed, index, embedder, 0)


@pytest.mark.parametrize("batch", [1, 2])
def test_a_full_disk(undisturbed: Undisturbed, copied: Path, batch: int) -> None:
    def fill(number: int, vectors: Vectors) -> Vectors:
        if number == batch:
            no_file_grows_beyond(max(file.stat().st_size for file in (copied / "data").rglob("*")))
        return vectors

    embedder = MeddledEmbedder(fill)
    with Index.open(copied / "data", copied / "corpus", embedder) as index:
        with room_again_after(), pytest.raises(StoreUnwritableError) as caught:
            index.reload()
        assert "cannot be written" in told(caught.value)
        assert seen(index) == undisturbed.old
    # Opened anew: a file that may not grow is an I/O error, after which Chroma may wait for itself; a disk without room
    # is none.
    with Index.open(copied / "data", copied / "corpus", embedder) as index:
        the_old_answers_and_the_next_finishes(undisturbed, index, embedder, batch - 1, perhaps_one_more=True)


def test_a_disk_that_is_full_when_all_is_written(undisturbed: Undisturbed, copied: Path) -> None:
    embedder = MeddledEmbedder(lambda _, vectors: vectors)
    with Index.open(copied / "data", copied / "corpus", embedder) as index:

        def fill_at_last(progress: Progress) -> None:
            if progress.stage == "putting it in place":
                (smallest, *_) = sorted(file.stat().st_size for file in (copied / "data").rglob("catalogues/*.sqlite3"))
                no_file_grows_beyond(smallest - 1)

        with room_again_after(), pytest.raises(StoreUnwritableError) as caught:
            index.footnote.reload(fill_at_last)
        assert "cannot be written" in told(caught.value)
        the_old_answers_and_the_next_finishes(undisturbed, index, embedder, BATCHES)


def test_a_store_that_was_taken_away_is_told_and_can_be_built_anew(undisturbed: Undisturbed, copied: Path) -> None:
    """There is nothing left of the old corpus then but what is in memory."""

    def take_away(number: int, vectors: Vectors) -> Vectors:
        if number == BATCHES:
            with chroma_in(copied / "data") as client:
                for collection in client.list_collections():
                    client.delete_collection(collection.name)
        return vectors

    with (
        Index.open(copied / "data", copied / "corpus", MeddledEmbedder(take_away)) as index,
        pytest.raises(StoreError) as caught,
    ):
        index.reload()
    assert "cannot be used" in told(caught.value)
    assert "build the index anew" in caught.value.remedy
    settings = RetrievalSettings(corpus_dir=copied / "corpus", data_dir=copied / "data")
    assert "edited.md" in rebuild(settings, embedder=WordHashEmbedder()).added
    with Index.open(copied / "data", copied / "corpus", WordHashEmbedder()) as index:
        assert index.footnote.verify().problems == ()


def test_a_file_that_is_parsed_for_the_plan_is_written_as_it_was_then(undisturbed: Undisturbed, copied: Path) -> None:
    corpus = copied / "corpus"
    planned = {name: (corpus / name).read_text() for name in ("edited.md", "too.md")}

    def edit(number: int, vectors: Vectors) -> Vectors:
        for name, text in planned.items() if number == 1 else ():
            (corpus / name).write_text(f"{text}\n\nThis was said later.")
        return vectors

    with Index.open(copied / "data", corpus, MeddledEmbedder(edit)) as index:
        index.reload()
        now = index.view.documents()
        assert {name: now[name].text for name in planned} == planned
        assert index.footnote.verify().problems == ()
        assert index.reload().changed == ("edited.md", "too.md")
        assert all(index.view.documents([name])[name].text.endswith("later.") for name in planned)


@pytest.mark.parametrize("how", ["it cannot be read", "it is gone"])
def test_a_file_that_was_planned_and_cannot_be_read_any_more(undisturbed: Undisturbed, copied: Path, how: str) -> None:
    """Its last good version stays; what is new of the others is seen."""
    corpus = copied / "corpus"
    planned = {name: (corpus / name).read_bytes() for name in ("anew.md", "edited.md", "too.md")}

    def spoil(number: int, vectors: Vectors) -> Vectors:
        # With the first batch, of what comes before them.
        for name in planned if number == 1 else ():
            (corpus / name).write_bytes(b"\xff") if how == "it cannot be read" else (corpus / name).unlink()
        return vectors

    with Index.open(copied / "data", corpus, MeddledEmbedder(spoil)) as index:
        # What is remembered is not parsed for the plan, and so read when it is written.
        index.footnote.preview()
        old = index.view.documents()
        report = index.reload()
        assert report.added == ("added.md",)
        assert (report.changed, report.renamed, report.removed) == (("stated.md",), (), ("removed.md",))
        assert report.kept == ("broken.md", "edited.md", "renamed.md")
        assert {error.path for error in report.unreadable} == {"broken.md", *planned}
        now = index.view.documents()
        assert {i: now[i] for i in report.kept} == {i: old[i] for i in report.kept}
        assert now.keys() == old.keys() - {"removed.md"} | {"added.md"}
        assert index.footnote.verify().problems == ()
        for name, content in planned.items():
            (corpus / name).write_bytes(content)
        report = index.reload()
        assert (report.added, report.changed) == (("too.md",), ("edited.md",))
        assert (report.renamed, report.kept) == ((("renamed.md", "anew.md"),), ("broken.md",))
        is_the_new_one(undisturbed, index)
