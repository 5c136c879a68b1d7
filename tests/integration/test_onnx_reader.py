"""The packaged reader's files: what one pass gives, and files that are not the ones expected."""

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.adapters.models.embedder_card import EMBEDDER_FOLDER, EMBEDDER_NETWORK
from retrieval.adapters.models.onnx_reader import OnnxReader
from retrieval.adapters.models.reader_card import JUDGE_NETWORK, READER_FOLDER, READER_FORMAT, READER_NETWORK
from retrieval.answering.signal_reader import sentences_of
from retrieval.domain.readings import Relation
from retrieval.errors import ModelError
from retrieval.settings import DEFAULT_READER_MODEL, Strictness
from tests.building import found, passage_of
from tests.tiny_models import CALIBRATION, THRESHOLDS, packaged_reader

PASSAGE = passage_of(
    "Iran has provided Russia with 400 drones. Tehran denied it. Sanctions followed.", section="Drones"
)
FOUND = found(PASSAGE)
QUESTION = "Who denied it?"
JSON = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return packaged_reader(tmp_path / "reader_model")


@pytest.fixture
def reader(folder: Path) -> OnnxReader:
    return OnnxReader(folder)


def test_one_reading_a_sentence_and_the_best_as_likely_as_the_passage_answers(reader: OnnxReader) -> None:
    readings = reader.read(QUESTION, [FOUND])
    sentences = sentences_of(PASSAGE)
    assert len(readings) == len(sentences) == 3
    for reading, (start, end) in zip(readings, sentences, strict=True):
        assert start <= reading.start < reading.end <= end
    (evidence,) = reader.evidence([(QUESTION, "A title – Drones", PASSAGE.text)])
    logit = 0.5 + 3.0 * evidence.answerable + evidence.relevance  # as in reader.json
    assert max(reading.answer_probability for reading in readings) == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-5)
    (relevance,) = {reading.relevance for reading in readings}
    assert relevance == pytest.approx(1 / (1 + np.exp(-evidence.relevance)), abs=1e-5)


def test_offsets_are_those_of_the_passage_whatever_stands_before_it(reader: OnnxReader) -> None:
    with_header, without = reader.evidence([(QUESTION, "A title", PASSAGE.text), (QUESTION, "", PASSAGE.text)])
    assert list(with_header.offsets) == list(without.offsets)
    words = [PASSAGE.text[a:b] for a, b in with_header.offsets]
    assert words[:3] == ["Iran", "has", "provided"]
    assert words[-2:] == ["followed", "."]
    assert len(words) == len(with_header.start) == len(with_header.end)


def test_where_no_token_may_hold_a_span_there_is_evidence_all_the_same(reader: OnnxReader) -> None:
    (evidence,) = reader.evidence([(QUESTION, "", "\u0301")])
    assert len(evidence.offsets) == 0
    assert np.isfinite([evidence.answerable, evidence.relevance]).all()


def test_relations_of_a_quote_and_a_statement_sum_to_one(reader: OnnxReader) -> None:
    relations = reader.relations([(PASSAGE.text, "Tehran denied it."), ("Bread rises.", "Tehran denied it.")])
    assert len(relations) == 2
    for relation in relations:
        assert relation.keys() == set(Relation)
        assert sum(relation.values()) == pytest.approx(1.0, abs=1e-5)
        assert all(0.0 <= probability <= 1.0 for probability in relation.values())
    assert reader.relations([]) == []


def test_the_same_pair_gives_the_same_evidence_beside_any_other(reader: OnnxReader) -> None:
    pairs = [(QUESTION, "A title", "Iran denied it. " * times) for times in (1, 7, 200)]
    for pair, together in zip(pairs, reader.evidence(pairs), strict=True):
        (alone,) = reader.evidence([pair])
        assert (alone.answerable, alone.relevance) == (together.answerable, together.relevance)
        assert alone.offsets == together.offsets
        for logits in ("start", "end"):
            assert getattr(alone, logits).tobytes() == getattr(together, logits).tobytes()


