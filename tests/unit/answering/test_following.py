"""A question that leans on the turns before it, and one that does not."""

from dataclasses import replace

import pytest

from retrieval.answering.following import understood
from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.domain.inquiry import Turn
from tests.building import answer_of

LEANING = [
    ("What is throat cancer?", "Is it treatable?", "Is throat cancer treatable?"),
    ("Tell me about lung cancer.", "What are its symptoms?", "What are lung cancer's symptoms?"),
    ("What is throat cancer?", "What is the first sign?", "What is the first sign of throat cancer?"),
    ("Do bumblebees sting?", "What do they eat in winter?", "What do bumblebees eat in winter?"),
    ("Who was Marie Curie?", "When did she win her prize?", "When did Marie Curie win her prize?"),
    ("Who was Marie Curie's husband?", "How did he die?", "How did Marie Curie's husband die?"),
    ("Who visited Sara Mensah?", "When was she born?", "When was Sara Mensah born?"),
    ("How deep do sperm whales dive?", "What about blue whales?", "How deep do blue whales dive?"),
    ("What did Iran sell in April?", "and in May?", "What did Iran sell in May?"),
    ("What did Iran sell in April?", "and to whom?", "to whom did Iran sell in April?"),
    ("What does Ada Obi say about rye?", "and Bob Lund?", "What does Bob Lund say about rye?"),
    ("What does Ada Obi say about rye?", "Bob Lund?", "What does Bob Lund say about rye?"),
    (
        "How long is it, in the view of the guild?",
        "in the view of the port authority?",
        "How long is it, in the view of the port authority?",
    ),
    ("What did Iran sell to Russia?", "what about Syria?", "What did Iran sell to Syria?"),
    ("Are humpback whales still hunted?", "why?", "why are humpback whales still hunted?"),
    ("When does the club meet?", "Where?", "Where does the club meet?"),
    ("How often should I feed a starter?", "Can I do it twice?", "Can I feed a starter twice?"),
    ("When does the photography club meet?", "Who runs the club?", "Who runs the photography club?"),
    ("What is the largest volcano in Iceland?", "How tall is it?", "How tall is the largest volcano in Iceland?"),
    (
        "Which volcano destroyed Pompeii?",
        "Has it erupted since?",
        "Has the volcano that destroyed Pompeii erupted since?",
    ),
    ("How do I bake rolls on Android?", "and on iOS?", "How do I bake rolls on iOS?"),
    ("What is the largest city of Portugal?", "and of Norway?", "What is the largest city of Norway?"),
    ("How many loaves has Ada sold to Bob since May?", "When?", "When has Ada sold loaves to Bob?"),
    ("How many loaves has Ada sold to Bob since May?", "since when?", "since when has Ada sold loaves to Bob?"),
    ("How many loaves were sold in the old market?", "Where?", "Where were loaves sold in the old market?"),
    ("How much flour can I take home?", "When?", "When can I take flour home?"),
    ("Which bakers moved their ovens?", "Why?", "Why is it that the bakers moved their ovens?"),
    (
        "Which bakers offended the guild of Lyon?",
        "Did they leave Lyon?",
        "Did the bakers that offended the guild of Lyon leave Lyon?",
    ),
    ("Do I need a bread knife?", "Where can I get one?", "Where can I get a bread knife?"),
    ("Can I put my bread knife into water?", "And my wooden board?", "Can I put my wooden board into water?"),
    ("Is rye good for the stomach?", "and spelt?", "Is spelt good for the stomach?"),
    ("Is sourdough good for the stomach?", "Can it rise twice?", "Can sourdough rise twice?"),
    (
        "How do I unclog the sink?",
        "Is it legal to do that while guests are here?",
        "Is it legal to unclog the sink while guests are here?",
    ),
    (
        "What is the difference between rye flour and spelt flour?",
        "Which is cheaper?",
        "Which is cheaper, rye flour and spelt flour?",
    ),
    ("how do I knead a dough", "is it sticky", "is a dough sticky"),
    ("can I freeze a bun?", "how long are they kept?", "how long are buns kept?"),
    ("How do I shape a baguette?", "How many are baked at once?", "How many baguettes are baked at once?"),
    ("whats the top price for a loaf", "when's the deadline", "when's the deadline of the top price for a loaf"),
    ("who is ada?", "what guild is she in", "what guild is ada in"),
    ("Who sold Ada Obi the mill?", "What did Bob pay her?", "What did Bob pay Ada Obi?"),
    ("Who trained Ada Obi?", "who pays her?", "who pays Ada Obi?"),
    ("How many of the Guilded does Ada Obi know?", "Did she pay for them?", "Did Ada Obi pay for the Guilded?"),
    (
        "What did the bakers' guild say?",
        "how many ovens are there according to them",
        "how many ovens are there according to the bakers' guild",
    ),
    ("Is rye toxic?", "how much does that matter", "how much does rye matter"),
    ("Are fires allowed in June?", "Was anyone fined for that?", "Was anyone fined for fires?"),
    ("does Ada Obi maintain Mill alone?", "who pays her?", "who pays Ada Obi?"),
    ("Does Ada Obi oversee Bob?", "When was he born?", "When was Ada Obi born?"),
    ("what is the top price for a club", "and for chess clubs?", "what is the top price for chess clubs"),
    (
        "how many ovens burned according to the port authority",
        "and Ada Obi?",
        "how many ovens burned according to Ada Obi",
    ),
    ("is the mill open", "and mondays?", "is the mill open mondays?"),
    ("How old is the mill according to Ada Obi?", "and according to Bob?", "How old is the mill according to Bob?"),
    ("does the mill run on steam?", "and Water?", "does the mill run on Water?"),
]
"""The question before, the question, and how it is understood. All were made for the rules, and measure nothing."""
ALONE = [
    "Who founded the old bridge of Florence?",
    "Is it true that bees sleep?",
    "Is it legal to fish in the harbour?",
    "How long does it take to bake bread?",
    "Why do plants close their leaves at night?",
    "When a plant flowers, does it die?",
    "Would you buy a used car if it had no windows?",
    "Did somebody forget their coat?",
    "What does the treaty say that others do not?",
    "Which firms that build ships are hiring?",
    "Are there holidays this week?",
    "Is cream soda the same as soda water?",
    "What is new in the xbox one?",
    "Midwives' competence: is it affected by distance?",
    "What is the population of Iceland?",
    "Who are the Beatles?",
    "How can I reset my password?",
    "can a manager change settings?",
    "when is the next meeting?",
    "who is the treasurer?",
    "what's a drone's range?",
    "What did Bob say he wants?",
]


