"""What every `Reader` keeps to, however it reads."""

import math
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.adapters.onnx_reader import OnnxReader
from retrieval.adapters.transformers_reader import TransformersReader
from retrieval.domain import FoundPassage
from retrieval.ports import Reader, Reading
from retrieval.reader import SignalReader
from retrieval.settings import Strictness
from tests.building import document_of, found, passage_at, passage_of
from tests.fakes import FixedReader, WordHashEmbedder
from tests.indexes import catalogue_of
from tests.tiny_models import cross_encoder, packaged_reader, question_answering_model

QUESTION = "How many drones has Iran provided to Russia since August?"
DENIED = "Iran denied it. Kyiv, on 20 June, did not: “It is clear,” he said.[24] Sanctions followed."
PROVIDED = "Since August, Iran has provided Russia with some 400 drones."
FOUND = [
    found(passage_of(f"{PROVIDED} {DENIED}", document_id="whole", section="Background")),
    found(passage_at(document_of(f"{DENIED}\n\n{PROVIDED}\n\n{DENIED} Again.", document_id="part"), PROVIDED)),
    found(passage_of("Denied", document_id="one word")),
    # The search's cosine may lie below 0.
    found(passage_of("🛩️🛩️ 🛩️! And a word. 🛩️", document_id="emoji"), dense=-0.1),
    found(passage_of("伊朗否认。俄罗斯没有。 Иран это отрицал.", document_id="other scripts")),
    found(passage_of("\u202e\u0301 ﷺ x\u00a0y", document_id="strange")),
    found(
        passage_of("Drones " * 60 + ". " + "Iran denied it. " * 200, title="Long " * 80, document_id="long"), dense=1.0
    ),
]
QUESTIONS = {
    "long": "drones? " * 900,
    "one long word": "x" * 4000,
    "emoji": "🛩️🛩️?",
    "another script": "谁提供了无人机? Кто?",
    "empty": "",
    "control characters": "\x00\x07",
}


def signals(folder: Path) -> Reader:
    lexical = catalogue_of(folder, [one.passage for one in FOUND])
    return SignalReader(embedder=WordHashEmbedder(), lexical=lexical)


def packaged(_: Path) -> Reader:
    return OnnxReader()


READERS: dict[str, Callable[[Path], Reader]] = {
    "signals": signals,
    "packaged": packaged,
    "packaged, tiny": lambda folder: OnnxReader(packaged_reader(folder)),
    "question answering": lambda folder: TransformersReader(str(question_answering_model(folder))),
    "cross-encoder": lambda folder: TransformersReader(str(cross_encoder(folder))),
    "fake": lambda _: FixedReader(0.6),
}


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    name: str = request.param
    return READERS[name](tmp_path_factory.mktemp("reader"))


def of(one: FoundPassage, readings: Sequence[Reading]) -> list[Reading]:
    return [reading for reading in readings if reading.passage == one.passage]


def check(readings: Sequence[Reading]) -> None:
    for one in FOUND:
        assert of(one, readings), f"nothing was read in {one.passage.document.id!r}"
    for reading in readings:
        assert reading.passage.start <= reading.start < reading.end <= reading.passage.end
        assert reading.passage.document.text[reading.start : reading.end].strip()
        assert 0.0 <= reading.answer_probability <= 1.0
        assert 0.0 <= reading.relevance <= 1.0
        assert type(reading.start) is type(reading.end) is int
        assert type(reading.answer_probability) is type(reading.relevance) is float
        assert math.isfinite(reading.answer_probability + reading.relevance)


def test_every_passage_is_read_and_every_reading_lies_in_its_passage(reader: Reader) -> None:
    check(reader.read(QUESTION, FOUND))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_whatever_is_asked(reader: Reader, question: str) -> None:
    check(reader.read(question, FOUND))


def test_where_nothing_is_found_nothing_is_read(reader: Reader) -> None:
    assert list(reader.read(QUESTION, [])) == []


def test_the_same_pair_gives_the_same_readings_alone_and_among_others(reader: Reader) -> None:
    together = reader.read(QUESTION, FOUND)
    for one in FOUND:
        assert list(reader.read(QUESTION, [one])) == of(one, together)


def test_the_order_of_passages_does_not_matter(reader: Reader) -> None:
    together, reversed_ = reader.read(QUESTION, FOUND), reader.read(QUESTION, FOUND[::-1])
    assert len(together) == len(reversed_)
    for one in FOUND:
        assert of(one, reversed_) == of(one, together)


def test_several_may_read_at_once(reader: Reader) -> None:
    questions = [QUESTION, *QUESTIONS.values()] * 2
    with ThreadPoolExecutor(max_workers=4) as pool:
        at_once = list(pool.map(lambda question: list(reader.read(question, FOUND)), questions))
    assert at_once == [list(reader.read(question, FOUND)) for question in questions]


def test_loading_may_be_done_ahead_and_again(reader: Reader) -> None:
    before = list(reader.read(QUESTION, FOUND))
    reader.load()
    reader.load()
    assert list(reader.read(QUESTION, FOUND)) == before


def test_the_name_and_the_weights_say_which_reader_it_is(reader: Reader) -> None:
    assert reader.name
    assert re.fullmatch(r"[0-9a-f]{64}", reader.weights_sha256)


def test_the_stricter_the_surer_an_answer_must_be(reader: Reader) -> None:
    thresholds = reader.calibration.thresholds
    assert thresholds.keys() == set(Strictness)
    assert (
        0.0 < thresholds[Strictness.LENIENT] <= thresholds[Strictness.BALANCED] <= thresholds[Strictness.STRICT] < 1.0
    )


def test_a_likelier_reading_makes_an_answer_likelier(reader: Reader) -> None:
    """So that a question is answered for what was read, not in spite of it."""
    assert reader.calibration.best > 0.0
    assert reader.calibration.second >= 0.0
