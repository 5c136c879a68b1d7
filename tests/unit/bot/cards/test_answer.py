"""The layout itself, on the shipped corpus; that nothing is lost of any corpus: tests/property."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.buttons.gap_keys import MissingKey
from bot.buttons.keys import AskDifferentlyKey, DeleteKey, FollowUpKey
from bot.cards import answer as answer_pages
from bot.cards.answer import Given
from bot.cards.cited import found_entry
from bot.cards.colours import ANSWER_COLOUR, AT_WORK_COLOUR, REFUSAL_COLOUR
from bot.cards.message import OutgoingMessage
from bot.text.explaining import explanation
from retrieval.documents.citing import cite
from retrieval.domain.answers import (
    Answer,
    Citation,
    Refusal,
    RefusalFacts,
    RefusalReason,
    Side,
    Stance,
    Statement,
    Telling,
)
from retrieval.domain.documents import Document, Passage, Reference
from retrieval.domain.readings import Relation
from retrieval.writing.drafts import Draft, DraftPoint, DraftQuote
from retrieval.writing.grounding.grounding import ground
from tests.building import answer_of, citation_of, disputed, emphasised, facts_of, found, passage_at, passage_of
from tests.unit.bot.discord_reading import (
    as_read,
    body_of,
    bold_in,
    broken_limits,
    footer_of,
    heading_of,
    lines_of,
    live_markup,
    markdown_of,
    read,
    source_keys,
    squeezed,
)

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
    answer = Answer(question=QUESTION, statements=statements)
    given = Given(in_all=5, is_asked_here=True, receipt_id="0123456789")
    (message,) = answer_pages.outcome_messages(answer, below="0123456789", given=given)
    assert message.colour == ANSWER_COLOUR
    assert as_read(message) == (
        """### Did Iran deny supplying drones?