@pytest.mark.parametrize(("before", "asked", "meant"), LEANING)
def test_what_leans_on_the_turn_before_is_made_to_stand_alone(before: str, asked: str, meant: str) -> None:
    understanding = understood(asked, (Turn("Who wrote PEP 8?"), Turn(before)))
    assert (understanding.question, understanding.shown) == (meant, meant)


@pytest.mark.parametrize("asked", ALONE)
def test_what_stands_alone_is_not_changed(asked: str) -> None:
    turns = (Turn("How many drones did Iran sell to Russia?"), Turn("What are its ministers' names?"))
    understanding = understood(asked, turns)
    assert (understanding.shown, understanding.several) == (asked, ())


@pytest.mark.parametrize("asked", [asked for _, asked, _ in LEANING])
def test_a_question_without_turns_before_it_is_as_it_was_asked(asked: str) -> None:
    assert understood(asked, ()).shown == asked
    assert understood(asked, (Turn("?"), Turn("word " * 60))).shown == asked


def test_what_was_said_as_a_whole_stands_beside_the_question() -> None:
    meant = understood("When did that happen?", (Turn("Which volcano destroyed Pompeii?"),))
    assert (meant.question, meant.about) == ("When did that happen?", "Which volcano destroyed Pompeii?")
    assert meant.shown == "Which volcano destroyed Pompeii? When did that happen?"


def test_what_a_question_leaves_open_stands_beside_it() -> None:
    meant = understood("How many people died?", (Turn("Which volcano destroyed Pompeii?"),))
    assert (meant.question, meant.shown) == (
        "How many people died?",
        "The volcano that destroyed Pompeii: How many people died?",
    )


@pytest.mark.parametrize("asked", ["does anyone disagree", "will everyone be disconnected", "has anybody objected"])
def test_what_anybody_does_is_about_what_was_spoken_of(asked: str) -> None:
    meant = understood(asked, (Turn("Who says that the oven was faulty?"),))
    assert (meant.question, meant.about) == (asked, "the oven")


def test_one_pronoun_stands_for_somebody_where_another_is_all_that_was_said() -> None:
    meant = understood("what did that do to him", (Turn("How many ovens did Ada Obi sell Bob?"),))
    assert meant.shown == "How many ovens did Ada Obi sell Bob? what did that do to Ada Obi"


def test_what_a_question_is_about_stays_before_one_that_goes_on_from_it() -> None:
    meant = understood("why?", (Turn("The oven: does anyone disagree"),))
    assert meant.shown == "The oven: why does anyone disagree?"


ANSWERS = [
    ("who runs the mill", "According to the guild, says Ada Obi, it runs itself.", "where does she live", "Ada Obi"),
    (
        "who runs the mill",
        "Baking is for members. It is treasurer Ada Obi who runs the mill.",
        "what is her email",
        "Ada Obi's",
    ),
    ("who decides on it", "Applications are due on 30 April. Ada Obi decides.", "how do I reach her", "Ada Obi"),
]


@pytest.mark.parametrize(("before", "answer", "asked", "named"), ANSWERS)
def test_of_an_answer_a_name_takes_the_place_of_a_pronoun(before: str, answer: str, asked: str, named: str) -> None:
    pronoun = next(word for word in ("her", "she") if word in asked.split())
    assert understood(asked, (Turn(before, (answer,)),)).shown == asked.replace(pronoun, named)


@pytest.mark.parametrize("answer", ["Rolls are sold at the door.", "Baking is free; the oven is hot."])
def test_no_word_that_only_begins_a_sentence_is_somebody(answer: str) -> None:
    meant = understood("where does he live", (Turn("how do I get baking done at the door?", (answer,)),))
    assert meant.question == "where does he live"


def test_one_of_two_is_asked_back() -> None:
    meant = understood("Is it treatable?", (Turn("How do throat cancer and lung cancer differ?"),))
    assert meant.several == ("Is throat cancer treatable?", "Is lung cancer treatable?")


def test_somebody_may_be_named_in_what_answered_the_turn() -> None:
    turn = Turn("Who visited the base?", ("The base was visited by Ebrahim Raisi.",))
    assert understood("What did he say?", (turn,)).question == "What did Ebrahim Raisi say?"


def test_what_came_of_it_says_how_the_question_was_read() -> None:
    meant = understood("Is it treatable?", (Turn("What is throat cancer?"),))
    answer = answer_of("It is.", question=meant.question)
    assert meant.shown_with(answer) == replace(
        answer, question="Is it treatable?", read_as="Is throat cancer treatable?"
    )
    refusal = Refusal(question=meant.question, reason=RefusalReason.NOT_ANSWERED, read_as="Is throat cancr treatable?")
    assert meant.shown_with(refusal).read_as == "Is throat cancr treatable?"
    alone = understood("Is throat cancer treatable?", ())
    assert alone.shown_with(refusal) is refusal
