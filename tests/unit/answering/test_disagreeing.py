"""Sides of answers over small documents: who says what, and what counts once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from retrieval.answering.choosing import different_first
from retrieval.answering.composing import compose
from retrieval.answering.disagreeing import choice_of, stated
from retrieval.answering.parts import Part
from retrieval.domain.answers import Answer, Side, Stance
from retrieval.domain.documents import Document
from retrieval.domain.readings import Reading, Relation
from tests.building import passage_at, span_of


def document(number: int, text: str, date: str | None = None) -> Document:
    return Document(id=f"document-{number}", title=f"List {number}", text=text, publisher="The shop", date=date)


def read(number: int, text: str, answer: str | None = None, date: str | None = None, sentence: str = "") -> Reading:
    """A reading of words in a document, or of its sentence where none are named."""
    holder = document(number, text, date)
    start, end = span_of(holder, answer or sentence or text)
    return Reading(
        passage=passage_at(holder, sentence or text), start=start, end=end, answer_probability=0.9 - number / 100
    )


class ByNot:
    """A `SupportJudge` that takes a "not" for a no and a "perhaps" for neither."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        return [
            {each: 0.9 if each is self._relation(quote, statement) else 0.05 for each in Relation}
            for quote, statement in pairs
        ]

    def _relation(self, quote: str, statement: str) -> Relation:
        if "perhaps" in quote:
            return Relation.OPEN
        return Relation.CONTRADICTS if " not " in quote else Relation.SUPPORTS


def sides_of(*readings: Reading, question: str = "What is it?") -> tuple[Side, ...]:
    part = Part(asked=question, found_by=question, read_as=question)
    choice = choice_of(part, different_first(readings), ByNot())
    return choice.sides(compose(choice.readings))


def as_said(sides: Sequence[Side]) -> list[tuple[str, list[str]]]:
    return [
        (side.value or str(side.stance), [telling.citation.document_id for telling in side.tellings]) for side in sides
    ]


def test_two_prices_are_two_sides_and_the_newer_date_is_told() -> None:
    old = read(1, "The Pro plan costs 25 euros a month.", "25 euros", "2023-01-01")
    new = read(2, "The Pro plan costs 30 euros a month.", "30 euros", "2025-01-01")
    sides = sides_of(old, new, question="How much does Pro cost?")
    assert as_said(sides) == [("25 euros", ["document-1"]), ("30 euros", ["document-2"])]
    answer = Answer(question="What does Pro cost?", statements=compose([old, new]), sides=sides)
    assert answer.newest_side is sides[1]
    assert [citation.document_id for citation in answer.citations] == ["document-1", "document-2"]


def test_values_that_may_both_be_so_are_no_sides() -> None:
    assert sides_of(read(1, "It was built about 1820.", "about 1820"), read(2, "It was built in 1820.", "1820")) == ()
    assert sides_of(read(1, "It was built in 1820.", "1820"), read(2, "It was built by Zook.", "Zook")) == ()
    assert sides_of(read(1, "It was built in 1820.", "1820")) == ()


def test_what_is_much_less_likely_takes_no_side() -> None:
    likely, other = read(1, "It was built in 1820.", "1820"), read(2, "It was built in 1830.", "1830")
    assert len(sides_of(likely, other)) == 2
    assert sides_of(likely, replace(other, answer_probability=0.6)) == ()


def test_yes_and_no_are_sides_and_who_says_so_is_named() -> None:
    sides = sides_of(
        read(1, "Kyiv said that the drones were sold."),
        read(2, "Tehran said that the drones were not sold."),
        read(3, "The drones were perhaps sold."),
        question="Were the drones sold?",
    )
    assert as_said(sides) == [("yes", ["document-1"]), ("no", ["document-2"])]
    assert [telling.speaker for side in sides for telling in side.tellings] == ["Kyiv", "Tehran"]


def test_nobody_who_says_no_is_no_disagreement() -> None:
    agreed = (
        read(1, "Kyiv said that the drones were sold."),
        read(2, "The drones were sold, the ministry in Kyiv added."),
    )
    assert sides_of(*agreed, question="Were the drones sold?") == ()


