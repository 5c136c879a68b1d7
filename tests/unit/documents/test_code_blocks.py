"""Lines of code that are set in columns are rows of a table, to the letter; code is none."""

import pytest

from retrieval.documents.blocks import Form
from retrieval.documents.body import layout_of
from retrieval.documents.chunking import chunk
from retrieval.documents.code_blocks import columns_of
from retrieval.documents.quoted import shown_text
from retrieval.documents.reading_text import reading_text_of
from retrieval.domain.documents import Document
from tests.fakes import WordHashEmbedder

BOATS = "Time    To            Boat\n07:15   Skarholm      Petra\n09:40   Little *Vig*  Anna"
SIZES = "oak     12.5\nelm      9.0\nash    110.0"
SERVICES = (
    "NAME     STATE     NOTE\n-----    -----     ----\nmail     up        ok\nweb      down      since May\ndb       up"
)


def document_of(text: str, *, path: str) -> Document:
    return Document(id=path, title="Golf", text=text, path=path)


@pytest.mark.parametrize("table", [SIZES, SERVICES, BOATS])
def test_what_lines_up_is_a_table(table: str) -> None:
    assert columns_of(table.split("\n"))


@pytest.mark.parametrize(
    "code",
    [
        "name    = 1\nother   = 2\nthird   = 3",
        "id      INTEGER,\nname    TEXT,\nwhen    DATE",
        "make        # builds\nmake test   # tests\nmake all    # both",
        "if x:\n    a  b\n    c  d",
        "import a\nimport b\nimport c",
        "one    two\nthree  four",
        "a  b\nlonger  c\nd  e",
        "mov    eax, 1\nadd    eax, 2\nret",
        "at:    12\nto:    13\nby:    14",
        "a\tb  c\nd\te  f\ng\th  i",
    ],
)
def test_code_is_no_table(code: str) -> None:
    assert columns_of(code.split("\n")) == ()


@pytest.mark.parametrize(
    ("before", "indent", "after"), [("```\n", "", "\n```"), ("", "    ", ""), ("- a\n\n  ```\n", "  ", "\n  ```")]
)
def test_its_rows_are_read_and_shown_with_their_heads_and_quoted_to_the_letter(
    before: str, indent: str, after: str
) -> None:
    table = "\n".join(indent + line for line in BOATS.split("\n"))
    document = document_of(f"# Quay\n\nThe boats of today.\n\n{before}{table}{after}\n", path="a.md")
    rows = [block for block in layout_of(document) if block.form is Form.ROW]
    row = rows[-1]

    assert [document.text[row.start : row.end] for row in rows] == BOATS.split("\n")[1:]
    assert row.head is not None
    assert document.text[slice(*row.head)] == BOATS.split("\n", maxsplit=1)[0]
    assert shown_text(document, row.start, row.end) == "Time: 09:40; To: Little *Vig*; Boat: Anna"
    passage = chunk(document, WordHashEmbedder())[-1]
    assert "Time: 09:40; To: Little *Vig*; Boat: Anna" in reading_text_of(passage).text


def test_code_beside_a_table_stays_code() -> None:
    document = document_of(f"# Quay\n\n```\nboats --today\n\n{BOATS}\n\nboats --quit\n```\n", path="a.md")
    forms = [block.form for block in layout_of(document)][1:]
    assert forms == [Form.CODE, Form.ROW, Form.ROW, Form.CODE]


def test_the_corner_of_a_table_set_in_columns_may_be_empty() -> None:
    table = "         Mon     Tue\nPool     open  closed\nSauna  closed    open"
    document = document_of(f"# Baths\n\n```\n{table}\n```\n", path="a.md")
    rows = [shown_text(document, block.start, block.end) for block in layout_of(document) if block.form is Form.ROW]
    assert rows == ["Pool; Mon: open; Tue: closed", "Sauna; Mon: closed; Tue: open"]


def test_a_cell_may_be_empty_and_a_table_may_have_no_head() -> None:
    document = document_of(f"# Yard\n\n```\n{SIZES}\n```\n\n```\n{SERVICES}\n```\n", path="a.md")
    rows = [shown_text(document, block.start, block.end) for block in layout_of(document) if block.form is Form.ROW]
    assert rows == [
        *("oak; 12.5", "elm; 9.0", "ash; 110.0"),
        "NAME: mail; STATE: up; NOTE: ok",
        "NAME: web; STATE: down; NOTE: since May",
        "NAME: db; STATE: up",
    ]
