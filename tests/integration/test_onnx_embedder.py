"""The packaged embedding model: its vectors beside those of sentence-transformers, and files that are not the ones
expected.
"""

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.adapters.models.embedder_card import (
    EMBEDDER_DESCRIPTION,
    EMBEDDER_FOLDER,
    EMBEDDER_FORMAT,
    EMBEDDER_NETWORK,
)
from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.adapters.models.sentence_transformer_embedder import SentenceTransformerEmbedder
from retrieval.documents import chunk
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import Document
from retrieval.errors import ModelError
from retrieval.settings import DEFAULT_EMBEDDING_MODEL
from tests.conftest import Shipped
from tests.integration.conftest import run, told

JSON = dict[str, Any]
EMBEDDER = OnnxEmbedder()
LEAST_COSINE = 0.985
"""Between a text's vector by weights of 7 bits and by the float ones: 0.996 in the mean of passages, 0.994 at least."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EMBEDDER_FOLDER, tmp_path / EMBEDDER_FOLDER.name))


def test_the_vectors_are_those_of_the_weights_in_float(corpus: dict[str, Document]) -> None:
    passages = [passage for document in corpus.values() for passage in chunk(document, OnnxEmbedder())]
    corpus_texts = [search_text_of(passage) for passage in passages]
    packaged, floats = OnnxEmbedder().embed(corpus_texts), SentenceTransformerEmbedder().embed(corpus_texts)
    assert np.sum(packaged * floats, axis=1).min() > LEAST_COSINE
    # Who is near whom is the same too: no two texts come nearer, or go apart, by more than the rounding.
    assert np.abs(packaged @ packaged.T - floats @ floats.T).max() < 0.06


@given(st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from(" \n\t\r\x1c\x85\xa0\u200b\u0301[]#"))))
@example("[CLS] [SEP][MASK]\x1ca\x00b \u0301x e\u0301 ##ing " + "x" * 120)
def test_tokens_of_the_words_are_those_of_the_whole_text(text: str) -> None:
    assert [*chain.from_iterable(EMBEDDER._tokens(text))] == EMBEDDER._tokenizer.encode(
        text, add_special_tokens=False
    ).ids


def test_a_text_is_cut_where_the_weights_in_float_cut_it(encyclopedia: Document) -> None:
    text = encyclopedia.text[:3000]
    packaged, floats = OnnxEmbedder(), SentenceTransformerEmbedder()
    assert packaged.count_tokens([text]) == floats.count_tokens([text])
    assert packaged.count_tokens([text])[0] > 300
    (whole,) = packaged.embed([text])
    (longer,) = packaged.embed([text + "Bread rises in a warm oven. " * 40])
    np.testing.assert_array_equal(whole, longer)
    assert whole @ floats.embed([text])[0] > LEAST_COSINE


def test_it_is_the_default_model() -> None:
    embedder = OnnxEmbedder()
    assert embedder.model_name == DEFAULT_EMBEDDING_MODEL
    assert embedder.weights_sha256 == sha256((EMBEDDER_FOLDER / EMBEDDER_NETWORK).read_bytes()).hexdigest()


def test_a_text_that_is_no_text_is_an_error() -> None:
    """Of half of a surrogate pair the tokenizer makes nothing."""
    with pytest.raises(ModelError, match=f"{DEFAULT_EMBEDDING_MODEL} failed: ") as caught:
        OnnxEmbedder().embed(["\udc80"])
    assert "Try again" in caught.value.remedy


@pytest.mark.parametrize("name", [EMBEDDER_NETWORK, "tokenizer.json"])
def test_a_file_that_was_altered_is_refused(folder: Path, name: str) -> None:
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=rf"The embedding model's file {name} in .* is not the one expected") as caught:
        OnnxEmbedder(folder)
    assert "EMBEDDING_MODEL" in caught.value.remedy


@pytest.mark.parametrize("name", [EMBEDDER_NETWORK, "tokenizer.json", EMBEDDER_DESCRIPTION])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"The embedding model's (file|description) .*{name} cannot be read"):
        OnnxEmbedder(folder)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda card: card.update(format="footnote-embedder/0"), f"this program reads '{EMBEDDER_FORMAT}'"),
        (lambda card: card.pop("sha256"), "cannot be read: 'sha256'"),
        (lambda card: card.update(max_tokens="many"), "cannot be read: invalid literal"),
    ],
)
def test_a_description_that_does_not_fit_is_refused(folder: Path, change: Callable[[JSON], object], what: str) -> None:
    card: JSON = json.loads((folder / EMBEDDER_DESCRIPTION).read_text(encoding="utf-8"))
    change(card)
    (folder / EMBEDDER_DESCRIPTION).write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match=what):
        OnnxEmbedder(folder)


@pytest.mark.parametrize(
    ("name", "what"), [(EMBEDDER_NETWORK, "cannot be loaded"), ("tokenizer.json", "tokenizer cannot be")]
)
def test_what_cannot_be_loaded_is_an_error_whatever_its_hash(folder: Path, name: str, what: str) -> None:
    (folder / name).write_bytes(b"nothing of the kind")
    card: JSON = json.loads((folder / EMBEDDER_DESCRIPTION).read_text(encoding="utf-8"))
    card["sha256"][name] = sha256(b"nothing of the kind").hexdigest()
    (folder / EMBEDDER_DESCRIPTION).write_text(json.dumps(card), encoding="utf-8")
    embedder = OnnxEmbedder(folder)
    with pytest.raises(ModelError, match=what):
        embedder.embed(["text"])


def test_an_index_of_the_default_before_is_told_to_be_built_anew(shipped: Shipped) -> None:
    ran = run("status", "--data", str(shipped.data), env={"EMBEDDING_MODEL": "all-MiniLM-L6-v2"})
    assert ran.returncode == 1
    told(ran, f"built with another embedding model ({DEFAULT_EMBEDDING_MODEL})", "(all-MiniLM-L6-v2)", "--rebuild")


def test_no_sum_of_two_products_overflows_where_a_processor_keeps_it_in_sixteen_bits() -> None:
    """Without VNNI, x86 multiplies unsigned activations by signed weights, and adds pairs of products, saturating."""
    import onnx

    graph = onnx.load(str(EMBEDDER_FOLDER / EMBEDDER_NETWORK)).graph
    weights = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    factors = [weights[node.input[1]] for node in graph.node if node.op_type == "MatMulInteger"]
    assert len(factors) == 36
    for factor in factors:
        assert 2 * 255 * np.abs(factor.astype(np.int64)).max() < 2**15
