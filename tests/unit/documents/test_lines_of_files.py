"""The lines of a quote are those of its file, as an editor counts them."""

import codecs
from pathlib import Path

import pytest

from retrieval.documents.loading import load_corpus
from retrieval.domain.documents import Document

FRONT = ["---", "title: A guide", "# a comment", "---"]
TEXT = ["", "# Pumps", "", "The pump is blue.", "Oil it", "every week.", ""]


def read(folder: Path, name: str, content: bytes) -> Document:
    (folder / name).write_bytes(content)
    corpus = load_corpus(folder)
    assert not corpus.unreadable
    (document,) = corpus.documents
    return document


def lines_of(document: Document, first: str, last: str) -> list[int]:
    return list(document.lines_of(document.text.index(first), document.text.index(last) + len(last)))


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("front", [[], FRONT, ["+++", 'title = "A"', "+++"], ["---", "---"]])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["no mark", "a byte order mark"])
@pytest.mark.parametrize("name", ["a.md", "a.mdx", "a.markdown", "a.txt"])
def test_lines_are_counted_from_the_first_of_the_file(
    tmp_path: Path, name: str, mark: bytes, front: list[str], newline: str
) -> None:
    lines = [*front, *TEXT]
    document = read(tmp_path, name, mark + newline.join(lines).encode())
    assert document.first_line == len(front) + 1
    blue, oil = lines.index("The pump is blue.") + 1, lines.index("Oil it") + 1
    assert lines_of(document, "The pump", "blue.") == [blue]
    assert lines_of(document, "Oil", "every week.") == [oil, oil + 1]
    # A quote that takes the end of its line with it does not stand on the next one.
    assert lines_of(document, "Oil", f"it{newline}") == [oil]


def test_a_file_of_another_age_has_lines_too(tmp_path: Path) -> None:
    document = read(tmp_path, "a.md", "\r".join([*FRONT, *TEXT]).encode())
    assert lines_of(document, "Oil", "every week.") == [9, 10]


def test_front_matter_that_is_text_is_counted_as_text(tmp_path: Path) -> None:
    document = read(tmp_path, "a.md", b"---\nA rule above.\n\nThe pump is blue.\n")
    assert lines_of(document, "The pump", "blue.") == [4]


def test_a_text_with_other_lines_than_its_file_has_none(tmp_path: Path) -> None:
    document = read(tmp_path, "a.org", b"#+TITLE: A\n\n* Pumps\nThe pump is blue.\n")
    assert document.first_line is None
    assert list(document.lines_of(0, 4)) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "Room,Seats\nOak,twelve\nElm,40\nFir,7\n"),
        ("a.csv", "Room;Seats\r\nOak;twelve\r\nElm;40\r\nFir;7\r\n"),
        ("a.tsv", "Room\tSeats\nOak\ttwelve\nElm\t40\nFir\t7"),
    ],
)
def test_a_row_of_a_table_is_a_line_of_its_file(tmp_path: Path, name: str, content: str) -> None:
    document = read(tmp_path, name, content.encode())
    assert lines_of(document, "Room", "Seats") == [1]
    assert lines_of(document, "Oak", "twelve") == [2]
    assert lines_of(document, "Elm", "7") == [3, 4]


def test_rows_of_a_table_without_a_head_are_counted_from_the_first(tmp_path: Path) -> None:
    document = read(tmp_path, "a.csv", b"Oak,12\nElm,40\n")
    assert lines_of(document, "Oak", "12") == [1]
    assert lines_of(document, "Elm", "40") == [2]


@pytest.mark.parametrize(
    "content",
    [
        'Room,Seats\nOak,"first\nsecond"\nElm,40\n',
        "Room,Seats\nOak,12\n,\nElm,40\n",
        "sep=;\nRoom;Seats\nOak;12\nElm;40\n",
        "\nRoom,Seats\nOak,12\nElm,40\n",
    ],
    ids=["a cell of two lines", "a blank row", "a stated delimiter", "a blank line above"],
)
def test_a_table_whose_rows_are_no_lines_has_none(tmp_path: Path, content: str) -> None:
    assert lines_of(read(tmp_path, "a.csv", content.encode()), "Elm", "40") == []


def test_a_row_of_json_is_one_line(tmp_path: Path) -> None:
    document = read(tmp_path, "a.jsonl", b'\n{"id": "pump", "text": "The pump is blue.\\nOil it."}\n')
    assert lines_of(document, "Oil", "it.") == [2]


def test_a_version_from_before_lines_were_counted_keeps_its_hash() -> None:
    document = Document(id="a", title="A", text="The pump is blue.", path="a.md", date="2024", pages=(0, 4))
    assert document.record_hash == "e93f7676e31c38e01af33072757863ca0d275aa9313f4ae9c69d08c72b042ca8"


def test_no_text_begins_above_its_file() -> None:
    with pytest.raises(ValueError, match="begins on no line"):
        Document(id="a", title="A", text="The pump is blue.", first_line=0)