def test_the_same_sentence_in_two_documents_is_of_one_origin() -> None:
    (first, _) = sides_of(
        read(1, "The town of Ashby has 100 people today.", "100"),
        read(2, "The town of Ashby has 100 people today.", "100"),
        read(3, "A hundred years ago Ashby was a village, and as of now it has 100 inhabitants.", "100"),
        read(4, "The town of Ashby has 200 people today.", "200"),
    )
    assert [telling.citation.document_id for telling in first.tellings] == ["document-1", "document-2", "document-3"]
    assert first.origins == 2


def test_what_leans_on_the_same_reference_is_of_one_origin() -> None:
    text = "{claim}\n\n## References\n\n[1] Harbour Office, Yearbook of the harbour, 1999."
    claims = ["The pier is 300 metres long [1].", "Walkers like that they can go 300 metres out to sea [1]."]
    (first, other) = sides_of(
        *(read(n, text.format(claim=claim), "300", sentence=claim) for n, claim in enumerate(claims, 1)),
        read(3, "The pier is 450 metres long.", "450"),
    )
    assert (len(first.tellings), first.origins) == (2, 1)
    assert first.stance is other.stance is Stance.VALUE


def test_several_values_of_what_there_are_several_of_are_no_sides() -> None:
    plans = read(1, "The Harbour plan has a trial.", "Harbour"), read(2, "The Lagoon plan has a trial.", "Lagoon")
    assert sides_of(*plans, question="Which plans have a trial?") == ()
    assert len(sides_of(*plans, question="Which plan has a trial?")) == 2


def test_reasons_and_ways_to_do_a_thing_are_no_sides() -> None:
    reasons = read(1, "It was closed for repairs.", "repairs"), read(2, "It was closed for want of ships.", "ships")
    assert sides_of(*reasons, question="Why was it closed?") == ()
    assert sides_of(*reasons, question="How do I close it?") == ()
    assert len(sides_of(*reasons, question="What was it closed for?")) == 2


def test_one_document_does_not_exclude_itself_by_values() -> None:
    text = "Larne has 7 platforms. Nairn has 3 platforms."
    larne = read(1, text, "7", sentence="Larne has 7 platforms.")
    assert sides_of(larne, read(1, text, "3", sentence="Nairn has 3 platforms.")) == ()
    elsewhere = read(2, "It has 3 platforms.", "3")
    assert sides_of(larne, elsewhere) != ()


def test_one_document_does_not_contradict_itself_unless_it_says_who_does() -> None:
    text = "The cache was cleared. Next year the cache was not cleared."
    cleared, kept = (read(1, text, sentence=sentence) for sentence in text.split(". "))
    assert sides_of(cleared, kept, question="Was the cache cleared?") == ()
    assert len(sides_of(cleared, read(2, "The cache was not cleared."), question="Was the cache cleared?")) == 2
    said = "Kyiv said that the drones were sold. Tehran said that the drones were not sold."
    kyiv, tehran = (read(1, said, sentence=sentence) for sentence in said.removesuffix(".").split(". "))
    assert len(sides_of(kyiv, tehran, question="Were the drones sold?")) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Smoking is allowed on the terrace.", "Smoking is not allowed on the terrace."),
        ("The pool is heated from May to September.", "The pool is not heated from May to September."),
        ("Backups of the wiki are kept for a year.", "Backups of the wiki are not kept for a year."),
    ],
)
def test_both_of_two_sides_in_nearly_the_same_words_are_shown(old: str, new: str) -> None:
    question = "Is it so?"
    part = Part(asked=question, found_by=question, read_as=question)
    choice = choice_of(part, [read(1, old), read(2, new)], ByNot())
    statements = stated([part], [choice])
    assert [statement.text for statement in statements] == [old, new]
    assert all(
        telling.citation in [s.citations[0] for s in statements]
        for side in choice.sides(statements)
        for telling in side.tellings
    )


