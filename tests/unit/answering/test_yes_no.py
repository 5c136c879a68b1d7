"""Both sides of a question that can be answered by yes or by no."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from retrieval.answering.yes_no import other_side_second, says_so, stances_of, with_replies
from retrieval.domain.readings import Reading, Relation
from tests.building import document_of, passage_at, reading_of, span_of

SAYS_SO, OTHERWISE, UNSURE = "It was so.", "It was not so.", "It rained."


class ByWords:
    """A `SupportJudge` that goes by the three sentences above."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        sure = {SAYS_SO: Relation.SUPPORTS, OTHERWISE: Relation.CONTRADICTS, UNSURE: Relation.OPEN}
        return [{relation: 0.9 if sure[quote] is relation else 0.05 for relation in Relation} for quote, _ in pairs]


def readings(*texts: str) -> list[Reading]:
    return [
        reading_of(document_of(text, document_id=f"document-{number}"), text, 0.9 - number / 100)
        for number, text in enumerate(texts)
    ]


def ordered(*texts: str) -> list[str]:
    given = readings(*texts)
    turned = [reading for reading, _ in other_side_second(given, stances_of("it was so", given, ByWords()))]
    assert sorted(map(id, turned)) == sorted(map(id, given)), "none is lost and none is made up"
    return [reading.passage.document.text for reading in turned]


def test_the_other_side_comes_right_after_the_first() -> None:
    assert ordered(SAYS_SO, UNSURE, SAYS_SO, OTHERWISE) == [SAYS_SO, OTHERWISE, UNSURE, SAYS_SO]


def test_whichever_side_is_the_likelier() -> None:
    assert ordered(OTHERWISE, UNSURE, SAYS_SO) == [OTHERWISE, SAYS_SO, UNSURE]


def test_a_first_that_takes_no_side_stays_first() -> None:
    assert ordered(UNSURE, SAYS_SO, SAYS_SO, OTHERWISE) == [UNSURE, OTHERWISE, SAYS_SO, SAYS_SO]


@pytest.mark.parametrize("texts", [(), (SAYS_SO,), (SAYS_SO, SAYS_SO), (UNSURE, OTHERWISE), (UNSURE, UNSURE)])
def test_where_there_is_one_side_the_order_stays(texts: tuple[str, ...]) -> None:
    assert ordered(*texts) == list(texts)


DENIED = "The mayor denied it."


def test_who_denies_takes_the_other_side_unless_the_denial_is_asked_about() -> None:
    class Agrees(ByWords):
        def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
            return [{relation: float(relation is Relation.SUPPORTS) for relation in Relation} for _ in pairs]

    assert stances_of("the mayor paid", readings(DENIED), Agrees()) == [Relation.CONTRADICTS]
    assert stances_of("the mayor denied it", readings(DENIED), Agrees()) == [Relation.SUPPORTS]


@pytest.mark.parametrize(
    ("sentence", "otherwise"),
    [
        ("I cannot prove that the letter is genuine.", Relation.CONTRADICTS),
        ("It could not be shown that the letter is genuine.", Relation.CONTRADICTS),
        ("It is not clear whether the letter is genuine.", Relation.OPEN),
        ("Nobody knows if the letter is genuine.", Relation.OPEN),
        ("Whether the letter is genuine is an open question.", Relation.OPEN),
    ],
)
def test_who_says_that_it_is_not_known_does_not_say_that_it_is_so(sentence: str, otherwise: Relation) -> None:
    class Judges(ByWords):
        def __init__(self, side: Relation) -> None:
            self._side = side

        def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
            return [{relation: float(relation is self._side) for relation in Relation} for _ in pairs]

    for judged, stance in ((Relation.SUPPORTS, Relation.OPEN), (Relation.CONTRADICTS, otherwise)):
        assert stances_of("the letter is genuine", readings(sentence), Judges(judged)) == [stance]


def test_a_denial_that_follows_in_the_paragraph_is_heard() -> None:
    document = document_of("The council accused the mayor of theft. It met on Monday. The mayor denied it.")
    passage = passage_at(document, document.text)
    start, end = span_of(document, "The council accused the mayor of theft.")
    accused = Reading(passage=passage, start=start, end=end, answer_probability=0.9)
    heard = with_replies("the mayor stole", [accused])
    assert [document.text[reading.start : reading.end] for reading in heard] == [
        "The council accused the mayor of theft.",
        DENIED,
    ]
    assert with_replies("the mayor denied the theft", [accused]) == [accused]
    far = document_of("The council accused him. It met. It rose.\n\nThe mayor denied it.")
    start, end = span_of(far, "The council accused him.")
    accused = Reading(passage=passage_at(far, far.text), start=start, end=end, answer_probability=0.9)
    assert with_replies("the mayor stole", [accused]) == [accused]


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("The baker accused the mayor of closing the old mill.", Relation.SUPPORTS),
        ("Residents claim that the mayor closed the mill.", Relation.SUPPORTS),
        ("The mayor denied that she closed the mill, as the baker claimed.", Relation.CONTRADICTS),
        ("The baker accused the miller of theft.", Relation.OPEN),
        ("The mill stands by the river.", Relation.OPEN),
    ],
)
def test_who_accuses_somebody_of_it_says_that_it_is_so(sentence: str, stance: Relation) -> None:
    class KnowsNothing(ByWords):
        def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
            return [{relation: float(relation is Relation.OPEN) for relation in Relation} for _ in pairs]

    assert stances_of("the mayor close the mill", readings(sentence), KnowsNothing()) == [stance]


