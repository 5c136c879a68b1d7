import json
import tracemalloc
from pathlib import Path

import pytest

from retrieval.documents.assembling import MAX_ID_CHARS
from retrieval.documents.formats import MAX_BYTES, SUFFIXES
from retrieval.documents.formats.extracted import MAX_TEXT_CHARS, MEBIBYTE
from retrieval.documents.formats.markdown import MAX_FRONT_MATTER_CHARS
from retrieval.documents.loading import LoadedCorpus, load_corpus, read_corpus
from retrieval.domain.documents import Document
from retrieval.errors import CorpusError, DocumentError

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


def test_a_readme_is_a_document(tmp_path: Path) -> None:
    assert [document.id for document in loaded(tmp_path, README_md=TEXT).documents] == ["README.md"]


def test_hidden_files_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    corpus_of(tmp_path / ".git", a_md=TEXT)
    (tmp_path / ".hidden.md").write_text(TEXT)
    (tmp_path / ".DS_Store").write_bytes(b"\xff")
    assert loaded(tmp_path) == LoadedCorpus(documents=(), unreadable=())


def test_what_the_folder_says_to_ignore_is_passed_over(tmp_path: Path) -> None:
    for folder in ("drafts", "b/drafts", "b/kept"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "README.md").write_text(TEXT)
    patterns = b"\xef\xbb\xbf# not these\r\n/README.md\r\ndrafts/\r\n*.txt\r\n!keep.txt\r\n"
    (tmp_path / ".footnoteignore").write_bytes(patterns)
    corpus = loaded(tmp_path, README_md=TEXT, a_txt=TEXT, keep_txt=TEXT)
    assert [document.id for document in corpus.documents] == ["b/kept/README.md", "keep.txt"]
    assert not corpus.unreadable


@pytest.mark.parametrize("content", [b"!\n", b"\xff\xfe\n"])
def test_a_file_of_patterns_that_cannot_be_read_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".footnoteignore").write_bytes(content)
    with pytest.raises(CorpusError, match=r"\.footnoteignore in the corpus folder cannot be read"):
        loaded(tmp_path, a_md=TEXT)


def test_the_page_about_the_shipped_corpus_is_no_document(corpus_folder: Path) -> None:
    assert "README.md" not in {document.id for document in load_corpus(corpus_folder).documents}


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.md.bak", "a.doc", "a.html.gz", "pdf"])
def test_a_file_of_another_kind_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT)
    (error,) = load_corpus(tmp_path).unreadable
    assert error.path == name
    assert name in error.what
    assert ", ".join(SUFFIXES) in error.remedy


@pytest.mark.parametrize("content", [b"", b"  \n\t\n", b"\xef\xbb\xbf", b"---\ntitle: A\n---\n", b"---\n---\n \n"])
def test_a_file_without_text_is_named(tmp_path: Path, content: bytes) -> None:
    error = the_error(tmp_path, a_md=content)
    assert error.path == "a.md"
    assert "a.md" in error.what
    assert "empty" in error.what or "no text" in error.what


@pytest.mark.parametrize(("content", "place"), [(b"caf\xe9", 3), (b"\xff\xfda\x00", 0), (b"x\xed\xa0\x80", 1)])
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
    first, second = corpus.documents
    assert (first.id, first.title, first.text, first.path) == ("one", "A title", "Iran denied it.\r\n", "a.jsonl:1")
    assert (first.publisher, first.date, first.url) == ("CNN", "2022", None)
    assert dict(first.extra) == {"pages": "3", "tags": '["a", "b"]'}
    assert (second.id, second.title, second.path) == ("a.jsonl:3", "Heading", "a.jsonl:3")


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


