"""What every `Embedder` keeps to: both adapters, and the fake that stands in for them where speed needs one."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.adapters.models.sentence_transformer_embedder import SentenceTransformerEmbedder
from retrieval.ports import Embedder
from tests.fakes import WordHashEmbedder

DRONES = "Iran has provided Russia with drones."
STRANGE = ["", " ", "\n", "🛩️", "伊朗否认。", "\x00\x07", "ﷺ", "\u202e", "x" * 5000, "word " * 1000]


EMBEDDERS: dict[str, Callable[[], Embedder]] = {
    "onnxruntime": OnnxEmbedder,
    "sentence-transformers": SentenceTransformerEmbedder,
    "fake": WordHashEmbedder,
}


@pytest.fixture(scope="module", params=EMBEDDERS)
def any_embedder(request: pytest.FixtureRequest) -> Embedder:
    """One that remembers nothing: the same text is embedded again."""
    return EMBEDDERS[request.param]()


def test_one_row_a_text_in_order(any_embedder: Embedder) -> None:
    texts = [DRONES, "Kyiv was attacked.", "Sanctions were announced."]
    together = any_embedder.embed(texts)
    assert together.shape[0] == 3
    assert together.dtype == np.float32
    for row, text in zip(together, texts, strict=True):
        np.testing.assert_allclose(row, any_embedder.embed([text])[0], atol=1e-5)


def test_every_row_is_a_unit_vector_whatever_the_text(any_embedder: Embedder) -> None:
    vectors = any_embedder.embed([DRONES, *STRANGE])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_the_same_text_has_the_same_vector(any_embedder: Embedder) -> None:
    first, again = any_embedder.embed([DRONES, DRONES])
    np.testing.assert_allclose(first, again, atol=1e-6)
    np.testing.assert_array_equal(any_embedder.embed([DRONES]), any_embedder.embed([DRONES]))


def test_a_text_is_nearer_to_one_with_its_words_than_to_another(any_embedder: Embedder) -> None:
    vector, near, far = any_embedder.embed(
        [DRONES, "Russia was provided with drones by Iran.", "Bread rises in a warm oven."]
    )
    assert vector @ near > vector @ far


def test_case_and_accents_make_no_other_text(any_embedder: Embedder) -> None:
    plain, other = any_embedder.embed(["Kottasová reported it", "KOTTASOVA REPORTED IT"])
    assert plain @ other > 0.99


def test_no_text_no_row(any_embedder: Embedder) -> None:
    assert len(any_embedder.embed([])) == 0
    assert any_embedder.count_tokens([]) == []


def test_tokens_are_counted_by_text_in_order(any_embedder: Embedder) -> None:
    assert any_embedder.count_tokens(["drone", "", "drone drone", " \n "]) == [1, 0, 2, 0]


def test_tokens_beyond_the_models_window_are_counted_too(any_embedder: Embedder) -> None:
    assert any_embedder.count_tokens(["drone " * 1000]) == [1000]


def test_tokens_of_sentences_are_those_of_their_paragraph(any_embedder: Embedder) -> None:
    sentences = ["Iran denied it.", "Kyiv, on 20 June, did not.", "“It is clear,” he said.[24]"]
    assert sum(any_embedder.count_tokens(sentences)) == any_embedder.count_tokens(["\n".join(sentences)])[0]


def test_a_huge_word_is_more_than_one_token(any_embedder: Embedder) -> None:
    assert any_embedder.count_tokens(["supercalifragilistic"])[0] > 1


def test_the_name_and_the_weights_say_which_model_it_is(any_embedder: Embedder) -> None:
    assert any_embedder.model_name
    assert re.fullmatch(r"[0-9a-f]{64}", any_embedder.weights_sha256)


def test_loading_may_be_done_ahead_and_again(any_embedder: Embedder) -> None:
    before = any_embedder.embed([DRONES])
    any_embedder.load()
    any_embedder.load()
    np.testing.assert_array_equal(any_embedder.embed([DRONES]), before)


def test_many_threads_get_the_vectors_that_one_gets(any_embedder: Embedder) -> None:
    texts = [f"{DRONES} Of {number} it is said that they flew." for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        beside_one_another = list(pool.map(lambda text: any_embedder.embed([text])[0], texts))
    np.testing.assert_allclose(beside_one_another, any_embedder.embed(texts), atol=1e-5)


def test_the_packaged_one_knows_meaning_and_the_fake_does_not(embedder: Embedder) -> None:
    texts = ["unmanned aircraft", "drones", "bread"]
    aircraft, drones, bread = embedder.embed(texts)
    assert aircraft @ drones > aircraft @ bread + 0.2
    aircraft, drones, bread = WordHashEmbedder().embed(texts)
    assert aircraft @ drones == pytest.approx(aircraft @ bread, abs=0.05)