> Iran denied sending arms for use in the Ukraine war. **[1]**
> “And it is public. **[2]**
---
**[1]** Iran and the Russian invasion of Ukraine
-# encyclopedia article · no date stated · after CNN, 16 Oct 2022 and one more [Read]
**[2]** White House: Iran and Russia have grown closer since invasion of Ukraine
-# news report · Washington Examiner · no date stated [Read]
-# From 2 of 5 documents, word for word · 0123456789
[Follow up] [Delete]"""
    )
    assert [key.mark for key in source_keys([message])] == ["1", "2"]
    assert [button.does for button in message.buttons[2:]] == [
        FollowUpKey(receipt_id="0123456789"),
        DeleteKey(),
    ]


def test_an_answer_without_a_receipt_can_be_deleted_alone() -> None:
    (message,) = answer_pages.reply(answer_of("Drones came."), None, is_asked_here=True)
    assert [button.label for button in message.buttons] == ["Read", "Delete"]
    assert footer_of(message) == "From 1 document, word for word · No receipt was kept."


def test_quotes_of_one_document_are_opened_by_one_button(encyclopedia: Document, closer: Document) -> None:
    first = cited(encyclopedia, "Iran denied sending arms for use in the Ukraine war.[14][15]")
    other = cited(closer, "“And it is public.")
    again = cited(encyclopedia, "By 12 April, Russia's attempt to take Kyiv had failed.")
    statements = tuple(Statement(text=each.quote, citations=(each,)) for each in (first, other, again))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=statements))
    assert "**[1]** **[3]** Iran and the Russian invasion of Ukraine" in lines_of(message)
    keys = source_keys([message])
    assert [key.mark for key in keys] == ["1", "2"]
    assert keys[0].spans == ((first.start, first.end), (again.start, again.end))


def test_more_quotes_of_a_document_than_a_button_holds_have_another() -> None:
    text = " ".join(f"Sentence {number:06} of many." for number in range(2_000))
    document = Document(id="a", title="A title", text=text)
    starts = range(10_000, 50_000, 4_000)
    citations = [cite(Passage(document=document, start=start, end=start + 30), start, start + 30) for start in starts]
    statements = tuple(Statement(text=citation.quote, citations=(citation,)) for citation in citations)
    messages = answer_pages.outcome_messages(Answer(question=QUESTION, statements=statements))
    keys = source_keys(messages)
    assert len(keys) > 1
    assert [span for key in keys for span in key.spans] == [(start, start + 30) for start in starts]
    assert all(len(key.custom_id) <= 100 for key in keys)


def test_long_statement_is_shortened_to_what_answers() -> None:
    before, answering, after = "He spoke for long. " * 12, "Drones came in August.[14]", "So it was."
    text = f"{before}{answering} {after}"
    document = Document(id="a", title="A title", text=text)
    passage = Passage(document=document, start=0, end=len(text))
    place = text.index("in August")
    reference = Reference(document=document, marker="14", start=0, end=8)
    citation = replace(cite(passage, 0, len(text), [(place, place + 9)]), leans_on=(reference,))
    (message,) = answer_pages.outcome_messages(quoting(citation))
    assert body_of(message).split("\n")[0] == "> … Drones came **in August**. So it was. **[1]**"
    (key,) = source_keys([message])
    assert (key.start, key.end) == (0, len(text)), "it opens the whole of it"


def test_what_only_carries_the_others_keeps_its_number() -> None:
    carrying = citation_of("He spoke for long. " * 12 + "It was late.")
    answering = emphasised("Drones came in August.", "in August")
    (message,) = answer_pages.outcome_messages(quoting(carrying, answering))
    assert body_of(message).split("\n")[:2] == ["> … Drones came **in August**. **[2]**", "> … **[1]**"]


def test_steps_and_rows_are_never_shortened() -> None:
    text = "# A\n\nDo it so, in this order:\n\n" + "\n".join(f"- Step {n} of some words" for n in range(20))
    document = Document(id="a", title="A title", text=text, path="a.md")
    start = text.index("Do it")
    place = text.index("Step 7")
    citation = cite(Passage(document=document, start=0, end=len(text)), start, len(text), [(place, place + 6)])
    (message,) = answer_pages.outcome_messages(quoting(citation))
    assert all(f"Step {n} of" in read([message]).replace("Step", "Step ").replace("of", " of") for n in range(20))
    assert "…" not in body_of(message)


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
    assert "-# no date stated · page 3" in body_of(answer)
    entry = found_entry("A", found(passage), "score 0.50")
    assert "-# no date stated · section “Weapons” · pages 2–3 · score 0.50" in entry.lines


def test_a_statement_in_other_words_shows_its_quotes_below() -> None:
    first, second = citation_of("Drones came in August."), citation_of("No drones came.")
    statement = Statement(text="The sources disagree.", citations=(first, second))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=(statement,)))
    assert as_read(message) == (
        """### Did Iran deny supplying drones?
The sources disagree. **[1]** **[2]**
> Drones came in August. **[1]**
> No drones came. **[2]**
---
**[1]** A title
-# no date stated [Read]
**[2]** A title
-# no date stated [Read]
-# From 2 documents, quoted word for word"""
    )


class SupportsAll:
    """A `SupportJudge` that finds all borne out."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        return [{relation: float(relation is Relation.SUPPORTS) for relation in Relation} for _ in pairs]


def test_a_point_of_a_draft_is_its_sentence_above_its_quotes_or_its_quotes_alone() -> None:
    text = "Ukraine shot down ten drones over Kyiv in May. Nobody was hurt.\n\nIran denied it."
    passage = passage_of(text)
    drafted = [
        DraftPoint(
            quotes=(DraftQuote(passage="P1", text="shot down ten drones"),), sentence="Ukraine shot down ten drones."
        ),
        DraftPoint(quotes=(DraftQuote(passage="P1", text="Iran denied it."),), sentence="Iran admitted it on 3 May."),
    ]
    statements = ground(Draft(points=tuple(drafted)), {"P1": passage}, SupportsAll()).statements
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=statements))
    assert as_read(message) == (
        """### Did Iran deny supplying drones?
