"""Whatever documents hold: Discord takes every message, no citation is lost, and nothing foreign is live."""

from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot import rendering, source_pages
from bot.escaping import NOTHING_TO_SEE, escaped, escaped_lines, escaped_pieces, split
from bot.limits import discord_chars
from bot.messages import OutgoingMessage
from bot.packing import Entry, packed
from retrieval.display import one_line, one_line_in_pieces, plain
from retrieval.domain import (
    Answer,
    Citation,
    Document,
    FoundPassage,
    Passage,
    Reference,
    Refusal,
    RefusalReason,
    Statement,
)
from tests.unit.bot.discord_reading import (
    bold_in,
    broken_limits,
    buttons_of,
    hidden_characters,
    live_markup,
    markdown_of,
    read,
    source_keys,
    squeezed,
    text_of,
)

TRAPS = [
    "@everyone",
    "@here",
    "<@1100000000000000001>",
    "<@&1100000000000000001>",
    "<#1100000000000000001>",
    "</ask:1100000000000000001>",
    "<:forged:1100000000000000001>",
    "<t:1700000000:R>",
    ":warning:",
    "[a source](https://example.org/phish)",
    "https://example.org/a_b_c",
    "**[1]**",
    "[1]",
    "# Heading",
    "-# small print",
    "- item",
    "1. item",
    "> quoted",
    ">>> quoted",
    "```py\ncode\n```",
    "||spoiler||",
    "~~struck~~",
    "__under__ _line_ *it*",
    "\\",
    "\\*",
    "trailing\\\\",
    "\u202eturned\u202c",
    "@\u200beveryone",
    "شلوم עולם",
    "伊朗。否认！",
    "👩\u200d👩\u200d👧\u200d👦🏽🇮🇷❤️",
    "e\u0301\u0301\u0301",
    "\u200b\u2066\ufeff",
    "\r\n\n\t",
    "x" * 300,
    "🛩" * 200,
    "word " * 200,
]
foreign = st.lists(st.sampled_from(TRAPS) | st.text(max_size=40), min_size=1, max_size=8).map(" ".join)
huge = st.tuples(foreign, st.integers(1, 60)).map(lambda drawn: drawn[0] * drawn[1])
texts = (foreign | huge).filter(lambda text: text.strip())
maybe_texts = st.none() | texts


@st.composite
def documents(draw: st.DrawFn) -> Document:
    return Document(
        id=draw(texts),
        title=draw(texts),
        text=draw(texts),
        publisher=draw(maybe_texts),
        date=draw(maybe_texts),
        url=draw(maybe_texts | st.just("https://example.org/an/article?page=1")),
    )


@st.composite
def spans(draw: st.DrawFn, document: Document) -> tuple[int, int]:
    """Of the document, and not of white space alone."""
    text = document.text
    place = draw(st.sampled_from([place for place, character in enumerate(text) if character.strip()]))
    return draw(st.integers(max(0, place - 2500), place)), draw(st.integers(place + 1, min(len(text), place + 2500)))


@st.composite
def passages(draw: st.DrawFn, document: Document) -> Passage:
    start, end = draw(spans(document))
    return Passage(document=document, start=start, end=end, section=draw(st.just("") | texts))


