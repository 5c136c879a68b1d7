"""Misspelt words of a question, mended by a real lexical index and the real model's vocabulary."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.adapters.sqlite.catalogues import Catalogues
from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.answering.spelling import mended
from retrieval.index.stamping import stamp_of
from tests.building import passage_of
from tests.fakes import WordHashEmbedder
from tests.indexes import catalogue_of, indexed

TEXTS = (
    "Iran supplied Russia with Shahed drones, and Zelenskyy condemned the deliveries of ammunition.",
    "Kirby called the drones a partnership. The delivery took a month, and deliveries go on.",
    "Tehran's embargo on conventional weapons ended; Manturov and Manturin met.",
)
PASSAGES = [passage_of(text, document_id=text[:4]) for text in TEXTS]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fts5Index]:
    with closing(catalogue_of(tmp_path_factory.mktemp("spelling"), PASSAGES)) as index:
        yield index


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("How many dornes did Iran send?", "How many drones did Iran send?"),
        ("Who condemed the delivereis?", "Who condemned the deliveries?"),
        ("What did Zelenskiy say?", "What did Zelenskyy say?"),
        ("what is a Shahd drone", "what is a Shahed drone"),
        ("the embrago on wepons", "the embargo on weapons"),
        ("The ammuntion, the ammuntion!", "The ammunition, the ammunition!"),
        ("Kirbby", "Kirby"),
        ("what's the embrago abt", "what's the embargo about"),
        ("can somone say wheather drones met", "can someone say whether drones met"),
        ("did the msg end", "did the message end"),
        ("who has callin rights", "who has call in rights"),
        ("yo did iran send dornes or nah", "did iran send drones"),
        ("drones met lol. did they end", "drones met. did they end"),
        ("why r ppl angry rn?", "why are people angry right now?"),
        ("hey, didn't russia n iran meet, lol?", "didn't russia and iran meet?"),
    ],
)
def test_a_slip_is_mended_to_a_word_of_the_corpus(
    lexical: Fts5Index, embedder: OnnxEmbedder, question: str, read_as: str
) -> None:
    assert mended(question, lexical, embedder) == read_as


@pytest.mark.parametrize(
    "question",
    [
        "How many drones did Iran send?",
        "Did Iraq deliver drones?",  # a word of its own, one letter from another
        "Did Serbia condemn Kirov?",
        "Is anything Shahedic or Kirbyn?",  # other forms of words that are there
        "What did Mantur say, or Manturon?",  # as near to Manturov as to Manturin
        "Where are the xylophones?",
        "Who is Somone?",  # a name is no word of grammar
        "Can I login?",  # no passage has the verb either
        "3.5 7-Eleven Su-35",
        "What did Bro and Yo say?",
        "yo",
        "lol?",
        "Сколько дронов передал Иран?",
        "🛩️",
        "",
    ],
)
def test_what_may_be_meant_is_left_as_it_is(lexical: Fts5Index, embedder: OnnxEmbedder, question: str) -> None:
    assert mended(question, lexical, embedder) == question


def test_nothing_is_mended_in_an_empty_index(tmp_path: Path, embedder: OnnxEmbedder) -> None:
    assert mended("How many dornes?", catalogue_of(tmp_path, []), embedder) == "How many dornes?"


def test_spellings_are_as_written_and_gone_with_their_passages(lexical: Fts5Index, tmp_path: Path) -> None:
    assert lexical.spellings("d") == {"deliveries": 2, "delivery": 1, "drones": 2}
    assert lexical.spellings("é") == {}
    with closing(ChromaStore.in_folder(tmp_path / "chroma", stamp_of(WordHashEmbedder()))) as store:
        catalogues = Catalogues(tmp_path / "catalogues")
        catalogues.of(indexed(store, 1, PASSAGES), store)
        later = catalogues.of(indexed(store, 2, [], removed=[passage.document.id for passage in PASSAGES[1:]]), store)
    assert later.spellings("d") == {"deliveries": 1, "drones": 1}
