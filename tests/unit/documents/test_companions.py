"""What a file beside a document states about it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from retrieval.documents.formats.companion import MAX_COMPANION_BYTES, read_companion, written_companion
from retrieval.documents.loading import LoadedCorpus, load_corpus
from retrieval.errors import DocumentError
from tests.made_files import pdf_of

TEXT = "A title\n\nIran denied it.\n"
FRONT = f"---\ntitle: Of its own\npublisher: The Gazette\nkind: report\n---\n{TEXT}"


def loaded(folder: Path, files: Mapping[str, str | bytes]) -> LoadedCorpus:
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_corpus(folder)


def the_error(folder: Path, files: Mapping[str, str | bytes]) -> DocumentError:
    (error,) = loaded(folder, files).unreadable
    return error


def test_it_wins_over_what_the_file_states_and_leaves_the_rest(tmp_path: Path) -> None:
    beside = "title: Another\ndate: 2022-10-26\nkind:\nedition: second\n"
    (document,) = loaded(tmp_path, {"a.md": FRONT, "a.md.meta.yaml": beside}).documents
    assert (document.title, document.date, document.publisher) == ("Another", "2022-10-26", "The Gazette")
    assert (document.kind, document.extra) == ("report", {"edition": "second"})
    assert (document.id, document.text) == ("a.md", TEXT)


def test_it_is_of_any_format_in_any_folder_and_no_document(tmp_path: Path) -> None:
    corpus = loaded(tmp_path, {"b/a.pdf": pdf_of(["Iran denied it."]), "b/a.pdf.meta.yaml": "id: denial\nurl: x"})
    assert [(document.id, document.url, document.path) for document in corpus.documents] == [("denial", "x", "b/a.pdf")]
    assert corpus.unreadable == ()


def test_one_without_its_file_is_named(tmp_path: Path) -> None:
    error = the_error(tmp_path, {"a.md": TEXT, "b/a.md.meta.yaml": "title: x", "b/b.md": TEXT})
    assert (error.path, error.what) == (
        "b/a.md.meta.yaml",
        "b/a.md.meta.yaml states things about b/a.md, which is not there.",
    )


@pytest.mark.parametrize(
    ("beside", "reason"),
    [
        ("url: x\ntitle: a: b", "a.md.meta.yaml is not YAML near line 2."),
        ("title: A\nkind report\n", "a.md.meta.yaml is not YAML near line 2."),
        (
            "date: 2022-02-30",
            "a.md.meta.yaml holds a date or a number that there is not: day is out of range for month.",
        ),
        ("just words", "a.md.meta.yaml holds no keys."),
        (b"title: Fl\xe8che", "a.md.meta.yaml is not UTF-8 text: the byte at 9 does not fit."),
        ("#" * (MAX_COMPANION_BYTES + 1), "a.md.meta.yaml is too large: 0.1 MiB, and 0.1 MiB are read."),
    ],
    ids=["broken", "no colon", "no date", "no keys", "no utf-8", "too large"],
)
def test_one_that_cannot_be_read_is_told_of_its_file_which_is_not_read_without(
    tmp_path: Path, beside: str | bytes, reason: str
) -> None:
    error = the_error(tmp_path, {"a.md": TEXT, "a.md.meta.yaml": beside, "z.md": "Other.\n"})
    assert (error.path, error.what) == ("a.md", reason)


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("title: secret")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md.meta.yaml").symlink_to("../outside.yaml")
    error = the_error(corpus, {"a.md": TEXT})
    assert (error.path, error.what) == ("a.md", "a.md.meta.yaml is a link that leads out of the corpus folder.")


def test_one_beside_rows_is_named_and_they_are_read(tmp_path: Path) -> None:
    corpus = loaded(tmp_path, {"a.jsonl": '{"id": "row", "text": "Iran denied it."}', "a.jsonl.meta.yaml": "title: x"})
    assert [(document.id, document.title) for document in corpus.documents] == [("row", "row")]
    assert [error.path for error in corpus.unreadable] == ["a.jsonl.meta.yaml"]


@pytest.mark.parametrize("value", ["2022-10-26", "no", "1.0", "a: b", "“ü” #1", "- x", "{}", "'", "~", "null"])
def test_what_is_written_is_read_back_as_text(value: str) -> None:
    assert read_companion("x", written_companion({"title": value})) == {"title": value}
