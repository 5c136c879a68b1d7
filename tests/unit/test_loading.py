from pathlib import Path

import pytest

from retrieval.domain import Document
from retrieval.errors import CorpusError, DocumentError
from retrieval.loading import MAX_ID_CHARS, LoadedCorpus, load_corpus

TEXT = "A title\n\nIran denied it.\n"


def corpus_of(folder: Path, **files: str | bytes) -> Path:
    """`a_md="…"` is a file a.md."""
    for name, content in files.items():
        stem, suffix = name.rsplit("_", 1)
        (folder / f"{stem}.{suffix}").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def loaded(folder: Path, **files: str | bytes) -> LoadedCorpus:
    return load_corpus(corpus_of(folder, **files))


def the_document(folder: Path, **files: str | bytes) -> Document:
    corpus = loaded(folder, **files)
    assert not corpus.unreadable
    (document,) = corpus.documents
    return document


def the_error(folder: Path, **files: str | bytes) -> DocumentError:
    """Of one file, beside one that is good and is read all the same."""
    corpus = loaded(folder, **files, zz_md=TEXT)
    assert [document.id for document in corpus.documents] == ["zz.md"]
    (error,) = corpus.unreadable
    return error


@pytest.mark.parametrize("suffix", ["md", "txt", "MD", "Txt"])
def test_a_text_file_is_a_document_to_the_letter(tmp_path: Path, suffix: str) -> None:
    document = the_document(tmp_path, **{f"a_{suffix}": TEXT})
    assert (document.id, document.path, document.title, document.text) == (f"a.{suffix}",) * 2 + ("A title", TEXT)
    assert dict(document.extra) == {}


@pytest.mark.parametrize(
    "text",
    [
        "One\r\nTwo\r\n",
        "One\rTwo",
        "\n\n  One  \n\n\n",
        "One\x0cTwo\x0bThree\x85Four\u2028Five",
        "e\u0301 and \u00e9 and ﬁ",
        "One\ttwo\u00a0three\u200bfour \U0001f6e9\ufe0f",
        "no newline at the end",
    ],
)
def test_text_is_verbatim(tmp_path: Path, text: str) -> None:
    assert the_document(tmp_path, a_md=text).text == text


def test_a_byte_order_mark_is_not_part_of_the_text(tmp_path: Path) -> None:
    assert the_document(tmp_path, a_md=b"\xef\xbb\xbf" + TEXT.encode()).text == TEXT


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A title\n\nText.", "A title"),
        ("\n\n  A   title \nText.", "A title"),
        ("# A title\nText.", "A title"),
        ("### A title ###\nText.", "A title ###"),
        ("This is a sentence.\nText.", "a"),
        ("Is it?\nText.", "a"),
        ("x" * 301 + "\nText.", "a"),
        ("x" * 300 + "\nText.", "x" * 300),
        ("...", "a"),
    ],
)
def test_a_title_is_the_first_line_or_else_the_name_of_the_file(tmp_path: Path, text: str, title: str) -> None:
    assert the_document(tmp_path, a_md=text).title == title


def test_documents_come_in_order_of_path_from_all_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    corpus_of(tmp_path / "b", a_md=TEXT, README_md=TEXT)
    corpus = loaded(tmp_path, c_md=TEXT, a_md=TEXT)
    assert [document.id for document in corpus.documents] == ["a.md", "b/README.md", "b/a.md", "c.md"]


def test_hidden_files_and_the_readme_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    corpus_of(tmp_path / ".git", a_md=TEXT)
    (tmp_path / ".hidden.md").write_text(TEXT)
    (tmp_path / ".DS_Store").write_bytes(b"\xff")
    assert loaded(tmp_path, README_md=TEXT) == LoadedCorpus(documents=(), unreadable=())


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.md.bak", "a.html"])
def test_a_file_of_another_kind_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT)
    (error,) = load_corpus(tmp_path).unreadable
    assert error.path == name
    assert name in error.what
    assert ".md, .txt, .jsonl" in error.remedy


@pytest.mark.parametrize("content", [b"", b"  \n\t\n", b"\xef\xbb\xbf", b"---\ntitle: A\n---\n", b"---\n---\n \n"])
def test_a_file_without_text_is_named(tmp_path: Path, content: bytes) -> None:
    error = the_error(tmp_path, a_md=content)
    assert error.path == "a.md"
    assert "a.md" in error.what
    assert "empty" in error.what or "no text" in error.what


@pytest.mark.parametrize(("content", "place"), [(b"caf\xe9", 3), (b"\xff\xfea\x00", 0), (b"x\xed\xa0\x80", 1)])
@pytest.mark.parametrize("suffix", ["md", "txt", "jsonl"])
def test_a_file_that_is_not_utf_8_is_named_with_the_place(
    tmp_path: Path, content: bytes, place: int, suffix: str
) -> None:
    error = the_error(tmp_path, **{f"a_{suffix}": content})
    assert error.path == f"a.{suffix}"
    assert f"a.{suffix} is not UTF-8" in error.what
    assert f"byte at {place} " in error.what


