"""Asking the shipped corpus. Which questions are answered is measured in evals; here is what holds for every one."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.answering.ask import READ
from retrieval.answering.explaining import explain_refusal
from retrieval.documents.body import layout_of
from retrieval.domain.answers import Answer, Outcome, Refusal, RefusalReason
from retrieval.domain.documents import Document, Passage, PassageKind
from retrieval.domain.inquiry import Inquiry
from retrieval.errors import UnknownDocumentError
from retrieval.footnote import Footnote
from retrieval.ports import Embedder
from retrieval.settings import DEFAULT_EMBEDDING_MODEL
from retrieval.terminal.json_output import response_as_json
from tests.conftest import Shipped
from tests.indexes import Index, copy_of_index

DRONES = "How many drones has Iran provided to Russia since August?"
# Each is embedded with some fifty sentences: few of them, and of many kinds.
QUESTIONS = [
    DRONES,
    "Did Iran deny supplying drones?",
    "What did the Iranian foreign minister say about drones before the war?",
    "Who won the 2022 World Cup?",
    "zxcv qwerty asdf",
]


@pytest.fixture(scope="module")
def outcomes(footnote: Footnote) -> dict[str, Outcome]:
    return {question: footnote.ask(question).outcome for question in QUESTIONS}


def test_a_question_that_the_corpus_answers_is_answered(outcomes: dict[str, Outcome]) -> None:
    answer = outcomes[DRONES]
    assert isinstance(answer, Answer)
    assert any("400" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("question", ["Who won the 2022 World Cup?", "zxcv qwerty asdf"])
def test_a_question_that_it_does_not_answer_is_refused(outcomes: dict[str, Outcome], question: str) -> None:
    refusal = outcomes[question]
    assert isinstance(refusal, Refusal)
    assert refusal.reason in {RefusalReason.NOT_ANSWERED, RefusalReason.NO_SHARED_WORDS}
    assert bool(refusal.nearest) is (refusal.reason is RefusalReason.NOT_ANSWERED)


TEHRAN = "How many drones has Tehran provided to the Kremlin since August"


@pytest.mark.parametrize(
    ("question", "quoted", "unanswered"),
    [
        (f"{TEHRAN}, and what is it seeking from Russia in turn?", {"400", "military equipment"}, ()),
        (f"{TEHRAN}, and how much did it charge for them?", {"400"}, ("how much did it charge for them?",)),
        ("What office does William Burns hold, and why?", {"CIA Director"}, ("why?",)),
    ],
)
def test_a_part_that_leans_on_the_first_is_not_answered_by_what_answers_that(
    footnote: Footnote, question: str, quoted: set[str], unanswered: tuple[str, ...]
) -> None:
    answer = footnote.answer(question).outcome
    assert isinstance(answer, Answer)
    assert answer.unanswered == unanswered
    assert {quote for quote in quoted if any(quote in citation.quote for citation in answer.citations)} == quoted


def test_gibberish_shares_no_word_with_the_corpus(outcomes: dict[str, Outcome]) -> None:
    refusal = outcomes["zxcv qwerty asdf"]
    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.NO_SHARED_WORDS


def test_every_quote_is_a_verbatim_slice_of_the_corpus(
    outcomes: dict[str, Outcome], corpus: dict[str, Document], corpus_folder: Path
) -> None:
    answers = [outcome for outcome in outcomes.values() if isinstance(outcome, Answer)]
    assert answers
    for citation in (citation for answer in answers for citation in answer.citations):
        document = corpus[citation.document_id]
        assert citation.quote == document.text[citation.start : citation.end]
        assert citation.content_hash == document.content_hash
        assert citation.quote.encode() in (corpus_folder / document.path).read_bytes()


def test_a_statement_says_nothing_but_its_quotes(outcomes: dict[str, Outcome]) -> None:
    for outcome in outcomes.values():
        for statement in outcome.statements if isinstance(outcome, Answer) else ():
            assert statement.text == " … ".join(citation.quote for citation in statement.citations)


def test_only_body_text_is_cited(outcomes: dict[str, Outcome], corpus: dict[str, Document]) -> None:
    for outcome in outcomes.values():
        for citation in outcome.citations if isinstance(outcome, Answer) else ():
            assert citation.passage.kind is PassageKind.BODY
            blocks = layout_of(corpus[citation.document_id])
            touched = {block.kind for block in blocks if block.start < citation.end and block.end > citation.start}
            assert touched == {PassageKind.BODY}


def test_only_body_text_is_near(outcomes: dict[str, Outcome]) -> None:
    for outcome in outcomes.values():
        for found in outcome.nearest if isinstance(outcome, Refusal) else ():
            assert found.passage.kind is PassageKind.BODY


def test_the_same_question_has_the_same_answer(footnote: Footnote, outcomes: dict[str, Outcome]) -> None:
    assert footnote.ask(DRONES).outcome == outcomes[DRONES]


@pytest.mark.parametrize("document_id", ["closer-since-invasion", "iran-and-the-russian-invasion-of-ukraine"])
def test_an_answer_may_be_asked_of_some_documents(footnote: Footnote, document_id: str) -> None:
    outcome = footnote.ask(DRONES, documents=[document_id]).outcome
    if isinstance(outcome, Answer):
        assert {citation.document_id for citation in outcome.citations} == {document_id}
    else:
        assert {found.passage.document.id for found in outcome.nearest} == {document_id}


def test_of_no_documents_nothing_is_answered(footnote: Footnote) -> None:
    outcome = footnote.ask(DRONES, documents=[]).outcome
    assert isinstance(outcome, Refusal)
    assert outcome.nearest == ()


def test_an_unknown_document_is_refused_by_name(footnote: Footnote) -> None:
    outcome = footnote.ask(DRONES, documents=["closer-since-invasion", "nobody"]).outcome
    assert isinstance(outcome, Refusal)
    assert outcome.reason is RefusalReason.UNKNOWN_DOCUMENT
    assert "nobody" in explain_refusal(outcome)


def test_inquiry_is_answered_as_its_question_with_its_documents_is(footnote: Footnote) -> None:
    (found,) = footnote.search(DRONES, limit=1)
    named = [found.passage.document.id]
    assert footnote.answer(Inquiry(DRONES, documents=named)).outcome == footnote.ask(DRONES, documents=named).outcome
    with pytest.raises(TypeError, match="its own documents"):
        footnote.ask(Inquiry(DRONES), documents=named)


def test_what_it_cost_is_told_by_stage(footnote: Footnote) -> None:
    asked = footnote.ask("Who is Karine Jean-Pierre?", documents=["closer-since-invasion"])
    stages = asked.timings_ms
    assert stages.keys() >= {"search", "read", "compose", "total"}
    assert all(spent >= 0 for spent in stages.values())
    assert stages["total"] >= sum(spent for stage, spent in stages.items() if stage != "total") - 1.0
    assert footnote.ask("").timings_ms.keys() == {"total"}  # What is refused at once costs nothing else.


def test_a_question_with_bytes_that_are_no_text_is_a_question_all_the_same(footnote: Footnote) -> None:
    """A terminal hands over what is not UTF-8 as halves of surrogate pairs."""
    asked = footnote.ask("\udcff\udcfe drones", documents=["closer-since-invasion"])
    assert isinstance(asked.outcome, Answer | Refusal)
    footnote.search("\udcff\udcfe drones", limit=1)


@pytest.mark.parametrize(
    ("question", "documents"), [("\udcff\udcfe", None), ("Who?", ["\udcff"]), ("drones " * 200 + "\udcff", None)]
)
def test_what_is_told_of_it_can_be_written_out(footnote: Footnote, question: str, documents: list[str] | None) -> None:
    asked = footnote.ask(question, documents=documents)
    json.dumps(response_as_json(asked), ensure_ascii=False).encode("utf-8")


def test_a_search_finds_passages_whether_they_answer_or_not(footnote: Footnote) -> None:
    found = footnote.search("Who won the 2022 World Cup?", limit=4)
    assert len(found) == 4
    assert [result.score for result in found] == sorted((result.score for result in found), reverse=True)
    assert all(0.0 <= result.score <= 1.0 and result.lexical >= 0.0 for result in found)
    assert len({result.passage.id for result in found}) == 4


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_a_search_for_nothing_finds_nothing(footnote: Footnote, query: str) -> None:
    assert footnote.search(query) == ()


def test_a_search_may_be_of_some_documents(footnote: Footnote) -> None:
    found = footnote.search("drones", limit=50, documents=["closer-since-invasion"])
    assert {result.passage.document.id for result in found} == {"closer-since-invasion"}
    assert len(found) == 7


def test_documents_come_by_title(footnote: Footnote, corpus: dict[str, Document]) -> None:
    documents = footnote.documents()
    assert {document.id: document for document in documents} == corpus
    assert [document.title for document in documents] == sorted(document.title for document in documents)


def test_a_document_comes_by_its_id(footnote: Footnote, corpus: dict[str, Document]) -> None:
    assert footnote.document("closer-since-invasion") == corpus["closer-since-invasion"]
    with pytest.raises(UnknownDocumentError, match="“nobody”") as caught:
        footnote.document("nobody")
    assert "by its id" in caught.value.remedy


def test_a_passage_comes_by_its_id_and_not_after_it_is_gone(footnote: Footnote) -> None:
    (found,) = footnote.search("drones", limit=1)
    assert footnote.passage(found.passage.id) == found.passage
    assert footnote.passage("0" * 20) is None


def test_the_status_says_what_there_is(footnote: Footnote) -> None:
    status = footnote.status()
    assert (status.documents, status.passages) == (5, 35)
    assert status.embedding_model == DEFAULT_EMBEDDING_MODEL
    assert len(status.generation) == 12


def test_the_langchain_retriever_finds_what_the_search_finds(footnote: Footnote) -> None:
    documents = footnote.langchain_retriever(limit=3).invoke("sanctions")
    found = footnote.search("sanctions", limit=3)
    assert [document.page_content for document in documents] == [result.passage.text for result in found]
    for document, result in zip(documents, found, strict=True):
        passage: Passage = result.passage
        stated = document.metadata
        assert document.id == passage.id
        assert passage.document.text[stated["start"] : stated["end"]] == document.page_content
        assert (stated["document_id"], stated["score"]) == (passage.document.id, result.score)


def test_several_may_ask_at_once_and_while_the_corpus_is_reloaded(
    shipped: Shipped, tmp_path: Path, corpus_folder: Path, embedder: Embedder
) -> None:
    """Everybody is answered from the corpus as it was or as it is, and every quote is of one version."""
    copy_of_index(shipped.data, tmp_path / "data")
    shutil.copytree(corpus_folder, tmp_path / "corpus")
    file = tmp_path / "corpus" / "unprecedented-defense-partnership.md"
    before = file.read_text(encoding="utf-8")
    after = before.replace("A White House official said Monday", "On that day, an official of the White House said")
    with (
        Index.open(tmp_path / "data", tmp_path / "corpus", embedder) as index,
        ThreadPoolExecutor(max_workers=3) as pool,
    ):
        file.write_text(after, encoding="utf-8")
        reloading = pool.submit(index.reload)
        queries = [pool.submit(index.footnote.search, "drones since August", limit=READ) for _ in range(6)]
        for query in queries:
            for found in query.result():
                if found.passage.document.path == file.name:
                    version = found.passage.document.text
                    assert version in before or version in after
                assert found.passage.text[0].isupper() or found.passage.text[0] in '"“'
                assert found.passage.text[-1] in '.”"]'
        assert reloading.result().changed == ("unprecedented-defense-partnership",)