Ukraine shot down ten drones. **[1]**
> Ukraine **shot down ten drones** over Kyiv in May. **[1]**
> Iran denied it. **[2]**
---
**[1]** **[2]** A title
-# no date stated [Read]
-# From 1 document, quoted word for word"""
    )


def test_each_quote_of_a_statement_has_its_own_number() -> None:
    first, second = citation_of("He spoke."), citation_of("Drones came.")
    statement = Statement(text="He spoke. … Drones came.", citations=(first, second))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=(statement,)))
    assert body_of(message).split("\n")[0] == "> He spoke. **[1]** … Drones came. **[2]**"


def test_a_source_is_shown_once_and_keeps_its_number() -> None:
    citation = citation_of("Drones came.")
    statements = (
        Statement(text=citation.quote, citations=(citation,)),
        Statement(text="They came.", citations=(citation, citation)),
    )
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=statements))
    assert body_of(message).split("\n\n")[1] == "They came. **[1]**\n> Drones came. **[1]**"
    assert len(message.buttons) == 1


def test_two_citations_of_one_span_are_opened_once() -> None:
    plain = citation_of("Drones came.[1]")
    leaning = Citation(passage=plain.passage, start=0, end=12)
    same = Citation(passage=plain.passage, start=0, end=plain.end)
    statements = tuple(Statement(text=citation.quote, citations=(citation,)) for citation in (plain, leaning, same))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=statements))
    assert [(key.mark, key.spans) for key in source_keys([message])] == [("1", ((0, 15), (0, 12)))]


def test_what_does_not_fit_goes_into_further_messages() -> None:
    messages = answer_pages.outcome_messages(answer_of(*(f"{number} " + "drone " * 250 for number in range(1, 5))))
    assert len(messages) == 2
    assert [key.mark for key in source_keys(messages)] == ["1", "2", "3", "4"]
    assert [heading_of(message) for message in messages] == ["What is it?", ""]
    assert footer_of(messages[0]) == "Continued in the next message"
    assert footer_of(messages[-1]) == "From 4 documents, word for word"


def test_a_question_too_long_for_a_heading_is_shown_all_the_same() -> None:
    (message,) = answer_pages.outcome_messages(answer_of("Drones came.", question="why " * 250))
    assert heading_of(message) == ""
    assert message.texts[0] == ("why " * 250).strip()


def test_a_refusal_is_no_answer(coalition: Document) -> None:
    near = found(passage_at(coalition, "Iran had given a small batch of drones to Russia"))
    other = passage_of("Drones came.", title="x" * 100)
    refusal = Refusal(
        question="Who won **the cup**?",
        reason=RefusalReason.NOT_ANSWERED,
        facts=RefusalFacts(missing_words=("cup",)),
        nearest=(near, found(near.passage), found(other)),
    )
    given = Given(in_all=5, is_asked_here=True, receipt_id="0123456789")
    (message,) = answer_pages.outcome_messages(refusal, below="0123456789", given=given)
    assert message.colour == REFUSAL_COLOUR
    assert as_read(message) == (
        r"""### Who won \*\*the cup\*\*?
**The documents do not answer this.** *cup* occurs in none of the 5.
---
-# Closest, but it is not sure that they answer:
**A** 'Global coalition' must push back against Iran-Russia co-op: …
-# Iran had given a small batch of drones to Russia [Read]
**B** xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx …
-# Drones came. [Read]
-# 0123456789
[Ask differently] [This should be in here]"""
    )
    assert [button.does for button in message.buttons[2:]] == [
        AskDifferentlyKey(receipt_id="0123456789"),
        MissingKey(receipt_id="0123456789"),
    ]


def test_a_refusal_of_another_subject_shows_nothing_of_it(coalition: Document) -> None:
    far = found(passage_at(coalition, "Iran had given a small batch of drones to Russia"), dense=0.1)
    refusal = Refusal(
        question="What is the capital of Mongolia?",
        reason=RefusalReason.NO_SHARED_WORDS,
        facts=RefusalFacts(missing_words=("capital", "Mongolia")),
        nearest=(far,),
    )
    given = Given(in_all=5, is_asked_here=True, receipt_id="0123456789")
    (message,) = answer_pages.outcome_messages(refusal, below="0123456789", given=given)
    assert as_read(message) == (
        """### What is the capital of Mongolia?
**The documents say nothing about this.** Neither *capital* nor *Mongolia* occurs in any of the 5.
-# 0123456789
[Ask differently] [What is in here?] [This should be in here]"""
    )


