"""The headings above a sentence, as spans, and how a quote is shown below them."""

from retrieval.documents.citing import cite
from retrieval.documents.context import body_of
from retrieval.documents.headings import headings_above, is_heading
from retrieval.documents.quoted import quoted_lines
from retrieval.documents.shortened import SHORT_CHARS, short_quote
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Document, Passage

LOG = """# Log

Opening words.

## 2.0

### Added
- Sails.

## 1.0

### Added
- Oars.
"""
MINUTES = "Minutes\n\n4 March 2025\n\nThe fee was set at 18 euros.\n\n1 April 2025\n\nThe list was closed.\n"


def above(text: str, words: str, path: str) -> list[str]:
    document = Document(id="a", title=text.split("\n", maxsplit=1)[0].strip("# "), text=text, path=path)
    body = body_of(document)
    return [text[start:end] for start, end in headings_above(body, body.place_of(text.index(words)))]


def test_headings_are_those_nearest_above_outermost_first() -> None:
    assert above(LOG, "Sails", "a.md") == ["2.0", "Added"]
    assert above(LOG, "Oars", "a.md") == ["1.0", "Added"]
    assert above(LOG, "Opening", "a.md") == []


def test_headings_of_plain_text_are_found() -> None:
    assert above(MINUTES, "The list", "a.txt") == ["1 April 2025"]


def quotes(text: str, *words: str) -> list[Citation]:
    document = Document(id="a", title="Log", text=text, path="a.md")
    passage = Passage(document=document, start=0, end=len(text))
    places = [(text.index(word), text.index(word) + len(word)) for word in words]
    return [
        cite(passage, start, end, [(start, end)] if word == words[-1] else ())
        for word, (start, end) in zip(words, places, strict=True)
    ]


def test_a_heading_is_a_line_of_its_own_and_nothing_is_missed_below_it() -> None:
    lines = quoted_lines(quotes("# Log\n\n## 2.0\n\nThere are sails. All is new.\n", "2.0", "All is new."))
    assert [
        "".join(segment.before + "".join(text for text, _ in segment.pieces) for segment in line.segments)
        for line in lines
    ] == [
        "2.0",
        "All is new.",
    ]


def test_a_heading_is_all_of_one() -> None:
    document = quotes(LOG, "Sails")[0].document
    assert is_heading(document, LOG.index("2.0"), LOG.index("2.0") + 3)
    assert not is_heading(document, LOG.index("2.0"), LOG.index("2.0") + 2)
    assert not is_heading(document, LOG.index("Sails"), LOG.index("Sails") + 5)


def test_a_heading_is_kept_where_what_is_before_the_answer_is_not() -> None:
    before = f"It is {'very ' * (SHORT_CHARS // 5)}old."
    citations = quotes(f"# Log\n\n## 2.0\n\n{before} There are sails.\n", "2.0", before, "There are sails.")
    short = short_quote(citations)
    assert [line.segments[0].pieces[0][0] for line in short.lines] == ["2.0", "There are sails."]
    assert short.left_out == (citations[1],)
