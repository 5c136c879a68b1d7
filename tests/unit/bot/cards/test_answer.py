"""The layout itself, on the shipped corpus; that nothing is lost of any corpus: tests/property."""

from dataclasses import replace

import pytest

from bot.cards import answer as answer_pages
from bot.cards.answer import ANSWER_COLOUR, REFUSAL_COLOUR
from bot.cards.message import OutgoingMessage
from bot.text.explaining import explanation
from retrieval.documents.citing import cite
from retrieval.domain.answers import Answer, Citation, Refusal, RefusalFacts, RefusalReason, Statement
from retrieval.domain.documents import Document, Passage
from tests.building import answer_of, citation_of, disputed, emphasised, facts_of, found, passage_at
from tests.unit.bot.discord_reading import bold_in, broken_limits, live_markup, markdown_of, read, source_keys, squeezed

QUESTION = "Did Iran deny supplying drones?"
HOSTILE = "**bold** [a](https://b.example) <@1> @everyone\n> # [1] \x1b[31mred \u202eturned :smile: `code`"
AS_IT_STANDS = "**bold** [a](https://b.example) <@1> @everyone > # [1] [31mred turned :smile: `code`"


def cited(document: Document, quote: str, section: str = "") -> Citation:
    place = passage_at(document, quote)
    passage = Passage(document=document, start=place.start, end=place.end, section=section)
    return cite(passage, place.start, place.end)


def test_an_answer_of_quotes(encyclopedia: Document, closer: Document) -> None:
    denied = cited(encyclopedia, "Iran denied sending arms for use in the Ukraine war.[14][15]", "Weapons")
    public = cited(closer, "“And it is public.")
    statements = tuple(Statement(text=citation.quote, citations=(citation,)) for citation in (denied, public))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=statements))
    (embed,) = message.embeds
    assert embed.title == QUESTION
    assert embed.colour == ANSWER_COLOUR
    lines = embed.description.split("\n")
    assert [line if len(line) < 100 else line[:40] for line in lines] == [
        r"> Iran denied sending arms for use in the Ukraine war.\[14\]\[15\] **[1]**",
        "**[1] Iran and the Russian invasion of Ukraine**",
        "section “Weapons”",
        r"↳ leans on \[14\] Kennedy, Niamh; Mahmoo",
        r'↳ leans on \[15\] "Iranian foreign minis',
        "",
        "> “And it is public. **[2]**",
        "**[2] White House: Iran and Russia have grown closer since invasion of Ukraine**",
        "Washington Examiner",
    ]
    assert lines[3].endswith(r"Archived from the original on 12 September 2023\. Retrieved 18 October 2022\.")
    assert [button.label for button in message.buttons] == [
        "1 · Iran and the Russian invasion of Ukraine",
        "2 · White House: Iran and Russia have …",
    ]
    assert [key.mark for key in source_keys([message])] == ["1", "2"]


def test_documents_of_one_title_are_told_apart_by_their_ids() -> None:
    documents = [
        Document(id=f"{place}/pump.md", title="The pump", text=f"It moves {litres} litres.")
        for place, litres in (("north", 40), ("south", 55))
    ]
    passages = [Passage(document=document, start=0, end=len(document.text)) for document in documents]
    statements = tuple(Statement(text=passage.text, citations=(cite(passage, 0, passage.end),)) for passage in passages)
    (answer,) = answer_pages.outcome_messages(Answer(question="How much?", statements=statements))
    nearest = tuple(found(passage) for passage in passages)
    (refusal,) = answer_pages.outcome_messages(
        Refusal(question="How much?", reason=RefusalReason.NOT_ANSWERED, nearest=nearest)
    )
    for message in (answer, refusal):
        shown = read([message])
        assert "north/pump.md" in shown
        assert "south/pump.md" in shown
    (alone,) = answer_pages.outcome_messages(Answer(question="How much?", statements=statements[:1]))
    assert "pump.md" not in read([alone])


def test_a_source_and_a_passage_say_on_which_pages_they_stand() -> None:
    document = Document(id="a", title="A title", text="Drones came. None left. ", pages=(0, 0, 13))
    passage = Passage(document=document, start=0, end=23, section="Weapons")
    statement = Statement(text="None left.", citations=(cite(passage, 13, 23),))
    (answer,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=(statement,)))
    assert "section “Weapons” · page 3" in answer.embeds[0].description
    entry = answer_pages.found_entry("A", found(passage), "score 0.50")
    assert "section “Weapons” · pages 2–3 · score 0.50" in entry.lines


def test_a_statement_in_other_words_shows_its_quotes_below() -> None:
    first, second = citation_of("Drones came in August."), citation_of("No drones came.")
    statement = Statement(text="The sources disagree.", citations=(first, second))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=(statement,)))
    assert message.embeds[0].description == (
        """The sources disagree. **[1]** **[2]**
**[1] A title**
> Drones came in August.

**[2] A title**
> No drones came."""
    )


