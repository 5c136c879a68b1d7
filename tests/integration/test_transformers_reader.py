"""Readers that are not the packaged one: what they make of a model's scores, and models that cannot read."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retrieval.adapters.models.transformers_reader import TransformersReader
from retrieval.answering.answer_spans import header_of
from retrieval.answering.signal_reader import sentences_of
from retrieval.errors import ModelError
from tests.building import found, passage_of
from tests.fakes import WordHashEmbedder
from tests.indexes import Index
from tests.tiny_models import cross_encoder, question_answering_model

QUESTION = "Who denied it?"
PASSAGE = passage_of(
    "Iran has provided Russia with 400 drones. Tehran denied it, and Kyiv did not. Sanctions followed.",
    section="Background",
)
FOUND = found(PASSAGE, dense=0.7)
CONTEXT = f"{header_of(PASSAGE)}\n{PASSAGE.text}"


@pytest.fixture(scope="module")
def finds_spans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return question_answering_model(tmp_path_factory.mktemp("question-answering"))


@pytest.fixture(scope="module")
def scores_pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


def test_a_question_answering_model_gives_a_reading_a_sentence(finds_spans: Path) -> None:
    readings = TransformersReader(str(finds_spans)).read(QUESTION, [FOUND])
    sentences = sentences_of(PASSAGE)
    assert len(readings) == len(sentences) == 3
    for reading, (start, end) in zip(readings, sentences, strict=True):
        assert start <= reading.start < reading.end <= end
        assert reading.relevance == 0.7


def test_and_its_best_is_as_likely_as_its_span_scores_above_none(finds_spans: Path) -> None:
    """The margin by the library's own tokenizer and model, and every pair of tokens tried."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    encoded = AutoTokenizer.from_pretrained(finds_spans)(
        QUESTION, CONTEXT, return_offsets_mapping=True, return_tensors="pt"
    )
    offsets: list[tuple[int, int]] = encoded.pop("offset_mapping")[0].tolist()
    sequence: list[int | None] = encoded.sequence_ids(0)
    with torch.inference_mode():
        scores: Any = AutoModelForQuestionAnswering.from_pretrained(finds_spans)(**encoded)
    start, end = scores.start_logits[0].tolist(), scores.end_logits[0].tolist()
    after_header = len(header_of(PASSAGE)) + 1
    places = [n for n, (a, _) in enumerate(offsets) if sequence[n] == 1 and a >= after_header]
    score = max(start[a] + end[b] for a in places for b in places if a <= b < a + 40)
    expected = 1 / (1 + math.exp(start[0] + end[0] - score))
    best = max(reading.answer_probability for reading in TransformersReader(str(finds_spans)).read(QUESTION, [FOUND]))
    assert best == pytest.approx(expected, abs=1e-4)


def test_a_cross_encoder_gives_a_reading_a_passage_as_its_library_scores_it(scores_pairs: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    library = CrossEncoder(str(scores_pairs), activation_fn=torch.nn.Sigmoid())
    texts = [PASSAGE.document.text[start:end] for start, end in sentences_of(PASSAGE)]
    whole, *alone = library.predict([(QUESTION, f"{header_of(PASSAGE)}\n{text}") for text in (PASSAGE.text, *texts)])
    (reading,) = TransformersReader(str(scores_pairs)).read(QUESTION, [FOUND])
    assert reading.answer_probability == reading.relevance == pytest.approx(float(whole), abs=1e-4)
    assert PASSAGE.document.text[reading.start : reading.end] == max(zip(alone, texts, strict=True))[1]


@pytest.mark.parametrize("kind", ["DistilBert", "Roberta", "Electra", "MPNet"])
@pytest.mark.parametrize("task", ["ForQuestionAnswering", "ForSequenceClassification"])
def test_models_of_other_families_read_too(finds_spans: Path, tmp_path: Path, kind: str, task: str) -> None:
    """Some know no token types, others count positions from another place; all read a passage longer than they take."""
    import transformers

    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 16}
    if kind == "DistilBert":
        sizes = {"dim": 16, "n_layers": 1, "n_heads": 1, "hidden_dim": 16}
    positions = 514 if kind in {"Roberta", "MPNet"} else 512
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=30522, max_position_embeddings=positions, pad_token_id=0, **sizes
    )
    config.num_labels = 2 if task == "ForQuestionAnswering" else 1
    getattr(transformers, f"{kind}{task}")(config).save_pretrained(tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).symlink_to(finds_spans / name)
    reader = TransformersReader(str(tmp_path))
    assert reader.read(QUESTION, [FOUND, found(passage_of("Iran denied it. " * 300))])


