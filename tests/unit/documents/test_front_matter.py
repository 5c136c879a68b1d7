from pathlib import Path

import pytest

from retrieval.documents.loading import load_corpus
from retrieval.domain.documents import Document
from retrieval.errors import DocumentError

TEXT = "A title\n\nIran denied it.\n"


def document_of_file(folder: Path, content: str) -> Document:
    (folder / "a.md").write_bytes(content.encode())
    corpus = load_corpus(folder)
    assert not corpus.unreadable, corpus.unreadable
    (document,) = corpus.documents
    return document


def error_of_file(folder: Path, content: str) -> DocumentError:
    (folder / "a.md").write_bytes(content.encode())
    (folder / "b.md").write_text(TEXT)
    corpus = load_corpus(folder)
    assert [document.id for document in corpus.documents] == ["b.md"]
    (error,) = corpus.unreadable
    assert error.path == "a.md"
    assert "a.md" in error.what
    return error


def test_front_matter_states_what_the_document_is(tmp_path: Path) -> None:
    content = """\
---
id: denied
title: "Iran: it was denied"
publisher: The Guardian
date: 2022-10-26
url: https://example.org/a?b=c#d
language: en
kind: news report
author: Nicola Slawson
---
"""
    document = document_of_file(tmp_path, content + TEXT)
    assert document == Document(
        id="denied",
        title="Iran: it was denied",
        text=TEXT,
        publisher="The Guardian",
        date="2022-10-26",
        url="https://example.org/a?b=c#d",
        language="en",
        kind="news report",
        path="a.md",
        first_line=11,
        extra={"author": "Nicola Slawson"},
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("text", ["Text.", "\n\n  Text.\n", "---\nA rule above.", "Text.\r\n\r\nMore.\n"])
def test_the_text_after_it_is_verbatim(tmp_path: Path, text: str, newline: str) -> None:
    front = newline.join(["---", "title: A", "---", ""])
    assert document_of_file(tmp_path, front + text).text == text


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Winter: the timetable", "Winter: the timetable"),
        ("title: Rye bread: why it's sour", "Rye bread: why it's sour"),
        ("title: [Draft] Rules of the pool", "[Draft] Rules of the pool"),
        ('title: "Gull" and other boats', '"Gull" and other boats'),
        ("title: @perch, a bot", "@perch, a bot"),
        ("title: `perch fly`", "`perch fly`"),
        ("title: 100% wool: how to wash it\r", "100% wool: how to wash it"),
        ("title: *Sea* eagles", "*Sea* eagles"),
    ],
)
def test_a_value_that_is_no_yaml_is_what_people_mean(tmp_path: Path, line: str, title: str) -> None:
    front = f"{line}\ndate: 2024-05-06\ntags:\n  - a\n  - b\nnote: |\n  Two: lines\n  of it"
    document = document_of_file(tmp_path, f"---\n{front}\n---\nText.")
    assert (document.title, document.date) == (title, "2024-05-06")
    assert document.extra == {"tags": '["a", "b"]', "note": "Two: lines of it"}
    assert document.text == "Text."


@pytest.mark.parametrize("front", ["---\n---\n", "--- \n\n---\t\n", "+++\n\n+++\n"])
def test_it_may_be_empty(tmp_path: Path, front: str) -> None:
    document = document_of_file(tmp_path, front + TEXT)
    assert (document.id, document.title, document.text) == ("a.md", "A title", TEXT)


@pytest.mark.parametrize("text", ["Text.\n---\ntitle: A\n---\n", " ---\nText.", "----\nText.", "-- -\nText."])
def test_only_the_first_line_opens_it(tmp_path: Path, text: str) -> None:
    assert document_of_file(tmp_path, text).text == text


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("date: 2022-10-26", "date", "2022-10-26"),
        ("date: 2022-10-26T10:30:00Z", "date", "2022-10-26 10:30:00+00:00"),
        ("date: 2022", "date", "2022"),
        ("id: 7", "id", "7"),
        ("title: 2022", "title", "2022"),
        ("title: 0", "title", "0"),
        ("title: '  A \n\n  title '", "title", "A title"),
        ("publisher: 'A: B'", "publisher", "A: B"),
        ("publisher: ''", "publisher", None),
        ("publisher:", "publisher", None),
        ("publisher: ~", "publisher", None),
        ("id:", "id", "a.md"),
        ("title:", "title", "A title"),
        ("text: not this", "text", TEXT),
        ("path: not/this", "path", "a.md"),
        ("content_hash: '0'", "content_hash", Document(id="x", title="x", text=TEXT).content_hash),
    ],
)
def test_a_value_is_what_it_says_as_text(tmp_path: Path, line: str, field: str, value: str | None) -> None:
    assert getattr(document_of_file(tmp_path, f"---\n{line}\n---\n{TEXT}"), field) == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("pages: 3", "3"),
        ("tags: [a, b]", '["a", "b"]'),
        ("tags:\n- a\n- é", '["a", "é"]'),
        ("seen: {at: 2022-10-26}", '{"at": "2022-10-26"}'),
        ("draft: true", "True"),
        ("1: one", "one"),
    ],
)
def test_what_else_is_stated_is_kept(tmp_path: Path, line: str, value: str) -> None:
    assert list(document_of_file(tmp_path, f"---\n{line}\n---\n{TEXT}").extra.values()) == [value]