def test_each_quote_of_a_statement_has_its_own_number() -> None:
    first, second = citation_of("He spoke."), citation_of("Drones came.")
    statement = Statement(text="He spoke. … Drones came.", citations=(first, second))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=(statement,)))
    assert message.embeds[0].description.split("\n")[0] == "> He spoke. **[1]** … Drones came. **[2]**"


def test_a_source_is_shown_once_and_keeps_its_number() -> None:
    citation = citation_of("Drones came.")
    statements = (
        Statement(text=citation.quote, citations=(citation,)),
        Statement(text="They came.", citations=(citation, citation)),
    )
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=statements))
    assert message.embeds[0].description.split("\n\n")[1] == "They came. **[1]**"
    assert len(message.buttons) == 1


def test_two_citations_of_one_span_have_buttons_of_their_own() -> None:
    plain = citation_of("Drones came.[1]")
    leaning = Citation(passage=plain.passage, start=0, end=12)
    same = Citation(passage=plain.passage, start=0, end=plain.end)
    statements = tuple(Statement(text=citation.quote, citations=(citation,)) for citation in (plain, leaning, same))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=statements))
    assert [(key.mark, key.end) for key in source_keys([message])] == [("1", 15), ("2", 12)]


def test_what_does_not_fit_goes_into_further_messages() -> None:
    messages = answer_pages.outcome_messages(answer_of(*(f"{number} " + "drone " * 300 for number in range(1, 5))))
    assert len(messages) == 2
    assert [key.mark for key in source_keys(messages)] == ["1", "2", "3", "4"]
    assert [embed.title for message in messages for embed in message.embeds] == ["What is it?", ""]
    assert messages[0].embeds[0].footer == "Continued in the next message"


def test_a_question_too_long_for_a_title_is_shown_all_the_same() -> None:
    (message,) = answer_pages.outcome_messages(answer_of("Drones came.", question="why " * 250))
    assert message.embeds[0].title == ""
    assert message.embeds[0].description.startswith("**why why")


def test_a_refusal_is_no_answer(coalition: Document) -> None:
    near = found(passage_at(coalition, "Iran had given a small batch of drones to Russia"))
    refusal = Refusal(
        question="Who won **the cup**?",
        reason=RefusalReason.NOT_ANSWERED,
        facts=RefusalFacts(missing_words=("cup",)),
        nearest=(near, found(near.passage)),
    )
    (message,) = answer_pages.outcome_messages(refusal)
    (embed,) = message.embeds
    assert embed.title == r"Who won \*\*the cup\*\*?"
    assert embed.colour == REFUSAL_COLOUR
    assert embed.description == (
        """**No answer was found in the corpus.**
No passage was found to answer this. No passage has: cup.

**The closest passages; it is not sure that they answer**

**A · 'Global coalition' must push back against Iran-Russia co-op: Pentagon**
> Iran had given a small batch of drones to Russia

**B · 'Global coalition' must push back against Iran-Russia co-op: Pentagon**
> Iran had given a small batch of drones to Russia"""
    )
    assert [button.label[:4] for button in message.buttons] == ["A · ", "B · "]


def test_a_refusal_of_nothing_has_nothing_to_press() -> None:
    refusal = Refusal(question=" ", reason=RefusalReason.EMPTY_QUESTION)
    (message,) = answer_pages.outcome_messages(refusal)
    assert (message.embeds[0].title, message.embeds[0].footer, message.buttons) == ("", "", ())


def quoting(*citations: Citation) -> Answer:
    """One statement that is its quotes."""
    text = " … ".join(citation.quote for citation in citations)
    return Answer(question=QUESTION, statements=(Statement(text=text, citations=citations),))


@pytest.mark.parametrize(
    ("citation", "line"),
    [
        (emphasised("Iran denied it.", "Iran"), "> **Iran** denied it. **[1]**"),
        (emphasised("Iran denied it.", "denied it."), "> Iran **denied it.** **[1]**"),
        (emphasised("Iran denied it.", "Iran denied it."), "> **Iran denied it.** **[1]**"),
        (emphasised("Iran denied it.", "Iran", "it"), "> **Iran** denied **it**. **[1]**"),
        (emphasised("Iran denied it.", "Iran ", "denied "), "> **Iran denied** it. **[1]**"),
        (emphasised("It was [drones].[24]", "drones"), r"> It was \[**drones**\].\[24\] **[1]**"),
        (emphasised("2022. He went.", "2022"), "> **2022**. He went. **[1]**"),
        (emphasised("שלום איראן", "איראן"), "> שלום **איראן**\u200e **[1]**"),
    ],
)
def test_what_answers_in_a_quote_is_bold(citation: Citation, line: str) -> None:
    (message,) = answer_pages.outcome_messages(quoting(citation))
    assert message.embeds[0].description.split("\n")[0] == line


def test_a_statement_in_other_words_has_nothing_in_bold_but_its_numbers() -> None:
    statement = Statement(text="The sources disagree.", citations=(emphasised("Drones came.", "Drones"),))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=(statement,)))
    assert bold_in(message.embeds[0].description) == ["[1]", "[1] A title"]


