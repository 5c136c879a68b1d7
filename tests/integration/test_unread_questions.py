"""What asks nothing, or shares no word with the corpus, is refused and not read: the reader here says yes to all it
reads, and remembers for what.
"""

from collections.abc import Sequence

import pytest

from retrieval.answering.ask import Answering
from retrieval.domain.answers import Answer, Refusal, RefusalReason
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Reading
from retrieval.settings import Strictness
from tests.fakes import FixedReader
from tests.indexes import Asking, Index, index_of

DOCUMENTS = {
    "uploads": "When the uploader reports a SocketTimeoutException, raise the timeout to 120 seconds.",
    "harbour": "The harbour of Oyle was opened in 1911 and closed in 1987.",
    "account": "Every member has an account, and no payment is charged for it.",
}
MAIL = """SUBJECT: Your card has been charged $212.40 by BRINDLE & CO
Hello Robin, your account was charged for an annual plan on Monday.
The payment will be shown as BRINDLE on your statement.
This mail was sent to robin@example.org. Kind regards, the team at Brindle"""
LOG = """08:14:07 ERROR worker-3 upload failed for cam-07/000131.ts
java.net.SocketTimeoutException: Read timed out
    at net.Channel.pull(Channel.java:88)
    at sync.Uploader.put(Uploader.java:214)"""


class YesReader(FixedReader):
    """Remembers the questions that it has read passages for."""

    def __init__(self) -> None:
        super().__init__(0.9)
        self.questions: list[str] = []

    def read(self, question: str, found: Sequence[FoundPassage]) -> list[Reading]:
        self.questions.append(question)
        return super().read(question, found)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(DOCUMENTS, tmp_path_factory.mktemp("no question"))


@pytest.fixture
def reader() -> YesReader:
    return YesReader()


@pytest.fixture
def answering(index: Index, reader: YesReader) -> Asking:
    answering = Answering(embedder=index.embedder, reader=reader, strictness=Strictness.BALANCED)
    return Asking(answering, index.generations.current)


@pytest.mark.parametrize(
    "question",
    [
        "متى افتتح الميناء؟",
        "متى افتتح الميناء في 1911؟",
        "Сколько это стоит?",
        "Who won the cup?",
        "今天天气怎么样?",
    ],
    ids=["arabic", "arabic with a figure", "russian", "english", "chinese"],
)
def test_what_shares_no_word_is_refused_unread(answering: Asking, reader: YesReader, question: str) -> None:
    asked = answering.ask(question)
    assert isinstance(asked.outcome, Refusal)
    assert asked.outcome.reason is RefusalReason.NO_SHARED_WORDS
    assert reader.questions == []
    assert asked.probability is None


def test_a_mail_that_asks_nothing_is_refused_unread_in_one_line(answering: Asking, reader: YesReader) -> None:
    asked = answering.ask(MAIL)
    assert isinstance(asked.outcome, Refusal)
    assert asked.outcome.reason is RefusalReason.NO_SHARED_WORDS
    assert asked.outcome.nearest == ()
    assert reader.questions == []


def test_a_log_whose_message_no_document_speaks_of_is_shown_what_is_near(answering: Asking) -> None:
    asked = answering.ask(LOG)
    assert isinstance(asked.outcome, Refusal)
    assert asked.outcome.reason is RefusalReason.NOTHING_ASKED
    assert asked.outcome.nearest[0].passage.document.title == "uploads"


def test_a_log_whose_message_a_document_speaks_of_is_answered(answering: Asking) -> None:
    asked = answering.ask(LOG.replace("Read timed out", "the uploader reports a SocketTimeoutException"))
    assert isinstance(asked.outcome, Answer)
    assert DOCUMENTS["uploads"] in [statement.text for statement in asked.outcome.statements]


def test_of_a_mail_the_sentence_that_asks_is_answered(answering: Asking, reader: YesReader) -> None:
    asked = answering.ask(f"{MAIL}\nWhen was the harbour of Oyle opened?")
    assert isinstance(asked.outcome, Answer)
    assert reader.questions == ["When was the harbour of Oyle opened?"]
    assert any("1911" in statement.text for statement in asked.outcome.statements)


def test_a_question_above_a_log_is_read_with_the_line_that_the_corpus_knows(
    answering: Asking, reader: YesReader
) -> None:
    asked = answering.ask(f"I get this, what can I do?\n{LOG}")
    assert isinstance(asked.outcome, Answer)
    assert reader.questions == ["java.net.SocketTimeoutException: Read timed out I get this, what can I do?"]
    assert any("120 seconds" in statement.text for statement in asked.outcome.statements)


def test_a_part_that_shares_no_word_is_left_unanswered(answering: Asking, reader: YesReader) -> None:
    asked = answering.ask("When was the harbour opened? Who won the cup?")
    assert isinstance(asked.outcome, Answer)
    assert asked.outcome.unanswered == ("Who won the cup?",)
    assert reader.questions == ["When was the harbour opened?"]