@pytest.mark.parametrize(
    ("front", "what"),
    [
        ("---\ntitle: A\n", "never closes it"),
        ("---\ntitle: A\n---- \n", "never closes it"),
        ("---\ntitle: {A\n---\n", "not YAML near line"),
        ("---\ntitle: A: B\nkind report\n---\n", "not YAML near line 2"),
        ("---\nid: x\ntitle: 'A\n---\n", "not YAML"),
        ("---\n\ttitle: A\n---\n", "not YAML near line 2"),
        ("---\ntitle: &a *b\n---\n", "not YAML"),
        ("---\nid: !!python/object:os.system x\n---\n", "not YAML"),
        ('+++\ntitle = "A\n+++\n', "not TOML"),
        ('+++\ntitle = "A"\n---\n', "never closes it"),
        # What YAML reads without complaint and Python cannot hold.
        ("---\ndate: 2022-13-45\n---\n", "holds a date or a number that there is not: month must be in 1..12"),
        ("---\npages: !!int many\n---\n", "holds a date or a number that there is not"),
        ("---\ntitle: A\nkind report\n---\n", "not YAML near line 3"),
        ("---\nself: &self [*self]\n---\n", ""),
        ("---\ndeep: " + "[" * 5000 + "\n---\n", ""),
    ],
    ids=lambda value: repr(value[:40]),
)
def test_what_is_wrong_is_named_and_the_others_are_read(tmp_path: Path, front: str, what: str) -> None:
    error = error_of_file(tmp_path, front + TEXT)
    assert what in error.what
    assert error.remedy


@pytest.mark.parametrize(
    "front",
    [
        "---\n\n# Winter\n\n",
        "---\n\nNote: for crews.\n\n---\n\n",
        "---\n# A heading\n---\n",
        "---\n- a\n- b\n---\n",
        "---\njust words\n---\n",
        "---\n7\n---\n",
        "---\nNote: a rule stands above.\n\n",
        "---\n{% include head.html %}\ntitle: A\n---\n",
        "---\ntitle: {{ page.title }} and more\n---\n",
        "+++\n\nmore\n",
        "+++\njust words\n+++\n",
        "\n---\nTitle: just words: and more\n",
        "<!-- title: A -->\n\n---\njust words\n---\n",
        "<!-- a comment --> ---\ntitle: A\n---\n",
        "\n---\ntitle: [A\n---\n",
    ],
)
def test_what_only_looks_like_it_is_text(tmp_path: Path, front: str) -> None:
    assert document_of_file(tmp_path, front + TEXT).text == front + TEXT


def test_it_may_end_in_three_dots_and_begin_with_a_comment(tmp_path: Path) -> None:
    document = document_of_file(tmp_path, f"---\n# of a site\ntitle: A\n...\n{TEXT}")
    assert (document.title, document.text) == ("A", TEXT)


@pytest.mark.parametrize("above", ["\n\n", "<!-- keep in step -->\n", "<!--\nkeep: in step\n-->\n\n<!-- both -->\n"])
def test_it_may_stand_below_what_no_reader_sees(tmp_path: Path, above: str) -> None:
    document = document_of_file(tmp_path, f"{above}---\ntitle: A\n---\n{TEXT}")
    assert (document.title, document.text) == ("A", TEXT)
    assert document.first_line == above.count("\n") + 4


def test_it_may_be_toml(tmp_path: Path) -> None:
    front = '+++\ntitle = "Boats"\ndate = 2024-06-01\n[params]\nseason = "summer"\n+++\n'
    document = document_of_file(tmp_path, front + TEXT)
    assert (document.title, document.date, document.text) == ("Boats", "2024-06-01", TEXT)
    assert document.extra == {"params": '{"season": "summer"}'}


def test_two_keys_of_one_name_are_yaml_all_the_same(tmp_path: Path) -> None:
    assert document_of_file(tmp_path, f"---\ntitle: A\ntitle: B\n---\n{TEXT}").title == "B"
