"""AsciiDoc, Org and tables are read in time that grows with them: no shape of text takes the square of it."""

import contextlib
from collections.abc import Callable, Iterator

import pytest

from retrieval.documents.formats.asciidoc import read_asciidoc
from retrieval.documents.formats.csv_table import read_table
from retrieval.documents.formats.org import read_org
from retrieval.errors import DocumentError
from tests.growing import times_longer

MOST_GROWTH_OF_LINES = 40
SHAPES_OF_LINES = {
    "words": "The pump needs two people\n",
    "paragraphs": "The pump.\n\n",
    "headings": "== A\n\n* B\n\n",
    "items": "* one\n** two\n- three\n. four\n",
    "terms": "a:: b\n- c :: d\n",
    "attached": "* a\n+\nb\n\n",
    "rows": "|a |b\n|c,d\n",
    "tables": "|===\n|a\n|===\n\n",
    "fences": "----\nx\n",
    "begun": "#+begin_src\n#+begin_quote\n",
    "drawers": ":A:\n",
    "stars": "*a _b ",
    "colons": "a::b ",
    "brackets": "[[a](({{",
    "links": "link:a[",
    "references": "<<a,",
    "quotes": 'a,"b"c,',
    "opened": '"a,',
    "backticks": "`a ``b",
    "notes": "[fn:1][[a][b]",
    "spaces": "a                         ",
    "attributes": ":a: {a}{a}\n",
}


def read_or_refused(read: Callable[[str, bytes], Iterator[object]], name: str, text: str) -> None:
    with contextlib.suppress(DocumentError):
        list(read(name, text.encode()))


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES_OF_LINES)
@pytest.mark.parametrize(
    ("read", "name"),
    [(read_asciidoc, "a.adoc"), (read_org, "a.org"), (read_table, "a.csv")],
    ids=["adoc", "org", "csv"],
)
def test_ten_times_the_lines_take_ten_times_as_long(
    read: Callable[[str, bytes], Iterator[object]], name: str, shape: str
) -> None:
    unit = SHAPES_OF_LINES[shape]
    large, small = (unit * (length // len(unit)) for length in (200_000, 20_000))
    growth = times_longer(
        lambda _: read_or_refused(read, name, large), lambda _: read_or_refused(read, name, small), MOST_GROWTH_OF_LINES
    )
    assert growth < MOST_GROWTH_OF_LINES
