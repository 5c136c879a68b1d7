"""A question without what asks to be told it, and in the order of words that questions have."""

import pytest

from retrieval.text.direct_question import directly
from retrieval.text.verb_forms import plain_form


@pytest.mark.parametrize(
    ("indirect", "direct"),
    [
        ("Can you tell me whether cats are allowed?", "Are cats allowed?"),
        ("I would like to know when the library opens.", "When does the library open?"),
        ("Do you happen to know if it runs on Windows?", "Does it run on Windows?"),
        ("Could you please explain how I reset my password?", "How do I reset my password?"),
        ("hi, does anyone know where the spare key is", "Where is the spare key?"),
        ("I was wondering who the treasurer is", "Who is the treasurer?"),
        ("I need to know which form the tenants sign.", "Which form do the tenants sign?"),
        ("Any idea what code 17 means?", "What does code 17 mean?"),
        ("May I ask how much the trip costs, please?", "How much does the trip cost?"),
        ("I wonder whether there is a lift", "Is there a lift?"),
        ("Tell me who won the derby.", "Who won the derby?"),
        ("Do you know if the club rents skis?", "Does the club rent skis?"),
        ("Can you tell me, what is the deposit?", "What is the deposit?"),
        ("Could somebody show me how to oil the chain?", "How to oil the chain?"),
        ("Sorry to disturb you, but where can I smoke?", "where can I smoke?"),
        ("We have a tent. Could you tell us where we can camp?", "We have a tent. Where can we camp?"),
    ],
)
def test_an_indirect_question_is_the_one_that_it_asks_to_be_told(indirect: str, direct: str) -> None:
    assert directly(indirect) == direct


@pytest.mark.parametrize(
    ("typed", "ordered"),
    [
        ("Where I can smoke?", "Where can I smoke?"),
        ("Why the lift is closed?", "Why is the lift closed?"),
        ("When the shop opens?", "When does the shop open?"),
        ("How much costs a locker?", "How much does a locker cost?"),
        ("When starts the tour on Monday?", "When does the tour start on Monday?"),
        ("What means code 17?", "What does code 17 mean?"),
        ("In which year the mill was built?", "In which year was the mill built?"),
        ("How many seats the bus has?", "How many seats does the bus have?"),
        ("Cats are allowed?", "Are cats allowed?"),
        ("I can bring a guest?", "Can I bring a guest?"),
        ("It runs on Windows?", "Does it run on Windows?"),
        ("Is possible to pay by card?", "Is it possible to pay by card?"),
    ],
)
def test_a_question_of_somebody_who_learns_english_is_put_in_order(typed: str, ordered: str) -> None:
    assert directly(typed) == ordered


@pytest.mark.parametrize(
    "question",
    [
        "How much does a locker cost?",
        "Who founded the mill that the village is named after?",
        "What captures the noise of the engines?",
        "Which articles state that the fee is due?",
        "How many hours a day does the lift run?",
        "What percentage of members say that the fee is fair?",
        "By what means is the fee collected?",
        "When did the club move, and who paid for it?",
        "Do you know the rules?",
        "Can you tell me about the mill?",
        "What happens if the lift is closed?",
        "I would like to know more about lockers.",
        "Is the lift closed?",
        "The lift is closed.",
        "Who said the lift was closed?",
        "the fee for guests?",
        "Wissen Sie, wann die Bibliothek öffnet?",
        "Was kostet das?",
    ],
)
def test_what_is_in_order_stays_as_it_is(question: str) -> None:
    assert directly(question) == question


@pytest.mark.parametrize(
    ("form", "plain"),
    [
        *[("opens", "does open"), ("teaches", "does teach"), ("carries", "does carry"), ("has", "does have")],
        *[("moved", "did move"), ("planned", "did plan"), ("carried", "did carry"), ("sold", "did sell")],
        *[("need", "do need"), ("open", "do open")],
    ],
)
def test_a_verb_is_an_auxiliary_and_its_plain_form(form: str, plain: str) -> None:
    assert " ".join(plain_form(form)) == plain
