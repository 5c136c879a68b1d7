"""What a pasted log says, and which sentences quote it."""

import pytest

from retrieval.answering.pasted_logs import (
    MESSAGES_SEARCHED,
    QUOTED_PROBABILITY,
    as_quoted,
    message_of,
    messages_of,
    telling_messages,
)
from retrieval.answering.pasted_text import sentences_of
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading
from retrieval.text.identifiers import MOST_NAMING_A_WORD
from tests.building import document_of, span_of

LOG = """[14:22:07] [Server thread/INFO]: Starting larch server version 1.20.4
[14:22:31] [Server thread/ERROR]: Could not load 'plugins/Warps.jar' in folder 'plugins'
org.larch.plugin.UnknownDependencyException: Vault
\tat org.larch.plugin.Loader.step(Loader.java:200)
$ java -jar /srv/larch/larch.jar
[14:22:40] [Server thread/INFO]: Done (18.244s)!"""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2024-06-30 22:10:46.010 UTC [2201] FATAL:  could not open the tank", "could not open the tank"),
        ("E0502 at 08:14:07,113 [pump-3] WARN  valve 7 is stuck", "E0502 at valve 7 is stuck"),
        ("error[E0502]: cannot borrow `queue`", "error : cannot borrow `queue`"),
        ("java.net.SocketTimeoutException: Read timed out", "java.net.SocketTimeoutException: Read timed out"),
        ("FATAL: cannot read /var/lib/tide/state.db", "cannot read"),
    ],
)
def test_a_message_is_what_a_line_says_without_when_and_where(line: str, message: str) -> None:
    assert message_of(line) == message


@pytest.mark.parametrize(
    "sentence", ["The pump failed on Monday.", "We make errors.", "It takes 14 days.", "Kind regards, Signe"]
)
def test_a_sentence_of_a_mail_is_no_message(sentence: str) -> None:
    assert message_of(sentence) is None


def test_messages_tell_of_trouble_and_of_no_call_or_command() -> None:
    assert messages_of(sentences_of(LOG)) == [
        "Could not load 'plugins/Warps.jar' in folder 'plugins'",
        "org.larch.plugin.UnknownDependencyException: Vault",
    ]


def test_those_that_weigh_most_are_searched_by() -> None:
    messages = [f"message {n}" for n in range(9)]
    assert telling_messages(messages, lambda message: float(message[-1]) - 5) == ["message 8", "message 7", "message 6"]
    assert len(telling_messages(messages, lambda _: 1.0)) == MESSAGES_SEARCHED
    assert telling_messages(messages, lambda _: 0.0) == []


def quoted(message: str, text: str, *quotes: str, section: str = "") -> list[str]:
    """The quotes that are likely for what they quote."""
    document = document_of(text)
    passage = Passage(document=document, start=0, end=len(text), section=section)
    readings = [
        Reading(passage=passage, start=start, end=end, answer_probability=0.1 + place / 100)
        for place, (start, end) in enumerate(span_of(document, quote) for quote in quotes)
    ]
    return [
        text[reading.start : reading.end]
        for reading in as_quoted([message], readings)
        if reading.answer_probability == QUOTED_PROBABILITY
    ]


UPSTREAM = """`refused by the tank (111: Valve shut) while filling` is logged when the valve is shut. Open it by hand.

The tank holds ninety litres."""


def test_a_sentence_that_quotes_a_message_is_likely_with_the_next_of_its_paragraph() -> None:
    pasted = "*77120 refused by the tank (111: Valve shut) while filling, client: 198.51.100.7"
    everything = ("the valve is shut", "Open it by hand.", "ninety litres")
    assert quoted(pasted, UPSTREAM, *everything) == ["the valve is shut", "Open it by hand."]
    assert quoted("refused by the tank", UPSTREAM, *everything) == []


def test_two_words_are_enough_where_one_is_coined() -> None:
    text = "`UnknownDependencyException: Vault` means that a plugin is missing.\n\nThe vault is below the stairs."
    assert quoted("UnknownDependencyException: Vault", text, "a plugin", "below the stairs") == ["a plugin"]
    assert quoted("UnknownDependencyException: Economy", text, "a plugin", "below the stairs") == []


ERRORS = """When a run ends with `ChecksumMismatch`, scrub the tank.

When a run ends with `QuotaExceeded`, drain the tank."""


@pytest.mark.parametrize(
    ("message", "likely"),
    [
        ("tank.errors.ChecksumMismatch: litre 7 is not as it was", ["scrub the tank"]),
        ("tank.errors.QuotaExceeded: 91 of 90 litres", ["drain the tank"]),
        ("tank.errors.ClockSkew: litre 7 is of tomorrow", []),
    ],
)
def test_a_coined_word_alone_says_which_message_it_is(message: str, likely: list[str]) -> None:
    assert message_of(message) == message
    assert quoted(message, ERRORS, "scrub the tank", "drain the tank") == likely


def test_a_coined_word_that_many_passages_name_says_nothing() -> None:
    documents = [
        document_of(f"Tank {n} runs on LarchScript.", document_id=f"d{n}") for n in range(MOST_NAMING_A_WORD + 1)
    ]
    readings = [
        Reading(
            passage=Passage(document=each, start=0, end=len(each.text)),
            start=0,
            end=len(each.text),
            answer_probability=0.1,
        )
        for each in documents
    ]
    message = "LarchScript: stopped"
    assert {each.answer_probability for each in as_quoted([message], readings)} == {0.1}
    assert {each.answer_probability for each in as_quoted([message], readings[1:])} == {QUOTED_PROBABILITY}


def test_what_stands_below_the_code_of_a_message_is_likely() -> None:
    text = "Switch it off for an hour. Then open the flap."
    assert quoted("The display shows E-217.", text, "Switch it off", "open the flap", section="E-217") == [
        "open the flap"
    ]
    assert quoted("The display shows E-218.", text, "Switch it off", "open the flap", section="E-217") == []
