"""Files put into the corpus folder and taken out, and the reload after each."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from retrieval.documents.formats import MAX_BYTES
from retrieval.domain.records import ChangeKind
from retrieval.errors import CorpusError, DocumentError, UnknownDocumentError
from retrieval.index.curating import INCOMING_FOLDER, MAX_NAME_BYTES, REMOVED_FOLDER, STALE_SECONDS, Added, safe_name
from tests.fakes import WordHashEmbedder
from tests.indexes import Index
from tests.made_files import encrypted, pdf_of, zip_of

DENIAL = "The denial\n\nIran denied that it had sent drones to Russia in August.\n"
LIGHTHOUSE = "The lighthouse\n\nThe Skerryvore lighthouse was first lit on 1 February 1844.\n"
PDF = pdf_of(["The Skerryvore lighthouse was first lit on 1 February 1844."])
ROWS = '{"id": "one", "text": "The first row tells of boats."}\n{"id": "two", "text": "The second tells of wind."}\n'


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    corpus = tmp_path / "corpus"
    (corpus / "sub").mkdir(parents=True)
    (corpus / "denial.md").write_text(DENIAL)
    (corpus / "sub" / "boats.md").write_text("Boats\n\nForty boats lay at the quay that day.\n")
    (corpus / "rows.jsonl").write_text(ROWS)
    (corpus / ".footnoteignore").write_text("left-*\n")
    with Index.open(tmp_path / "data", corpus, WordHashEmbedder()) as index:
        index.reload()
        yield index


def add(
    index: Index, name: str, content: str | bytes, stated: Mapping[str, str] | None = None, *, replace: bool = False
) -> Added:
    raw = content if isinstance(content, bytes) else content.encode()
    return index.footnote.add_file(name, raw, stated or {}, replace=replace)


def in_folder(index: Index) -> dict[str, bytes]:
    """All files of the corpus folder, hidden ones as well."""
    files = (file for file in sorted(index.corpus.rglob("*")) if file.is_file())
    return {file.relative_to(index.corpus).as_posix(): file.read_bytes() for file in files}


def record_hash(index: Index, document_id: str) -> str:
    return index.footnote.check_removal(document_id).record_hash


# Adding.


def test_a_file_is_put_there_to_the_letter_and_taken_by_the_next_reload(index: Index) -> None:
    added = add(index, "skerryvore.pdf", PDF, {"title": "Skerryvore", "date": "1844-02-01", "publisher": ""})
    assert added == Added(name="skerryvore.pdf", document_ids=("skerryvore.pdf",), same_text=(), replaced=None)
    assert in_folder(index)["skerryvore.pdf"] == PDF
    assert in_folder(index)["skerryvore.pdf.meta.yaml"] == b"title: Skerryvore\ndate: '1844-02-01'\n"
    report = index.footnote.reload(who="a manager", discord_id=7, what=ChangeKind.ADD)
    assert (report.added, report.unreadable) == (("skerryvore.pdf",), ())
    document = index.footnote.document("skerryvore.pdf")
    assert (document.title, document.date, document.publisher) == ("Skerryvore", "1844-02-01", None)
    (change, *_) = index.footnote.changes(1)
    assert (change.what, change.who, change.discord_id, change.added) == (
        ChangeKind.ADD,
        "a manager",
        7,
        ("skerryvore.pdf",),
    )


def test_nothing_hidden_is_left_behind(index: Index) -> None:
    add(index, "lighthouse.md", LIGHTHOUSE)
    assert list((index.corpus / INCOMING_FOLDER).iterdir()) == []
    assert index.reload().added == ("lighthouse.md",)


def test_what_is_stated_beside_a_file_alone_embeds_nothing_but_a_title_does(index: Index) -> None:
    add(index, "lighthouse.md", LIGHTHOUSE)
    index.reload()
    add(index, "lighthouse.md", LIGHTHOUSE, {"publisher": "The Gazette"}, replace=True)
    report = index.reload()
    assert (report.changed, report.passages_embedded) == (("lighthouse.md",), 0)
    assert index.footnote.document("lighthouse.md").publisher == "The Gazette"
    add(index, "lighthouse.md", LIGHTHOUSE, {"title": "On the reef"}, replace=True)
    assert index.reload().passages_embedded == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.pdf", b"\x7fELF" + bytes(100), "x.pdf is no PDF: it looks like a program."),
        ("x.txt", PDF, "x.txt is no text: it looks like a PDF."),
        (
            "x.docx",
            zip_of({"word/document.xml": bytes(4_000_000)}),
            "x.docx would unpack to more than 200 times its size",
        ),
        ("x.pdf", encrypted(PDF, password="closed"), "x.pdf is encrypted"),
        ("x.md", b"", "x.md is empty."),
        ("x.md", b" \n ", "x.md is empty."),
        ("x.md", b"Fl\xe8che", "x.md is not UTF-8 text"),
        ("x.exe", b"MZ", "x.exe is of a kind that is not read."),
        ("x.md.meta.yaml", b"title: x", "x.md.meta.yaml is of a kind that is not read."),
        ("left-out.md", b"Text.", "left-out.md is left out of the corpus by .footnoteignore."),
        ("x.jsonl", ROWS.replace("one", "three").encode(), "x.jsonl has the id two, which is that of rows.jsonl:2."),
        ("x.md", b"---\nid: denial.md\n---\nOther.", "x.md has the id denial.md, which is that of denial.md."),
        ("sub", b"Text.", "The file has no name"),
        ("denial.md", b"Other.", "There is a file denial.md in the corpus folder already."),
    ],
)
def test_what_cannot_be_taken_is_told_and_changes_nothing(index: Index, name: str, content: bytes, reason: str) -> None:
    before = in_folder(index)
    with pytest.raises(DocumentError) as caught:
        add(index, name, content)
    assert caught.value.what.startswith(reason)
    assert caught.value.remedy
    assert str(index.corpus) not in str(caught.value)
    assert in_folder(index) == before
    assert index.footnote.preview().changes_anything is False


def test_of_rows_that_cannot_be_read_the_first_is_named_and_the_others_counted(index: Index) -> None:
    with pytest.raises(DocumentError, match=r"^x\.jsonl:1 is not JSON.*2 more of its documents cannot be read\."):
        add(index, "x.jsonl", "a\nb\nc\n")


def test_rows_state_their_own(index: Index) -> None:
    assert index.footnote.check_file("x.JSONL", 10, replace=False).is_of_rows
    add(index, "x.jsonl", '{"id": "x", "text": "Text of x."}', {"title": "not taken"})
    assert "x.jsonl.meta.yaml" not in in_folder(index)
    assert index.reload().unreadable == ()


def test_a_file_that_is_too_large_is_refused_before_it_is_fetched(index: Index) -> None:
    with pytest.raises(DocumentError, match="too large"):
        index.footnote.check_file("x.md", MAX_BYTES[".md"] + 1, replace=False)
    index.footnote.check_file("x.md", MAX_BYTES[".md"], replace=False)


def test_the_same_text_under_another_name_is_taken_and_told(index: Index) -> None:
    assert add(index, "again.md", DENIAL).same_text == (("again.md", "denial.md"),)
    assert index.reload().added == ("again.md",)


def test_what_is_replaced_is_kept_with_what_was_stated_about_it(index: Index) -> None:
    add(index, "denial.md", DENIAL, {"title": "First"}, replace=True)
    index.reload()
    replaced = add(index, "denial.md", LIGHTHOUSE, {"title": "", "date": "1844"}, replace=True).replaced
    files = in_folder(index)
    assert replaced is not None
    assert replaced.startswith(f"{REMOVED_FOLDER}/")
    assert files[replaced] == DENIAL.encode()
    assert files[f"{replaced}.meta.yaml"] == b"title: First\n"
    assert files["denial.md"] == LIGHTHOUSE.encode()
    assert files["denial.md.meta.yaml"] == b"date: '1844'\n"
    report = index.reload()
    assert (report.changed, report.removed, report.unchanged) == (("denial.md",), (), 3)


def test_one_that_replaces_finds_what_was_stated_and_keeps_what_it_does_not_name(index: Index) -> None:
    (index.corpus / "denial.md.meta.yaml").write_text("id: the-denial\ntitle: First\n")
    index.reload()
    assert index.footnote.check_file("denial.md", 9, replace=True).stated == {"id": "the-denial", "title": "First"}
    add(index, "denial.md", DENIAL, {"title": "Second", "url": ""}, replace=True)
    assert index.reload().changed == ("the-denial",)
    assert index.footnote.document("the-denial").title == "Second"


def test_the_last_thing_stated_can_be_taken_back(index: Index) -> None:
    add(index, "denial.md", DENIAL, {"date": "1844"}, replace=True)
    add(index, "denial.md", DENIAL, {"date": ""}, replace=True)
    assert "denial.md.meta.yaml" not in in_folder(index)


def test_a_folder_of_that_name_is_not_replaced(index: Index) -> None:
    (index.corpus / "x.md").mkdir()
    with pytest.raises(DocumentError, match=r"There is a folder x\.md"):
        add(index, "x.md", "Text.", replace=True)


@pytest.mark.parametrize("change", ["add", "replace", "remove"])
def test_a_corpus_folder_that_cannot_be_written_is_told_and_as_it_was(index: Index, change: str) -> None:
    """A file stands where the hidden folder would: nobody may make a folder there, whoever runs this."""
    (index.corpus / (INCOMING_FOLDER if change == "add" else REMOVED_FOLDER)).write_text("in the way")
    before = in_folder(index)
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: add(index, "new.md", "Text of its own."),
        "replace": lambda: add(index, "denial.md", "Text of its own.", replace=True),
        "remove": lambda: index.footnote.remove_file("denial.md", record_hash(index, "denial.md")),
    }
    with pytest.raises(CorpusError, match="The corpus folder cannot be written") as caught:
        acts[change]()
    assert str(index.corpus) not in str(caught.value)
    assert in_folder(index) == before


def test_what_an_add_that_was_killed_has_left_is_swept_later(index: Index) -> None:
    incoming = index.corpus / INCOMING_FOLDER
    for name in ("old", "new"):
        (incoming / name).mkdir(parents=True)
        (incoming / name / "half.pdf").touch()
    long_ago = time.time() - STALE_SECONDS - 1
    os.utime(incoming / "old", (long_ago, long_ago))
    assert index.reload().unchanged == 4
    add(index, "lighthouse.md", LIGHTHOUSE)
    assert [left.name for left in incoming.iterdir()] == ["new"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.md", "a.md"),
        ("../../etc/passwd.md", "passwd.md"),
        (r"C:\Users\me\a b.PDF", "a b.PDF"),
        ("..md.txt", "md.txt"),
        (".hidden.md", "hidden.md"),
        ("a\0b\n\tc\u202e\u200b.md", "a b c.md"),
        ("e\u0301te\u0301.md", "été.md"),
        ('w<h>y:"|?*.md', "w_h_y_____.md"),
        ("ü" * 300 + ".md", "ü" * ((MAX_NAME_BYTES - 3) // 2) + ".md"),
    ],
)
def test_a_name_is_made_one_that_any_folder_can_hold(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["", ".", "..", "/", ".md", "noend", "a/", "\0.md", "…"])
def test_a_name_of_which_nothing_is_left_is_refused(name: str) -> None:
    with pytest.raises(DocumentError, match="no name that it could have"):
        safe_name(name)


# Removing.


def test_a_document_is_taken_out_and_its_file_kept(index: Index) -> None:
    (index.corpus / "sub" / "boats.md.meta.yaml").write_text("title: Forty boats\n")
    index.reload()
    kept = index.footnote.remove_file("sub/boats.md", record_hash(index, "sub/boats.md")[:20])
    files = in_folder(index)
    assert kept.startswith(f"{REMOVED_FOLDER}/")
    assert kept.endswith("/sub/boats.md")
    assert files[kept].startswith(b"Boats")
    assert files[f"{kept}.meta.yaml"] == b"title: Forty boats\n"
    assert {"sub/boats.md", "sub/boats.md.meta.yaml"}.isdisjoint(files)
    report = index.footnote.reload(what=ChangeKind.REMOVE)
    assert (report.removed, report.unreadable) == (("sub/boats.md",), ())
    assert index.footnote.changes(1)[0].what is ChangeKind.REMOVE


def test_a_row_is_not_removed_by_itself(index: Index) -> None:
    with pytest.raises(DocumentError, match=r"two is line 2 of rows\.jsonl"):
        index.footnote.check_removal("two")


def test_neither_is_what_is_not_there_any_more(index: Index) -> None:
    with pytest.raises(UnknownDocumentError):
        index.footnote.remove_file("nope", "")
    was = record_hash(index, "denial.md")
    (index.corpus / "denial.md").unlink()
    with pytest.raises(DocumentError, match="is not in the corpus folder any more"):
        index.footnote.remove_file("denial.md", was)


@pytest.mark.parametrize("is_indexed", [True, False])
def test_a_document_that_has_changed_since_stays(index: Index, is_indexed: bool) -> None:
    was = record_hash(index, "denial.md")
    (index.corpus / "denial.md").write_text(LIGHTHOUSE)
    if is_indexed:
        index.reload()
    with pytest.raises(DocumentError, match="has changed since"):
        index.footnote.remove_file("denial.md", was)
    assert (index.corpus / "denial.md").read_text() == LIGHTHOUSE


def test_one_that_cannot_be_read_any_more_can_be_removed(index: Index) -> None:
    (index.corpus / "denial.md").write_bytes(b"Fl\xe8che")
    assert index.reload().kept == ("denial.md",)
    index.footnote.remove_file("denial.md", record_hash(index, "denial.md"))
    assert index.reload().removed == ("denial.md",)


def test_no_file_outside_is_moved(index: Index, tmp_path: Path) -> None:
    """A folder of the corpus became a link to one outside, with a file of that name."""
    was = record_hash(index, "sub/boats.md")
    (index.corpus / "sub").rename(tmp_path / "outside")
    (index.corpus / "sub").symlink_to(tmp_path / "outside")
    with pytest.raises(DocumentError, match="is not in the corpus folder any more"):
        index.footnote.remove_file("sub/boats.md", was)
    assert (tmp_path / "outside" / "boats.md").exists()


def test_the_only_document_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "denial.md").write_text(DENIAL)
    with Index.open(tmp_path / "data", tmp_path / "corpus", WordHashEmbedder()) as index:
        index.reload()
        with pytest.raises(DocumentError, match="a corpus cannot be empty"):
            index.footnote.check_removal("denial.md")
