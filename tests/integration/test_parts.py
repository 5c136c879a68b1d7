"""What is made of a question's parts and of what they take for granted, over a real index; the reader finds each part
as likely as it is told, and the judge of support says what it is told.
"""

from collections.abc import Mapping, Sequence

import pytest

from retrieval.answering.ask import Answering
from retrieval.answering.explaining import explain_refusal
from retrieval.answering.refusals import NEAREST_SHOWN
from retrieval.domain.answers import Answer, Refusal, RefusalReason
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Reading, Relation
from retrieval.settings import Strictness
from tests.fakes import FixedReader
from tests.indexes import Asking, Index, index_of

SENTENCES = {
    "supplied": "Iran supplied drones to Russia for money",
    "denied": "Iran denied that it had supplied any drones",
    "shot down": "Ukraine shot down twenty drones over Kyiv",
    "bread": "Bread rises because of yeast",
    "baked": "A baker in Kyiv bakes bread at night",
}
SUPPLIED_AND_BREAD = "Why did Iran supply drones? Why does bread rise?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    texts = {title: f"{sentence}." for title, sentence in SENTENCES.items()}
    return index_of(texts, tmp_path_factory.mktemp("parts"))


class Judge:
    """A `SupportJudge` that says the same of every quote, and remembers what it was asked."""

    def __init__(self, relation: Relation) -> None:
        self._relation = relation
        self.asked: list[tuple[str, str]] = []

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        self.asked += pairs
        return [{relation: 0.9 if relation is self._relation else 0.05 for relation in Relation} for _ in pairs]


class PartReader(FixedReader):
    """Finds the last word of every passage; as likely as it was told of a word that the question ends in. It judges
    support as `judge` does.
    """

    def __init__(self, likely: Mapping[str, float], judge: Judge) -> None:
        super().__init__(0.0)
        self._likely = likely
        self.relations = judge.relations

    def read(self, question: str, found: Sequence[FoundPassage]) -> list[Reading]:
        (likely,) = [probability for word, probability in self._likely.items() if question.endswith(f"{word}?")]
        return [
            Reading(
                passage=result.passage,
                start=result.passage.start + result.passage.text.rindex(" ") + 1,
                end=result.passage.end,
                # The better found, the likelier.
                answer_probability=likely - place / 1000,
            )
            for place, result in enumerate(found)
        ]


def answering(index: Index, judge: Judge, **likely: float) -> Asking:
    answering = Answering(embedder=index.embedder, reader=PartReader(likely, judge), strictness=Strictness.BALANCED)
    return Asking(answering, index.generations.current)


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("likely", [0.1, 0.9])
def test_what_is_taken_for_granted_is_judged_once_of_each_passage(
    index: Index, relation: Relation, likely: float
) -> None:
    judge = Judge(relation)
    outcome = answering(index, judge, drones=likely).ask("Why did Iran supply drones?").outcome
    assert isinstance(outcome, Answer) == (likely > 0.5 and relation is not Relation.CONTRADICTS)
    # Only where the likeliest passage leaves it open, and a refusal says so, are the others asked.
    others = NEAREST_SHOWN - 1 if relation is Relation.OPEN and isinstance(outcome, Refusal) else 0
    assert len(judge.asked) == len(set(judge.asked)) == 1 + others
    assert {statement for _, statement in judge.asked} == {"Iran did supply drones"}


def test_a_refusal_of_all_parts_shows_what_is_near_each_of_them(index: Index) -> None:
    asked = answering(index, Judge(Relation.SUPPORTS), drones=0.2, rise=0.3).ask(SUPPLIED_AND_BREAD)
    refusal = asked.outcome
    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.NOT_ANSWERED
    assert "to answer any part of this." in explain_refusal(refusal)
    of_drones, of_bread = asked.judged
    assert [result.passage for result in refusal.nearest[:2]] == [
        of_bread.nearest[0].passage,
        of_drones.nearest[0].passage,
    ]
    assert len({result.passage.id for result in refusal.nearest}) == NEAREST_SHOWN


def test_a_passage_near_two_parts_is_shown_once(index: Index) -> None:
    question = "Who supplied drones? Who denied that it had supplied drones?"
    refusal = answering(index, Judge(Relation.SUPPORTS), drones=0.2).ask(question).outcome
    assert isinstance(refusal, Refusal)
    assert len({result.passage.id for result in refusal.nearest}) == len(refusal.nearest) == NEAREST_SHOWN


def test_where_one_part_takes_for_granted_what_is_denied_the_refusal_speaks_of_the_rest_too(index: Index) -> None:
    judge = Judge(Relation.CONTRADICTS)
    refusal = answering(index, judge, drones=0.9, rise=0.1).ask(SUPPLIED_AND_BREAD).outcome
    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.PREMISE_NOT_FOUND
    assert explain_refusal(refusal).startswith("A passage that was found seems to say no")
    assert "“Did Iran supply drones?” Nor is the rest of it answered." in explain_refusal(refusal)


def test_one_part_alone_has_no_rest(index: Index) -> None:
    refusal = answering(index, Judge(Relation.OPEN), drones=0.1).ask("Why did Iran supply drones?").outcome
    assert isinstance(refusal, Refusal)
    assert "rest" not in explain_refusal(refusal)


def test_what_whoever_asks_does_is_not_held_against_the_passages_in_words(index: Index) -> None:
    refusal = answering(index, Judge(Relation.OPEN), drones=0.1).ask("How do I shoot down drones?").outcome
    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.NOT_ANSWERED
    assert "takes for granted" not in explain_refusal(refusal)


def emphasised(answer: Answer) -> set[str]:
    return {piece for citation in answer.citations for piece, emphasis in citation.pieces if emphasis}


def test_yes_or_no_is_answered_by_sentences_and_the_why_after_it_by_words(index: Index) -> None:
    judge = Judge(Relation.SUPPORTS)
    yes = answering(index, judge, drones=0.9).ask("Did Iran supply drones?").outcome
    why = answering(index, judge, drones=0.9, why=0.9).ask("Did Iran supply drones and why?").outcome
    assert isinstance(yes, Answer)
    assert isinstance(why, Answer)
    assert emphasised(yes) == set()
    assert "money." in emphasised(why)


def test_a_part_that_leans_on_another_is_no_statement_by_itself(index: Index) -> None:
    judge = Judge(Relation.SUPPORTS)
    answering(index, judge, drones=0.9, why=0.9).ask("Did Iran supply drones and why?")
    answering(index, judge, drones=0.9, it=0.9).ask("Who supplied drones? Did Iran deny it?")
    assert {statement for _, statement in judge.asked} == {"Iran did supply drones"}


def test_which_side_each_passage_takes_is_asked_once(index: Index) -> None:
    judge = Judge(Relation.SUPPORTS)
    asking = answering(index, judge, drones=0.9)
    two = asking.ask("Did Iran supply drones?", documents=["supplied.md", "denied.md"]).outcome
    assert isinstance(two, Answer)
    assert len(judge.asked) == len(set(judge.asked)) == 2
    asking.ask("Did Iran supply drones?")
    of_all = judge.asked[2:]
    assert len(of_all) == len(set(of_all)) >= 2
