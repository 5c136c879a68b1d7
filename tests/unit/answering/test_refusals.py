"""What a refusal says, and that it says no more than is known."""

import pytest

from retrieval.answering.explaining import MAX_MISSING, explain_refusal
from retrieval.answering.question import MAX_QUESTION_CHARS
from retrieval.answering.refusals import (
    NEAREST_SHOWN,
    refusal_after_reading,
    refusal_before_search,
    refusal_of_what_asks_nothing,
)
from retrieval.domain.answers import RefusalReason
from retrieval.domain.documents import Document, FoundPassage, Passage
from retrieval.domain.readings import Relation
from tests.building import found, passage_of

KNOWN = {"a-document", "another-document"}


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u3000"])
def test_an_empty_question_is_refused(question: str) -> None:
    refused = refusal_before_search(question, None, KNOWN)
    assert refused is not None
    assert refused.reason is RefusalReason.EMPTY_QUESTION
    assert refused.question == question
    assert "is empty" in explain_refusal(refused)


def test_a_question_that_is_too_long_is_refused_and_told_by_how_much() -> None:
    refused = refusal_before_search("drones " * 3500, None, KNOWN)
    assert refused is not None
    assert refused.reason is RefusalReason.QUESTION_TOO_LONG
    assert "24,500 characters" in explain_refusal(refused)
    assert f"at most {MAX_QUESTION_CHARS:,}" in explain_refusal(refused)


def test_a_question_of_the_greatest_length_is_not() -> None:
    assert refusal_before_search("a" * MAX_QUESTION_CHARS, None, KNOWN) is None
    assert refusal_before_search("a" * (MAX_QUESTION_CHARS + 1), None, KNOWN) is not None


@pytest.mark.parametrize("question", ["🛩️🛩️", "?!", "…", "\x07\x1b", "\u200b", "— —", "()[]{}", "\udcff"])
def test_a_question_without_words_is_refused(question: str) -> None:
    refused = refusal_before_search(question, None, KNOWN)
    assert refused is not None
    assert refused.reason is RefusalReason.NO_WORDS
    assert "no words" in explain_refusal(refused)


def test_an_unknown_document_is_refused_by_name() -> None:
    refused = refusal_before_search("Who?", ["a-document", "b", "a"], KNOWN)
    assert refused is not None
    assert refused.reason is RefusalReason.UNKNOWN_DOCUMENT
    assert "No such document in the corpus: a, b." in explain_refusal(refused)
    assert "a-document" not in explain_refusal(refused)


def test_what_points_elsewhere_is_asked_back_unless_a_document_is_named() -> None:
    refused = refusal_before_search("How do I use it?", None, KNOWN)
    assert refused is not None
    assert refused.reason is RefusalReason.NO_SUBJECT
    assert explain_refusal(refused).startswith("What do you mean?")
    assert refusal_before_search("What is it about?", ["a-document"], KNOWN) is None


@pytest.mark.parametrize("documents", [None, [], ["a-document"], ["another-document", "a-document"]])
@pytest.mark.parametrize("question", ["Who?", "400", "谁?", "Кто?", "' OR 1=1 --"])
def test_what_can_be_looked_up_is(question: str, documents: list[str] | None) -> None:
    assert refusal_before_search(question, documents, KNOWN) is None


@pytest.mark.parametrize(("question", "documents"), [("", ["b"]), ("?" * 2000, ["b"]), ("?", ["b"])])
def test_a_refusal_before_search_has_nothing_near(question: str, documents: list[str]) -> None:
    refused = refusal_before_search(question, documents, KNOWN)
    assert refused is not None
    assert refused.nearest == ()


def test_a_refusal_names_the_words_that_nothing_speaks_of() -> None:
    refused = refusal_after_reading("Who won the trophy in Iran?", [], {"won": 0, "trophy": 0, "Iran": 4})
    assert refused.reason is RefusalReason.NOT_ANSWERED
    assert "No passage has: trophy." in explain_refusal(refused)
    assert "Iran" not in explain_refusal(refused)


