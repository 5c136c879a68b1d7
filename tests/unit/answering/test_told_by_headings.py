"""What stands in a heading alone: as what is asked about, and as what is asked for."""

import pytest

from retrieval.answering.composing import compose
from retrieval.answering.headed import heading_asked
from retrieval.answering.told_by_headings import told_by_headings
from retrieval.documents.body import layout_of
from retrieval.documents.context import body_of
from retrieval.domain.documents import Document, Passage, PassageKind
from retrieval.domain.readings import Reading

CHANGES = """# Lantern changelog

## [3.2.0] - 2025-03-18

### Added
- A dark theme for the list.

### Fixed
- Names with a space are saved whole.

## [3.1.0] - 2025-01-14

### Added
- Search folders for several accounts.

### Removed
- Support for Python 3.8 was dropped.
"""
MINUTES = """# Minutes of the committee

## 4 March 2025

The water rate was set at 18 euros. The gate was painted.

## 1 April 2025

The waiting list was closed. The gate was painted.
"""
HOURS = """# Handbook of the club

## Mondays

Beginners have the wall.

## Saturdays

Visitors have the wall. Ropes are lent until 18:00.
"""
PUMPS = "# Pump handbook\n\n## Brook P200\n\nThe tank holds 40 litres.\n\n## Brook P300\n\nThe tank holds 65 litres.\n"


def passages_of(text: str) -> list[Passage]:
    document = Document(id="a", title=text.split("\n", maxsplit=1)[0].strip("# "), text=text, path="a.md")
    return [
        Passage(document=document, start=block.start, end=block.end, section=block.section)
        for block in layout_of(document)
        if block.kind is PassageKind.BODY
    ]


def told(text: str, question: str) -> list[str]:
    return [text[each.start : each.end] for each in told_by_headings(question, passages_of(text))]


def shown(text: str, question: str, quote: str) -> list[str]:
    """The quotes of the statement that such a sentence becomes, those that are in bold as a whole in asterisks."""
    passage = next(passage for passage in passages_of(text) if quote in passage.text)
    start = text.index(quote, passage.start)
    reading = Reading(passage=passage, start=start, end=start + len(quote), answer_probability=1.0)
    (statement,) = compose([reading], headed=heading_asked(question))
    return [
        f"*{each.quote}*" if each.emphasis == ((each.start, each.end),) else each.quote for each in statement.citations
    ]


@pytest.mark.parametrize(
    ("text", "question", "sentence"),
    [
        (CHANGES, "When was the dark theme added?", "A dark theme for the list."),
        (CHANGES, "When was the dark theme introduced?", "A dark theme for the list."),
        (CHANGES, "In which version was support for Python 3.8 dropped?", "Support for Python 3.8 was dropped."),
        (CHANGES, "Since which version are there search folders?", "Search folders for several accounts."),
        (MINUTES, "When was the water rate set?", "The water rate was set at 18 euros."),
        (MINUTES, "At which meeting was the waiting list closed?", "The waiting list was closed."),
        (HOURS, "On which day do beginners have the wall?", "Beginners have the wall."),
        (HOURS, "When do visitors have the wall?", "Visitors have the wall."),
        (PUMPS, "Which pump holds 65 litres?", "The tank holds 65 litres."),
    ],
)
def test_a_heading_completes_the_sentence_that_says_all_else(text: str, question: str, sentence: str) -> None:
    assert told(text, question) == [sentence]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (CHANGES, "When was the dark theme removed?"),
        (CHANGES, "When was the dark theme fixed?"),
        (CHANGES, "When was support for Python 3.8 added?"),
        (CHANGES, "How was the dark theme added?"),
        (MINUTES, "When was the gate painted?"),
        (MINUTES, "When is the water rate set?"),
        (MINUTES, "When was the waiting list not closed?"),
        (PUMPS, "Which pump holds 90 litres?"),
    ],
)
def test_where_the_sentence_lacks_a_word_or_several_headings_would_do_there_is_none(text: str, question: str) -> None:
    assert told(text, question) == []


def test_what_a_heading_says_is_shown_with_the_quote() -> None:
    theme, fee = "A dark theme for the list.", "The water rate was set at 18 euros."
    assert shown(CHANGES, "When was the dark theme added?", theme) == ["*[3.2.0] - 2025-03-18*", "Added", theme]
    assert shown(CHANGES, "What did 3.2.0 add?", theme) == ["[3.2.0] - 2025-03-18", "Added", theme]
    assert shown(MINUTES, "What was the rate on 4 March?", fee) == ["4 March 2025", fee]
    assert shown(CHANGES, "What is there for the list?", theme) == [theme]


def test_no_heading_is_shown_where_the_quote_says_it() -> None:
    ropes = "Ropes are lent until 18:00."
    assert shown(HOURS, "Until when are ropes lent?", ropes) == [ropes]
    assert shown(PUMPS, "What holds 40 litres?", "The tank holds 40 litres.") == ["The tank holds 40 litres."]


def test_a_day_in_figures_is_the_day_in_words() -> None:
    assert shown(CHANGES, "What was added on 18 March?", "A dark theme for the list.")[0] == "[3.2.0] - 2025-03-18"


def is_of_another_time(text: str, question: str, words: str) -> bool:
    body = body_of(passages_of(text)[0].document)
    return heading_asked(question).is_of_another_time(body, body.place_of(text.index(words)))


def test_what_stands_under_another_year_or_day_is_told() -> None:
    assert is_of_another_time(HOURS, "Who has the wall on Saturdays?", "Beginners have")
    assert not is_of_another_time(HOURS, "Who has the wall on Mondays?", "Beginners have")
    assert not is_of_another_time(HOURS, "Who has the wall?", "Beginners have")
    assert is_of_another_time(MINUTES, "What was the rate in 2024?", "The water rate")
    assert not is_of_another_time(MINUTES, "What was the rate in 2025?", "The water rate")
