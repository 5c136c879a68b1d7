"""A disk that is full, on a small one of its own: what was indexed answers whoever opens it, and a reload says what to
do, and goes on once there is room.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.bootstrap import open_footnote
from retrieval.errors import StoreUnwritableError
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.fakes import WordHashEmbedder
from tests.indexes import Index
from tests.small_disk import fill, small_disk


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", 40) as folder:
        yield folder


def put(corpus: Path, first: int, last: int) -> None:
    corpus.mkdir(exist_ok=True)
    for number in range(first, last):
        (corpus / f"{number}.md").write_text(f"Of {number}\n\nThe keeper counted {number} boats at the quay.")


@pytest.mark.parametrize("looks", [True, False], ids=["room is looked for", "the disk says so"])
def test_what_was_indexed_answers_and_the_next_reload_goes_on(small: Path, tmp_path: Path, looks: bool) -> None:
    data, corpus = small / "data", tmp_path / "corpus"
    settings = RetrievalSettings(corpus_dir=corpus, data_dir=data, reader_model=BASELINE_READER_MODEL)
    put(corpus, 0, 20)
    with Index.open(data, corpus, WordHashEmbedder()) as index:
        index.reload()
        put(corpus, 20, 150)
        fill(small / "fill")
        if not looks:
            index.footnote._reloading.room = lambda _: None
        for _ in range(2):
            with pytest.raises(StoreUnwritableError) as caught:
                index.reload()
            assert "anew" not in caught.value.remedy
            assert len(index.footnote.documents()) == 20
    with open_footnote(settings, writable=False, embedder=WordHashEmbedder()) as footnote:
        assert len(footnote.documents()) == 20
        assert footnote.search("Who counted the boats?")
        assert footnote.verify().problems == ()
    (small / "fill").unlink()
    with Index.open(data, corpus, WordHashEmbedder()) as index:
        assert len(index.reload().added) == 130
        assert index.footnote.verify().problems == ()