def test_a_refusal_names_who_else_says_what_somebody_was_asked_for() -> None:
    refused = refusal_after_reading("How many?", [], {}, said_by=("the council", ("the union", "“Strike”")))
    assert explain_refusal(refused).endswith("It is not found said by the council, but by the union, “Strike”.")
    nobody = refusal_after_reading("How many?", [], {}, said_by=("the council", ()))
    assert nobody.facts.asked_of == ""
    assert "council" not in explain_refusal(nobody)


@pytest.mark.parametrize("frequencies", [{"iran": 4}, {}])
def test_a_refusal_does_not_blame_words_that_are_there(frequencies: dict[str, int]) -> None:
    refused = refusal_after_reading("Who?", [], frequencies)
    assert refused.reason is RefusalReason.NOT_ANSWERED
    assert "No passage has" not in explain_refusal(refused)


def test_a_refusal_shows_the_nearest_few_in_their_order() -> None:
    near = [found(passage_of(f"Passage {place}.", document_id=str(place))) for place in range(NEAREST_SHOWN + 2)]
    for frequencies in ({"word": 0}, {"word": 1}):
        assert refusal_after_reading("Who?", near, frequencies).nearest == tuple(near[:NEAREST_SHOWN])


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        (Relation.OPEN, "No passage was found to say yes to"),
        (Relation.CONTRADICTS, "A passage that was found seems to say no to"),
    ],
)
def test_what_is_taken_for_granted_and_not_told_is_said(relation: Relation, words: str) -> None:
    premise = ("Did Israel sell drones?", relation)
    refused = refusal_after_reading("Why did Israel sell drones?", [], {"drones": 3}, premise=premise)
    assert refused.reason is RefusalReason.PREMISE_NOT_FOUND
    assert explain_refusal(refused) == f"{words} what the question takes for granted: “Did Israel sell drones?”"


def test_a_premise_that_is_told_is_none_to_complain_of() -> None:
    premise = ("Did Iran sell drones?", Relation.SUPPORTS)
    refused = refusal_after_reading("Why did Iran sell drones?", [], {"drones": 3}, premise=premise)
    assert refused.reason is RefusalReason.NOT_ANSWERED


def stating(*languages: str | None, text: str = "It is so.") -> list[FoundPassage]:
    """A passage found in a document of each of these languages, as it states itself."""
    documents = [
        Document(id=str(place), title="A title", text=text, language=language)
        for place, language in enumerate(languages)
    ]
    return [found(Passage(document=document, start=0, end=len(text))) for document in documents]


UNKNOWN = {"Сколько": 0, "дронов": 0}


def test_a_question_in_another_language_is_told_those_of_the_documents() -> None:
    refused = refusal_after_reading("Сколько дронов?", stating("fa", "en", "fa"), UNKNOWN, unread=True)
    assert refused.reason is RefusalReason.NO_SHARED_WORDS
    assert explain_refusal(refused).endswith("The documents nearest to it are in English, Persian.")
    refused = refusal_after_reading("Сколько дронов?", stating("Old Norse", "pt-BR", "xx"), UNKNOWN, unread=True)
    assert explain_refusal(refused).endswith("are in Old Norse, Portuguese (Brazil), xx.")


@pytest.mark.parametrize(
    "languages", [(), (None,), ("de", None), ("en", *[None] * 6)], ids=["none", "no", "half", "one"]
)
def test_no_language_is_told_that_a_document_does_not_state(languages: tuple[str | None, ...]) -> None:
    assert "are in" not in explain_refusal(
        refusal_after_reading("Сколько дронов?", stating(*languages), UNKNOWN, unread=True)
    )


