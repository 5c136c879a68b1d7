"""What nobody sees is written out where it matters: in ids, file names, JSON, logs and on a terminal."""

import io
import json
import logging
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Group
from rich.table import Table
from rich.text import Text

from retrieval.console import LogFormatter, PlainConsole
from retrieval.documents.loading import LoadedCorpus, load_corpus
from retrieval.domain.documents import Document
from retrieval.errors import DocumentError
from retrieval.index.reloading import ReloadReport
from retrieval.index.verifying import Verified
from retrieval.terminal import answer_view, corpus_view, status_view
from retrieval.terminal.json_text import as_json_text
from retrieval.text.invisible import is_unseen, name_of_bytes, written_out
from tests.faults import FAULT

UNSEEN = {
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x85",
    "control sequence": "\x9b",
    "soft hyphen": "\xad",
    "zero width space": "\u200b",
    "joiner": "\u200d",
    "right to left": "\u202e",
    "isolate": "\u2066",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "variation": "\ufe0f",
    "Hangul filler": "\u3164",
    "grapheme joiner": "\u034f",
    "tag": "\U000e0041",
    "private": "\ue000",
}
SEEN = ["a", " ", "é", "е", "汉", "ع", "🚀", "\u00a0", "\u3000", "\u0301", "[", "\\", "�"]


@pytest.mark.parametrize("kind", UNSEEN)
def test_what_is_not_seen_is_written_out(kind: str) -> None:
    assert is_unseen(UNSEEN[kind])
    assert written_out(f"a{UNSEEN[kind]}b").isprintable()
    assert written_out(f"a{UNSEEN[kind]}b", keep=UNSEEN[kind]) == f"a{UNSEEN[kind]}b"


def test_all_else_stays() -> None:
    assert [character for character in SEEN if written_out(character) != character] == []


