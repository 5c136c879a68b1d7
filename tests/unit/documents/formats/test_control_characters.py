"""A control character that came into a file, as a form feed of a printer's or an escape of a terminal's, costs nothing
but itself: what stands around it is read in every format.
"""

import json
from pathlib import Path

import pytest

from retrieval.documents.formats import html
from retrieval.documents.loading import read_corpus
from retrieval.domain.documents import Document

CONTROLS = [chr(code) for code in [*range(1, 9), 0xB, 0xC, *range(0xE, 0x20), 0x7F, *range(0x80, 0xA0), 0xFFFE, 0xFFFF]]


def document_of(folder: Path, name: str, text: str) -> Document:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    (read,) = read_corpus(folder)
    assert isinstance(read, Document), read
    return read


def test_a_page_is_read_around_them() -> None:
    for control in CONTROLS:
        page = (
            f"<html><head><title>Dro{control}nes</title></head>"
            f"<body><p>Iran {control}denied it on Tuesday.</p></body></html>"
        )
        read = html.read("a.html", page.encode())
        assert read.text.split()[0] == "Iran"
        assert read.text.endswith("denied it on Tuesday.")
        assert str(read.stated["title"]).startswith("Dro")


@pytest.mark.parametrize("reference", ["&#12;", "&#27;", "&#x1b;", "&#0;", "&#xffff;", "&#xd800;", "&#99999999;"])
def test_so_it_is_around_those_that_are_written_as_numbers(reference: str) -> None:
    read = html.read("a.html", f"<html><body><p>Iran {reference} denied it on Tuesday.</p></body></html>".encode())
    assert read.text.startswith("Iran")
    assert read.text.endswith("denied it on Tuesday.")


def test_a_form_feed_parts_words() -> None:
    assert html.read("a.html", b"<html><body><p>Iran\x0cdenied it on Tuesday.</p>").text == "Iran denied it on Tuesday."


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_a_text_is_to_the_letter_and_what_it_states_is_read_around_them(tmp_path: Path, suffix: str) -> None:
    # In YAML, a next-line character ends the line.
    noise = "".join(CONTROLS).replace("\x85", "")
    read = document_of(tmp_path, f"a{suffix}", f"---\npublisher: C{noise}NN\n---\nIran {noise} denied it.")
    assert read.text == f"Iran {noise} denied it."
    assert read.publisher == "CNN"


def test_a_row_is_read_with_them_written_out_or_as_they_are(tmp_path: Path) -> None:
    noise = "".join(CONTROLS) + "\t"
    written_out, as_they_are = (
        json.dumps({"text": f"Iran {noise} it."}, ensure_ascii=plain) for plain in (True, False)
    )
    as_they_are = as_they_are.replace("\\t", "\t").replace("\\f", "\f").replace("\\b", "\b")
    for code in range(1, 0x20):
        as_they_are = as_they_are.replace(f"\\u{code:04x}", chr(code))
    for row in (written_out, as_they_are):
        assert document_of(tmp_path, "a.jsonl", row).text == f"Iran {noise} it."


def test_a_companion_is_read_around_them(tmp_path: Path) -> None:
    (tmp_path / "a.md.meta.yaml").write_text("publisher: C\x1b\x0cNN")
    assert document_of(tmp_path, "a.md", "Iran denied it.").publisher == "CNN"