@pytest.mark.parametrize("document_id", ["../../etc/passwd", "/etc/passwd", "C:\\\\x", "a/../b", "..", "~"])
def test_an_id_that_looks_like_a_path_is_a_name_and_no_more(tmp_path: Path, document_id: str) -> None:
    document = the_document(tmp_path, a_md=f'---\nid: "{document_id}"\n---\nText.')
    assert (document.id, document.path) == (document_id.replace("\\\\", "\\"), "a.md")


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x7f", "\x9b"])
def test_an_id_holds_no_control_characters(tmp_path: Path, character: str) -> None:
    row = json.dumps({"id": f"a{character}b", "text": "x"})
    assert "characters that are not seen" in the_error(tmp_path, a_jsonl=row).what


def test_characters_of_other_scripts_are_none(tmp_path: Path) -> None:
    name = "می\u200cخواهم"
    assert the_document(tmp_path, **{f"{name}_md": TEXT}).id == f"{name}.md"


def test_documents_of_the_same_text_are_all_kept(tmp_path: Path) -> None:
    corpus = loaded(tmp_path, a_md=TEXT, b_md="---\ntitle: B\n---\n" + TEXT, c_md="Another.", d_txt=TEXT)
    assert [document.id for document in corpus.documents] == ["a.md", "b.md", "c.md", "d.txt"]
    assert corpus.unreadable == ()


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    corpus_of(tmp_path / "b" / "c", d_md=TEXT, e_md=TEXT)
    rows = '{"id": "1", "text": "x"}\n{"id": "2", "text": "y"}'
    corpus_of(tmp_path, a_md=TEXT, z_jsonl=rows, bad_md=b"\xff", **{".hidden_md": TEXT})
    wanted = ["z.jsonl", "b/c/d.md", "bad.md", "gone.md", "README.md", ".hidden.md", "../x.md", "/etc/passwd", ""]
    read = list(read_corpus(tmp_path, only=wanted))
    assert [document.id if isinstance(document, Document) else document.what for document in read] == [
        "b/c/d.md",
        "bad.md is not UTF-8 text: the byte at 0 does not fit.",
        "1",
        "2",
    ]
    assert list(read_corpus(tmp_path, only=[])) == []


def test_one_document_at_a_time_is_held(tmp_path: Path) -> None:
    """Two hundred documents of a mebibyte would be two hundred mebibytes."""
    for number in range(40):
        (tmp_path / f"{number}.md").write_bytes(b"%d " % number + b"x" * 1024 * 1024)
    tracemalloc.start()
    assert sum(1 for _ in read_corpus(tmp_path)) == 40
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12 * 1024 * 1024


def test_more_text_than_a_document_may_have_is_refused(tmp_path: Path) -> None:
    error = the_error(tmp_path, a_md="x" * (MAX_TEXT_CHARS + 1))
    assert "a.md has more than 5,000,000 characters" in error.what
    assert "Split" in error.remedy


@pytest.mark.parametrize("suffix", ["md", "jsonl", "html", "pdf", "docx"])
def test_a_file_that_is_too_large_is_not_read_at_all(tmp_path: Path, suffix: str) -> None:
    corpus_of(tmp_path, zz_md=TEXT)
    with (tmp_path / f"a.{suffix}").open("wb") as file:
        # A file of holes: it takes no room on the disk, and would take all the memory.
        file.truncate(MAX_BYTES[f".{suffix}"] + 1)
    corpus = load_corpus(tmp_path)
    assert len(corpus.documents) == 1
    (error,) = corpus.unreadable
    assert f"a.{suffix} is too large" in error.what


@pytest.mark.parametrize("suffix", ["md", "txt", "jsonl", "html", "pdf", "docx"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, suffix: str) -> None:
    assert the_error(tmp_path, **{f"a_{suffix}": b""}).what == f"a.{suffix} is empty."


@pytest.mark.parametrize("suffix", ["md", "txt", "jsonl"])
@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b"%PDF-1.4\n", "a PDF"),
        (b"%PDF-1.4\n\xff", "a PDF"),
        (b"PK\x03\x04\xff", "a zip archive"),
        (b"{\\rtf1 Iran}", "RTF"),
        (b"\x89PNG\r\n\xff", "an image"),
    ],
)
def test_a_file_that_lies_about_what_it_is_is_told(tmp_path: Path, suffix: str, content: bytes, seen: str) -> None:
    error = the_error(tmp_path, **{f"a_{suffix}": content})
    assert "a." in error.what
    assert f"it looks like {seen}" in error.what or "is not JSON" in error.what


