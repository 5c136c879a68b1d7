"""Which rows of a table are shown: all those of which it is so what the question says."""

import pytest

from retrieval.answering.composing import compose
from retrieval.answering.whole_lists import list_asked
from retrieval.domain.documents import Document
from tests.building import reading_of

BOATS = """# Boats

| Boat | Seats | Needs a licence | Fee |
| --- | --- | --- | --- |
| Heron | 1 | no | free |
| Otter | 2 | no | 5 € |
| Pelican | 4 | yes | 8 € |
| Duckling | 1 | no | free |
"""
SETTINGS = """# Settings

| Setting | Default | Needs a restart | Reloaded at night |
|---|---|---|---|
| `port` | 7400 | ✓ | |
| `banner` | none | | ✓ |
| `queue` | 64 | ✓ | ✓ |
"""
CLEARANCE = """# Report

## Sites

| Site | Not surveyed | State |
|---|---|---|
| Marsh | yes | closed |
| Quarry | no | open to members |
| Wood | no | closed |
"""


def shown(text: str, quote: str, question: str) -> list[str]:
    """What is quoted of a table where that row was read."""
    document = Document(id="a", title=text.splitlines()[0].lstrip("# "), text=text, path="a.md")
    (statement,) = compose([reading_of(document, quote)], listed=list_asked(question))
    head, *rows = (citation.quote for citation in statement.citations)
    assert head.count("|") >= 2
    assert not any(citation.emphasis for citation in statement.citations)
    return [row.split("|")[0].strip() for quoted in rows for row in quoted.split("\n| ")]


@pytest.mark.parametrize(
    ("text", "quote", "question", "rows"),
    [
        (BOATS, "Otter | 2 | no | 5 €", "Which boats need no licence?", ["Heron", "Otter", "Duckling"]),
        (BOATS, "Otter | 2 | no | 5 €", "Which boats don't need a licence?", ["Heron", "Otter", "Duckling"]),
        (BOATS, "Heron | 1 | no | free", "Which boats need a licence?", ["Pelican"]),
        (BOATS, "Duckling | 1 | no | free", "Which boats are free?", ["Heron", "Duckling"]),
        (BOATS, "Duckling | 1 | no | free", "What is free?", ["Heron", "Duckling"]),
        (BOATS, "Duckling | 1 | no | free", "Which boats are not free?", ["Otter", "Pelican"]),
        (SETTINGS, "`banner` | none | | ✓", "Which settings need a restart?", ["`port`", "`queue`"]),
        (SETTINGS, "`port` | 7400 | ✓", "Which settings are not reloaded at night?", ["`port`"]),
        (CLEARANCE, "Marsh | yes | closed", "Which sites were surveyed?", ["Quarry", "Wood"]),
        (CLEARANCE, "Wood | no | closed", "Which sites were not surveyed?", ["Marsh"]),
        (CLEARANCE, "Wood | no | closed", "Which sites are not closed?", ["Quarry"]),
        (CLEARANCE, "Quarry | no | open to members", "Which sites are closed?", ["Marsh", "Wood"]),
    ],
)
def test_the_rows_that_hold_are_shown_and_no_others(text: str, quote: str, question: str, rows: list[str]) -> None:
    assert shown(text, quote, question) == rows


def test_where_nothing_in_the_table_tells_it_is_shown_as_it_was() -> None:
    assert shown(BOATS, "Otter | 2 | no | 5 €", "Which boats are there?") == ["Heron", "Otter", "Pelican", "Duckling"]


def test_one_row_that_was_read_and_holds_is_emphasised_as_ever() -> None:
    document = Document(id="a", title="Boats", text=BOATS, path="a.md")
    (statement,) = compose([reading_of(document, "Pelican")], listed=list_asked("Which boats need a licence?"))
    assert [
        citation.quote[a - citation.start : b - citation.start]
        for citation in statement.citations
        for a, b in citation.emphasis
    ] == ["Pelican"]


def test_a_row_that_does_not_hold_is_not_shown_after_them() -> None:
    document = Document(id="a", title="Boats", text=BOATS, path="a.md")
    readings = [reading_of(document, "Otter"), reading_of(document, "Pelican", 0.8)]
    (statement,) = compose(readings, listed=list_asked("Which boats need no licence?"))
    assert "Pelican" not in statement.text
