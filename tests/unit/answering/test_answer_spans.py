import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.answering.answer_spans import (
    MAX_ANSWER_TOKENS,
    MAX_HEADER_CHARS,
    TokenSpans,
    best_span,
    header_of,
    reading_a_sentence,
)
from retrieval.answering.deciding import sigmoid
from retrieval.answering.signal_reader import sentences_of
from retrieval.documents.reading_text import reading_text_of
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading
from tests.building import document_of, passage_of

LOGITS = st.floats(-30, 30, width=32)
PAIRS = st.lists(st.tuples(LOGITS, LOGITS), min_size=1, max_size=MAX_ANSWER_TOKENS + 20)


@given(PAIRS)
@example([(0.0, 0.0)])
@example([(5.0, 0.0), *[(0.0, 0.0)] * MAX_ANSWER_TOKENS, (0.0, 5.0)])
def test_the_best_span_is_the_best_of_all_that_are_allowed(pairs: list[tuple[float, float]]) -> None:
    start, end = (np.array(logits, dtype=np.float32) for logits in zip(*pairs, strict=True))
    scores = {
        (first, last): float(start[first] + end[last])
        for first in range(len(pairs))
        for last in range(first, min(first + MAX_ANSWER_TOKENS, len(pairs)))
    }
    first, last, score = best_span(start, end)
    assert score == max(scores.values()) == scores[first, last]


def test_a_span_is_no_longer_than_an_answer_may_be() -> None:
    tokens = MAX_ANSWER_TOKENS + 1
    start, end = np.zeros(tokens, dtype=np.float32), np.zeros(tokens, dtype=np.float32)
    start[0] = end[-1] = 9.0
    end[-2] = 8.0
    assert best_span(start, end) == (0, tokens - 2, 17.0)


def test_of_equals_the_first_is_the_best() -> None:
    flat = np.zeros(5, dtype=np.float32)
    assert best_span(flat, flat) == (0, 0, 0.0)


TEXT = "Iran denied it. Kyiv did not. So it was."


def tokens_of(text: str, **logits: float) -> TokenSpans:
    """A token a word; a word that is named scores that much as a start and as an end, another nothing."""
    offsets, place = [], 0
    for word in text.split():
        place = text.index(word, place)
        offsets.append((place, place + len(word)))
        place += len(word)
    scores = np.array([logits.get(word.strip("."), 0.0) for word in text.split()], dtype=np.float32)
    return TokenSpans(start=scores, end=scores, offsets=offsets)


def read(passage: Passage, tokens: TokenSpans, probability: float = 0.8) -> list[Reading]:
    text = reading_text_of(passage)
    return list(reading_a_sentence(passage, text, tokens, probability=probability, relevance=0.6))


def test_each_sentence_has_a_reading_and_the_best_is_as_likely_as_the_passage() -> None:
    passage = passage_of(TEXT)
    tokens = tokens_of(TEXT, denied=2.0, Kyiv=1.0)
    readings = read(passage, tokens)
    assert [TEXT[reading.start : reading.end] for reading in readings] == ["denied", "Kyiv", "So"]
    expected = [0.8, 0.8 * math.exp(2.0 - 4.0), 0.8 * math.exp(0.0 - 4.0)]
    assert [reading.answer_probability for reading in readings] == pytest.approx(expected)
    assert {reading.relevance for reading in readings} == {0.6}


def test_spans_are_characters_of_the_document_not_of_the_passage() -> None:
    document = document_of(f"{TEXT} Again.")
    start, end = document.text.index("Kyiv"), document.text.index(" So")
    passage = Passage(document=document, start=start, end=end)
    (reading,) = read(passage, tokens_of(passage.text, did=3.0))
    assert document.text[reading.start : reading.end] == "did"


@pytest.mark.parametrize(
    ("offsets", "best", "shown"),
    [
        ([(0, 3), (3, 7), (8, 14)], 0, "Ivybank"),
        ([(0, 7), (8, 9), (9, 14)], 2, "denied"),
        ([(0, 7), (8, 14), (14, 15)], 2, "."),
        ([(0, 7), (7, 8), (8, 14)], 1, " denied"),
    ],
    ids=["the first part of a word", "the last", "a mark with no word after it", "what stands before a word"],
)
def test_a_span_begins_and_ends_where_words_do(offsets: list[tuple[int, int]], best: int, shown: str) -> None:
    passage = passage_of("Ivybank denied.")
    scores = np.array([9.0 if place == best else 0.0 for place in range(len(offsets))], dtype=np.float32)
    (reading,) = read(passage, TokenSpans(start=scores, end=scores, offsets=offsets))
    assert passage.text[reading.start : reading.end] == shown


def test_a_sentence_that_no_token_stands_for_has_no_reading() -> None:
    whole = tokens_of(TEXT)
    cut = TokenSpans(start=whole.start[:4], end=whole.end[:4], offsets=whole.offsets[:4])
    readings = read(passage_of(TEXT), cut)
    assert [TEXT[reading.start : reading.end] for reading in readings] == ["Iran", "Kyiv"]


def test_where_no_token_stands_for_any_the_passage_is_the_reading() -> None:
    nothing = np.zeros(0, dtype=np.float32)
    none = TokenSpans(start=nothing, end=nothing, offsets=[])
    passage = passage_of(TEXT)
    (reading,) = read(passage, none)
    assert (reading.start, reading.end, reading.answer_probability) == (passage.start, passage.end, 0.8)


@given(st.lists(LOGITS, min_size=9, max_size=9), st.floats(0, 1))
def test_no_reading_is_likelier_than_its_passage_and_one_is_as_likely(logits: list[float], probability: float) -> None:
    scores = np.array(logits, dtype=np.float32)
    tokens = TokenSpans(start=scores, end=scores, offsets=tokens_of(TEXT).offsets)
    passage = passage_of(TEXT)
    readings = read(passage, tokens, probability)
    assert max(reading.answer_probability for reading in readings) == probability
    for reading, (start, end) in zip(readings, sentences_of(passage), strict=True):
        assert start <= reading.start < reading.end <= end


def test_a_header_is_the_title_and_the_heading_and_no_longer_than_in_training() -> None:
    assert header_of(passage_of("Text.", title="Drones")) == "Drones"
    assert header_of(passage_of("Text.", title="Drones", section="Denial")) == "Drones – Denial"
    assert len(header_of(passage_of("Text.", title="Drones " * 40))) == MAX_HEADER_CHARS


@pytest.mark.parametrize("logit", [-1e9, -700.0, -1.0, 0.0, 1.0, 700.0, 1e9, math.inf, -math.inf])
def test_a_logit_of_any_size_is_a_probability(logit: float) -> None:
    assert 0.0 < sigmoid(logit) <= 1.0
    assert sigmoid(logit) + sigmoid(-logit) == pytest.approx(1.0)
