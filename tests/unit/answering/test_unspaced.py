"""Questions in Chinese and Japanese: what has their words answers, and nothing else does."""

import pytest

from retrieval.answering.unspaced import by_shared_characters, pairs_of
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading
from tests.building import document_of, span_of

DORMITORY = "門限は午後十一時です。洗濯機は地下にあります。昼食は五百円です。"
HOSTEL = "行李寄存处在前台旁边。充电桩有四个。早餐从七点到九点供应。"


def likely(question: str, text: str) -> list[str]:
    """The sentences of a text that are left likely; the reader takes the last for the likeliest."""
    document = document_of(text, title="x")
    passage = Passage(document=document, start=0, end=len(text))
    sentences = [f"{sentence}。" for sentence in text.split("。") if sentence]
    spans = [span_of(document, sentence) for sentence in sentences]
    readings = [
        Reading(passage=passage, start=start, end=end, answer_probability=0.5 + place / 10)
        for place, (start, end) in enumerate(spans)
    ]
    held = by_shared_characters(question, readings)
    return [text[reading.start : reading.end] for reading in held if reading.answer_probability]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("門限は何時ですか？", DORMITORY, "門限は午後十一時です。"),
        ("洗濯機はどこにありますか？", DORMITORY, "洗濯機は地下にあります。"),
        ("昼食はいくらですか？", DORMITORY, "昼食は五百円です。"),
        ("行李寄存处在哪里？", HOSTEL, "行李寄存处在前台旁边。"),
        ("充电桩有几个？", HOSTEL, "充电桩有四个。"),
        ("早餐几点供应？", HOSTEL, "早餐从七点到九点供应。"),
    ],
    ids=["until when", "where", "how much", "where in Chinese", "how many", "when"],
)
def test_the_sentence_with_the_words_of_the_question_answers(question: str, text: str, answer: str) -> None:
    assert likely(question, text) == [answer]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("プールの料金はいくらですか？", DORMITORY),
        ("行李寄存处什么时候关门？", HOSTEL),
        ("洗濯機は何時までですか？", DORMITORY),
    ],
    ids=["of something else", "no time there", "no time there in Japanese"],
)
def test_what_has_not_its_words_or_no_figure_that_is_asked_for_does_not(question: str, text: str) -> None:
    assert likely(question, text) == []


def test_a_question_in_another_script_is_left_to_the_reader() -> None:
    assert pairs_of("What does 充电桩 mean?") == frozenset()
    assert len(likely("When is breakfast?", HOSTEL)) == 3
