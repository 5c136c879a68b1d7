"""A store whose file is damaged: it is told, no process ends with a signal, and a rebuild embeds nothing again."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.bootstrap import open_footnote, rebuild
from retrieval.errors import StoreError
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.fakes import WordHashEmbedder
from tests.indexes import Index

GRAPH = ("length.bin", "header.bin", "data_level0.bin", "link_lists.bin", "index_metadata.pickle")


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "corpus").mkdir()
    for number in range(30):
        (folder / "corpus" / f"{number}.md").write_text(
            f"Of {number}\n\nThe keeper counted {number} boats at the quay."
        )
    with Index.open(folder / "data", folder / "corpus", WordHashEmbedder()) as index:
        index.reload()
    return folder


@pytest.fixture
def settings(indexed: Path, tmp_path: Path) -> RetrievalSettings:
    for name in ("corpus", "data"):
        shutil.copytree(indexed / name, tmp_path / name)
    return RetrievalSettings(
        corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader_model=BASELINE_READER_MODEL
    )


def cut(content: bytes) -> bytes:
    return content[: len(content) // 3]


def zeroed(content: bytes) -> bytes:
    return content[:4096] + bytes(len(content) - 4096)


def at_random(content: bytes) -> bytes:
    return content[:4096] + random.Random(1).randbytes(len(content) - 4096)


def no_database(content: bytes) -> bytes:
    return b"this is no database" * (len(content) // 19)


def empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [cut, zeroed, at_random, no_database, empty])
def test_it_is_told_and_a_rebuild_embeds_nothing_again(
    settings: RetrievalSettings, damage: Callable[[bytes], bytes]
) -> None:
    file = settings.data_dir / "chroma" / "chroma.sqlite3"
    file.write_bytes(damage(file.read_bytes()))
    embedder = WordHashEmbedder()
    with pytest.raises(StoreError) as caught, open_footnote(settings, writable=False, embedder=embedder) as footnote:
        footnote.documents()
    assert caught.value.remedy
    report = rebuild(settings, embedder=embedder)
    assert (len(report.added) + report.unchanged, report.passages_embedded) == (30, 0)
    with open_footnote(settings, writable=False, embedder=embedder) as footnote:
        assert footnote.verify().problems == ()


def test_files_of_a_graph_beside_it_are_not_looked_at(settings: RetrievalSettings) -> None:
    graph = settings.data_dir / "chroma" / "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
    graph.mkdir()
    for name in GRAPH:
        (graph / name).write_bytes(random.Random(name).randbytes(500))
    with open_footnote(settings, writable=False, embedder=WordHashEmbedder()) as footnote:
        assert footnote.verify().problems == ()


def test_another_model_embeds_all_of_it(settings: RetrievalSettings) -> None:
    assert rebuild(settings, embedder=WordHashEmbedder(name="another")).passages_embedded == 30