@pytest.mark.parametrize("answer", [HOSTILE, "bold", "everyone", "a](https", "[1]", "\u202eturned", "1", "\n> "])
def test_a_hostile_quote_is_shown_and_does_nothing(answer: str) -> None:
    text = HOSTILE.replace("[31m", "[3m").replace("<@1>", "<@2>") if answer == "1" else HOSTILE
    messages = answer_pages.outcome_messages(quoting(emphasised(text, answer)))
    check_harmless(messages)
    if text == HOSTILE:
        assert squeezed(AS_IT_STANDS) in read(messages)


@pytest.mark.parametrize(
    ("quotes", "words", "bold"),
    [(1, 1, True), (1, 170, True), (1, 172, False), (1, 700, False), (2, 83, True), (2, 86, False), (9, 60, False)],
)
def test_a_bold_run_is_never_cut_in_two(quotes: int, words: int, bold: bool) -> None:
    """All of each quote but its first words is emphasised; what is longer than a line is not in bold."""
    cited = [emphasised(f"{n} word-{n} " + "more words " * words, "more words " * words) for n in range(quotes)]
    messages = answer_pages.outcome_messages(quoting(*cited))
    check_harmless(messages)
    assert all(squeezed(citation.quote) in read(messages) for citation in cited)
    runs = [run for text in markdown_of(messages) for run in bold_in(text) if "more" in run]
    assert runs == [("more words " * words).strip()] * quotes * bold


def check_harmless(messages: list[OutgoingMessage]) -> None:
    assert [live_markup(markdown) for markdown in markdown_of(messages)] == [{}] * len(markdown_of(messages))
    assert [broken_limits(message) for message in messages] == [[]] * len(messages)


@pytest.mark.parametrize("text", [HOSTILE, "Who\n\n**The corpus says yes** [1]?", "why " * 250, "x" * 1000, "[" * 1000])
def test_parts_and_the_question_as_read_are_shown_as_they_stand(text: str) -> None:
    answer = answer_of("Drones came.")
    nothing = Refusal(question="Who?", reason=RefusalReason.PREMISE_NOT_FOUND, facts=facts_of(text), read_as=text)
    for outcome in (replace(answer, read_as=text), replace(answer, unanswered=(text,) * 3), nothing):
        messages = answer_pages.outcome_messages(outcome)
        check_harmless(messages)
        assert squeezed(AS_IT_STANDS if text is HOSTILE else text) in read(messages)


def test_parts_that_are_not_answered_and_the_question_as_read() -> None:
    answer = replace(answer_of("Drones came."), unanswered=("Who sent them?", "- Why?"), read_as="What came?")
    (message,) = answer_pages.outcome_messages(answer)
    assert message.embeds[0].description == (
        """Read as: What came?

> Drones came. **[1]**
**[1] A title**

**No answer was found to this part:** Who sent them?
**No answer was found to this part:** \\- Why?"""
    )


@pytest.mark.parametrize("reason", RefusalReason)
def test_a_refusal_is_one_whatever_its_reason(reason: RefusalReason) -> None:
    refusal = Refusal(question="Who?", reason=reason, facts=facts_of("nobody"), read_as="Whom?")
    (message,) = answer_pages.outcome_messages(refusal)
    headline = "This was not looked up." if reason.is_before_search else "No answer was found in the corpus."
    assert message.embeds[0].description == f"Read as: Whom?\n\n**{headline}**\n{explanation(refusal)}"
    assert message.embeds[0].colour == REFUSAL_COLOUR


def test_sides_stand_above_the_quotes_under_headings_of_their_own() -> None:
    messages = answer_pages.outcome_messages(disputed())
    text = "\n".join(markdown_of(messages)[1:])
    assert text.startswith(
        """**The sources do not agree**
**25 euros**
Ada Brook in List 1 (The shop, 2023) **[1]**; List 2 (The shop, 2023) **[3]**; List 3 (The shop, 2022) **[4]** (2 of a \
different origin)
**30 euros**
List 4 (The shop, 2025) **[2]** (the newest date)

> The Pro plan costs 25 euros. **[1]**"""
    )
    assert text.count("> The Pro plan costs 25 euros.") == 3
    assert [key.mark for key in source_keys(messages)] == ["1", "2", "3", "4"]


def test_of_a_question_with_a_log_beside_it_the_beginning_is_shown(encyclopedia: Document) -> None:
    citation = cited(encyclopedia, "Iran denied sending arms for use in the Ukraine war.[14][15]", "Weapons")
    question = "Why does it stop? " + "worker failed " * 300
    (message,) = answer_pages.outcome_messages(
        Answer(question=question, statements=(Statement(text=citation.quote, citations=(citation,)),))
    )
    assert message.embeds[0].title.startswith("Why does it stop? worker failed")
    assert message.embeds[0].title.endswith(" …")
    assert len(message.embeds[0].title) < 256
