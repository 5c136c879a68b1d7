import pytest

from retrieval.text.agreement import asks_after_several


@pytest.mark.parametrize(
    "question",
    [
        "Which heron nests there?",
        "Which flag overrides the default?",
        "Which bus goes to the quay?",
        "Which module parses dates?",
        "Which engineer signs?",
        "Which glass is used?",
        "Which committee decides when members leave?",
        "What causes the leak?",
        "What happens then?",
        "When was the form which tenants have to sign printed?",
    ],
)
def test_a_verb_that_ends_in_s_is_no_plural(question: str) -> None:
    assert not asks_after_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which herons nest there?",
        "Which heron nests are protected?",
        "Which buses go to the quay?",
        "Which members vote?",
        "Which plans with a trial cost more?",
        "Which rooms?",
        "Which boats need no licence?",
        "Which meeting rooms in the annex have a screen?",
        "Which people live there?",
        "In which months is it closed?",
        "What tools does the workshop lend?",
        "Can you tell me which countries imposed sanctions?",
    ],
)
def test_a_noun_that_ends_so_is(question: str) -> None:
    assert asks_after_several(question)