def with_judge(folder: Path, temperature: float) -> OnnxReader:
    shutil.copyfile(folder / "reader.onnx", folder / JUDGE_NETWORK)
    digest = sha256((folder / JUDGE_NETWORK).read_bytes()).hexdigest()
    alter(folder, lambda card: card["sha256"].update({JUDGE_NETWORK: digest}))
    alter(folder, lambda card: card.update(judge={"temperature": temperature}))
    return OnnxReader(folder)


def test_a_network_beside_the_readers_judges_by_its_temperature(folder: Path) -> None:
    pairs = [("Tehran denied it. Sanctions followed.", "Tehran denied it."), ("Bread rises.", "Tehran denied it.")]
    by_reader = OnnxReader(folder)
    sharp, flat = by_reader.relations(pairs), with_judge(folder, 4.0)
    for own, judged in zip(sharp, flat.relations(pairs), strict=True):
        weights = np.array([own[relation] for relation in Relation]) ** 0.25
        expected = weights / weights.sum()
        assert [judged[relation] for relation in Relation] == pytest.approx(expected.tolist(), abs=1e-5)
    assert flat.read(QUESTION, [FOUND]) == by_reader.read(QUESTION, [FOUND])
    assert flat.weights_sha256 != by_reader.weights_sha256
    assert len(flat.weights_sha256) == len(by_reader.weights_sha256) == 64


def test_the_judges_file_is_checked_as_the_readers_is(folder: Path) -> None:
    with_judge(folder, 1.0)
    content = bytearray((folder / JUDGE_NETWORK).read_bytes())
    content[-1] ^= 1
    (folder / JUDGE_NETWORK).write_bytes(content)
    refused(folder, f"{JUDGE_NETWORK} in .* is not the one expected")
    (folder / JUDGE_NETWORK).unlink()
    refused(folder, "judge[.]onnx cannot be read")


def test_the_calibration_is_the_files_own(reader: OnnxReader) -> None:
    calibration = reader.calibration
    given = {"intercept": calibration.intercept, "best": calibration.best, "second": calibration.second}
    assert given == CALIBRATION
    assert calibration.thresholds == {Strictness(name): value for name, value in THRESHOLDS.items()}
    assert reader.name == DEFAULT_READER_MODEL


def test_the_clues_of_a_search_count_with_the_embedding_model_they_were_fitted_to(folder: Path) -> None:
    file = folder / "reader.json"
    card = json.loads(file.read_text(encoding="utf-8"))
    clues = {"intercept": -1.0, "reader": 1.0, "cosine": 2.0}
    card["with_search"] = card["calibration"] | {"clues": clues, "embedding_models": ["a-model"]}
    file.write_text(json.dumps(card), encoding="utf-8")
    assert OnnxReader(folder, embedding_model="a-model").calibration.clues == clues
    assert OnnxReader(folder, embedding_model="another").calibration.clues == {}


def test_other_clues_than_are_known_are_refused(folder: Path) -> None:
    file = folder / "reader.json"
    card = json.loads(file.read_text(encoding="utf-8"))
    card["with_search"] = card["calibration"] | {"clues": {"intercept": 0.0, "luck": 1.0}, "embedding_models": []}
    file.write_text(json.dumps(card), encoding="utf-8")
    refused(folder, "its clues are not cosine, intercept, reader")


def refused(folder: Path, complaint: str) -> None:
    with pytest.raises(ModelError, match=complaint) as caught:
        OnnxReader(folder)
    assert "retrieval/adapters/models/reader_model/" in caught.value.remedy
    assert "READER_MODEL" in caught.value.remedy


