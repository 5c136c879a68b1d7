"""A table in a file of its own is a table of Markdown, of which each row is read with its heads."""

import pytest

from retrieval.documents.formats.csv_table import MAX_CELL_CHARS, MAX_PART_CHARS, read_table
from retrieval.documents.formats.extracted import Extracted
from retrieval.documents.markdown_blocks import blocks_of_markdown
from retrieval.domain.documents import Document
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault


def parts_of(content: str | bytes, name: str = "prices.csv") -> list[Extracted]:
    read = list(read_table(name, content.encode() if isinstance(content, str) else content))
    return [part for part in read if isinstance(part, Extracted)]


def text_of(content: str | bytes, name: str = "prices.csv") -> str:
    (part,) = parts_of(content, name)
    assert (part.place, part.untitled) == (name, "prices")
    return part.text


TABLE = "| Plan | Price |\n| --- | --- |\n| Free, small | 0 |\n| Pro | 5.50 |"


@pytest.mark.parametrize(
    "content",
    [
        'Plan,Price\n"Free, small",0\nPro,5.50\n',
        "Plan;Price\r\nFree, small;0\r\nPro;5.50\r\n",
        "sep=;\nPlan;Price\nFree, small;0\nPro;5.50",
        "Plan\tPrice\nFree, small\t0\nPro\t5.50\n",
        "Plan|Price\nFree, small|0\n\n,\n\nPro|5.50\n".replace(",\n\n", ""),
        '\ufeffPlan, Price\n"Free, small", 0\n,,\nPro, 5.50,,\n',
    ],
    ids=["commas", "semicolons", "excel", "tabs", "pipes", "marked-and-ragged"],
)
def test_rows_are_parted_as_the_file_parts_them(content: str) -> None:
    assert text_of(content) == TABLE


def test_a_tsv_is_parted_by_tabs_and_utf_16_is_read_by_its_mark() -> None:
    content = "Plan\tPrice\nFree, small\t0\nPro\t5.50\n"
    assert text_of(content.encode("utf-16"), "prices.tsv") == TABLE


def test_a_first_row_with_a_number_is_no_row_of_heads() -> None:
    assert text_of("Free,0\nPro,5\n") == "|  |  |\n| --- | --- |\n| Free | 0 |\n| Pro | 5 |"


def test_an_empty_corner_is_that_of_a_row_of_heads() -> None:
    assert text_of(",2024,2025\nFees,5,\n,6,7\n") == (
        "|  | 2024 | 2025 |\n| --- | --- | --- |\n| Fees | 5 |\n|  | 6 | 7 |"
    )
    assert text_of(",5\n,6\n") == "|  | 5 |\n| --- | --- |\n|  | 6 |"


def test_what_would_break_a_row_is_kept_in_its_cell() -> None:
    assert text_of('Sign,Use\n"a | b","first\nsecond"\n') == (
        "| Sign | Use |\n| --- | --- |\n| a \\| b | first second |"
    )


def test_each_row_is_a_block_that_is_led_by_the_heads() -> None:
    text = text_of("Plan,Price\nFree,0\nPro,5\n")
    blocks = blocks_of_markdown(Document(id="a", title="A", text=text, path="prices.csv"))
    assert blocks is not None
    assert [(text[block.start : block.end], block.head is not None) for block in blocks if block.head] == [
        ("Free | 0", True),
        ("Pro | 5", True),
    ]


def test_a_huge_table_is_several_documents_each_with_the_heads() -> None:
    row = "x" * 100
    parts = parts_of("Name,Value\n" + f"{row},word\n" * 40_000)
    assert parts[0].place == "prices.csv:2"
    assert len(parts) > 1
    assert all(part.text.startswith("| Name | Value |\n") and len(part.text) <= MAX_PART_CHARS + 100 for part in parts)
    assert sum(part.text.count(row) for part in parts) == 40_000
    assert parts[0].untitled.startswith("prices, rows 2 to ")


def test_a_quotation_mark_that_is_never_closed_is_told() -> None:
    with pytest.raises(DocumentError) as raised:
        parts_of('Name,Value\n"a,b\n' + "c,d\n" * MAX_CELL_CHARS)
    assert raised.value.fault is DocumentFault.CSV_CELL_TOO_LONG


@pytest.mark.parametrize("content", ["", "\n\n", ",,\n,,\n"])
def test_a_table_that_says_nothing_is_told(content: str) -> None:
    with pytest.raises(DocumentError):
        parts_of(content)