@pytest.mark.parametrize(
    ("missing", "in_all", "line"),
    [
        (1, 5, "*a* occurs in none of the 5."),
        (1, None, "*a* occurs in none of them."),
        (1, 1, "*a* does not occur in it."),
        (2, 5, "Neither *a* nor *b* occurs in any of the 5."),
        (2, 1, "Neither *a* nor *b* occurs in it."),
        (3, None, "None of *a*, *b* and *c* occurs in any of them."),
        (10, 5, "None of *a*, *b*, *c*, *d*, *e*, *f*, *g*, *h* and 2 more occurs in any of the 5."),
    ],
)
def test_words_that_no_document_has_are_named(missing: int, in_all: int | None, line: str) -> None:
    facts = RefusalFacts(missing_words=tuple("abcdefghij"[:missing]))
    refusal = Refusal(question="Why?", reason=RefusalReason.NOT_ANSWERED, facts=facts)
    (message,) = answer_pages.outcome_messages(refusal, given=Given(in_all=in_all))
    assert body_of(message) == f"**The documents say nothing about this.** {line}"


def test_a_refusal_of_nothing_has_nothing_to_press() -> None:
    refusal = Refusal(question=" ", reason=RefusalReason.EMPTY_QUESTION)
    (message,) = answer_pages.outcome_messages(refusal)
    assert (heading_of(message), footer_of(message), message.buttons) == ("", "", ())


def quoting(*citations: Citation) -> Answer:
    """One statement that is its quotes."""
    text = " … ".join(citation.quote for citation in citations)
    return Answer(question=QUESTION, statements=(Statement(text=text, citations=citations),))


@pytest.mark.parametrize(
    ("citation", "line"),
    [
        (emphasised("Iran denied it.", "Iran"), "> **Iran** denied it. **[1]**"),
        (emphasised("Iran denied it.", "denied it."), "> Iran **denied it.** **[1]**"),
        (emphasised("Iran denied it.", "Iran denied it."), "> Iran denied it. **[1]**"),
        (emphasised("Iran denied it.", "Iran", "it"), "> **Iran** denied **it**. **[1]**"),
        (emphasised("Iran denied it.", "Iran ", "denied "), "> **Iran denied** it. **[1]**"),
        (emphasised("It was [drones].[24]", "drones"), r"> It was \[**drones**\].\[24\] **[1]**"),
        (emphasised("2022. He went.", "2022"), "> **2022**. He went. **[1]**"),
        (emphasised("שלום איראן", "איראן"), "> שלום **איראן**\u200e **[1]**"),
    ],
)
def test_what_answers_in_a_quote_is_bold(citation: Citation, line: str) -> None:
    (message,) = answer_pages.outcome_messages(quoting(citation))
    assert body_of(message).split("\n")[0] == line


def test_a_statement_in_other_words_has_nothing_in_bold_but_its_numbers() -> None:
    statement = Statement(text="The sources disagree.", citations=(emphasised("Drones came.", "Drones"),))
    (message,) = answer_pages.outcome_messages(Answer(question=QUESTION, statements=(statement,)))
    assert body_of(message).split("\n")[:2] == ["The sources disagree. **[1]**", "> **Drones** came. **[1]**"]


@pytest.mark.parametrize("answer", [HOSTILE, "bold", "everyone", "a](https", "[1]", "\u202eturned", "1", "\n> "])
def test_a_hostile_quote_is_shown_and_does_nothing(answer: str) -> None:
    text = HOSTILE.replace("[31m", "[3m").replace("<@1>", "<@2>") if answer == "1" else HOSTILE
    messages = answer_pages.outcome_messages(quoting(emphasised(text, answer)))
    check_harmless(messages)
    if text == HOSTILE:
        assert squeezed(AS_IT_STANDS) in read(messages)


