"""Sections that are asked for as a whole, by what their headings say."""

import pytest

from retrieval.answering.sections_asked import section_asked
from retrieval.answering.whole_sections import sections_as_asked
from retrieval.documents.body import layout_of
from retrieval.domain.documents import Document, FoundPassage, Passage, PassageKind

CHANGES = """# Lantern changelog

## [3.10.0] - 2025-03-18

### Added
- A dark theme.
- Muted threads.

### Fixed
- Names with a space.

## [3.9.1] - 2025-01-14

### Fixed
- The empty mailbox.

### Changed
- The cache is small.
"""
NOTES = (
    "# Quay notes\n\n## Version 2.4\n\nLogins expire sooner. Charts are drawn.\n\n## Version 2.3\n\nLinks are shared.\n"
)
MINUTES = """# Minutes of the committee

## 4 March 2025

The rate was set. The gate was painted.

## 1 April 2025

The list was closed.
"""


def shown(text: str, question: str) -> list[list[str]]:
    """The quotes of each statement."""
    document = Document(id="a", title=text.split("\n", maxsplit=1)[0].strip("# "), text=text, path="a.md")
    passages = [
        Passage(document=document, start=block.start, end=block.end, section=block.section)
        for block in layout_of(document)
        if block.kind is PassageKind.BODY
    ]
    asked = section_asked(question)
    if asked is None:
        return []
    found = [FoundPassage(passage=passages[-1], score=1.0, dense=1.0, lexical=1.0)]
    statements = sections_as_asked(asked, found, lambda _: passages)
    return [[citation.quote for citation in statement.citations] for statement in statements]


ADDED = ["[3.10.0] - 2025-03-18", "Added", "A dark theme.\n- Muted threads."]
NEW_IN_2_4 = [["Version 2.4", "Logins expire sooner. Charts are drawn."]]
IN_MARCH = [["4 March 2025", "The rate was set. The gate was painted."]]
IN_APRIL = [["1 April 2025", "The list was closed."]]


@pytest.mark.parametrize(
    ("text", "question", "quotes"),
    [
        (CHANGES, "What did 3.10.0 add?", [ADDED]),
        (CHANGES, "What was added in Lantern 3.10.0?", [ADDED]),
        (CHANGES, "What changed in 3.10.0?", [ADDED, ["[3.10.0] - 2025-03-18", "Fixed", "Names with a space."]]),
        (CHANGES, "What was fixed in the first version?", [["[3.9.1] - 2025-01-14", "Fixed", "The empty mailbox."]]),
        (CHANGES, "What was added in the latest release of Lantern?", [ADDED]),
        (NOTES, "What's new in version 2.4?", NEW_IN_2_4),
        (NOTES, "What changed in 2.4?", NEW_IN_2_4),
        (NOTES, "What does version 2.4 add?", NEW_IN_2_4),
        (MINUTES, "What was decided on 4 March?", IN_MARCH),
        (MINUTES, "What did the committee agree on 1 April 2025?", IN_APRIL),
        (MINUTES, "What was discussed at the last meeting?", IN_APRIL),
        (
            MINUTES.replace("4 March 2025", "2025-03-04"),
            "What was decided on 4 March?",
            [["2025-03-04", *IN_MARCH[0][1:]]],
        ),
        (
            MINUTES.replace("4 March 2025", "2025-05-04").replace("1 April 2025", "2025-04-30"),
            "What was discussed at the last meeting?",
            [["2025-05-04", *IN_MARCH[0][1:]]],
        ),
    ],
)
def test_a_section_is_shown_by_what_its_heading_says(text: str, question: str, quotes: list[list[str]]) -> None:
    assert shown(text, question) == quotes


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (CHANGES, "What did 3.9.1 add?"),
        (CHANGES, "What was removed in 3.10.0?"),
        (CHANGES, "What did 3.11.0 add?"),
        (CHANGES, "What changed in Quay 3.10.0?"),
        (MINUTES, "What was decided on 4 March 2024?"),
        (MINUTES, "What was banned on 4 March?"),
        (MINUTES, "What was the rate on 4 March?"),
        (MINUTES, "What was decided?"),
    ],
)
def test_of_another_section_or_of_what_it_may_not_say_there_is_none(text: str, question: str) -> None:
    assert shown(text, question) == []