@pytest.mark.parametrize("suffix", ["md", "jsonl"])
def test_a_nul_is_no_text(tmp_path: Path, suffix: str) -> None:
    content = "Iran\0denied" if suffix == "md" else '{"id": "a", "text": "Iran\\u0000denied"}'
    assert "no text (a NUL" in the_error(tmp_path, **{f"a_{suffix}": content}).what


def test_half_of_a_surrogate_pair_is_no_text(tmp_path: Path) -> None:
    for field in ("id", "title", "text", "publisher", "note"):
        row = f'{{"id": "a", "text": "x", "{field}": "\\ud83d"}}'
        assert "surrogate" in the_error(tmp_path, a_jsonl=row).what


def test_a_whole_surrogate_pair_is(tmp_path: Path) -> None:
    assert the_document(tmp_path, a_jsonl='{"id": "a", "text": "\\ud83d\\ude80"}').text == "🚀"


def test_a_repeated_id_is_named_with_both_files(tmp_path: Path) -> None:
    corpus = loaded(tmp_path, a_md="---\nid: same\n---\nFirst.", b_md="---\nid: same\n---\nSecond.", c_md=TEXT)
    assert [document.path for document in corpus.documents] == ["a.md", "c.md"]
    (error,) = corpus.unreadable
    assert error.path == "b.md"
    assert "b.md repeats the id 'same' of a.md" in error.what


def test_an_id_in_front_matter_may_repeat_that_of_a_row(tmp_path: Path) -> None:
    corpus = loaded(tmp_path, a_jsonl='{"id": "same", "text": "x"}\n{"id": "same", "text": "y"}')
    assert len(corpus.documents) == 1
    assert [error.path for error in corpus.unreadable] == ["a.jsonl:2"]


@pytest.mark.parametrize("document_id", ['""', '"  "', f'"{"x" * (MAX_ID_CHARS + 1)}"'])
def test_an_id_is_neither_empty_nor_endless(tmp_path: Path, document_id: str) -> None:
    assert "an id that is empty or too long" in the_error(tmp_path, a_md=f"---\nid: {document_id}\n---\nx").what


def test_rows_of_a_jsonl_file_are_documents(tmp_path: Path) -> None:
    row = (
        '{"id": "one", "title": "A title", "text": "Iran denied it.\\r\\n", "publisher": "CNN", "date": "2022",'
        ' "pages": 3, "tags": ["a", "b"], "empty": null}'
    )
    corpus = loaded(tmp_path, a_jsonl=row + "\n\n" + '{"text": "Heading\\nText."}\n')
    one, two = corpus.documents
    assert (one.id, one.title, one.text, one.path) == ("one", "A title", "Iran denied it.\r\n", "a.jsonl:1")
    assert (one.publisher, one.date, one.url) == ("CNN", "2022", None)
    assert dict(one.extra) == {"pages": "3", "tags": '["a", "b"]'}
    assert (two.id, two.title, two.path) == ("a.jsonl:3", "Heading", "a.jsonl:3")


@pytest.mark.parametrize(
    "row",
    [
        "not json",
        '{"id": "a"',
        "[1, 2]",
        '"text"',
        '{"id": "a"}',
        '{"id": "a", "text": null}',
        '{"id": "a", "text": 7}',
        '{"id": "a", "text": ""}',
        '{"id": "", "text": "x"}',
        '{"id": "a", "text": "x", "deep": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
    ids=lambda row: row[:40],
)
def test_a_bad_line_is_named_by_its_number_and_the_rest_goes_on(tmp_path: Path, row: str) -> None:
    good = '{"id": "%s", "text": "Iran denied it."}'
    corpus = loaded(tmp_path, a_jsonl=f"{good % 1}\n{row}\n{good % 3}\n")
    assert [document.id for document in corpus.documents] == ["1", "3"]
    (error,) = corpus.unreadable
    assert error.path == "a.jsonl:2"
    assert "a.jsonl:2" in error.what
    assert error.remedy


@pytest.mark.parametrize(
    ("file", "content", "document_id"),
    [
        ("a_md", "---\nid: null\n---\nx", "a.md"),
        ("a_md", "---\nid:\n---\nx", "a.md"),
        ("a_jsonl", '{"id": null, "text": "x"}', "a.jsonl:1"),
    ],
)
def test_a_blank_id_is_one_that_was_not_given(tmp_path: Path, file: str, content: str, document_id: str) -> None:
    assert the_document(tmp_path, **{file: content}).id == document_id


@pytest.mark.parametrize("name", ["gone", "file.md"])
def test_a_folder_that_is_none_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.md").write_text(TEXT)
    with pytest.raises(CorpusError, match=f"{name} does not exist") as caught:
        load_corpus(tmp_path / name)
    assert "--corpus" in caught.value.remedy


def test_an_empty_folder_is_none(tmp_path: Path) -> None:
    assert load_corpus(tmp_path) == LoadedCorpus(documents=(), unreadable=())


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "gone.md")
    (error,) = load_corpus(tmp_path).unreadable
    assert error.path == "a.md"


def test_a_name_that_is_not_utf_8_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad\udcff.md").write_text(TEXT)
    corpus = loaded(tmp_path, a_md=TEXT)
    assert [document.id for document in corpus.documents] == ["a.md"]
    assert len(corpus.unreadable) == 1
