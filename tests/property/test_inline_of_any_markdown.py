"""The runs of any Markdown hold what another reader of Markdown shows of it, in order, and nothing else."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from retrieval.documents.inline import RunText, clipped, runs_of

REFERENCE = MarkdownIt("commonmark").enable("strikethrough").enable("table")

words = st.text("abcxyzäß漢09", min_size=1, max_size=6)
SIGNS = '5 . - : ( ) * ** _ __ ~~ ` `` [ ] ]( ! \\ &amp; &lt; & < > <b> </b> é “ " [^1] https snake_case_word'
plain_text = st.sampled_from([*SIGNS.split(), " ", " ", "\n", ", ", "<!-- no -->", "![a *b*](c.png)"])


def marked(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrappers = [
        "**{}**",
        "*{}*",
        "__{}__",
        "_{}_",
        "~~{}~~",
        "`{}`",
        "``{}``",
        "[{}](b.md)",
        '[{}](<b c> "title")',
    ]
    return st.builds(lambda wrapper, text: wrapper.format(text), st.sampled_from([*wrappers, "[{}]", "\\{}"]), inner)


markdown = st.lists(
    st.recursive(
        st.one_of(words, plain_text), lambda inner: marked(st.lists(inner, max_size=4).map("".join)), max_leaves=8
    ),
    min_size=1,
    max_size=12,
).map("".join)


def alphanumeric(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def seen(tokens: list[Token]) -> str:
    """What is shown, of tokens of inline markup."""
    return "".join(
        seen(token.children or []) if token.type == "image" else "" if token.type == "html_inline" else token.content
        for token in tokens
    )


@given(markdown)
def test_runs_hold_every_letter_that_is_shown_in_order_and_nothing_else(text: str) -> None:
    paragraphs = [line.strip() for line in text.split("\n\n") if line.strip()]
    for paragraph in paragraphs:
        (inline,) = REFERENCE.parseInline(paragraph)
        read = RunText(runs_of(paragraph, 0, len(paragraph)))
        assert alphanumeric(read.text) == alphanumeric(seen(inline.children or []))


@given(st.one_of(markdown, st.text(), st.text("[]()*_`~<>{}%&;\\\n !ab\"'#")))
def test_runs_are_in_order_and_of_the_document_to_the_letter(text: str) -> None:
    runs = runs_of(text, 0, len(text))
    assert all(before.end <= after.start for before, after in pairwise(runs))
    for run in runs:
        assert run.text
        if len(run.text) == run.end - run.start > 1:
            assert run.text.split() == text[run.start : run.end].split()
    read = RunText(runs)
    for offset, character in enumerate(read.text):
        start, end = read.span(offset, offset + 1)
        assert 0 <= start < end <= len(text)
        if character.isalnum() and end - start == 1:
            assert text[start] == character


@given(markdown, st.data())
def test_parts_of_runs_together_are_the_whole(text: str, data: st.DataObject) -> None:
    runs = runs_of(text, 0, len(text))
    # A place within an entity parts nothing.
    places = sorted({run.start for run in runs} | {run.end for run in runs} | {0, len(text)})
    cut = data.draw(st.sampled_from(places))
    parts = [*clipped(runs, 0, cut), *clipped(runs, cut, len(text))]
    assert "".join(run.text for run in parts) == "".join(run.text for run in runs)
