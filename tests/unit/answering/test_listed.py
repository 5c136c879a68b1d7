"""Which readings of what is listed are shown, and with which sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.answering.other_kinds import that_decide
from retrieval.domain.readings import Reading, Relation
from tests.building import judged_of, passage_of, span_of

DISHES = {
    "Pesto is pasta with basil. The dish contains nuts and gluten. It costs 11 EUR.": 0.9,
    "Salad is lettuce with tomatoes. The dish contains no nuts and no gluten. It costs 7 EUR.": 0.8,
    "Brownie is a cake of chocolate. The dish contains nuts and eggs. It costs 5 EUR.": 0.2,
    "Satay is chicken on a stick. The dish contains peanuts and salt. It costs 12 EUR.": 0.2,
    "Soup is made of leeks. Visitors like it for the cream. The dish contains nuts in autumn.": 0.2,
    "Stew is made of beef. The dish never contains no nuts. It costs 14 EUR.": 0.0,
}


class ByNo:
    """A `SupportJudge` that takes a "no" for a no in what is short, and everything else for a yes."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        sure = [
            Relation.CONTRADICTS if " no " in quote and len(quote) < 80 else Relation.SUPPORTS for quote, _ in pairs
        ]
        return [{each: 0.9 if each is relation else 0.05 for each in Relation} for relation in sure]


def listed(question: str, judge: ByNo | None) -> list[str]:
    """What is read in each is its first sentence."""
    judged = judged_of(0.9)
    readings = []
    for text, probability in DISHES.items():
        passage = passage_of(text, document_id=text.split()[0])
        start, end = span_of(passage.document, f"{text.split('.')[0]}.")
        readings.append(Reading(passage=passage, start=start, end=end, answer_probability=probability))
    judged = replace(judged, part=replace(judged.part, read_as=question), readings=tuple(readings))
    return [each.passage.document.text[each.start : each.end] for each in that_decide(judged, judge)]


def test_what_the_sentence_that_decides_denies_is_not_listed_and_what_it_says_in_all_words_is() -> None:
    assert listed("Which dishes contain nuts?", ByNo()) == [
        "Pesto is pasta with basil.",
        "Brownie is a cake of chocolate.",
        # What is between may be about something else: the sentence that decides is shown by itself.
        "The dish contains nuts in autumn.",
    ]


def test_where_nobody_judges_nothing_is_added_or_left_out() -> None:
    assert listed("Which dishes contain nuts?", None) == [
        "Pesto is pasta with basil.",
        "Salad is lettuce with tomatoes.",
    ]


def test_what_has_not_all_words_is_not_added() -> None:
    assert listed("Which dishes contain nuts and honey?", ByNo()) == ["Pesto is pasta with basil."]
