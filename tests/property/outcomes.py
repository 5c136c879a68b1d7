"""Any answer and any refusal: documents that hold whatever a document may, spans wherever they may lie."""

from itertools import pairwise

from hypothesis import strategies as st

from retrieval.domain.answers import (
    Answer,
    AnswerForm,
    Citation,
    Refusal,
    RefusalReason,
    Side,
    Stance,
    Statement,
    Telling,
)
from retrieval.domain.documents import Document, FoundPassage, Passage, Reference
from tests.building import facts_of

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
links = st.none() | st.sampled_from(
    ["https://docs.example.org/a/b.md#c:~:text=d%2De,f", "http://localhost:8000/%28a%29"]
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(texts)
    later_pages = draw(st.lists(st.integers(0, len(text)), max_size=3).map(sorted))
    return Document(
        id=draw(texts),
        title=draw(texts),
        text=text,
        pages=draw(st.sampled_from([(), (0, *later_pages)])),
        first_line=draw(st.none() | st.integers(1, 99)),
        publisher=draw(maybe_texts),
        date=draw(maybe_texts),
        url=draw(maybe_texts | st.just("https://example.org/an/article?page=1")),
        language=draw(st.none() | st.just("fa")),
        kind=draw(st.none() | st.just("article")),
        path=draw(st.sampled_from(["", "a.txt", "rows.jsonl:3"])),
        extra=draw(st.dictionaries(st.text(max_size=3), st.text(max_size=9), max_size=2)),
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
        link=draw(links),
    )


@st.composite
def statements(draw: st.DrawFn, cited: list[Citation]) -> Statement:
    chosen = draw(st.lists(st.sampled_from(cited), min_size=1, max_size=4))
    text = " … ".join(citation.quote for citation in chosen) if draw(st.booleans()) else draw(texts)
    return Statement(text=text, citations=tuple(chosen))


@st.composite
def sides(draw: st.DrawFn, cited: list[Citation]) -> Side:
    tellings = draw(
        st.lists(
            st.builds(
                Telling,
                citation=st.sampled_from(cited),
                speaker=maybe_texts,
                origin=st.integers(min_value=0, max_value=3),
            ),
            min_size=1,
            max_size=3,
        )
    )
    stance = draw(st.sampled_from(Stance))
    return Side(stance=stance, value=draw(texts) if stance is Stance.VALUE else "", tellings=tuple(tellings))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    cited = draw(st.lists(citations(), min_size=1, max_size=5))
    return Answer(
        question=draw(texts),
        statements=tuple(draw(st.lists(statements(cited), min_size=1, max_size=8))),
        unanswered=tuple(draw(st.lists(texts, max_size=4))),
        sides=tuple(draw(st.just([]) | st.lists(sides(cited), min_size=2, max_size=3))),
        form=draw(st.sampled_from(AnswerForm)),
        in_all=draw(st.integers(min_value=0, max_value=9)),
        read_as=draw(maybe_texts),
    )


@st.composite
def found_passages(draw: st.DrawFn) -> FoundPassage:
    passage = draw(passages(draw(documents())))
    return FoundPassage(passage=passage, score=draw(st.floats(0, 1)), dense=0.5, lexical=1.0, link=draw(links))


@st.composite
def refusals(draw: st.DrawFn) -> Refusal:
    return Refusal(
        question=draw(texts),
        reason=draw(st.sampled_from(RefusalReason)),
        facts=facts_of(draw(texts)),
        nearest=tuple(draw(st.lists(found_passages(), max_size=6))),
        read_as=draw(maybe_texts),
    )
