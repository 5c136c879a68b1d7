"""Whatever a document states, is called and holds: its link ends nothing that it is put into."""

import io
import re
from dataclasses import replace
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.cards import answer as answer_pages
from bot.cards import source as source_pages
from retrieval.documents.anchors import slug_of
from retrieval.documents.links import SourceLinks
from retrieval.domain.answers import Answer, Citation, Statement
from retrieval.domain.documents import Document
from retrieval.domain.links import MAX_LINK_CHARS
from retrieval.terminal import answer_view
from retrieval.text.display import one_line
from tests.property.outcomes import citations, documents
from tests.unit.bot.discord_reading import broken_limits, live_markup, markdown_of

HARMLESS = re.compile(r"https?://[A-Za-z0-9.:-]+(?:[/?#][A-Za-z0-9._~:/?#@!$&*+,;=%-]*)?")
LINKS_OF_A_TERMINAL = re.compile(r"\x1b\]8;[^;\x1b]*;([^\x1b]*)\x1b\\")
TEMPLATES = [
    None,
    "https://docs.example.org/{path}",
    "https://docs.example.org/{page}/#{anchor}",
    "http://a.example:8000/x?file={path}",
]
hostile = st.text(st.characters() | st.sampled_from("()[]<>\"'`\\ \n\x1b\x07\u202e#%:/@{}"), max_size=40)
urls = hostile | hostile.map(lambda text: f"https://{text}") | hostile.map(lambda text: f"https://example.org/{text}")
paths = hostile.map(lambda text: f"{text}.md") | st.sampled_from(["a.pdf", "a.txt", "index.md", "../x.md", "a/b.md:3"])


@st.composite
def any_documents(draw: st.DrawFn) -> Document:
    return replace(draw(documents()), url=draw(st.none() | urls), path=draw(paths))


@given(document=any_documents(), template=st.sampled_from(TEMPLATES), data=st.data())
def test_a_link_is_an_address_of_the_web_and_nothing_else(
    document: Document, template: str | None, data: st.DataObject
) -> None:
    links = SourceLinks(template)
    end = data.draw(st.integers(1, len(document.text)))
    start = data.draw(st.integers(0, end - 1))
    for link in (links.to_document(document), links.to_span(document, start, end)):
        if link is not None:
            assert HARMLESS.fullmatch(link)
            assert len(link) <= MAX_LINK_CHARS
            assert urlsplit(link).username is None


@given(citation=citations(), link=st.sampled_from(["https://example.org/a", "https://example.org/" + "x" * 460]))
def test_a_title_leads_to_its_link_and_nothing_else_leads_anywhere(citation: Citation, link: str) -> None:
    # The quote by itself, without the links of its own document.
    linked = replace(citation, link=link)
    answer = Answer(question="?", statements=(Statement(text="It is so.", citations=(linked,)),))
    plainly = replace(answer, statements=(Statement(text="It is so.", citations=(replace(citation, link=None),)),))
    # A title that has nothing to be seen leads nowhere.
    title = one_line(citation.document.title)
    assert addresses_in(answer) == {*addresses_in(plainly), *([link] if title else [])}
    messages = answer_pages.outcome_messages(answer)
    assert "\n".join(markdown_of(messages)).count(f"]({link})") == 1 or not 0 < len(title) <= 1000
    for message in [*messages, *source_pages.source_page([linked])]:
        assert broken_limits(message) == []
        assert [found for text in markdown_of([message]) if (found := live_markup(text))] == []


def addresses_in(outcome: Answer) -> set[str]:
    """What a terminal would open."""
    out = io.StringIO()
    console = Console(file=out, width=4000, force_terminal=True, color_system="truecolor")
    console.print(answer_view.render_outcome(outcome))
    return set(filter(None, LINKS_OF_A_TERMINAL.findall(out.getvalue())))


@given(heading=st.text())
def test_a_slug_has_no_space_and_no_mark(heading: str) -> None:
    assert re.search(r"[\s#?/%()\[\]<>\"'`\\]", slug_of(heading)) is None
