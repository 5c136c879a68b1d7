import pytest

from retrieval.question import MAX_PARTS, AnswerType, analyse, holds_type, parts_of, presupposed

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
    ("question", "parts"),
    [
        ("When did the war begin and who began it?", ["When did the war begin?", "who began it?"]),
        ("Who sold the drones, and what did they cost?", ["Who sold the drones?", "what did they cost?"]),
        ("Who sold the drones? What did they cost?", ["Who sold the drones?", "What did they cost?"]),
        ("Did Iran deny it? Who says so?", ["Did Iran deny it?", "Who says so?"]),
        ("Where is it; when was it built, and by whom?", ["Where is it?", "when was it built, and by whom?"]),
    ],
)
def test_a_question_that_asks_several_things_has_parts(question: str, parts: list[str]) -> None:
    assert [part.asked for part in parts_of(question)] == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who sold the drones?",
        "Who said that Iran and Russia agreed?",
        "What did Iran say when it was asked?",
        "Kirby said sanctions work. Who disagrees?",
        "drones and missiles",
        "",
        "?",
        " ".join(["Who is it?"] * (MAX_PARTS + 1)),
    ],
)
def test_any_other_question_is_one_part(question: str) -> None:
    (part,) = parts_of(question)
    assert part.asked == part.found_by == part.read_as == question


def test_a_part_may_begin_with_its_verb() -> None:
    first, second = parts_of(
        "How many drones were shot down in the 20 June strike, and did Iran deny supplying drones?"
    )
    assert first.asked == "How many drones were shot down in the 20 June strike?"
    assert second.asked == second.read_as == "did Iran deny supplying drones?"
    # Without a comma it may be another thing that is asked about.
    assert len(parts_of("What has Iran said and has it been heard of?")) == 1


def test_a_part_that_does_not_say_what_it_is_about_is_read_with_the_first() -> None:
    first, second = parts_of("How many drones did Iran sell to Russia, and when?")
    assert first.found_by == first.read_as == first.asked
    assert second.asked == "when?"
    assert second.found_by == f"{first.asked} when?"


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("How many drones did Iran sell to Russia, and when?", "when did Iran sell to Russia?"),
        ("Did Iran supply drones and why?", "why did Iran supply drones?"),
        ("Who founded the bakery, and when?", "when founded the bakery?"),
        ("Who founded it? Why?", "Why founded it?"),
        ("Who founded it, and did he say why?", "did he say why?"),
        # What has words, though none that say what it is about, is read together with the first.
        ("Who founded it, and why is that?", "Who founded it? why is that?"),
        ("Who? And when?", "Who? And when?"),
    ],
)
def test_a_part_without_a_word_of_its_own_is_read_with_those_of_the_first(question: str, read_as: str) -> None:
    _, second = parts_of(question)
    assert second.read_as == read_as


def test_nor_does_a_part_with_a_pronoun() -> None:
    first, second = parts_of("What is the Shahed-136? Who builds the engines that it needs?")
    assert second.found_by == f"{first.asked} {second.asked}"
    assert second.read_as == second.asked


@pytest.mark.parametrize(
    ("question", "granted"),
    [
        ("Why did Israel sell drones to Russia?", "Did Israel sell drones to Russia?"),
        ("when was the plant built", "Was the plant built?"),
        ("How come did the Russians leave?", "Did the Russians leave?"),
        ("How long has the embargo been lifted?", "Has the embargo been lifted?"),
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
    assert presupposed(question) == granted