@pytest.mark.parametrize("name", ["reader.json", "reader.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    refused(folder, rf"{name.replace('.', r'[.]')} cannot be read")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    refused(tmp_path / "gone", r"gone/reader\.json cannot be read")


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json"])
@pytest.mark.parametrize("place", [0, -1])
def test_a_file_with_one_bit_altered_is_refused(folder: Path, name: str, place: int) -> None:
    content = bytearray((folder / name).read_bytes())
    content[place] ^= 1
    (folder / name).write_bytes(content)
    refused(folder, f"{name} in .* is not the one expected")


def test_a_file_cut_short_is_refused(folder: Path) -> None:
    content = (folder / "reader.onnx").read_bytes()
    (folder / "reader.onnx").write_bytes(content[:-1])
    refused(folder, "is not the one expected")


def alter(folder: Path, change: Callable[[JSON], object]) -> None:
    file = folder / "reader.json"
    card = json.loads(file.read_text(encoding="utf-8"))
    change(card)
    file.write_text(json.dumps(card), encoding="utf-8")


def test_another_format_is_told_apart_from_a_broken_file(folder: Path) -> None:
    alter(folder, lambda card: card.update(format="footnote-reader/9"))
    refused(folder, f"of the format 'footnote-reader/9'; this program reads '{READER_FORMAT}'")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"text"', b"3", b"\xff"])
def test_a_description_that_is_none_is_refused(folder: Path, content: bytes) -> None:
    (folder / "reader.json").write_bytes(content)
    refused(folder, r"reader\.json cannot be read")


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card.pop("format"),
        lambda card: card.pop("sha256"),
        lambda card: card["sha256"].pop("reader.onnx"),
        lambda card: card["sha256"].pop("tokenizer.json"),
        lambda card: card.pop("passage"),
        lambda card: card["passage"].pop("relevance"),
        lambda card: card["passage"].update(relevance="much"),
        lambda card: card["passage"].update(relevance=None),
        lambda card: card.update(passage=[0.5, 3.0, 1.0]),
        lambda card: card.pop("calibration"),
        lambda card: card["calibration"].pop("second"),
        lambda card: card["calibration"].pop("thresholds"),
        lambda card: card["calibration"]["thresholds"].pop("strict"),
        lambda card: card["calibration"].update(thresholds=0.5),
        lambda card: card.update(judge={"temperature": "warm"}),
        lambda card: card.update(judge=1.0),
        lambda card: card.update(judge={"temperature": 0.0}),
    ],
)
def test_a_description_with_something_missing_or_wrong_is_refused(
    folder: Path, change: Callable[[JSON], object]
) -> None:
    alter(folder, change)
    refused(folder, r"reader\.json cannot be read")


def with_file(folder: Path, name: str, content: bytes) -> OnnxReader:
    """A reader whose description vouches for the file."""
    (folder / name).write_bytes(content)
    alter(folder, lambda card: card["sha256"].update({name: sha256(content).hexdigest()}))
    return OnnxReader(folder)


def test_a_file_that_is_vouched_for_and_cannot_be_loaded_is_an_error(folder: Path) -> None:
    reader = with_file(folder, "reader.onnx", b"no model")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        reader.read(QUESTION, [FOUND])
    assert "READER_MODEL" in caught.value.remedy


def test_the_packaged_files_are_whole_and_one_bit_makes_them_others(tmp_path: Path) -> None:
    assert len(OnnxReader().weights_sha256) == 64
    shutil.copytree(READER_FOLDER, tmp_path / "altered")
    with (tmp_path / "altered" / "reader.onnx").open("r+b") as file:
        first = file.read(1)
        file.seek(0)
        file.write(bytes([first[0] ^ 1]))
    refused(tmp_path / "altered", r"reader\.onnx in .* is not the one expected")


@pytest.mark.parametrize("network", [READER_FOLDER / READER_NETWORK, EMBEDDER_FOLDER / EMBEDDER_NETWORK])
def test_no_processor_overflows_on_the_packaged_weights(network: Path) -> None:
    """Without VNNI, two products of a weight and an activation of at most 255 are summed in 16 bits."""
    import onnx  # heavy, and needed by this test alone
    from onnx import numpy_helper

    graph = onnx.load(network).graph
    stored = {each.name: each for each in graph.initializer}
    products = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    assert products
    for name in products:
        weights = np.abs(numpy_helper.to_array(stored[name]).astype(np.int32))
        assert 2 * 255 * weights.max() < 2**15, name