@pytest.mark.parametrize(
    ("quotes", "words", "bold"),
    [(1, 1, True), (1, 140, True), (1, 146, False), (1, 700, False), (2, 65, True), (2, 73, False), (9, 60, False)],
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
    assert body_of(message) == (
        """-# Read as: What came?

> Drones came. **[1]**

**No answer was found to this part:** Who sent them?

**No answer was found to this part:** \\- Why?

**[1]** A title
-# no date stated"""
    )


@pytest.mark.parametrize("reason", RefusalReason)
def test_a_refusal_is_one_whatever_its_reason(reason: RefusalReason) -> None:
    refusal = Refusal(question="Who?", reason=reason, facts=facts_of("nobody"), read_as="Whom?")
    (message,) = answer_pages.outcome_messages(refusal)
    why = explanation(refusal)
    if not reason.is_reply:
        headline = "This was not looked up." if reason.is_before_search else "The documents do not answer this."
        why = f"**{headline}** {why}"
    assert body_of(message) == f"-# Read as: Whom?\n\n{why}"
    assert message.colour == REFUSAL_COLOUR


def test_sides_stand_under_headings_of_their_own_with_who_says_so_in_front() -> None:
    (message,) = answer_pages.outcome_messages(disputed())
    assert as_read(message) == (
        """### What does Pro cost?
Sources **disagree**.
**25 euros** · all go back to 2 sources
-# Ada Brook in The shop, 2023; The shop, 2023; The shop, 2022
> The Pro plan costs 25 euros. **[1]** **[3]** **[4]**
**30 euros** · the newest date
-# The shop, 2025
> The Pro plan costs 30 euros. **[2]**
---
**[1]** List 1
-# The shop · 2023 [Read]
**[2]** List 4
-# The shop · 2025 [Read]
**[3]** List 2
-# The shop · 2023 [Read]
**[4]** List 3
-# The shop · 2022 [Read]
-# From 4 documents, word for word"""
    )


def test_sides_of_a_yes_or_no_question_say_so() -> None:
    yes, no = emphasised("It came. It was seen.", "It came."), emphasised("It did not come.", "not come")
    answer = replace(
        quoting(yes),
        sides=(
            Side(stance=Stance.YES, tellings=(Telling(citation=yes, speaker="Ada"),)),
            Side(stance=Stance.NO, tellings=(Telling(citation=no),)),
        ),
    )
    (message,) = answer_pages.outcome_messages(answer)
    assert body_of(message).split("\n\n")[1:3] == [
        "**Says yes**\n-# Ada in A title\n> **It came.** It was seen. **[1]**",
        "**Says no**\n-# A title\n> It did **not come**. **[2]**",
    ]


def test_at_work_it_says_what_was_asked_and_how_far_it_is() -> None:
    message = answer_pages.at_work("What **is** it?", "3 questions before yours.")
    assert message.colour == AT_WORK_COLOUR
    assert message.texts == (r"### What \*\*is\*\* it?", "-# 3 questions before yours.")
    written = answer_pages.at_work("What?", "Writing…", answer_of("Drones came.").statements)
    assert written.texts == ("### What?", "> Drones came. **[1]**", "-# Writing…")
    assert (message.buttons, written.buttons) == ((), ())


def test_of_a_question_with_a_log_beside_it_the_beginning_is_shown(encyclopedia: Document) -> None:
    citation = cited(encyclopedia, "Iran denied sending arms for use in the Ukraine war.[14][15]", "Weapons")
    question = "Why does it stop? " + "worker failed " * 300
    (message,) = answer_pages.outcome_messages(
        Answer(question=question, statements=(Statement(text=citation.quote, citations=(citation,)),))
    )
    assert heading_of(message).startswith("Why does it stop? worker failed")
    assert heading_of(message).endswith(" …")
    assert len(heading_of(message)) < 256
