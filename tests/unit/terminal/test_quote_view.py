import io
from typing import Literal

from rich.console import Console

from retrieval.documents.citing import cite
from retrieval.domain.answers import Answer, Citation, Statement
from retrieval.domain.documents import Document, Passage
from retrieval.terminal import answer_view
from retrieval.terminal.quote_view import quoted_text

TEXT = """# A

See **the** [guide](https://example.org/g) on `uv sync`:

1. Open *it*.

```sh
if x:
  uv sync
```
"""


def quote(first: str, last: str) -> Citation:
    document = Document(id="a", title="A", text=TEXT, path="a.md")
    passage = Passage(document=document, start=0, end=len(TEXT))
    return cite(passage, TEXT.index(first), TEXT.index(last) + len(last))


def shown(citation: Citation, *, colour: bool) -> str:
    out = io.StringIO()
    system: Literal["truecolor"] | None = "truecolor" if colour else None
    Console(file=out, width=200, force_terminal=colour, highlight=False, color_system=system).print(
        quoted_text([citation], ())
    )
    return out.getvalue()


def test_quote_is_set_as_its_document_sets_it() -> None:
    out = shown(quote("See", "sync`:"), colour=True)
    assert "\x1b[1mthe\x1b[0m" in out
    assert "\x1b[36muv sync\x1b[0m" in out
    assert "https://example.org/g\x1b\\guide" in out


def test_quote_is_words_alone_where_there_is_no_terminal() -> None:
    assert shown(quote("See", "sync`:"), colour=False) == "See the guide on uv sync:\n"


def test_items_and_code_have_their_lines() -> None:
    assert shown(quote("Open", "*it*."), colour=False) == "  1. Open it.\n"
    assert shown(quote("if x", "  uv sync"), colour=False) == "    if x:\n      uv sync\n"


def test_number_of_a_source_is_no_part_of_code() -> None:
    citation = quote("if x", "  uv sync")
    answer = Answer(question="?", statements=(Statement(text=citation.quote, citations=(citation,)),))
    out = io.StringIO()
    Console(file=out, width=200).print(answer_view.render_outcome(answer))
    assert out.getvalue().splitlines()[:3] == ["    if x:", "      uv sync", "[1]"]
