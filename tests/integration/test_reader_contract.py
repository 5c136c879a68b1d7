"""What every `Reader` keeps to, however it reads."""

import math
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.adapters.models.onnx_reader import OnnxReader
from retrieval.adapters.models.transformers_reader import TransformersReader
from retrieval.answering.signal_reader import SignalReader
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Reading, Relation
from retrieval.ports import Reader, judges_support
from retrieval.settings import Strictness
from tests.building import document_of, found, passage_at, passage_of
from tests.fakes import FixedReader, JudgingReader, WordHashEmbedder
from tests.indexes import catalogue_of
from tests.remembered import RememberingReader
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
LONG = "drones? " * 900
QUESTIONS = {
    "long": LONG,
    "one long word": "x" * 4000,
    "emoji": "🛩️🛩️?",
    "another script": "谁提供了无人机? Кто?",
    "empty": "",
    "control characters": "\x00\x07",
}


def signals(folder: Path) -> Reader:
    lexical = catalogue_of(folder, [result.passage for result in FOUND])
    return SignalReader(embedder=WordHashEmbedder(), lexical=lexical)


def packaged(_: Path) -> Reader:
    return OnnxReader()


READERS: dict[str, Callable[[Path], Reader]] = {
    "signals": signals,
    "packaged": packaged,
    "packaged, tiny": lambda folder: OnnxReader(packaged_reader(folder)),
    "packaged, tiny, remembering": lambda folder: RememberingReader(packaged_reader(folder)),
    "question answering": lambda folder: TransformersReader(str(question_answering_model(folder))),
    "cross-encoder": lambda folder: TransformersReader(str(cross_encoder(folder))),
    "fake": lambda _: FixedReader(0.6),
    "fake, judging": lambda _: JudgingReader(0.6),
}


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    name: str = request.param
    return READERS[name](tmp_path_factory.mktemp("reader"))


def of(result: FoundPassage, readings: Sequence[Reading]) -> list[Reading]:
    return [reading for reading in readings if reading.passage == result.passage]


@pytest.fixture(scope="module")
def together(reader: Reader) -> list[Reading]:
    """What it reads of all of them at once."""
    return list(reader.read(QUESTION, FOUND))


def check(readings: Sequence[Reading], found: Sequence[FoundPassage]) -> None:
    for result in found:
        assert of(result, readings), f"nothing was read in {result.passage.document.id!r}"
    for reading in readings:
        assert reading.passage.start <= reading.start < reading.end <= reading.passage.end
        assert reading.passage.document.text[reading.start : reading.end].strip()
        assert 0.0 <= reading.answer_probability <= 1.0
        assert 0.0 <= reading.relevance <= 1.0
        assert type(reading.start) is type(reading.end) is int
        assert type(reading.answer_probability) is type(reading.relevance) is float
        assert math.isfinite(reading.answer_probability + reading.relevance)


def test_every_passage_is_read_and_every_reading_lies_in_its_passage(together: list[Reading]) -> None:
    check(together, FOUND)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_whatever_is_asked(reader: Reader, question: str) -> None:
    # What is long is dear to read: of the long question some passages, and of the long passage the long question.
    asked_of = FOUND[::3] if question is LONG else FOUND[:-1]
    check(reader.read(question, asked_of), asked_of)


def test_where_nothing_is_found_nothing_is_read(reader: Reader) -> None:
    assert list(reader.read(QUESTION, [])) == []


def test_the_same_pair_gives_the_same_readings_alone_and_among_others(reader: Reader, together: list[Reading]) -> None:
    for result in FOUND:
        assert list(reader.read(QUESTION, [result])) == of(result, together)


def test_the_order_of_passages_does_not_matter(reader: Reader, together: list[Reading]) -> None:
    reversed_ = reader.read(QUESTION, FOUND[::-1])
    assert len(together) == len(reversed_)
    for result in FOUND:
        assert of(result, reversed_) == of(result, together)


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        pytest.param([QUESTION, *QUESTIONS.values()], FOUND, id="of any length", marks=pytest.mark.slow),
        pytest.param([QUESTION, QUESTIONS["emoji"], QUESTIONS["another script"]], FOUND[:-1], id="short ones"),
    ],
)
def test_several_may_read_at_once(reader: Reader, questions: list[str], found: list[FoundPassage]) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        at_once = list(pool.map(lambda question: list(reader.read(question, found)), [questions[0], *questions]))
    one_by_one = [list(reader.read(question, found)) for question in questions]
    assert at_once == [one_by_one[0], *one_by_one]


def test_loading_may_be_done_ahead_and_again(reader: Reader) -> None:
    before = list(reader.read(QUESTION, FOUND[:2]))
    reader.load()
    reader.load()
    assert list(reader.read(QUESTION, FOUND[:2])) == before


def test_one_that_judges_says_of_each_pair_how_likely_each_relation_is(reader: Reader) -> None:
    if not judges_support(reader):
        pytest.skip("it does not judge support")
    pairs = [(PROVIDED, PROVIDED), (DENIED, PROVIDED), ("伊朗否认。", "Iran denied it.")]
    judged = [dict(relations) for relations in reader.relations(pairs)]
    assert [relations.keys() for relations in judged] == [set(Relation)] * len(pairs)
    assert all(sum(relations.values()) == pytest.approx(1.0) for relations in judged)
    assert [dict(reader.relations([pair])[0]) for pair in pairs] == judged
    assert list(reader.relations([])) == []


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
