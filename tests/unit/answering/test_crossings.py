"""The row or cell of a table that a question names with its column, or by the kind of thing that is asked for."""

import pytest

from retrieval.answering.crossings import at_crossings
from retrieval.domain.documents import Document, Passage

ROLES = """| Role | See | Edit items | Settings |
|---|---|---|---|
| Guest | yes | no | no |
| Manager | yes | yes | no |
"""
ROOMS = "| | Dogs | Wheelchairs |\n|---|---|---|\n| Hall | ✗ | ✓ |\n| Garden | ✓ | – |\n"
CONTACTS = """| About | Whom | How |
|---|---|---|
| Rooms | Jo Park, Events officer | events@heron.example |
| Money, claims | Ines Duarte, Treasurer | treasurer@heron.example |
| Advice | Advice desk | +44 20 5550 1234, https://heron.example/advice |
"""


def told(table: str, question: str) -> list[str]:
    text = f"# Handbook\n\n{table}\nOther.\n"
    document = Document(id="a", title="Handbook", text=text, path="a.md")
    passage = Passage(document=document, start=text.index("|"), end=len(text) - 1)
    return [text[reading.start : reading.end] for reading in at_crossings(question, [passage])]


@pytest.mark.parametrize(
    ("table", "question", "row"),
    [
        (ROLES, "Can a manager change settings?", "Manager | yes | yes | no"),
        (ROLES, "can guests edit items", "Guest | yes | no | no"),
        (ROLES, "May a guest see the list?", "Guest | yes | no | no"),
        (ROOMS, "Are dogs allowed in the garden?", "Garden | ✓ | –"),
        (ROOMS, "Is the hall open to wheelchairs?", "Hall | ✗ | ✓"),
    ],
)
def test_the_row_that_tells_whether_it_is_so_is_found(table: str, question: str, row: str) -> None:
    assert told(table, question) == [row]


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("What is the treasurer's email?", "treasurer@heron.example"),
        ("Who do I email about an expense claim?", "treasurer@heron.example"),
        ("What is the phone number of the advice desk?", "+44 20 5550 1234"),
        ("What's the link of the advice desk?", "https://heron.example/advice"),
    ],
)
def test_a_cell_is_what_its_form_says(question: str, cell: str) -> None:
    assert told(CONTACTS, question) == [cell]


@pytest.mark.parametrize(
    ("table", "question"),
    [
        (ROLES, "Can a manager remove a guest?"),
        (ROLES, "Can a manager export the whole list of settings at night?"),
        (ROLES, "Can an owner change settings?"),
        (ROLES, "Who is the manager?"),
        (CONTACTS, "What is the chair's email?"),
        (CONTACTS, "How do I get advice on a lost phone?"),
        (CONTACTS, "What is the treasurer's phone number?"),
    ],
)
def test_where_no_row_or_no_column_is_named_there_is_none(table: str, question: str) -> None:
    assert told(table, question) == []
