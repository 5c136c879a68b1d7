import pytest

from retrieval.answering.question import (
    AnswerType,
    analyse,
    holds_a_count,
    holds_type,
    is_a_figure,
    premise_of,
    says_not_what_about,
    statement_of,
)

OPEN = analyse("What happened?")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who said that Iran trained the operators?", AnswerType.PERSON),
        ("Which minister denied it?", AnswerType.PERSON),
        ("Whose drones were they?", AnswerType.PERSON),
        ("When did Russia invade Ukraine?", AnswerType.TIME),
        ("In what year was the resolution adopted?", AnswerType.TIME),
        ("Since when has Iran provided drones?", AnswerType.TIME),
        ("How many drones has Iran provided to Russia since August?", AnswerType.NUMBER),
        ("How old was Mahsa Amini?", AnswerType.NUMBER),
        ("What percentage was shot down?", AnswerType.NUMBER),
        ("How much did the drones cost?", AnswerType.MONEY),
        ("What is the price of a Shahed?", AnswerType.MONEY),
        ("Where were the Iranian trainers?", AnswerType.PLACE),
        ("Which city was attacked on 28 May?", AnswerType.PLACE),
        ("Why was the agreement abandoned?", AnswerType.REASON),
        ("How come nobody answered?", AnswerType.REASON),
        ("Did Iran deny supplying drones?", AnswerType.YES_NO),
        ("  is it so?", AnswerType.YES_NO),
        ("What did Kirby say?", AnswerType.OTHER),
        ("Tell me about the Shahed 136", AnswerType.OTHER),
        ("", AnswerType.OTHER),
    ],
)
def test_a_question_asks_for_a_type_of_answer(question: str, expected: AnswerType) -> None:
    assert analyse(question).answer_type is expected


@pytest.mark.parametrize("question", ["WHO SAID IT?", "who said it?"])
def test_case_does_not_matter_for_the_type(question: str) -> None:
    assert analyse(question).answer_type is AnswerType.PERSON


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Did Iran deny it?", {"iran"}),
        ("What did John Kirby tell the U.S.?", {"john", "kirbi", "usa"}),
        ("Iran denied what?", set()),  # The word that opens a question is a capital anyway.
        ("did iran deny it?", set()),
        ("Did Iran Deny It?", set()),  # Every word is: a headline names nothing by its capitals.
        ("DID IRAN DENY IT?", set()),
        ("What did I say to The Guardian?", {"guardian"}),
    ],
)
def test_names_are_capitalised_words_within_the_question(question: str, names: set[str]) -> None:
    assert analyse(question).names == names


def test_numbers_are_its_figures() -> None:
    assert analyse("Were 1,000 drones or 3.5 % of 400 lost?").numbers == {"1000", "3.5", "400"}


def test_the_stems_are_its_content_words() -> None:
    assert analyse("What drones has Iran provided to Russia since August?").stems == (
        "drone",
        "iran",
        "provid",
        "russia",
        "sinc",
        "august",
    )


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (AnswerType.TIME, "It began on 24 February."),
        (AnswerType.TIME, "It began in 2022."),
        (AnswerType.TIME, "He said so on Tuesday."),
        (AnswerType.TIME, "It was eight months ago."),
        (AnswerType.MONEY, "It cost $20,000."),
        (AnswerType.MONEY, "Billions of dollars were paid."),
        (AnswerType.NUMBER, "There were 400 of them."),
        (AnswerType.NUMBER, "There were ten of them."),
        (AnswerType.PERSON, "Then Kirby said so."),
        (AnswerType.PLACE, "They were in Crimea."),
        (AnswerType.REASON, "It stopped because of the sanctions."),
        (AnswerType.REASON, "They came to train operators."),
        (AnswerType.YES_NO, "It rains."),
        (AnswerType.OTHER, "It rains."),
    ],
)
def test_a_sentence_holds_an_answer_of_the_type(kind: AnswerType, sentence: str) -> None:
    assert holds_type(kind, sentence, OPEN)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (AnswerType.TIME, "It began at some point."),
        (AnswerType.TIME, "Russia may be considering it."),
        (AnswerType.MONEY, "It was expensive."),
        (AnswerType.NUMBER, "There were drones."),
        (AnswerType.PERSON, "Then he said so."),
        (AnswerType.PERSON, "Nobody said so."),
        (AnswerType.PLACE, "They were elsewhere."),
        (AnswerType.REASON, "It stopped."),
    ],
)
def test_a_sentence_without_one_does_not(kind: AnswerType, sentence: str) -> None:
    assert not holds_type(kind, sentence, OPEN)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many of the 400 drones were lost?", "The 400 drones were lost."),
        ("When in August did it begin?", "It began in August."),
        ("Who told Kirby?", "Somebody told Kirby."),
    ],
)
def test_what_the_question_names_itself_is_no_answer(question: str, sentence: str) -> None:
    asked = analyse(question)
    assert not holds_type(asked.answer_type, sentence, asked)


