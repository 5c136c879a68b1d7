"""Whatever documents hold: Discord takes every message, no citation is lost, and nothing foreign is live."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import and_

from hypothesis import given
from hypothesis import strategies as st

from bot.buttons.found_key import FoundKey
from bot.buttons.keys import AroundKey, SourceKey
from bot.cards import answer as answer_pages
from bot.cards import document as document_pages
from bot.cards import receipt as receipt_pages
from bot.cards import source as source_pages
from bot.cards.answer import Given
from bot.cards.colours import REFUSAL_COLOUR
from bot.cards.message import OutgoingMessage
from bot.cards.paging import Entry, packed
from bot.cards.quote import quote_lines
from bot.cards.refusal import near
from bot.text import card_words, words
from bot.text.discord_limits import discord_chars
from bot.text.markdown import escaped, escaped_lines, escaped_pieces, label, split
from retrieval.answering.explaining import explain_refusal
from retrieval.answering.standing import KeptSource, Replay, Standing, Today, sources_of
from retrieval.documents.quoted import Look
from retrieval.documents.shortened import short_quote
from retrieval.domain.answers import Answer, AnswerForm, Citation, Outcome, Refusal, Stance, Statement
from retrieval.domain.documents import Document, FoundPassage, Passage
from retrieval.domain.records import Conditions, Receipt
from retrieval.settings import Strictness
from retrieval.text.display import one_line, one_line_in_pieces, plain
from tests.examples import few
from tests.property.outcomes import (
    answers,
    citations,
    documents,
    emphases,
    foreign,
    found_passages,
    refusals,
    spans,
    texts,
)
from tests.unit.bot.discord_reading import (
    bold_in,
    broken_limits,
    buttons_of,
    colours_of,
    hidden_characters,
    live_markup,
    markdown_of,
    read,
    source_keys,
    squeezed,
    text_of,
)


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
    return squeezed(one_line(text) or words.NOTHING_VISIBLE)


def check_answer(answer: Answer) -> None:
    messages = answer_pages.outcome_messages(answer)
    check(messages)
    markdown, text = "\n".join(markdown_of(messages)), read(messages)
    for number, citation in enumerate(answer.citations, start=1):
        assert f"**[{number}]**" in markdown, "a statement is marked with it"
        title = visible(citation.document.title)
        assert re.search(rf"\[{number}\](?:\[\d+\])*{re.escape(title)}", text), "a section has its title"
        for stated in (citation.document.publisher, citation.document.date, citation.document.kind):
            assert squeezed(one_line(stated or "")) in text
        assert (squeezed("no date stated") in text) or one_line(citation.document.date or "")
    check_statements(answer, text)
    check_read_as(answer.read_as, text)
    check_form(answer, text)
    check_sides(answer, text)
    for part in answer.unanswered:
        assert squeezed(f"No answer was found to this part: {visible(part)}") in text
    check_sources_open(answer, source_keys(messages))


def check_statements(answer: Answer, text: str) -> None:
    """What is shown of a statement is the whole of it, or the end of it from a sentence on, which "…" says."""
    in_sides = {telling.citation for side in answer.sides for telling in side.tellings}
    for statement in answer.statements:
        verbatim = " … ".join(one_line(citation.quote) for citation in statement.citations)
        if one_line(statement.text) != verbatim:
            assert visible(statement.text) in text
            assert all(visible(citation.quote) in text for citation in statement.citations)
            continue
        is_said_by_a_side = in_sides.issuperset(statement.citations)
        shorts = (
            [short_quote([citation], ends_with_answer=True) for citation in statement.citations]
            if is_said_by_a_side
            else [short_quote(statement.citations)]
        )
        for short in shorts:
            segments = [segment for line in short.lines for segment in line.segments]
            parts = ["".join(piece for piece, _ in segment.pieces) for segment in segments]
            assert all(visible(part) in text or not one_line(part) for part in parts)
            assert not (short.begins_later or short.ends_earlier) or "…" in text


def check_sources_open(answer: Answer, keys: list[SourceKey]) -> None:
    """Each citation can be opened by one button, in its document and at its words."""
    opened = [(key.passage_id, span) for key in keys for span in key.spans]
    documents = {citation.passage.id: citation.document.indexed_hash for citation in answer.citations}
    spans = {(documents[passage_id], span) for passage_id, span in opened}
    assert spans == {(citation.document.indexed_hash, (citation.start, citation.end)) for citation in answer.citations}
    assert [int(key.mark) for key in keys] == sorted({int(key.mark) for key in keys})


def check_form(answer: Answer, text: str) -> None:
    lines = {
        AnswerForm.LISTING: f"All that was found ({len(answer.statements)}); there may be more.",
        AnswerForm.DOCUMENTS: f"{len(answer.statements)} of {answer.in_all} documents, each by a sentence of its own.",
        AnswerForm.ABOUT: "What the documents say of it, in their own words.",
    }
    shown = {form for form, line in lines.items() if squeezed(line) in text}
    # Who wrote it is said where documents name somebody: these name nobody.
    assert shown == {answer.form} - {AnswerForm.ANSWER, AnswerForm.AUTHORED}


def check_sides(answer: Answer, text: str) -> None:
    assert (squeezed("Sources disagree.") in text) is bool(answer.sides)
    says = {Stance.YES: "Saysyes", Stance.NO: "Saysno"}
    for side in answer.sides:
        value = squeezed(label(side.value, 80)).rstrip("…") if side.value else ""
        assert says.get(side.stance, value) in text
        for telling in side.tellings:
            document = telling.citation.document
            source = squeezed(label(document.publisher or document.title, 60)).rstrip("…")
            assert (f"{visible(telling.speaker)}in{source}" if telling.speaker else source) in text


def check_read_as(read_as: str | None, text: str) -> None:
    if read_as is None:
        assert squeezed(card_words.READ_AS.format(question="")) not in text
    else:
        assert squeezed(card_words.READ_AS.format(question=visible(read_as))) in text


@few(8)
@given(answer=answers())
def test_an_answer_loses_no_citation_and_breaks_no_limit(answer: Answer) -> None:
    check_answer(answer)


@few(8)
@given(case=st.builds(Case, sources=st.integers(1, 60), quote_chars=st.integers(1, 6000)))
def test_many_sources_and_long_quotes_take_more_messages(case: Case) -> None:
    check_answer(case.answer())


@few(8)
@given(document=documents(), data=st.data())
def test_emphasis_changes_no_character(document: Document, data: st.DataObject) -> None:
    start, end = data.draw(spans(document))
    passage = Passage(document=document, start=start, end=end)
    emphasised = Citation(passage=passage, start=start, end=end, emphasis=data.draw(emphases(start, end)))
    emphatically, plainly = (
        text_of("\n".join(quote_lines([citation], {}))) for citation in (emphasised, replace(emphasised, emphasis=()))
    )
    emphatically, plainly = squeezed(emphatically), squeezed(plainly)
    assert emphatically == plainly


@given(pieces=st.lists(st.tuples(foreign | st.text(max_size=9), st.booleans()), max_size=9))
def test_what_is_emphasised_is_in_bold_and_nothing_else(pieces: list[tuple[str, bool]]) -> None:
    markdown = escaped_pieces((text, Look(emphasised=emphasised)) for text, emphasised in pieces)
    assert live_markup(markdown) == {}
    assert text_of(markdown) == text_of(escaped("".join(text for text, _ in pieces)))
    wanted = [text for text, emphasised in one_line_in_pieces(pieces, and_) if emphasised]
    assert [text.replace("\u200b", "") for text in bold_in(markdown)] == wanted


@few(8)
@given(refusal=refusals(), in_all=st.none() | st.integers(1, 9))
def test_a_refusal_is_seen_to_be_one(refusal: Refusal, in_all: int | None) -> None:
    given = Given(in_all=in_all, is_asked_here=True, receipt_id="0123456789")
    messages = answer_pages.outcome_messages(refusal, given=given)
    check(messages)
    text = read(messages)
    headlines = [
        "This was not looked up.",
        "The documents do not answer this.",
        "The documents say nothing about this.",
    ]
    # Whoever greets, or is asked back which of two questions they mean, is refused nothing.
    asks_back = refusal.reason.is_reply
    assert any(squeezed(line) in text for line in headlines) or asks_back
    names_words = all(visible(word) in text for word in refusal.facts.missing_words)
    assert visible(explain_refusal(refusal)) in text or names_words
    check_read_as(refusal.read_as, text)
    shown = near(refusal)
    assert (squeezed("it is not sure that they answer") in text) is bool(shown)
    assert colours_of(messages) == {REFUSAL_COLOUR}
    assert [key.passage_id for key in source_keys(messages)] == [found.passage.id for found in shown]
    assert set(shown) <= set(refusal.nearest)


todays = st.builds(
    Today,
    standing=st.sampled_from(Standing),
    found_at=st.none() | st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)),
)


@st.composite
def replays(draw: st.DrawFn) -> Replay:
    outcome: Outcome = draw(answers() | refusals())
    names = {name: draw(texts) for name in ("generation", "reader", "embedding_model", "version")}
    hashes = dict.fromkeys(("reader_weights_sha256", "embedding_weights_sha256"), "0" * 64)
    receipt = Receipt(
        id="0123456789",
        asked_at=draw(st.datetimes(timezones=st.just(UTC))),
        outcome=outcome,
        documents=draw(st.none() | st.lists(texts, max_size=3).map(tuple)),
        probability=draw(st.none() | st.floats(0, 1)),
        threshold=draw(st.none() | st.floats(0, 1)),
        timings_ms={},
        conditions=Conditions(
            **names, **hashes, strictness=Strictness.BALANCED, prompts=draw(st.dictionaries(texts, texts, max_size=2))
        ),
    )
    return Replay(receipt=receipt, today=tuple(draw(todays) for _ in sources_of(outcome)))


@few(8)
@given(replay=replays())
def test_a_receipt_shows_the_outcome_as_it_was_given_and_how_each_source_stands(replay: Replay) -> None:
    messages = receipt_pages.receipt_page(replay)
    check(messages)
    text = read(messages)
    assert squeezed("Receipt 0123456789") in text
    assert text.endswith("Receipt0123456789")
    outcome = replay.receipt.outcome
    shown = near(outcome) if isinstance(outcome, Refusal) else outcome.citations
    for source, standing in zip(sources_of(outcome), replay.today, strict=True):
        is_shown = isinstance(outcome, Answer) or source[0] in {found.passage for found in near(outcome)}
        assert squeezed(f"→ {standing.in_words}") in text or not is_shown
    assert bool(shown) or "→" not in text
    given_then = answer_pages.reply(outcome, None)
    assert source_keys(messages) == source_keys(given_then)
    assert colours_of(messages) == colours_of(given_then)


@few(8)
@given(query=texts, found=st.lists(found_passages(), max_size=5), page=st.integers(0, 99))
def test_a_search_offers_every_passage_it_found(query: str, found: list[FoundPassage], page: int) -> None:
    here = FoundKey(search_id="0" * 16, page=page, generation="0" * 12)
    messages = [source_pages.search_results(query, tuple(found), here, has_more=True, has_changed=True)]
    check(messages)
    assert [key.passage_id for key in source_keys(messages)] == [result.passage.id for result in found]


@given(citation=citations())
def test_a_source_is_shown_whole_in_its_place(citation: Citation) -> None:
    messages = source_pages.source_page([citation])
    check(messages)
    assert visible(citation.quote) in read(messages)
    assert visible(citation.document.title) in read(messages)
    for reference in citation.leans_on:
        assert squeezed(f"[24] {visible(reference.text)}") in read(messages)


@given(citation=citations(), today=todays)
def test_a_kept_source_is_shown_whole_below_what_has_become_of_it(citation: Citation, today: Today) -> None:
    kept = KeptSource(passage=citation.passage, kept_at=datetime(2026, 5, 3, tzinfo=UTC), today=today)
    messages = source_pages.kept_source([citation], kept)
    check(messages)
    assert visible(citation.quote) in read(messages)
    assert squeezed(f"{today.in_words} Below it stands as it was kept on 2026-05-03.") in read(messages)


@given(first=citations(), data=st.data())
def test_several_quotes_of_a_document_are_shown_whole_in_their_places(first: Citation, data: st.DataObject) -> None:
    drawn = [data.draw(spans(first.document)) for _ in range(data.draw(st.integers(1, 3)))]
    others = [replace(first, start=start, end=end, emphasis=(), leans_on=()) for start, end in drawn]
    messages = source_pages.source_page([first, *others])
    check(messages)
    shown: list[tuple[int, int]] = []
    for start, end in sorted((citation.start, citation.end) for citation in (first, *others)):
        # One that reaches into another is one quote with it.
        if shown and start <= shown[-1][1]:
            shown[-1] = (shown[-1][0], max(end, shown[-1][1]))
        else:
            shown.append((start, end))
    assert all(visible(first.document.text[start:end]) in read(messages) for start, end in shown)


@given(citation=citations(), steps=st.integers(-9, 9).filter(bool))
def test_what_stands_around_a_quote_goes_into_one_message(citation: Citation, steps: int) -> None:
    spans = ((citation.start, citation.end),)
    message = source_pages.around(citation, spans, steps)
    check([message])
    keys = [button.does for button in message.buttons if isinstance(button.does, AroundKey)]
    assert AroundKey(passage_id=citation.passage.id, spans=spans, steps=0) in keys


@given(document=documents())
def test_the_pages_of_a_document_hold_all_its_text(document: Document) -> None:
    pages = [document_pages.document_page(document, "0" * 20, 0)]
    while any(button.label == "Next ▶" and not button.disabled for button in buttons_of(pages[-1:])):
        pages.append(document_pages.document_page(document, "0" * 20, len(pages)))
    check(pages)
    body = ""
    for page in pages:
        # Each page begins with its title and what it states, and ends with its number and id.
        _, text, *_ = page.texts
        body += squeezed(text)
    assert body == squeezed(escaped_lines(document.text))


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


@given(lengths=st.lists(st.integers(1, 1600), min_size=1, max_size=60))
def test_packing_keeps_every_line_in_order(lengths: list[int]) -> None:
    lines = [f"{number}:".ljust(length, "x")[:1600] for number, length in enumerate(lengths)]
    messages = packed([Entry(lines=[line]) for line in lines], colour=0)
    output = [line for text in markdown_of(messages) for line in text.split("\n") if not line.startswith("-# ")]
    assert output == lines