def test_html_in_a_text_file_is_text(tmp_path: Path) -> None:
    assert the_document(tmp_path, a_md="<html><b>Iran</b> denied it.").text == "<html><b>Iran</b> denied it."


def test_what_else_is_stated_has_an_end(tmp_path: Path) -> None:
    """Each line stands for nine times what the one above does."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    front = "\n".join(lines)
    assert "nested too deeply or too long" in the_error(tmp_path, a_md=f"---\n{front}\n---\nText.").what


def test_neither_do_merged_keys_multiply(tmp_path: Path) -> None:
    front = "a: &a {x: 1}\nb:\n  <<: [*a, *a]"
    assert "not YAML near line 4" in the_error(tmp_path, a_md=f"---\n{front}\n---\nText.").what


def test_front_matter_is_no_place_for_text(tmp_path: Path) -> None:
    front = "note: " + "x" * MAX_FRONT_MATTER_CHARS
    assert "more than 20,000 characters" in the_error(tmp_path, a_md=f"---\n{front}\n---\nText.").what


def test_a_set_is_stated_in_one_order(tmp_path: Path) -> None:
    front = "tags: !!set {c, a, b}"
    assert the_document(tmp_path, a_md=f"---\n{front}\n---\nText.").extra["tags"] == '["a", "b", "c"]'


def test_rows_keep_their_numbers_whatever_the_line_breaks(tmp_path: Path) -> None:
    rows = '\ufeff{"text": "one\u2028"}\r\n\r\n  \n{"text": "two"}'
    assert [document.id for document in loaded(tmp_path, a_jsonl=rows).documents] == ["a.jsonl:1", "a.jsonl:4"]


@pytest.mark.parametrize("place", [0, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 2 * MEBIBYTE])
def test_rows_that_are_not_utf_8_are_told_with_the_place(tmp_path: Path, place: int) -> None:
    row = b'{"text": "' + b"\xc3\xa9" * (MEBIBYTE + 100) + b'"}'
    content = row[:place] + b"\xff" + row[place:]
    broken = place if place < 10 or place % 2 == 0 else place - 1
    assert f"byte at {broken} " in the_error(tmp_path, a_jsonl=content).what


def test_a_row_that_is_no_json_says_where_in_it(tmp_path: Path) -> None:
    error = the_error(tmp_path, a_jsonl='\n{"text": }\n')
    assert (error.path, error.what) == ("a.jsonl:2", "a.jsonl:2 is not JSON: Expecting value at character 10.")


@pytest.mark.parametrize(("name", "what"), [("gone", "gone does not exist"), ("file.md", "file.md is a file")])
def test_a_folder_that_is_none_is_an_error(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "file.md").write_text(TEXT)
    with pytest.raises(CorpusError, match=what) as caught:
        load_corpus(tmp_path / name)
    assert "ame" in caught.value.remedy


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


def test_each_kind_of_file_has_a_bound_on_its_size() -> None:
    assert MAX_BYTES.keys() == set(SUFFIXES)


def test_what_states_no_date_is_dated_by_its_name_and_a_stated_date_is_kept(tmp_path: Path) -> None:
    files = {
        "minutes-2024-04-08_txt": "Minutes\n\nThe fee is nine euros.",
        "notes-2024-04-08_md": "---\ndate: spring\n---\n# Notes\n\nThe fee is nine euros.",
    }
    assert [document.date for document in loaded(tmp_path, **files).documents] == ["2024-04-08", "spring"]
