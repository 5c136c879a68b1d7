"""What is long, and what asks in it."""

import json

import pytest

from retrieval.answering.parts import MAX_PARTS, parts_of
from retrieval.answering.pasted_text import (
    MOST_CHARS,
    MOST_WORDS,
    asking_alone,
    asks,
    is_pasted,
    sentences_of,
    telling_stems,
)
from tests.conftest import ROOT

MAIL = """Hello all,
Your parcel from Larkwood Trading was sent on Monday. It weighs two kilograms.
The depot is in Fernley.
Kind regards, Larkwood"""
LOG = """08:14:07 ERROR worker-3 upload failed for cam-07
java.net.SocketTimeoutException: Read timed out
    at net.Channel.pull(Channel.java:88)"""


def test_a_text_is_pasted_by_its_words_its_lines_or_how_it_begins() -> None:
    assert not is_pasted("word " * MOST_WORDS)
    assert is_pasted("word " * (MOST_WORDS + 1))
    assert not is_pasted("Who denied it?\n\nAnd when?\n")
    assert is_pasted("one\ntwo\nthree")
    assert is_pasted("x" * (MOST_CHARS + 1))


@pytest.mark.parametrize(
    ("text", "pasted"),
    [
        ("2024-05-02 11:04:17,332 ERROR shop.render TemplateMissing: cakes/List.html", True),
        ("[11:04:17] connection reset, what can I do?", True),
        ("ERROR: disk full", True),
        ("[WARN] disk_check: 3% left", True),
        ("INFO about parking please", False),
        ("WARNING lights on the dashboard: what do they mean?", False),
        ("2024-05-02 is a holiday?", False),
        ("11:04 or 11:30, which train is it?", False),
    ],
)
def test_a_line_of_a_log_is_pasted_however_short_it_is(text: str, pasted: bool) -> None:
    assert is_pasted(text) is pasted


@pytest.mark.parametrize(
    "sentence",
    [
        "Who denied it?",
        "I get this, what can I do?",
        "how do i fix this",
        "hi, how can we stop it",
        "what's the limit on uploads",
        "how to raise the limit",
        "can i raise the limit",
        "I would like to know who sent it.",
        "I'm wondering if it still works.",
        "We don't understand why it stops.",
        "Please explain the second line.",
        "Any idea how it got there",
    ],
)
def test_a_sentence_that_asks_does(sentence: str) -> None:
    assert asks(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your parcel was sent on Monday.",
        "When you are ready, press the button.",
        "If you have any questions, reply to this mail.",
        "Will be charged on 5 May.",
        "What a day.",
        "is not set",
        "while (n > 0) { n -= 1 }",
        "WHERE id = ?",
        "const name = user?.name;",
        "return n > 0 ? n : -n;",
        "Let me know.",
    ],
)
def test_a_sentence_that_does_not_ask_does_not(sentence: str) -> None:
    assert not asks(sentence)


def test_a_long_text_without_a_question_has_no_part() -> None:
    assert parts_of(MAIL) == parts_of(LOG) == ()


def test_the_parts_of_a_long_text_are_its_sentences_that_ask() -> None:
    (part,) = parts_of(f"{MAIL}\nWhere is the depot of Larkwood Trading?")
    assert part.asked == part.found_by == part.read_as == "Where is the depot of Larkwood Trading?"


def test_a_sentence_that_leans_is_read_with_what_weighs_most() -> None:
    (part,) = parts_of(f"I get this, what can I do?\n{LOG}", lambda sentence: float("Timeout" in sentence))
    assert part.asked == "I get this, what can I do?"
    assert part.found_by == part.read_as == f"java.net.SocketTimeoutException: Read timed out {part.asked}"
    (part,) = parts_of(f"{MAIL}\nWhat can I do about it?", lambda sentence: float("parcel" in sentence))
    assert part.read_as == "Your parcel from Larkwood Trading was sent on Monday. What can I do about it?"


def test_a_question_beside_a_log_is_searched_for_by_its_messages_and_read_by_itself_too() -> None:
    (part,) = parts_of(f"Why does the upload to the depot stop?\n{LOG}", lambda sentence: float("upload" in sentence))
    assert part.found_by == f"worker-3 upload failed for cam-07 {part.asked}"
    assert part.alone == part.asked == "Why does the upload to the depot stop?"
    assert part.pasted == ("worker-3 upload failed for cam-07", "java.net.SocketTimeoutException: Read timed out")
    # The log shows that it stops.
    assert part.premise is None


def test_a_long_text_has_no_more_parts_than_a_question() -> None:
    text = "\n".join(f"Where is depot {place} of Larkwood Trading?" for place in range(MAX_PARTS + 3))
    assert len(parts_of(text)) == MAX_PARTS


def test_every_character_that_is_no_space_is_in_a_sentence() -> None:
    for text in (MAIL, LOG):
        assert "".join("".join(sentences_of(text)).split()) == "".join(text.split())


def test_names_tell_most_and_all_words_do_where_there_is_none() -> None:
    assert telling_stems("The parcel of Larkwood was sent to Fernley.") == ["larkwood", "fernley"]
    assert telling_stems("the parcel was sent") == ["parcel", "send"]
    assert telling_stems("It is.") == []


PASTED = [json.loads(line) for line in (ROOT / "tests/evals/no_questions.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("kind", ["log", "code", "greeting", "language"])
def test_of_what_was_written_to_try_it_no_long_text_asks(kind: str) -> None:
    texts = [row["text"] for row in PASTED if row["kind"] == kind]
    assert len(texts) >= 25
    assert [text for text in texts if is_pasted(text) and parts_of(text)] == []


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("The cache takes 40 GB of my disk. How can I clean it?", "How can I clean it?"),
        ("i have two dogs. do i need two licences", "do i need two licences"),
        ("my server stops at night, how do i find the cause", "how do i find the cause"),
        ("hi all! can i raise the limit on uploads pls", "can i raise the limit on uploads"),
        ("pump counter wont clear help", "pump counter wont clear"),
        ("What is the rent? I live in flat 3.", "What is the rent?"),
    ],
)
def test_what_asks_is_told_from_what_only_tells(text: str, alone: str) -> None:
    assert asking_alone(text) == alone


@pytest.mark.parametrize(
    "text",
    [
        "Who sold the drones?",
        "drones and missiles",
        # What asks has too little to say by itself what it asks.
        "My laptop was stolen. What should I do?",
        "If my dog is lost, who do I call?",
        "When the server crashes, what should I do?",
        "help",
        "",
    ],
)
def test_what_asks_as_a_whole_is_read_as_a_whole(text: str) -> None:
    assert asking_alone(text) is None


def test_a_line_that_begins_as_those_of_logs_do_is_one_sentence_and_asks_nothing() -> None:
    line = "[09:00:01] [main/WARN]: Can't keep up! Is the server overloaded? Running behind"
    assert sentences_of(f"Why?\n{line}") == ["Why?", line]
    assert not asks(line)


def test_a_sign_in_the_place_of_a_line_end_ends_a_sentence() -> None:
    assert sentences_of("It stopped \u23ce at Channel.pull \u23ce") == ["It stopped", "at Channel.pull"]
