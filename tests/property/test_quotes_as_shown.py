"""What is shown of a quote is the quote less its markup, in each face: nothing is added, and no word is lost."""

from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.cards.quote import quote_lines
from retrieval.documents.blocks import Block, Form
from retrieval.documents.body import layout_of
from retrieval.documents.citing import cite
from retrieval.documents.inline import clipped, runs_of
from retrieval.documents.quoted import quoted_lines, shown_text
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Document, Passage
from retrieval.terminal.quote_view import quoted_text
from tests.examples import few
from tests.property.test_inline_of_any_markdown import REFERENCE, alphanumeric, markdown, seen

lines = markdown.map(lambda text: " ".join(text.split())).filter(lambda text: any(map(str.isalnum, text)))
blocks = st.one_of(
    lines.map("It is so, {}".format),
    st.lists(lines, min_size=1, max_size=3).map(lambda items: "\n".join(f"- An item, {item}" for item in items)),
    st.lists(lines, min_size=1, max_size=3).map(lambda items: "\n".join(f"4. Item, {item}" for item in items)),
    st.text("ab`*_[]()<>\\& ", min_size=1).map("```sh\nrun {}\n```".format),
)  # fmt: skip


@st.composite
def quotes(draw: st.DrawFn) -> Citation:
    text = "# A title\n\n" + "\n\n".join(draw(st.lists(blocks, min_size=1, max_size=4)))
    document = Document(id="a", title="A", text=text, path=draw(st.sampled_from(["a.md", "b/a.mdx"])))
    block = draw(st.sampled_from(layout_of(document)))
    start, end = draw(st.sampled_from([*block.sentences, (block.start, block.end)]))
    assume(text[start:end].strip())
    edges = sorted(draw(st.lists(st.integers(start, end), min_size=2, max_size=2)))
    emphasis = [(edges[0], edges[1])] if edges[0] < edges[1] else []
    return cite(Passage(document=document, start=0, end=len(text)), start, end, emphasis)


def block_of(citation: Citation) -> Block:
    return next(block for block in layout_of(citation.document) if block.end > citation.start)


def words_of(citation: Citation) -> str:
    """What a reader of the document sees there, letters and digits alone."""
    document, block = citation.document, block_of(citation)
    if block.form is Form.CODE:
        return alphanumeric(citation.quote)
    runs = clipped(runs_of(document.text, block.start, block.end), citation.start, citation.end)
    return alphanumeric("".join(run.text for run in runs)) or alphanumeric(citation.quote)


@few(60)
@given(quotes())
def test_terminal_shows_the_words_of_a_quote_and_nothing_else(citation: Citation) -> None:
    marks = alphanumeric("".join(line.mark for line in quoted_lines([citation])))
    assert alphanumeric(quoted_text([citation], ()).plain) == marks + words_of(citation)


# Discord knows no tags and no entities.
DISCORD = MarkdownIt("commonmark").enable("strikethrough").disable(["entity", "html_inline", "html_block"])


def read_of_discord(markdown_lines: list[str]) -> str:
    """What is read of some Discord markdown, by a reader that takes no markup from the letters."""
    found = []
    for line in markdown_lines:
        text = "\n".join(part.removeprefix("> ") for part in line.split("\n"))
        if text.startswith("```"):
            found.append(text)
        else:
            found += [seen(token.children or []) for token in DISCORD.parse(text)]
    return alphanumeric("".join(found))


@few(60)
@given(quotes())
def test_discord_shows_the_words_of_a_quote_and_nothing_else(citation: Citation) -> None:
    assert read_of_discord(quote_lines([citation], {})) == words_of(citation)


@given(
    st.lists(st.one_of(lines, st.sampled_from(["@everyone", "`@here`", "[a](javascript:b)", "<@1>", "||"])), min_size=1)
)
def test_nothing_in_a_quote_calls_or_leads_anywhere_but_to_a_page(texts: list[str]) -> None:
    text = f"# A title\n\nIt is so, {' '.join(texts)}"
    passage = Passage(document=Document(id="a", title="A", text=text, path="a.md"), start=0, end=len(text))
    shown = "\n".join(quote_lines([cite(passage, len("# A title\n\n"), len(text))], {}))
    assert "@everyone" not in shown
    assert "@here" not in shown
    links = [child for token in DISCORD.parse(shown) for child in token.children or [] if child.type == "link_open"]
    assert all(str(link.attrs["href"]).startswith("https://") for link in links)


@given(markdown, st.data())
def test_words_of_two_parts_are_those_of_the_whole(text: str, data: st.DataObject) -> None:
    text = f"# A title\n\nIt is so, {text}"
    assume(text.strip())
    document = Document(id="a", title="A", text=text, path="a.md")
    cut = data.draw(st.integers(0, len(text)))
    assume("&" not in text[max(0, cut - 9) : cut + 9])
    parts = shown_text(document, 0, cut) + shown_text(document, cut, len(text))
    assert alphanumeric(parts) == alphanumeric(shown_text(document, 0, len(text)))


@given(lines)
def test_paragraph_is_shown_as_another_reader_of_markdown_shows_it(line: str) -> None:
    text = f"# A title\n\nIt is so, {line}"
    document = Document(id="a", title="A", text=text, path="a.md")
    (inline,) = REFERENCE.parseInline(text[len("# A title\n\n") :].rstrip())
    assert alphanumeric(shown_text(document, len("# A title\n\n"), len(text))) == alphanumeric(
        seen(inline.children or [])
    )
