"""How sure an answer must be: the same question over the same corpus, by readers that are surer or less sure of it."""

from collections.abc import Iterator

import pytest

from retrieval.answering.ask import Answering
from retrieval.domain.answers import Answer, Refusal, RefusalReason
from retrieval.settings import Strictness
from tests.fakes import FixedReader, WordHashEmbedder
from tests.indexes import Asking, Index

LENIENT, BALANCED, STRICT = Strictness


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("strictness")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "denial.md").write_text("---\ntitle: Denial\n---\nIran denied supplying drones to Russia.\n")
    with Index.open(folder / "data", folder / "corpus", WordHashEmbedder()) as opened:
        opened.reload()
        yield opened


def answering(index: Index, probability: float, strictness: Strictness) -> Asking:
    answering = Answering(embedder=index.embedder, reader=FixedReader(probability), strictness=strictness)
    return Asking(answering, index.generations.current)


@pytest.mark.parametrize(
    ("probability", "answered"),
    [
        (0.2, set()),
        (0.4, {LENIENT}),
        (0.6, {LENIENT, BALANCED}),
        (0.8, {LENIENT, BALANCED, STRICT}),
    ],
)
@pytest.mark.parametrize("strictness", Strictness)
def test_the_surer_an_answer_must_be_the_fewer_there_are(
    index: Index, probability: float, answered: set[Strictness], strictness: Strictness
) -> None:
    asked = answering(index, probability, strictness).ask("Did Iran deny supplying drones?")
    assert asked.probability == pytest.approx(probability)
    if strictness in answered:
        assert isinstance(asked.outcome, Answer)
        assert [citation.quote for citation in asked.outcome.citations] == ["Iran denied supplying drones to Russia."]
    else:
        assert isinstance(asked.outcome, Refusal)
        assert asked.outcome.reason is RefusalReason.NOT_ANSWERED
        assert asked.outcome.nearest


def test_what_is_refused_unread_has_no_probability(index: Index) -> None:
    asked = answering(index, 0.9, LENIENT).ask("")
    assert isinstance(asked.outcome, Refusal)
    assert asked.probability is None


def test_what_it_decides_on_can_be_looked_at(index: Index) -> None:
    (judged,) = answering(index, 0.4, STRICT).ask("Did Iran deny supplying drones?").judged
    assert judged.probability == pytest.approx(0.4)
    assert [result.passage for result in judged.found] == [reading.passage for reading in judged.readings]
