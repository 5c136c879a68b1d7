"""Markdown that nobody means: each file is read in time that grows with it, or a clear line tells of it."""

from pathlib import Path

import pytest

from retrieval.documents.blocks import MAX_SECTION_CHARS
from retrieval.documents.chunking import chunk
from retrieval.documents.loading import load_corpus
from retrieval.domain.documents import Document
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault
from tests.fakes import WordHashEmbedder
from tests.growing import times_longer

LARGE, SMALL = 8_000, 1_000
MOST_GROWTH = 20
"""Between that of eight times the text where it is done in one go, and that where each part looks at all others."""


def read(folder: Path, name: str, content: str | bytes) -> Document | DocumentError:
    """Return what comes of a file beside one that is good."""
    (folder / "good.md").write_text("# Good\n\nIran denied it.\n")
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    loaded = load_corpus(folder)
    assert "good.md" in [document.path for document in loaded.documents]
    others = [document for document in loaded.documents if document.path != "good.md"]
    assert len(others) + len(loaded.unreadable) == 1
    return others[0] if others else loaded.unreadable[0]


ALL_JSX = {
    "tags": "<Tabs>\n  <TabItem value=\"a\" />\n</Tabs>\n",
    "imports": "import Tabs from '@theme/Tabs'\nimport A from './a'\n\n<Tabs />\n",
    "exports": "export default function Page() {\n  return <div><Tabs/></div>\n}\n",
    "comments": "{/* nothing yet */}\n\n<!-- nor here -->\n",
    "many": "<Card icon='a' />\n\n" * 5_000,
}  # fmt: skip


@pytest.mark.parametrize("content", ALL_JSX.values(), ids=ALL_JSX)
def test_mdx_that_shows_no_word_has_no_text(tmp_path: Path, content: str) -> None:
    error = read(tmp_path, "page.mdx", content)
    assert isinstance(error, DocumentError)
    assert (error.path, error.fault) == ("page.mdx", DocumentFault.NO_TEXT)


@pytest.mark.parametrize("content", ALL_JSX.values(), ids=ALL_JSX)
def test_one_word_among_it_is_read(tmp_path: Path, content: str) -> None:
    document = read(tmp_path, "page.mdx", f"{content}\nThe pump moves water.\n")
    assert isinstance(document, Document)
    assert any("The pump moves water." in passage.text for passage in chunk(document, WordHashEmbedder()))


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("import A from 'a'\n\nThe pump\n\nIt moves water.\n", "The pump"),
        ("import A from 'a'\n\n<A />\n\n# The pump\n\nIt moves water.\n", "The pump"),
        ("<Tabs>\n\nThe pump moves water.\n\n</Tabs>\n", "page"),
    ],
)
def test_title_is_none_of_what_no_reader_sees(tmp_path: Path, content: str, title: str) -> None:
    document = read(tmp_path, "page.mdx", content)
    assert isinstance(document, Document)
    assert document.title == title


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_heading_of_ten_thousand_characters_is_kept_and_named_in_short(tmp_path: Path, name: str) -> None:
    heading = ("The pumps of the harbour " * 400).strip()
    document = read(tmp_path, name, f"Lead, as it stands here.\n\n# {heading}\n\nThey move water, all of them.\n")
    assert isinstance(document, Document)
    assert heading in document.text
    (passage,) = [p for p in chunk(document, WordHashEmbedder()) if "They move water" in p.text]
    assert passage.section == heading[:MAX_SECTION_CHARS].rstrip()


def test_passages_below_a_long_heading_take_no_square_of_it() -> None:
    def cut(chars: int) -> None:
        text = f"# {'word ' * (chars // 5)}\n\n" + "The ministry said that it had not.\n\n" * (chars // 35)
        passages = chunk(Document(id="a", title="A", text=text, path="a.md"), WordHashEmbedder())
        assert sum(len(passage.section) for passage in passages) < 2 * chars

    assert times_longer(lambda _: cut(8 * LARGE), lambda _: cut(8 * SMALL), MOST_GROWTH) < MOST_GROWTH


def test_front_matter_of_a_megabyte_is_told(tmp_path: Path) -> None:
    for content in (
        f"---\ntitle: A\nnote: {'x' * 1_000_000}\n---\nText.\n",
        "---\ntitle: A\n" + "".join(f"key{n}: value\n" for n in range(70_000)) + "---\nText.\n",
        "+++\ntitle = 'A'\n" + "".join(f"key{n} = 1\n" for n in range(90_000)) + "+++\nText.\n",
    ):
        error = read(tmp_path, "a.md", content)
        assert isinstance(error, DocumentError)
        assert error.fault is DocumentFault.FRONT_MATTER_TOO_LONG


def test_two_documents_of_one_title_are_two(tmp_path: Path) -> None:
    for name, litres in (("a.md", 40), ("b.md", 55)):
        (tmp_path / name).write_text(f"# The pump\n\nThe pump moves {litres} litres.\n")
    documents = load_corpus(tmp_path).documents
    assert [(document.id, document.title) for document in documents] == [("a.md", "The pump"), ("b.md", "The pump")]


DEEP = {
    "quotations": ">" * 10_000 + " The pump moves water.\n",
    "quotations apart": "> " * 10_000 + "The pump moves water.\n",
    "lists in a line": "- " * 10_000 + "The pump moves water.\n",
    "lists below lists": "".join(f"{' ' * (n % 500)}- one\n" for n in range(10_000)) + "- The pump moves water.\n",
    "numbered lists": "1. " * 10_000 + "The pump moves water.\n",
    "a fence without an end": "```\n" + "code\n" * 10_000 + "The pump moves water.\n",
    "fences in quotations": "> ```\n" * 5_000 + "The pump moves water.\n",
}  # fmt: skip


@pytest.mark.parametrize("content", DEEP.values(), ids=DEEP)
def test_what_is_nested_deeper_than_anybody_means_is_read_with_all_its_words(tmp_path: Path, content: str) -> None:
    document = read(tmp_path, "a.md", content)
    assert isinstance(document, Document)
    assert any("The pump moves water." in passage.text for passage in chunk(document, WordHashEmbedder()))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbf# A\r\n\r\nPrice:\t5 \xe2\x82\xac\r\n", "# A\r\n\r\nPrice:\t5 €\r\n"),
        ("# A\n\nPrice: 5 €\n".encode("utf-16"), "# A\n\nPrice: 5 €\n"),
    ],
    ids=["UTF-8 with its mark, CRLF and a tab", "UTF-16"],
)
def test_bytes_are_read_by_their_mark(tmp_path: Path, content: bytes, text: str) -> None:
    document = read(tmp_path, "a.md", content)
    assert isinstance(document, Document)
    assert (document.title, document.text) == ("A", text)


def test_two_encodings_in_one_file_are_told_with_the_place(tmp_path: Path) -> None:
    error = read(tmp_path, "a.md", "Prix\n\n5 €\n".encode() + "et 7 €\n".encode("cp1252"))
    assert isinstance(error, DocumentError)
    assert error.fault is DocumentFault.NOT_UTF_8
    assert "byte at 17" in error.what


@pytest.mark.slow
def test_rows_of_a_table_take_no_square_of_them() -> None:
    def cut(rows: int) -> None:
        text = "# T\n\n| a | b |\n| --- | --- |\n" + "".join(f"| {row} | x |\n" for row in range(rows))
        assert chunk(Document(id="a", title="T", text=text, path="a.md"), WordHashEmbedder())

    assert times_longer(lambda _: cut(40_000), lambda _: cut(5_000), MOST_GROWTH) < MOST_GROWTH
