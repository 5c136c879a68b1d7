"""A reload gives way to questions: it waits for them, embeds little at a time between them, and ends the same."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval.documents.reading_text import search_text_of
from retrieval.index.embedding import EMBEDDED_BETWEEN_QUESTIONS
from retrieval.ports import Vectors
from tests.fakes import WordHashEmbedder
from tests.indexes import Index

PATIENCE_SECONDS = 120.0


class Stepwise(WordHashEmbedder):
    """Remembers how many texts it was given at a time, and does `between` before each step."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[int] = []

    def between(self) -> None:
        """Nothing, unless a test says so."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.between()
        self.steps.append(len(texts))
        return super().embed(texts)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    (tmp_path / "corpus").mkdir()
    for number in range(40):
        text = f"Of {number}\n\nThe keeper counted {'many ' * (number % 7)}boats on day {number}."
        (tmp_path / "corpus" / f"{number:02}.md").write_text(text)
    return Index.open(tmp_path / "data", tmp_path / "corpus", Stepwise())


def embedder_of(index: Index) -> Stepwise:
    assert isinstance(index.embedder, Stepwise)
    return index.embedder


def test_where_nobody_asks_passages_are_embedded_together(index: Index) -> None:
    with index:
        index.reload()
        assert max(embedder_of(index).steps) == 40


def test_between_questions_they_are_embedded_a_few_at_a_time_and_each_has_its_vector(index: Index) -> None:
    index.generations.give_way_seconds = PATIENCE_SECONDS
    with index:
        with index.generations.lent():
            pass
        index.reload()
        assert max(embedder_of(index).steps) == EMBEDDED_BETWEEN_QUESTIONS
        assert sum(embedder_of(index).steps) == 40
        passages = index.view.passages(index.view.passage_ids())
        stored = index.view.vectors([passage.id for passage in passages])
        for passage in passages:
            assert stored[passage.id] == pytest.approx(WordHashEmbedder().embed([search_text_of(passage)])[0], abs=2e-5)
        assert index.footnote.verify().problems == ()


def test_a_step_waits_until_a_question_is_answered(index: Index) -> None:
    index.generations.give_way_seconds = PATIENCE_SECONDS
    asking, answered = threading.Event(), threading.Event()
    while_asked: list[bool] = []
    with index:

        def ask() -> None:
            with index.generations.lent():
                asking.set()
                answered.wait(PATIENCE_SECONDS)

        embedder_of(index).between = lambda: while_asked.append(not answered.is_set())  # type: ignore[method-assign]
        question = threading.Thread(target=ask)
        question.start()
        assert asking.wait(PATIENCE_SECONDS)
        reload = threading.Thread(target=index.reload)
        reload.start()
        time.sleep(0.3)
        answered.set()
        question.join()
        reload.join()
        assert while_asked
        assert not any(while_asked)


def test_and_no_longer_than_it_may(index: Index) -> None:
    """A reload comes to its end, whoever reads on."""
    index.generations.give_way_seconds = 0.01
    index.footnote._reloading.read_on_seconds = 0.0
    with index, index.generations.lent():
        assert len(index.reload().added) == 40


def test_who_has_not_asked_of_late_is_not_waited_for(index: Index) -> None:
    with index:
        assert not index.generations.give_way()
        with index.generations.lent():
            index.generations.give_way_seconds = 0.01
        time.sleep(0.02)
        assert not index.generations.give_way()


def test_vectors_that_are_there_already_are_used_between_questions_too(index: Index) -> None:
    with index:
        index.reload()
        (index.corpus / "00.md").rename(index.corpus / "renamed.md")
        with index.generations.lent():
            pass
        assert index.reload().renamed == (("00.md", "renamed.md"),)