def test_a_name_that_is_no_folder_and_not_to_be_had_is_an_error() -> None:
    with pytest.raises(ModelError, match="neither a folder here nor to be had from the hub") as caught:
        TransformersReader("nobody/no-such-model")
    assert "READER_MODEL" in caught.value.remedy


def test_a_folder_without_weights_is_an_error(finds_spans: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").symlink_to(finds_spans / "config.json")
    with pytest.raises(ModelError, match="No weights") as caught:
        TransformersReader(str(tmp_path))
    assert "READER_MODEL" in caught.value.remedy


def described(folder: Path, **changed: object) -> str:
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | changed), encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("config", "named"),
    [
        ({"architectures": ["BertModel"]}, "BertModel"),
        ({"architectures": []}, "none"),
        ({}, "none"),
        ({"architectures": ["BertForSequenceClassification"]}, "with 2 labels"),
        ({"architectures": ["BertForSequenceClassification"], "id2label": {"0": "a", "1": "b", "2": "c"}}, "3 labels"),
        ({"architectures": ["BertForTokenClassification"], "id2label": {"0": "a"}}, "BertForTokenClassification"),
    ],
)
def test_a_model_of_another_kind_is_an_error_that_names_it(tmp_path: Path, config: object, named: str) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match=f"cannot read: its architecture is .*{named}") as caught:
        TransformersReader(str(tmp_path))
    assert "question-answering model, or a cross-encoder" in caught.value.remedy
    assert "READER_MODEL" in caught.value.remedy


@pytest.mark.parametrize("text", [None, "", "{", "[]", '"BertForQuestionAnswering"', '{"architectures": 3}', "\xff"])
def test_a_model_without_a_description_is_an_error(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    if text is not None:
        (tmp_path / "config.json").write_text(text, encoding="latin-1")
    with pytest.raises(ModelError, match=r"config\.json cannot be read") as caught:
        TransformersReader(str(tmp_path))
    assert "READER_MODEL" in caught.value.remedy


def without_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"no weights")


def without_a_tokenizer(folder: Path) -> None:
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        (folder / name).unlink()


def with_a_broken_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{", encoding="utf-8")


def with_a_head_that_was_never_trained(folder: Path) -> None:
    described(folder, architectures=["BertForSequenceClassification"], id2label={"0": "relevant"})


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (without_weights, "cannot be loaded"),
        (without_a_tokenizer, "tokenizer of .* is not the one"),
        (with_a_broken_tokenizer, "tokenizer of .* cannot be read"),
        (with_a_head_that_was_never_trained, r"weights of .* lack .*classifier"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_an_error(
    tmp_path: Path, spoil: Callable[[Path], None], complaint: str
) -> None:
    spoil(question_answering_model(tmp_path))
    reader = TransformersReader(str(tmp_path))
    with pytest.raises(ModelError, match=complaint) as caught:
        reader.read(QUESTION, [FOUND])
    assert "READER_MODEL" in caught.value.remedy


def test_other_weights_have_another_hash_and_the_same_the_same(finds_spans: Path, scores_pairs: Path) -> None:
    finder, other = TransformersReader(str(finds_spans)), TransformersReader(str(scores_pairs))
    assert finder.weights_sha256 != other.weights_sha256
    assert finder.weights_sha256 == TransformersReader(str(finds_spans)).weights_sha256
    assert finder.name == str(finds_spans)


def test_the_setting_says_which_reader_reads(finds_spans: Path, tmp_path: Path) -> None:
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    with Index.open(data, corpus, WordHashEmbedder(), reader_model=str(finds_spans)) as index:
        assert index.footnote.status().reader == index.footnote.reader.name == str(finds_spans)


def test_and_signals_are_the_baseline(tmp_path: Path) -> None:
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    with Index.open(data, corpus, WordHashEmbedder(), reader_model="signals") as index:
        assert index.footnote.reader.name == "signals/1"