@pytest.mark.parametrize(
    ("question", "granted"),
    [
        ("Why did Israel sell drones to Russia?", "Did Israel sell drones to Russia?"),
        ("when was the plant built", "Was the plant built?"),
        ("How come did the Russians leave?", "Did the Russians leave?"),
        ("How long has the embargo been lifted?", "Has the embargo been lifted?"),
        ("How did the clerk lose the key?", "Did the clerk lose the key?"),
        ("Where are the old backups kept by night?", "Are the old backups kept by night?"),
        ("Why are the uploads failing?", "Are the uploads failing?"),
        ("Why did US troops leave the base?", "Did US troops leave the base?"),
        ("How often do backups run on weekends?", "Do backups run on weekends?"),
        ("Why did Ann say that it was not there?", "Did Ann say that it was not there?"),
        ("Why did Ann say the board had no money?", "Did Ann say the board had no money?"),
        # What is not so, or is so with whoever asks, no passage is asked for.
        ("Why does the heater not start?", None),
        ("Why do the backups never run on weekends?", None),
        ("Why are no trains running to Wendle?", None),
        ("Why does my card fail at the machine?", None),
        ("Why did the machine keep our deposit?", None),
        ("Why does the parser give me two trees?", None),
        # What whoever asks wants to do, how things work, what can or should be: nothing is stated.
        ("How do I turn off mentions?", None),
        ("When do we raise the limit?", None),
        ("Why can't guests see the board?", None),
        ("How can guests see the board?", None),
        ("How does the parser handle tabs?", None),
        ("When should the tenant pay rent?", None),
        ("When is the head office open?", None),
        ("How long is the trial period?", None),
        # Only that there is what is asked for.
        ("How long do invitation links last?", None),
        ("When does the market hall close?", None),
        ("where did the 84 crates go", None),
        ("how long does it take to load a crate", None),
        ("Where are the old backups kept?", None),
        ("Where is Iran?", None),
        ("How long has it been so?", None),
        ("Who sold drones?", None),
        ("How many drones were sold?", None),
        ("Did Israel sell drones?", None),
        ("Why?", None),
        ("Why did?", None),
        ("Why did ?", None),
        ("", None),
    ],
)
def test_a_question_takes_something_for_granted(question: str, granted: str | None) -> None:
    premise = premise_of(question)
    assert (premise.question if premise else None) == granted


def test_premise_has_the_statement_that_is_taken_for_granted() -> None:
    premise = premise_of("Why did Israel sell drones to Russia?")
    assert premise is not None
    assert premise.statement == "Israel did sell drones to Russia"


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Did Iran deny supplying drones?", "Iran did deny supplying drones"),
        ("is the Shahed-136 slow", "the Shahed-136 is slow"),
        ("Haven't they been delivered?", "they have been delivered"),
        ("may I bring a guest.", "I may bring a guest"),
        ("Who denied it?", None),
        ("How many drones were shot down?", None),
        ("Did?", None),
        ("", None),
    ],
)
def test_a_yes_or_no_question_asks_whether_a_statement_is_so(question: str, statement: str | None) -> None:
    assert statement_of(question) == statement


@pytest.mark.parametrize("question", ["How do I use it?", "what about that one", "And the other?", "Is this free?"])
def test_a_question_that_only_points_says_not_what_it_is_about(question: str) -> None:
    assert says_not_what_about(question)


@pytest.mark.parametrize(
    "question",
    ["How do I install it?", "What is IT?", "Is uv free?", "Who?", "When is that meeting?", "How do I get help?"],
)
def test_a_question_with_a_word_of_its_own_does(question: str) -> None:
    assert not says_not_what_about(question)


@pytest.mark.parametrize("sentence", ["It has 3.", "None is left.", "Both do.", "Each has a couple of them."])
def test_a_count_need_not_be_a_figure(sentence: str) -> None:
    assert holds_a_count(sentence)


def test_a_sentence_without_a_count_holds_none() -> None:
    assert not holds_a_count("The old plan is for teams that grow.")


@pytest.mark.parametrize(("answer", "figure"), [("1931", True), ("in May 1931", True), ("M5", False), ("Ada", False)])
def test_a_date_or_number_is_a_figure(answer: str, figure: bool) -> None:
    assert is_a_figure(answer) is figure