@pytest.mark.parametrize(
    ("text", "answer", "other"),
    [
        ("Chair: Ada Brook.", "Ada Brook", ("Chair: Tom Reed.", "Tom Reed")),
        ("The fee is 30 euros.", "30 euros", ("The fee is 45 euros.", "45 euros")),
        ("Open until 20:00.", "20:00", ("Open until 22:00.", "22:00")),
    ],
)
def test_few_words_in_two_documents_are_not_of_one_origin(text: str, answer: str, other: tuple[str, str]) -> None:
    first, _ = sides_of(read(1, text, answer), read(2, text, answer), read(3, other[0], other[1]))
    assert (len(first.tellings), first.origins) == (2, 2)


@pytest.mark.parametrize(
    ("one", "answer", "other", "others"),
    [
        ("The valve sits above the pump.", "above the pump", "The valve sits below the pump.", "below the pump"),
        ("Meet outside, at the mill.", "at the mill", "Meet inside, at the mill.", "at the mill"),
        ("It is cleaned before the fair.", "before the fair", "It is cleaned after the fair.", "after the fair"),
        ("The desk is upstairs.", "upstairs", "The desk is downstairs.", "downstairs"),
        ("It is due on the first Friday.", "Friday", "It is due on the last Friday.", "Friday"),
    ],
)
def test_opposites_of_one_thing_are_sides_and_both_are_shown(one: str, answer: str, other: str, others: str) -> None:
    readings = read(1, one, answer), read(2, other, others)
    assert [statement.text for statement in compose(readings)] == [one, other]
    assert len(sides_of(*readings)) == 2


def test_opposites_of_two_things_are_no_sides() -> None:
    village = read(1, "It is north of the village.", "north of the village")
    island = read(2, "It is south of the island.", "south of the island")
    assert sides_of(village, island) == ()


def test_two_ways_to_turn_are_sides() -> None:
    turns = read(1, "The lever turns clockwise.", "clockwise"), read(2, "It turns anticlockwise.", "anticlockwise")
    assert len(sides_of(*turns, question="Which way does the lever turn?")) == 2


@pytest.mark.parametrize(
    ("one", "answer", "other", "others"),
    [
        ("The slipway was budgeted at 2 million.", "2 million", "The slipway came to 3 million.", "3 million"),
        ("The pool is planned to open in May.", "May", "The pool opened in July.", "July"),
        ("The hall holds at most 300 guests.", "300", "Last night the hall held 220 guests.", "220"),
        ("Pro costs 200 euros.", "200 euros", "With the discount Pro costs 160 euros.", "160 euros"),
    ],
)
def test_two_things_said_of_one_are_no_sides_and_both_are_shown(one: str, answer: str, other: str, others: str) -> None:
    readings = read(1, one, answer), read(2, other, others)
    assert [statement.text for statement in compose(readings)] == [one, other]
    assert sides_of(*readings) == ()


def test_two_accounts_of_what_came_of_a_plan_are_sides() -> None:
    sides = sides_of(
        read(1, "The slipway was budgeted at 2 million.", "2 million"),
        read(2, "The slipway came to 3 million.", "3 million"),
        read(3, "The slipway came to 4 million.", "4 million"),
    )
    assert as_said(sides) == [("3 million", ["document-2"]), ("4 million", ["document-3"])]


@pytest.mark.parametrize(
    ("question", "one", "other", "told"),
    [
        (
            "When was the Zook House built?",
            "The Zook House was built in 1820.",
            "The Zook House was built in 1830.",
            True,
        ),
        ("When was the Zook House built?", "The Zook House was built in 1820.", "The barn was built in 1830.", False),
        ("When was the Zook House built?", "The Zook House was built in 1820.", "The Zook House burnt in 1830.", True),
        ("When was wing B12 of Ost built?", "Wing B12 of Ost was built in 1820.", "Wing B7 of Ost: 1830.", False),
        ("When was the house built?", "The house was built in 1820.", "The house was built in 1830.", False),
    ],
)
def test_what_is_less_likely_takes_a_side_where_its_passage_names_what_is_asked(
    question: str, one: str, other: str, told: bool
) -> None:
    less = replace(read(2, other, "1830"), answer_probability=0.6)
    assert bool(sides_of(read(1, one, "1820"), less, question=question)) is told