@st.composite
def emphases(draw: st.DrawFn, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Spans in order within [start:end], which may touch."""
    edges = sorted(draw(st.sets(st.integers(start, end), max_size=6)))
    places = draw(st.sampled_from([0, 1]))
    return tuple(pairwise(edges))[places :: draw(st.sampled_from([1, 2]))]


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    document = draw(documents())
    start, end = draw(spans(document))
    references = [draw(spans(document)) for _ in range(draw(st.integers(0, 2)))]
    return Citation(
        passage=draw(passages(document)),
        start=start,
        end=end,
        leans_on=tuple(Reference(document=document, marker="24", start=first, end=last) for first, last in references),
        emphasis=draw(emphases(start, end)),
    )


@st.composite
def statements(draw: st.DrawFn, cited: list[Citation]) -> Statement:
    chosen = draw(st.lists(st.sampled_from(cited), min_size=1, max_size=4))
    said = " … ".join(citation.quote for citation in chosen) if draw(st.booleans()) else draw(texts)
    return Statement(text=said, citations=tuple(chosen))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    cited = draw(st.lists(citations(), min_size=1, max_size=5))
    return Answer(
        question=draw(texts),
        statements=tuple(draw(st.lists(statements(cited), min_size=1, max_size=8))),
        unanswered=tuple(draw(st.lists(texts, max_size=4))),
        read_as=draw(maybe_texts),
    )


@st.composite
def found_passages(draw: st.DrawFn) -> FoundPassage:
    passage = draw(passages(draw(documents())))
    return FoundPassage(passage=passage, score=draw(st.floats(0, 1)), dense=0.5, lexical=1.0)


@dataclass(frozen=True)
class Case:
    """An answer of a given size, each statement with a source of its own."""

    sources: int
    quote_chars: int

    def answer(self) -> Answer:
        cited = []
        for number in range(self.sources):
            text = f"{number} " + "[quoted]_words* " * (self.quote_chars // 16 + 1)
            document = Document(id=f"document-{number}", title=f"Title {number}", text=text)
            passage = Passage(document=document, start=0, end=len(text))
            cited.append(Citation(passage=passage, start=0, end=len(text.rstrip())))
        return Answer(question="Why?", statements=tuple(Statement(text=c.quote, citations=(c,)) for c in cited))


def check(messages: list[OutgoingMessage]) -> None:
    for message in messages:
        assert broken_limits(message) == []
        for text in markdown_of([message]):
            assert live_markup(text) == {}
            assert hidden_characters(text) == set()
        for button in message.buttons:
            assert hidden_characters(button.label) == set()


def visible(text: str) -> str:
    return squeezed(one_line(text) or NOTHING_TO_SEE)


def check_answer(answer: Answer) -> None:
    messages = rendering.outcome(answer)
    check(messages)
    markdown, shown = "\n".join(markdown_of(messages)), read(messages)
    for number, citation in enumerate(answer.citations, start=1):
        assert f"**[{number}]**" in markdown, "a statement is marked with it"
        assert squeezed(f"[{number}] {visible(citation.document.title)}") in shown
        assert visible(citation.quote) in shown
        assert squeezed(one_line(citation.document.publisher or "") or "not stated") in shown
        for reference in citation.leans_on:
            assert squeezed(f"leans on [24] {visible(reference.text)}") in shown
    for statement in answer.statements:
        # A statement that is its quotes has the numbers between them.
        quoted = [visible(citation.quote) for citation in statement.citations]
        assert visible(statement.text) in shown or all(quote in shown for quote in quoted)
    check_read_as(answer.read_as, shown)
    for part in answer.unanswered:
        assert squeezed(f"The corpus does not answer this part: {visible(part)}") in shown
    buttons = [(key.mark, key.passage_id, key.start, key.end) for key in source_keys(messages)]
    numbered = enumerate(answer.citations, start=1)
    assert buttons == [(str(number), one.passage.id, one.start, one.end) for number, one in numbered]


def check_read_as(read_as: str | None, shown: str) -> None:
    if read_as is None:
        assert squeezed(rendering.READ_AS) not in shown
    else:
        assert squeezed(f"{rendering.READ_AS} {visible(read_as)}") in shown


@given(answer=answers())
def test_an_answer_loses_no_citation_and_breaks_no_limit(answer: Answer) -> None:
    check_answer(answer)


@given(case=st.builds(Case, sources=st.integers(1, 60), quote_chars=st.integers(1, 6000)))
def test_many_sources_and_long_quotes_take_more_messages(case: Case) -> None:
    check_answer(case.answer())


@given(document=documents(), data=st.data())
def test_emphasis_changes_no_character(document: Document, data: st.DataObject) -> None:
    start, end = data.draw(spans(document))
    passage = Passage(document=document, start=start, end=end)
    emphasised = Citation(passage=passage, start=start, end=end, emphasis=data.draw(emphases(start, end)))
    shown, plainly = (
        read(rendering.outcome(Answer(question="?", statements=(Statement(text=one.quote, citations=(one,)),))))
        for one in (emphasised, replace(emphasised, emphasis=()))
    )
    assert shown == plainly


@given(pieces=st.lists(st.tuples(foreign | st.text(max_size=9), st.booleans()), max_size=9))
def test_what_is_emphasised_is_in_bold_and_nothing_else(pieces: list[tuple[str, bool]]) -> None:
    markdown = escaped_pieces(pieces)
    assert live_markup(markdown) == {}
    assert text_of(markdown) == text_of(escaped("".join(text for text, _ in pieces)))
    wanted = [text for text, emphasised in one_line_in_pieces(pieces) if emphasised]
    assert [text.replace("\u200b", "") for text in bold_in(markdown)] == wanted


@given(
    question=texts,
    explanation=texts,
    nearest=st.lists(found_passages(), max_size=6),
    reason=st.sampled_from(RefusalReason),
    read_as=maybe_texts,
)
def test_a_refusal_is_seen_to_be_one(
    question: str, explanation: str, nearest: list[FoundPassage], reason: RefusalReason, read_as: str | None
) -> None:
    refusal = Refusal(
        question=question, reason=reason, explanation=explanation, nearest=tuple(nearest), read_as=read_as
    )
    messages = rendering.outcome(refusal)
    check(messages)
    shown = read(messages)
    assert squeezed("The corpus does not answer this.") in shown
    assert visible(explanation) in shown
    check_read_as(read_as, shown)
    assert (squeezed("which do not answer the question") in shown) is bool(nearest)
    assert {embed.colour for message in messages for embed in message.embeds} == {rendering.REFUSAL_COLOUR}
    assert [key.passage_id for key in source_keys(messages)] == [found.passage.id for found in nearest]


@given(query=texts, found=st.lists(found_passages(), max_size=5))
def test_a_search_offers_every_passage_it_found(query: str, found: list[FoundPassage]) -> None:
    messages = source_pages.search_results(query, tuple(found))
    check(messages)
    assert [key.passage_id for key in source_keys(messages)] == [one.passage.id for one in found]


@given(citation=citations())
def test_a_source_is_shown_whole_in_its_place(citation: Citation) -> None:
    messages = source_pages.source_in_place(citation)
    check(messages)
    assert visible(citation.quote) in read(messages)
    assert visible(citation.document.title) in read(messages)


@given(document=documents())
def test_the_pages_of_a_document_hold_all_its_text(document: Document) -> None:
    pages = [source_pages.document_page(document, "0" * 20, 0)]
    while any(button.label == "Next ▶" and not button.disabled for button in buttons_of(pages[-1:])):
        pages.append(source_pages.document_page(document, "0" * 20, len(pages)))
    check(pages)
    # Each page begins with who published it and when.
    body = "".join(embed.description.split("\n\n", 1)[1] for page in pages for embed in page.embeds)
    assert squeezed(body) == squeezed(escaped_lines(document.text))


@given(text=texts | st.text(), most=st.integers(2, 200))
def test_cutting_loses_white_space_alone(text: str, most: int) -> None:
    markdown = escaped_lines(text)
    pieces = split(markdown, most)
    assert all(0 < discord_chars(piece) <= most for piece in pieces)
    assert squeezed("".join(pieces)) == squeezed(markdown)
    assert plain(text).strip() or pieces


@given(text=texts, most=st.integers(20, 200))
def test_a_piece_is_as_harmless_as_the_whole(text: str, most: int) -> None:
    for piece in split(escaped(text), most):
        assert live_markup(piece) == {}


@given(lengths=st.lists(st.integers(1, 1900), min_size=1, max_size=40))
def test_packing_keeps_every_line_in_order(lengths: list[int]) -> None:
    lines = [f"{number}:".ljust(length, "x")[:1900] for number, length in enumerate(lengths)]
    messages = packed([Entry(lines=[line]) for line in lines], title="", colour=0)
    shown = [line for text in markdown_of(messages) for line in text.split("\n") if line]
    assert shown == lines