@given(
    st.recursive(
        st.text() | st.none() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_is_the_same_value_and_shows_all_of_it(value: object) -> None:
    for indent in (None, 2):
        printed = as_json_text(value, indent=indent)
        assert json.loads(printed) == value
        assert not any(is_unseen(character) for character in printed if character != "\n")
        assert printed.count("\n") == json.dumps(value, indent=indent).count("\n")
        printed.encode()


def shown(*things: object, width: int = 300) -> str:
    out = io.StringIO()
    console = PlainConsole(file=out, width=width, highlight=False)
    for thing in things:
        console.print(thing)
    return out.getvalue()


@pytest.mark.parametrize("kind", sorted(UNSEEN.keys() - {"joiner", "variation", "Hangul filler", "grapheme joiner"}))
def test_no_terminal_is_told_what_it_would_obey(kind: str) -> None:
    """By whatever way it comes there: the door looks at what is to be shown."""
    table = Table(UNSEEN[kind])
    table.add_row(f"a{UNSEEN[kind]}b")
    assert UNSEEN[kind] not in shown(f"a{UNSEEN[kind]}b", Text(f"a{UNSEEN[kind]}b"), Group(table))


def test_emoji_and_colours_pass() -> None:
    out = io.StringIO()
    console = PlainConsole(file=out, width=80, force_terminal=True, color_system="standard")
    console.print(Text("👩\u200d🚀", style="bold red"))
    assert out.getvalue() == "\x1b[1;31m👩\u200d🚀\x1b[0m\n"


def entry_of(message: str, *arguments: object, error: Exception | None = None) -> str:
    formatter = LogFormatter("%(levelname)-7s %(name)s: %(message)s")
    exc_info = (type(error), error, None) if error else None
    return formatter.format(logging.LogRecord("bot", logging.INFO, "", 0, message, arguments, exc_info))


@pytest.mark.parametrize("kind", UNSEEN)
def test_a_log_holds_it_written_out(kind: str) -> None:
    assert entry_of("a file %s", f"x{UNSEEN[kind]}y").isprintable()


def test_an_entry_of_the_log_forges_no_other() -> None:
    forging = "a.md\nERROR   bot: all is lost\r\nERROR   bot: again\x0bERROR   bot: and again"
    assert entry_of("read %s", forging).splitlines() == [f"INFO    bot: read {written_out(forging)}"]
    lines = entry_of("it broke", error=ValueError(forging)).splitlines()
    assert lines[0] == "INFO    bot: it broke"
    assert len(lines) == 5
    assert all(line.startswith("    ") for line in lines[1:])


FORGING = "a.md\nerror: all is lost"


def test_a_report_of_the_terminal_forges_no_line() -> None:
    error = DocumentError(FORGING, FAULT, what=f"{FORGING} is empty.", remedy=f"Look at {FORGING}")
    report = ReloadReport(
        added=(), changed=(), renamed=(), removed=(), kept=(FORGING,), unchanged=0, unreadable=(error,),
        same_text=((FORGING, FORGING),), before="a", after="b", passages_embedded=0, passages_reused=0, seconds=0,
    )  # fmt: skip
    verified = Verified(documents=1, passages=1, problems=(f"{FORGING} is wrong",))
    output = shown(
        answer_view.render_error(error), corpus_view.render_report(report), *status_view._verified(verified, "index")
    )
    lines = output.splitlines()
    assert len(lines) == 2 + 4 + 3
    assert [line for line in lines if line.startswith("error: all is lost")] == []


def files(folder: Path, **named: str) -> LoadedCorpus:
    for name, text in named.items():
        (folder / name).write_text(text)
    return load_corpus(folder)


@pytest.mark.parametrize("kind", UNSEEN)
@pytest.mark.parametrize("suffix", [".md", ".jsonl"])
def test_an_id_that_is_stated_holds_nothing_that_is_not_seen(tmp_path: Path, suffix: str, kind: str) -> None:
    stated = f'"a\\U{ord(UNSEEN[kind]):08x}b"' if suffix == ".md" else json.dumps(f"a{UNSEEN[kind]}b")
    text = f"---\nid: {stated}\n---\nText." if suffix == ".md" else f'{{"id": {stated}, "text": "Text."}}'
    corpus = files(tmp_path, **{f"x{suffix}": text})
    if UNSEEN[kind].isspace():
        assert [document.id for document in corpus.documents] == ["a b"]
    else:
        (error,) = corpus.unreadable
        assert f"an id with characters that are not seen: {written_out(f'a{UNSEEN[kind]}b')}." in error.what
        assert error.what.isprintable()


@pytest.mark.parametrize("kind", [*sorted(UNSEEN), "no-break space", "line feed"])
def test_an_id_that_is_a_path_is_as_it_is_seen(tmp_path: Path, kind: str) -> None:
    character = {"no-break space": "\u00a0", "line feed": "\n"}.get(kind) or UNSEEN[kind]
    (tmp_path / f"a{character}b.md").write_text("Iran denied it.")
    (tmp_path / "ab.md").write_text("Kyiv did not.")
    (tmp_path / "a b.md").write_text("Berlin did not.")
    corpus = load_corpus(tmp_path)
    assert corpus.unreadable == ()
    ids = [document.id for document in corpus.documents]
    assert len(set(ids)) == 3
    assert all(document_id.isprintable() for document_id in ids)
    assert {document.path for document in corpus.documents} == {f"a{character}b.md", "ab.md", "a b.md"}


def test_a_joiner_that_is_seen_is_part_of_an_id_and_one_that_is_not_is_none(tmp_path: Path) -> None:
    """After a letter that joins the next, it parts them; after one that does not, nobody sees it."""
    seen, unseen = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0631\u200c\u0648"
    corpus = files(
        tmp_path, **{f"{seen}.md": "One.", f"{unseen}.md": "Two.", "x.md": f"---\nid: {unseen}\n---\nThree."}
    )
    assert {document.id for document in corpus.documents} == {f"{seen}.md", "\u0631\\u200c\u0648.md"}
    assert [unreadable.path for unreadable in corpus.unreadable] == ["x.md"]


def test_two_ways_to_write_one_letter_are_one_id(tmp_path: Path) -> None:
    composed, decomposed = "---\nid: \u00e9\n---\nOne.", "---\nid: e\u0301\n---\nTwo."
    corpus = files(tmp_path, **{"1.md": composed, "2.md": decomposed, "e\u0301.md": "x", "\u00e9.md": "y"})
    assert [document.id for document in corpus.documents] == ["\u00e9", "\u00e9.md"]
    assert ["repeats the id" in unreadable.what for unreadable in corpus.unreadable] == [True, True]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"folder\xff")).mkdir()
    (tmp_path / os.fsdecode(b"folder\xff") / "a.md").write_text("x")
    for name in (b"caf\xe9.md", b"caf\xe9.md.meta.yaml", b"\xed\xa0\x80.pdf"):
        (tmp_path / os.fsdecode(name)).write_text("publisher: CNN")
    corpus = files(tmp_path, **{"a.md": "Iran denied it."})
    assert [document.id for document in corpus.documents] == ["a.md"]
    paths = sorted(unreadable.path for unreadable in corpus.unreadable)
    assert paths == sorted([r"caf\xe9.md", r"caf\xe9.md.meta.yaml", r"folder\xff", r"\xed\xa0\x80.pdf"])
    assert all("is not UTF-8" in str(error) and str(error).isprintable() for error in corpus.unreadable)


@given(st.binary(min_size=1, max_size=20))
def test_a_name_of_any_bytes_can_be_written(name: bytes) -> None:
    name_of_bytes(os.fsdecode(name)).encode()


def test_a_document_of_a_path_with_a_line_break_is_one(tmp_path: Path) -> None:
    (document,) = files(tmp_path, **{"a\nb.md": "Iran denied it."}).documents
    assert isinstance(document, Document)
    assert document.id == r"a\nb.md"
