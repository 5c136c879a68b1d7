"""A page of reStructuredText takes as long as it is long, whatever marks stand in it, ended or not. Processor time is
compared with itself.
"""

import contextlib

import pytest

from retrieval.documents.formats.rst import read
from retrieval.errors import DocumentError
from tests.growing import times_longer

LARGE, SMALL = 32_000, 4_000
"""Characters."""
MOST_GROWTH = 20
"""Between that of eight times the text where each mark is looked at once, and where each looks at all that follow."""

IN_A_PARAGRAPH = {
    "references": "`a`_ ",
    "names": "word_ ",
    "nameless references": "a__ ",
    "numbered notes": "[1]_ ",
    "notes without a number": "[#]_ ",
    "citations": "[abc]_ ",
    "substitutions": "|a| ",
    "open substitutions": "|a ",
    "open emphasis": "*a ",
    "open strong emphasis": "**a ",
    "open interpreted text": "`a ",
    "open literals": "``a ",
    "open targets": "_`a ",
    "open roles": ":a:`b ",
    "addresses": "http://a.b ",
    "mail": "a@b.c ",
}
BLOCKS = {
    "targets": ".. _a: b\n",
    "nameless targets": "__ a\n",
    "quotations": "> a\n",
    "items": "- a\n",
    "headings": "A\n=\n\nx\n\n",
    "terms": "a\n  b\n",
    "boxes": "+--+\n|a |\n",
    "rows": "== ==\na  b\n",
    "admonitions": ".. note:: a\n\n",
    "unknown directives": ".. unheard:: a\n\n",
    "fields": ":a: b\n",
    "options": "-a  b\n",
    "lines": "| a\n",
    "literal blocks": "::\n\n  a\n\n",
    "notes": ".. [#] a\n",
    "definitions": ".. |a| replace:: b\n",
}


def check(unit: str, large: int, small: int) -> None:
    def read_or_refused(chars: int) -> None:
        with contextlib.suppress(DocumentError):
            read("a.rst", (unit * (chars // len(unit))).encode())

    assert times_longer(lambda _: read_or_refused(large), lambda _: read_or_refused(small), MOST_GROWTH) < MOST_GROWTH


def test_read_takes_no_square_of_the_marks_in_a_paragraph() -> None:
    check("".join(IN_A_PARAGRAPH.values()), LARGE, SMALL)


@pytest.mark.slow
@pytest.mark.parametrize("marks", IN_A_PARAGRAPH)
def test_read_takes_no_square_of_the_marks_of_a_kind(marks: str) -> None:
    check(IN_A_PARAGRAPH[marks], LARGE, SMALL)


@pytest.mark.slow
@pytest.mark.parametrize("blocks", BLOCKS)
def test_read_takes_no_square_of_the_blocks_of_a_page(blocks: str) -> None:
    check(BLOCKS[blocks], LARGE // 4, SMALL // 4)


def test_a_paragraph_of_a_thousand_addresses_is_read() -> None:
    source = "See https://example.org/a and a@example.org, " * 1_000
    assert read("a.rst", source.encode()).text == source.strip()


@pytest.mark.parametrize("unit", ["`a`_ ", "*a* ", "|a| ", "*a "])
def test_no_word_of_a_paragraph_of_many_marks_is_lost(unit: str) -> None:
    source = " ".join(f"word{number} {unit}" for number in range(2_000))
    text = read("a.rst", f".. _a: https://example.org\n\n{source}\n".encode()).text
    assert [word for word in text.split() if word.startswith("word")] == [f"word{number}" for number in range(2_000)]
