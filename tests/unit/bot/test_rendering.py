"""The layout itself, on the shipped corpus; that nothing is lost of any corpus: tests/property."""

from bot import rendering
from bot.rendering import ANSWER_COLOUR, REFUSAL_COLOUR
from retrieval.domain import Answer, Citation, Document, Passage, Refusal, RefusalReason, Statement
from retrieval.grounding import cite
from tests.building import answer_of, citation_of, found, passage_at
from tests.unit.bot.discord_reading import source_keys

QUESTION = "Did Iran deny supplying drones?"


def cited(document: Document, quote: str, section: str = "") -> Citation:
    place = passage_at(document, quote)
    passage = Passage(document=document, start=place.start, end=place.end, section=section)
    return cite(passage, place.start, place.end)


def test_an_answer_of_quotes(encyclopedia: Document, closer: Document) -> None:
    denied = cited(encyclopedia, "Iran denied sending arms for use in the Ukraine war.[14][15]", "Weapons")
    public = cited(closer, "“And it is public.")
    statements = tuple(Statement(text=one.quote, citations=(one,)) for one in (denied, public))
    (message,) = rendering.outcome(Answer(question=QUESTION, statements=statements))
    (embed,) = message.embeds
    assert embed.title == QUESTION
    assert embed.colour == ANSWER_COLOUR
    lines = embed.description.split("\n")
    assert [line if len(line) < 100 else line[:40] for line in lines] == [
        r"> Iran denied sending arms for use in the Ukraine war.\[14\]\[15\] **[1]**",
        "**[1] Iran and the Russian invasion of Ukraine**",
        "publisher and date not stated · section “Weapons”",
        r"↳ leans on \[14\] Kennedy, Niamh; Mahmoo",
        r'↳ leans on \[15\] "Iranian foreign minis',
        "",
        "> “And it is public. **[2]**",
        "**[2] White House: Iran and Russia have grown closer since invasion of Ukraine**",
        "Washington Examiner, date not stated",
    ]
    assert lines[3].endswith(r"Archived from the original on 12 September 2023\. Retrieved 18 October 2022\.")
    assert [button.label for button in message.buttons] == [
        "1 · Iran and the Russian invasion of Ukraine",
        "2 · White House: Iran and Russia have …",
    ]
    assert [key.mark for key in source_keys([message])] == ["1", "2"]


def test_a_statement_in_other_words_shows_its_quotes_below() -> None:
    first, second = citation_of("Drones came in August."), citation_of("No drones came.")
    statement = Statement(text="The sources disagree.", citations=(first, second))
    (message,) = rendering.outcome(Answer(question=QUESTION, statements=(statement,)))
    assert message.embeds[0].description == (
        """The sources disagree. **[1]** **[2]**
**[1] A title**
publisher and date not stated
> Drones came in August.

**[2] A title**
publisher and date not stated
> No drones came."""
    )


def test_each_quote_of_a_statement_has_its_own_number() -> None:
    first, second = citation_of("He spoke."), citation_of("Drones came.")
    statement = Statement(text="He spoke. … Drones came.", citations=(first, second))
    (message,) = rendering.outcome(Answer(question=QUESTION, statements=(statement,)))
    assert message.embeds[0].description.split("\n")[0] == "> He spoke. **[1]** … Drones came. **[2]**"


def test_a_source_is_shown_once_and_keeps_its_number() -> None:
    one = citation_of("Drones came.")
    statements = (Statement(text=one.quote, citations=(one,)), Statement(text="They came.", citations=(one, one)))
    (message,) = rendering.outcome(Answer(question=QUESTION, statements=statements))
    assert message.embeds[0].description.split("\n\n")[1] == "They came. **[1]**"
    assert len(message.buttons) == 1


def test_two_citations_of_one_span_have_buttons_of_their_own() -> None:
    plain = citation_of("Drones came.[1]")
    leaning = Citation(passage=plain.passage, start=0, end=12)
    same = Citation(passage=plain.passage, start=0, end=plain.end)
    statements = tuple(Statement(text=one.quote, citations=(one,)) for one in (plain, leaning, same))
    (message,) = rendering.outcome(Answer(question=QUESTION, statements=statements))
    assert [(key.mark, key.end) for key in source_keys([message])] == [("1", 15), ("2", 12)]


def test_what_does_not_fit_goes_into_further_messages() -> None:
    messages = rendering.outcome(answer_of(*(f"{number} " + "drone " * 300 for number in range(1, 5))))
    assert len(messages) == 2
    assert [key.mark for key in source_keys(messages)] == ["1", "2", "3", "4"]
    assert [embed.title for message in messages for embed in message.embeds] == ["What is it?", ""]
    assert messages[0].embeds[0].footer == "Continued in the next message"


def test_a_question_too_long_for_a_title_is_shown_all_the_same() -> None:
    (message,) = rendering.outcome(answer_of("Drones came.", question="why " * 250))
    assert message.embeds[0].title == ""
    assert message.embeds[0].description.startswith("**why why")


def test_a_refusal_is_no_answer(coalition: Document) -> None:
    near = found(passage_at(coalition, "Iran had given a small batch of drones to Russia"))
    refusal = Refusal(
        question="Who won **the cup**?",
        reason=RefusalReason.NOT_ANSWERED,
        explanation="No passage was found to answer this. Nothing in it speaks of: cup.",
        nearest=(near, found(near.passage)),
    )
    (message,) = rendering.outcome(refusal)
    (embed,) = message.embeds
    assert embed.title == r"Who won \*\*the cup\*\*?"
    assert embed.colour == REFUSAL_COLOUR
    assert embed.description == (
        """**The corpus does not answer this.**
No passage was found to answer this. Nothing in it speaks of: cup.

**Nearest passages, which do not answer the question**

**A · 'Global coalition' must push back against Iran-Russia co-op: Pentagon**
publisher and date not stated
> Iran had given a small batch of drones to Russia

**B · 'Global coalition' must push back against Iran-Russia co-op: Pentagon**
publisher and date not stated
> Iran had given a small batch of drones to Russia"""
    )
    assert [button.label[:4] for button in message.buttons] == ["A · ", "B · "]


def test_a_refusal_of_nothing_has_nothing_to_press() -> None:
    refusal = Refusal(question=" ", reason=RefusalReason.EMPTY_QUESTION, explanation="The question is empty.")
    (message,) = rendering.outcome(refusal)
    assert (message.embeds[0].title, message.embeds[0].footer, message.buttons) == ("", "", ())