class Sure(ByWords):
    def __init__(self, side: Relation) -> None:
        self._side = side

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        return [{relation: float(relation is self._side) for relation in Relation} for _ in pairs]


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("There is no evidence that the mayor closed the mill.", Relation.CONTRADICTS),
        ("The baker claimed that the mayor closed the mill; there is no evidence of it.", Relation.CONTRADICTS),
        ("The court overturned the ruling that the mayor closed the mill.", Relation.OPEN),
        ("The mayor was accused of closing the mill.", Relation.OPEN),
        ("It is thought that the mayor closed the mill.", Relation.OPEN),
        ("The mayor denied that she took the money.", Relation.SUPPORTS),
        ("The mayor closed the mill.", Relation.SUPPORTS),
    ],
)
def test_what_a_sentence_does_not_say_itself_is_no_yes(sentence: str, stance: Relation) -> None:
    assert stances_of("the mayor close the mill", readings(sentence), Sure(Relation.SUPPORTS)) == [stance]


def test_what_the_next_sentence_takes_back_is_no_yes() -> None:
    document = document_of("Some say the mill is closed. It is not.")
    start, end = span_of(document, "Some say the mill is closed.")
    reading = Reading(passage=passage_at(document, document.text), start=start, end=end, answer_probability=0.9)
    assert stances_of("the mill is closed", [reading], Sure(Relation.SUPPORTS)) == [Relation.OPEN]


def test_what_shares_nothing_but_names_does_not_contradict() -> None:
    said = readings("Ada Brook is a miller who likes oats.", "Ada Brook was not there.", "It was sold to a miller.")
    assert stances_of("Ada Brook was elected", said, Sure(Relation.CONTRADICTS)) == [
        Relation.OPEN,
        Relation.CONTRADICTS,
        Relation.CONTRADICTS,
    ]


def test_a_denial_in_another_passage_that_was_read_is_heard() -> None:
    said, denied, other = readings(
        "Neighbours say that the mayor closed the mill.",
        "It is not true that the mayor closed the mill.",
        "It is not true that the mayor drinks.",
    )
    assert with_replies("the mayor close the mill", [said], [said, other, denied]) == [said, denied]
    assert with_replies("the mayor close the mill", [said], [said, other]) == [said]
    assert with_replies("the mayor close the mill", [denied], [said, denied]) == [denied]
    assert with_replies("the mayor close the mill", [], [said, denied]) == []


@pytest.mark.parametrize(
    ("section", "read"),
    [("Help › Why is it so?", f"Why is it so?\n{SAYS_SO}"), ("Help › Being so", SAYS_SO), ("", SAYS_SO)],
)
def test_a_passage_below_a_question_is_judged_with_it(section: str, read: str) -> None:
    judged: list[str] = []

    class Notes(ByWords):
        def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
            judged.extend(quote for quote, _ in pairs)
            return super().relations([(SAYS_SO, statement) for _, statement in pairs])

    passage = replace(passage_at(document_of(SAYS_SO), SAYS_SO), section=section)
    assert says_so("it is so", [passage], Notes()) is Relation.SUPPORTS
    assert judged == [read]


@pytest.mark.parametrize(
    ("line", "statement", "stance"),
    [
        ("| Sun | 09:00–17:00 |", "the museum is open on Sundays", Relation.SUPPORTS),
        ("Monday to Friday: 7 am to 9 pm", "the pool is open on Wednesday", Relation.SUPPORTS),
        ("- Saturday and Sunday 10:00 to 16:00", "the archive is closed on Sundays", Relation.CONTRADICTS),
        ("| Mon | closed |", "the museum is open on Mondays", Relation.CONTRADICTS),
        ("Mondays: closed", "the bar is closed on Mondays", Relation.SUPPORTS),
        ("| Sat | 10:00–18:00 |", "the museum is open on Sundays", Relation.OPEN),
        ("| Sun | 09:00–17:00 |", "parking is free on Sundays", Relation.OPEN),
        ("| May | 09:00–17:00 |", "the museum may open", Relation.CONTRADICTS),
        ("| Sun | 09:00–17:00 |", "the museum is open on Sundays at 18:00", Relation.OPEN),
    ],
)
def test_hours_of_a_day_say_that_it_is_open_then(line: str, statement: str, stance: Relation) -> None:
    class Denies(ByWords):
        def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
            return [{relation: float(relation is Relation.CONTRADICTS) for relation in Relation} for _ in pairs]

    assert stances_of(statement, readings(line), Denies()) == [stance]
    sentence = "The museum was shut on Sunday for a repair."
    assert stances_of(statement, readings(sentence), Denies()) == [Relation.CONTRADICTS]
