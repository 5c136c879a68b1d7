import pytest

from retrieval.answering.asked_kinds import AskedKind, asked_kind_of, asks_for_several, asks_to_explain


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Hi", AskedKind.GREETING),
        ("hello there!", AskedKind.GREETING),
        ("Guten Morgen", AskedKind.GREETING),
        ("thanks!", AskedKind.THANKS),
        ("thanks a lot", AskedKind.THANKS),
        ("ok, thank you very much", AskedKind.THANKS),
        ("Thanks for the help, bot!", AskedKind.THANKS),
        ("Vielen Dank!", AskedKind.THANKS),
        ("bye", AskedKind.FAREWELL),
        ("Thanks, bye!", AskedKind.FAREWELL),
        ("good night everyone", AskedKind.FAREWELL),
        ("Tschüss", AskedKind.FAREWELL),
        ("thanks for the map, where is gate 4?", None),
        ("bye laws of the club", None),
        ("cheers for the winners", None),
        ("What is this about?", AskedKind.DOCUMENTS),
        ("what can I ask you?", AskedKind.DOCUMENTS),
        ("What documents do you have?", AskedKind.DOCUMENTS),
        ("list your documents", AskedKind.DOCUMENTS),
        ("What is this error about?", None),
        ("Which documents do I need for a visa?", None),
        ("List all plans that have a trial", AskedKind.LISTING),
        ("Which ferries are there on Sundays?", AskedKind.LISTING),
        ("Which ferries run on Sundays?", None),
        ("What does JCPOA stand for?", AskedKind.MEANING),
        ("what does “fork” mean", AskedKind.MEANING),
        ("What does the fork do?", None),
        ("Compare the Harbour plan and the Lagoon plan", AskedKind.COMPARISON),
        ("How do I compare two files?", None),
        ("Summarise what the handbook says about leave.", AskedKind.SUMMARY),
        ("Summarize the rules on parking", AskedKind.SUMMARY),
        ("How is the fee summarised?", None),
    ],
)
def test_the_kind_is_told_by_the_whole_question(question: str, kind: AskedKind | None) -> None:
    asked = asked_kind_of(question)
    assert (asked and asked.kind) == kind


@pytest.mark.parametrize(
    ("question", "subject", "other"),
    [
        ("List all plans that have a trial", "Which plans have a trial?", ""),
        ("Please list every fee of the harbour.", "What are the fee of the harbour?", ""),
        ("What does the acronym “JCPOA” stand for?", "JCPOA", ""),
        ("Compare Harbour with Lagoon.", "Harbour", "Lagoon"),
        ("Summarise what the handbook says about leave.", "leave", "the handbook"),
        ("Sum up the rules on parking", "the rules on parking", ""),
    ],
)
def test_what_it_is_about_is_taken_from_the_question(question: str, subject: str, other: str) -> None:
    asked = asked_kind_of(question)
    assert asked is not None
    assert (asked.subject, asked.other) == (subject, other)


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which plans have a trial?", True),
        ("What are the fees?", True),
        ("Who were the founders?", True),
        ("Name a founder.", True),
        ("What is an example of a fee?", True),
        ("Which founders left the firm?", True),
        ("Which founder left the firm?", False),
        ("Which plan has a trial?", False),
        ("What does Pro cost?", False),
        ("Who founded it?", False),
        ("When was the bus introduced?", False),
        ("What bus goes there?", False),
    ],
)
def test_whether_more_than_one_is_asked_for(question: str, several: bool) -> None:
    assert asks_for_several(question) is several


@pytest.mark.parametrize(
    "question",
    [
        "How do I clean the kiln?",
        "Can I open the kiln while it is hot?",
        "Is the lid safe?",
        "Why does the glaze run?",
        "What do I do when the fan stops?",
        "what happens if the lid is open",
        "What is the procedure for a second firing?",
        "Which glazes are food safe?",
        "which buttons dont work",
        "E41 shelf jammed",
        "How do I choose which glaze to use?",
    ],
)
def test_how_why_whether_and_what_to_do_take_more_than_a_sentence(question: str) -> None:
    assert asks_to_explain(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who built the kiln?",
        "When was the kiln built?",
        "How many shelves does it have?",
        "What is the name of the potter?",
        "Which city has the oldest kiln?",
        "Did the kiln explode in May?",
        "How did the fire start?",
        "Why was the kiln closed?",
    ],
)
def test_a_name_a_number_a_date_and_what_happened_take_one(question: str) -> None:
    assert not asks_to_explain(question)