@pytest.mark.parametrize("languages", [("en",), ("en-GB", "de")], ids=["english", "british"])
def test_who_asks_in_english_is_not_told_of_english(languages: tuple[str, ...]) -> None:
    refused = refusal_after_reading("Who won the cup?", stating(*languages), {"won": 0, "cup": 0})
    assert "are in" not in explain_refusal(refused)


def test_who_asks_in_english_is_told_of_another_language() -> None:
    refused = refusal_after_reading("Who won the cup?", stating("de"), {"won": 0, "cup": 0})
    assert explain_refusal(refused).endswith("The documents nearest to it are in German.")


def test_who_asks_in_the_language_of_the_documents_is_not_told_of_it() -> None:
    near = stating("de", "de", text="Wer den Hafen baute, wann er eröffnet wurde und was er gekostet hat, ist bekannt.")
    refused = refusal_after_reading(
        "Wann wurde Käsekuchen erfunden?", near, {"Käsekuchen": 0, "erfunden": 0, "Wann": 2}
    )
    assert "are in" not in explain_refusal(refused)


def test_words_that_are_not_set_apart_are_not_said_to_be_missing() -> None:
    refused = refusal_after_reading("狗的登记费 cup?", [], {"狗的登记费": 0, "cup": 0, "drones": 1})
    assert explain_refusal(refused) == "No passage was found to answer this. No passage has: cup."


def test_of_many_words_that_are_missing_some_are_named() -> None:
    frequencies = {"iran": 1} | {f"word{place}": 0 for place in range(MAX_MISSING + 30)}
    refused = refusal_after_reading("?", [], frequencies)
    assert explain_refusal(refused).endswith(f"word{MAX_MISSING - 1} and 30 more.")


GERMAN = (
    "Teheran hat den Vorwurf zurückgewiesen, Moskau seit dem Sommer mehrere hundert Drohnen geliefert zu haben, und"
    " nannte entsprechende Berichte aus Kiew und Washington haltlos und politisch motiviert."
)


def test_passages_that_do_not_look_english_are_said_to_be_read_less_surely() -> None:
    german, english = found(passage_of(GERMAN)), found(passage_of("It is."))
    frequencies = {"drones": 1}
    assert "is less sure" in explain_refusal(refusal_after_reading("Who?", [german], frequencies))
    assert "English" not in explain_refusal(refusal_after_reading("Who?", [english], frequencies))
    assert "English" not in explain_refusal(refusal_after_reading("Who?", [german, english], frequencies))


def test_a_text_that_asks_nothing_is_told_so() -> None:
    refused = refusal_of_what_asks_nothing("A mail.", [])
    assert refused.reason is RefusalReason.NO_SHARED_WORDS
    assert "\n" not in explain_refusal(refused)
    assert refused.nearest == ()
    near = [found(passage_of(f"Passage {place}.", document_id=str(place))) for place in range(NEAREST_SHOWN + 2)]
    refused = refusal_of_what_asks_nothing("A mail.", near)
    assert refused.reason is RefusalReason.NOTHING_ASKED
    assert refused.nearest == tuple(near[:NEAREST_SHOWN])


def test_where_nothing_is_near_nothing_is_shown() -> None:
    near = [found(passage_of("The gate opens at six."))]
    refused = refusal_after_reading("zxcv qwerty", near, {"zxcv": 0, "qwerty": 0}, unread=True)
    assert (refused.reason, refused.nearest) == (RefusalReason.NO_SHARED_WORDS, ())
    assert explain_refusal(refused) == "No passage has any of the words asked about."


@pytest.mark.parametrize("verb", ["Summarize", "List", "Please", "describe"])
def test_what_is_to_be_done_with_an_answer_is_not_said_to_be_missing(verb: str) -> None:
    refused = refusal_after_reading(f"{verb} the drones of Ashby", [], {verb: 0, "drones": 1, "Ashby": 0})
    assert explain_refusal(refused) == "No passage was found to answer this. No passage has: Ashby."
