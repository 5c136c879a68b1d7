"""A code by itself, and a part by its number, are found where the sources name them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from retrieval.answering.looking_up import NumberedPart, code_of, naming, numbered, part_of
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.domain.readings import Reading
from retrieval.text.identifiers import MOST_NAMING_A_WORD
from tests.building import document_of

POOL = """# Rules of the pool

1. Shower before you swim.
2. Nobody runs. The tiles are wet.
3. Children under eight swim with an adult.
"""
CHARTER = """# Charter of the guild

## Article 4: Dues

Members pay nine crowns a year. The board may waive it.

## Article 14: Leaving

A member leaves by letter.
"""
LEASE = """# Lease

2.1 The tenant keeps boats in the shed.

2.10 The roof is mended by the owner.

2.1.3 No engine is run.
"""


def passages(text: str, title: str, sections: Sequence[str] = ("",)) -> list[FoundPassage]:
    """A passage for each section, which begins at its heading."""
    document = replace(document_of(text, title=title), path="a.md")
    starts = [text.find(section) for section in sections]
    spans = zip(starts, [*starts[1:], len(text)], sections, strict=True)
    return [
        FoundPassage(
            passage=Passage(document=document, start=start, end=end, section=section), score=1.0, dense=1.0, lexical=1.0
        )
        for start, end, section in spans
    ]


def texts(readings: Sequence[Reading]) -> list[str]:
    return [reading.passage.document.text[reading.start : reading.end] for reading in readings]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("What does clause 1.2 of the lease say?", ("clause", "1.2", "the lease")),
        ("what is rule 7?", ("rule", "7", "")),
        ("Article 14", ("article", "14", "")),
        ("What does Appendix B of the charter contain?", ("appendix", "B", "the charter")),
        ("§ 12", ("§", "12", "")),
        ("What does clause 1.3 (b) of the lease say?", ("clause", "1.3", "the lease", "b")),
        ("section 4(iii)", ("section", "4", "", "iii")),
    ],
)
def test_a_part_is_asked_for_by_its_number(question: str, part: tuple[str, ...]) -> None:
    assert part_of(question) == NumberedPart(*part)


@pytest.mark.parametrize(
    "question",
    [
        "What does clause 1.2 say about rent?",
        "When was part 2 filmed?",
        "What is the point of it?",
        "What is part of the rent?",
        "Who wrote chapter 3?",
    ],
)
def test_what_asks_more_than_what_a_part_says_is_a_question_like_any(question: str) -> None:
    assert part_of(question) is None


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("RX-4711?", "RX-4711"),
        ("E-217?", "E-217"),
        ("What is part number 0020-1187?", "0020-1187"),
        ("model no. QX-12", "QX-12"),
        ("E-217, what should I do?", "E-217"),
        ("What do I do about E-217?", "E-217"),
        ("ChecksumMismatch", "ChecksumMismatch"),
        ("`ChecksumMismatch`, what now?", "ChecksumMismatch"),
        ("What does ChecksumMismatch mean?", "ChecksumMismatch"),
        ("tank.errors.ChecksumMismatch: litre 7 is not as it was", "ChecksumMismatch"),
        ("ChecksumMismatch: litre 7, what should I do?", "ChecksumMismatch"),
        ("error E-217", "E-217"),
        ("what is RULE-A002?", "RULE-A002"),
        ("What is form B-41 for?", "B-41"),
        ("When is E-217 shown?", None),
        ("How long is ChecksumMismatch shown?", None),
        ("ChecksumMismatch: how do I switch that off?", None),
        ("ChecksumMismatch: how do I switch that off", None),
        ("ChecksumMismatch: switched off by default?", None),
        ("...", None),
        ("Larch: a guide", None),
        ("hello", None),
        ("2022", None),
        ("E-217 or E-218", None),
    ],
)
def test_a_code_is_looked_up_where_it_is_all_of_the_question(question: str, code: str | None) -> None:
    assert code_of(question) == code


def test_the_sentences_that_name_a_code_answer_those_that_tell_first() -> None:
    text = "# Lamps\n\nWrite to Ulla about E-217. It is loud. E-217 means that the fuser is hot. E-218 is another."
    assert texts(naming("E-217", passages(text, "Lamps"))) == [
        "E-217 means that the fuser is hot.",
        "Write to Ulla about E-217.",
    ]
    assert naming("E-219", passages(text, "Lamps")) == []


def test_the_sentences_that_name_a_coined_word_answer_with_the_next_of_their_paragraph() -> None:
    text = (
        "# Tanks\n\n`DrainBlocked` is raised by leaves. Press the lever. It clicks.\n\n`TankEmptied` is raised at noon."
    )
    assert texts(naming("DrainBlocked", passages(text, "Tanks"))) == [
        "`DrainBlocked` is raised by leaves.",
        "Press the lever.",
    ]
    assert texts(naming("TankEmptied", passages(text, "Tanks"))) == ["`TankEmptied` is raised at noon."]
    assert naming("TankFlooded", passages(text, "Tanks")) == []
    assert naming("TankEmptied", passages(text, "Tanks") * (MOST_NAMING_A_WORD + 1)) == []


def test_below_a_heading_with_the_code_the_first_sentence_answers() -> None:
    text = "# Lamps\n\n## E-217\n\nSwitch it off. Wait.\n"
    assert texts(naming("E-217", passages(text, "Lamps", ["E-217"]))) == ["Switch it off."]


def test_a_rule_is_found_by_its_number_where_the_document_is_called_so() -> None:
    assert texts(numbered(NumberedPart("rule", "2", ""), passages(POOL, "Rules of the pool"))) == [
        "Nobody runs.",
        "The tiles are wet.",
    ]
    assert texts(numbered(NumberedPart("rule", "2", "the pool"), passages(POOL, "Rules of the pool"))) != []
    assert numbered(NumberedPart("rule", "2", "the sauna"), passages(POOL, "Rules of the pool")) == []
    assert numbered(NumberedPart("rule", "2", ""), passages(POOL, "Swimming")) == []
    assert numbered(NumberedPart("rule", "7", ""), passages(POOL, "Rules of the pool")) == []


def test_an_article_is_what_stands_below_its_heading() -> None:
    found = passages(CHARTER, "Charter of the guild", ["Article 14: Leaving"])
    assert texts(numbered(NumberedPart("article", "14", "the charter"), found)) == ["A member leaves by letter."]
    assert numbered(NumberedPart("article", "4", ""), found) == []
    assert numbered(NumberedPart("rule", "14", ""), found) == []


@pytest.mark.parametrize(
    ("number", "says"), [("2.1", "2.1 The tenant"), ("2.10", "2.10 The roof"), ("2.1.3", "2.1.3 No engine")]
)
def test_a_clause_is_found_by_its_whole_number(number: str, says: str) -> None:
    (sentence,) = texts(numbered(NumberedPart("clause", number, ""), passages(LEASE, "Lease")))
    assert sentence.startswith(says)


EXPULSION = """# Statutes

1.2 Members pay nine crowns. They pay in March.

1.3 The board may expel a member who

- (a) has not paid for two years,
- (b) damages a boat on purpose.

2. The board

1.4 Boats are lent to members. They are lent for a day.

- (a) A deposit is paid.
"""


@pytest.mark.parametrize(
    ("number", "item", "says"),
    [
        ("1.3", "", ["1.3 The board may", "(a) has not", "(b) damages"]),
        ("1.3", "b", ["1.3 The board may", "(b) damages"]),
        ("1.3", "c", []),
        ("1.2", "", ["1.2 Members pay", "They pay"]),
        ("1.2", "b", []),
        ("1.4", "", ["1.4 Boats", "They are lent", "(a) A deposit"]),
        ("1.4", "a", ["They are lent", "(a) A deposit"]),
    ],
)
def test_a_clause_goes_on_in_its_items(number: str, item: str, says: list[str]) -> None:
    said = texts(numbered(NumberedPart("clause", number, "", item), passages(EXPULSION, "Statutes")))
    assert len(said) == len(says)
    assert all(text.startswith(begun) for text, begun in zip(said, says, strict=True))
