"""What passes where a language model's verdicts stand beside another gate's."""

from collections.abc import Sequence
from itertools import product

import pytest

from retrieval.domain.verdicts import Flaw
from retrieval.writing.grounding.evidence import SourcePlace
from retrieval.writing.grounding.gate import Claim, Ruling
from retrieval.writing.grounding.model_gate import OVERRULED, ModelGate, QuotesAlone, combined
from tests.building import document_of

PASSES = Ruling()
CHECKED = Ruling(flaws=(Flaw.FIGURE,))
DOUBTED = Ruling(flaws=(Flaw.NOT_SUPPORTED,))
UNSUPPORTED = Ruling(flaws=(Flaw.MODEL_NOT_SUPPORTED,))
RULINGS = [PASSES, CHECKED, DOUBTED]


def claim_of(sentence: str) -> Claim:
    place = SourcePlace(document_of(sentence), 0, 0)
    return Claim(sentence=sentence, quoted=(place,), excerpts=(place,))


CLAIMS = [claim_of(f"Sentence {number}.") for number in range(len(RULINGS))]


class Fixed:
    """A `Gate` that gives these rulings."""

    def __init__(self, rulings: Sequence[Ruling]) -> None:
        self._rulings = rulings

    def rule(self, claims: Sequence[Claim]) -> Sequence[Ruling]:
        return self._rulings


class Model:
    """A judge that gives the same ruling to each claim, or none at all; it notes what it was asked."""

    def __init__(self, ruling: Ruling | None) -> None:
        self._ruling = ruling
        self.asked: list[list[Claim]] = []

    def __call__(self, claims: Sequence[Claim]) -> list[Ruling] | None:
        self.asked.append([*claims])
        return None if self._ruling is None else [self._ruling] * len(claims)


@pytest.mark.parametrize(("ruling", "judged"), list(product(RULINGS, [PASSES, UNSUPPORTED])), ids=range(6))
def test_combined_passes_where_both_pass_and_not_else(ruling: Ruling, judged: Ruling) -> None:
    assert combined(ruling, judged).passes is (ruling.passes and judged.passes)


@pytest.mark.parametrize("ruling", RULINGS, ids=["passes", "checked", "doubted"])
def test_combined_is_the_first_alone_where_the_model_is_wanting(ruling: Ruling) -> None:
    assert combined(ruling, None) == ruling
    assert combined(ruling, None, frozenset(Flaw)) == ruling


def test_combined_overrules_what_it_is_told_to_and_no_exact_check() -> None:
    doubts = frozenset({Flaw.NOT_SUPPORTED})
    assert combined(DOUBTED, PASSES, doubts).passes
    assert combined(DOUBTED, UNSUPPORTED, doubts) == UNSUPPORTED
    assert combined(CHECKED, PASSES, doubts) == CHECKED
    both = Ruling(flaws=(*DOUBTED.flaws, *CHECKED.flaws))
    assert combined(both, PASSES, doubts) == both
    assert frozenset() == OVERRULED


def test_rule_asks_the_model_once_of_what_the_other_lets_pass() -> None:
    model = Model(UNSUPPORTED)
    rulings = ModelGate(other=Fixed([PASSES, CHECKED, PASSES]), judge=model).rule(CLAIMS)
    assert rulings == [UNSUPPORTED, CHECKED, UNSUPPORTED]
    assert model.asked == [[CLAIMS[0], CLAIMS[2]]]


def test_rule_does_not_ask_of_nothing() -> None:
    model = Model(PASSES)
    assert ModelGate(other=Fixed([CHECKED, DOUBTED, CHECKED]), judge=model).rule(CLAIMS) == [CHECKED, DOUBTED, CHECKED]
    assert model.asked == []


def test_rule_lets_the_other_decide_where_the_model_gives_no_verdicts() -> None:
    assert ModelGate(other=Fixed(RULINGS), judge=Model(None)).rule(CLAIMS) == RULINGS


def test_rule_lets_nothing_pass_where_there_are_more_verdicts_than_sentences() -> None:
    gate = ModelGate(other=Fixed([PASSES] * 3), judge=lambda claims: [PASSES] * (len(claims) + 1))
    assert gate.rule(CLAIMS) == [Ruling(flaws=(Flaw.NOT_JUDGED,))] * 3


def test_quotes_alone_lets_no_sentence_pass() -> None:
    assert not any(ruling.passes for ruling in QuotesAlone().rule(CLAIMS))
