"""Vectors that were made elsewhere by the same model: the index takes them, and embeds what is missing."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.bootstrap import open_footnote
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from scripts.embed_with_ray import VectorsGiven, embedded, key_of, texts_of


@pytest.fixture
def settings(tmp_path: Path, corpus_folder: Path) -> RetrievalSettings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    shutil.copy(corpus_folder / "unprecedented-defense-partnership.md", corpus)
    return RetrievalSettings(corpus_dir=corpus, data_dir=tmp_path / "data", reader_model=BASELINE_READER_MODEL)


def test_the_index_is_made_of_the_vectors_that_are_given(settings: RetrievalSettings) -> None:
    texts = list(texts_of(settings.corpus_dir))
    axes = np.eye(384, dtype=np.float32)
    embedder = VectorsGiven({key_of(text): axes[number] for number, text in enumerate(texts)})
    with open_footnote(settings, embedder=embedder) as footnote:
        assert footnote.reload().passages_embedded == len(texts) > 1
        generation = footnote.retriever.generation
        stored = generation.catalogue.vectors(generation.view.passage_ids())
    assert embedder.embedded_here == 0
    assert sorted(int(vector.argmax()) for vector in stored.values()) == list(range(len(texts)))


def test_what_is_missing_is_embedded_as_always(settings: RetrievalSettings) -> None:
    first, *others = texts_of(settings.corpus_dir)
    given = np.eye(384, dtype=np.float32)[0]
    embedder = VectorsGiven({key_of(first): given})
    found = embedder.embed([others[0], first, others[-1]])
    assert embedder.embedded_here == 2
    assert np.array_equal(found[1], given)
    assert np.array_equal(found[[0, 2]], OnnxEmbedder().embed([others[0], others[-1]]))
    assert embedder.embed([]).shape == (0, 384)


@pytest.mark.filterwarnings("default")  # what Ray warns of is not ours to mend
def test_a_job_gives_the_vectors_of_the_model(settings: RetrievalSettings) -> None:
    pytest.importorskip("ray", reason="ray is not installed: it is needed for this example alone")
    texts = list(texts_of(settings.corpus_dir))
    vectors = embedded(iter(texts), workers=1)
    assert np.array_equal(np.stack([vectors[key_of(text)] for text in texts]), OnnxEmbedder().embed(texts))
