"""A page of MediaWiki takes as long as it is long. Marks that are not ended make its library look at all that follows,
again for each: a page of many of them is given up after its time, in a line that names it, and the others are read.
"""

import contextlib
from pathlib import Path

import pytest

from retrieval.documents.formats import sandbox
from retrieval.documents.formats.wiki import read
from retrieval.documents.loading import load_corpus
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault
from tests.growing import times_longer

LARGE, SMALL = 64_000, 8_000
"""Characters."""
MOST_GROWTH = 20
"""Between that of eight times the text where each mark is looked at once, and where each looks at all that follow."""

SHAPES = {
    "links": "[[a]] ",
    "links with words": "[[a|b]] ",
    "addresses": "[http://a b] ",
    "templates": "{{a|b=c}} ",
    "boxes": "{{a\n| b = c\n}}\n",
    "emphasis": "'''a''' ''b'' ",
    "notes": "<ref>a</ref> ",
    "tags": "<b>a</b> ",
    "tables": "{|\n|a\n|}\n",
    "rows": None,
    "headings": "== A ==\nx\n\n",
    "items": "* a\n** b\n# c\n",
    "terms": "; a\n: b\n",
    "paragraphs": "The pump.\n\n",
    "open links": "[[",
    "open templates": "{{",
    "open emphasis": "'''",
    "open links with words": "[[a ",
    "closing marks": "]] }} |} </b> ",
    "ampersands": "&amp; & ",
    "brackets": "< [ { ",
}


def page_of(shape: str, chars: int) -> bytes:
    unit = SHAPES[shape]
    if unit is None:
        return ("{|\n! a !! b\n" + "|-\n| c || d\n" * (chars // 12) + "|}\n").encode()
    return (unit * (chars // len(unit))).encode()


def check(shape: str) -> None:
    large, small = page_of(shape, LARGE), page_of(shape, SMALL)

    def read_or_refused(content: bytes) -> None:
        with contextlib.suppress(DocumentError):
            read("a.wiki", content)

    assert times_longer(lambda _: read_or_refused(large), lambda _: read_or_refused(small), MOST_GROWTH) < MOST_GROWTH


@pytest.mark.parametrize("shape", ["templates", "open links"])
def test_read_takes_no_square_of_what_a_page_has_most(shape: str) -> None:
    check(shape)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_read_takes_no_square_of_any_marks(shape: str) -> None:
    check(shape)


@pytest.mark.parametrize("unit", ["[[", "{{", "'''", "<ref>", "[[a|", "[http://a "])
def test_marks_that_are_not_ended_are_text(unit: str) -> None:
    assert "The pump moves water." in read("a.wiki", f"The pump moves water.\n\n{unit * 200}".encode()).text


def test_one_that_takes_too_long_is_told_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "COMPUTING_SECONDS", {".wiki": 1})
    (tmp_path / "open.wiki").write_text("{{a|" * 100_000)
    (tmp_path / "pump.wiki").write_text("The '''pump''' moves water.")
    loaded = load_corpus(tmp_path)
    assert [document.text for document in loaded.documents] == ["The pump moves water."]
    assert [(error.path, error.fault) for error in loaded.unreadable] == [("open.wiki", DocumentFault.TOO_SLOW)]
    assert "open.wiki takes longer than 1 seconds to read" in loaded.unreadable[0].what
