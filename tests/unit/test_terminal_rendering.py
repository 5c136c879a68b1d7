import io
import re
from typing import Literal

import pytest
from rich.console import Console, RenderableType

from retrieval import terminal
from retrieval.domain import Answer, Document, Outcome, Passage, Refusal, RefusalReason, Statement
from retrieval.errors import DocumentError, StoreLockedError
from retrieval.grounding import cite
from retrieval.indexing import ReloadReport
from tests.building import answer_of, found, passage_of

HOSTILE = "[bold red]not bold[/] [link=https://example.org]x[/link] :smile: \x1b[31mred\x1b[0m \u202eesrever"
AS_IT_STANDS = "[bold red]not bold[/] [link=https://example.org]x[/link] :smile: [31mred[0m esrever"


def shown(renderable: RenderableType, *, width: int = 400, colour: bool = False) -> str:
    out = io.StringIO()
    system: Literal["truecolor"] | None = "truecolor" if colour else None
    Console(file=out, width=width, force_terminal=colour, highlight=False, color_system=system).print(renderable)
    return out.getvalue()


def refusal_near(*passages: Passage) -> Refusal:
    return Refusal(
        question="Who?",
        reason=RefusalReason.NOT_ANSWERED,
        explanation="No passage of the corpus was found to answer this.",
        nearest=tuple(found(passage) for passage in passages),
    )


def test_an_answer_shows_statements_and_their_sources() -> None:
    out = shown(terminal.outcome(answer_of("Iran denied it.", "Kyiv did not believe it.")))
    assert "Iran denied it. [1]" in out
    assert "Kyiv did not believe it. [2]" in out
    assert out.index("[2]") < out.index("Sources")


def test_every_number_in_the_text_has_a_source_and_every_source_a_number() -> None:
    passage = passage_of("One. Two. Three.")
    one, two, three = (cite(passage, *span) for span in ((0, 4), (5, 9), (10, 16)))
    answer = Answer(
        question="Who?",
        statements=(
            Statement(text="Two and one.", citations=(two, one)),
            Statement(text="One and three.", citations=(one, three)),
        ),
    )
    text, sources = shown(terminal.outcome(answer)).split("Sources")
    assert "Two and one. [1] [2]" in text
    assert "One and three. [2] [3]" in text
    assert re.findall(r"\[(\d+)\]", sources) == ["1", "2", "3"]
    assert [f"characters {c.start}–{c.end}" in sources for c in answer.citations] == [True] * 3


def test_a_source_says_what_its_document_states_and_what_it_does_not() -> None:
    document = Document(id="a", title="A", text="Iran denied it.", publisher="CNN")
    passage = Passage(document=document, start=0, end=15, section="Background")
    statement = Statement(text="Iran denied it.", citations=(cite(passage, 0, 15),))
    out = shown(terminal.outcome(Answer(question="?", statements=(statement,))))
    assert "CNN, date not stated" in out
    assert "section “Background”, a, characters 0–15" in out


def test_a_footnote_of_the_document_does_not_look_like_our_citation() -> None:
    text = "It was planned.[1] It was denied.[24]\n\nReferences\n- ^ Lederer, Edith M.\n"
    passage = passage_of(text)
    statement = Statement(text=text[:37], citations=(cite(passage, 0, 37),))
    out = shown(terminal.outcome(Answer(question="?", statements=(statement,))))
    assert "It was planned.⁽¹⁾" in out
    assert "leans on ⁽¹⁾ Lederer, Edith M." in out
    assert "It was denied.[24] [1]" in out  # Without an entry it is shown as it stands.


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize(
    "outcome",
    [
        answer_of(HOSTILE),
        refusal_near(passage_of(HOSTILE)),
        Refusal(question=HOSTILE, reason=RefusalReason.NOT_ANSWERED, explanation=HOSTILE),
    ],
    ids=["a statement", "a nearest passage", "an explanation"],
)
def test_what_a_document_or_a_person_wrote_is_text_and_no_markup(outcome: Outcome, colour: bool) -> None:
    assert AS_IT_STANDS in shown(terminal.outcome(outcome), colour=colour)


@pytest.mark.parametrize("colour", [False, True])
def test_nor_in_what_a_document_states_about_itself(colour: bool) -> None:
    document = Document(
        id=HOSTILE,
        title=HOSTILE,
        text=HOSTILE,
        publisher=HOSTILE,
        date=HOSTILE,
        path=HOSTILE,
        extra={HOSTILE: HOSTILE},
    )
    passage = Passage(document=document, start=0, end=len(HOSTILE), section=HOSTILE)
    answer = Answer(question="?", statements=(Statement(text="x", citations=(cite(passage, 0, len(HOSTILE)),)),))
    for renderable, times in (
        (terminal.document(document), 8),
        (terminal.documents([document]), 4),
        (terminal.found_passage(found(passage)), 6),
        (terminal.outcome(answer), 5),
    ):
        out = shown(renderable, width=1000, colour=colour)
        assert out.count(AS_IT_STANDS) == times
        assert "\u202e" not in out


def test_without_colour_there_is_no_escape_character_at_all() -> None:
    assert "\x1b" not in shown(terminal.outcome(answer_of(HOSTILE)))


def test_a_line_break_in_a_title_cannot_forge_a_line() -> None:
    document = Document(id="a", title="A\n[2] Another source", text="It is.")
    passage = Passage(document=document, start=0, end=6)
    answer = Answer(question="?", statements=(Statement(text="It is.", citations=(cite(passage, 0, 6),)),))
    assert "\n[2]" not in shown(terminal.outcome(answer))


def test_a_refusal_says_so_first_and_labels_what_is_near() -> None:
    out = shown(terminal.outcome(refusal_near(passage_of("Iran denied it.", title="Denials"))))
    assert out.startswith("The corpus does not answer this.\nNo passage of the corpus was found to answer this.")
    label = "Nearest passages, which do not answer the question:"
    assert out.index(label) < out.index("Denials") < out.index("Iran denied it.")


def test_a_refusal_with_nothing_near_has_no_label() -> None:
    assert "Nearest" not in shown(terminal.outcome(refusal_near()))


def test_a_long_passage_is_cut_after_a_word_where_it_does_not_answer() -> None:
    long = passage_of("drones " * 200)
    assert re.search(r"drones drones … *\n", shown(terminal.outcome(refusal_near(long))))
    assert "…" not in shown(terminal.found_passage(found(long)), width=2000)


def test_a_document_is_shown_to_the_letter() -> None:
    text = "It was.[24]\n\n  [bold]Indented[/bold]  \n- item"
    out = shown(terminal.document(Document(id="a", title="A", text=text)))
    assert "\n".join(line.rstrip() for line in text.splitlines()) in "\n".join(
        line.rstrip() for line in out.splitlines()
    )
    assert "publisher: not stated" in out


def test_a_report_names_what_was_not_read_and_what_was_kept() -> None:
    report = ReloadReport(
        added=("a", "b"),
        changed=(),
        removed=("c",),
        unchanged=(),
        kept=("d",),
        unreadable=(DocumentError("d.md", "d.md is [empty].", remedy="Give it text."),),
        passages_embedded=7,
        seconds=0.25,
    )
    out = shown(terminal.report(report))
    assert "2 added, 1 removed; 7 passages embedded in 0.2 s" in out
    assert "not read: d.md is [empty]. Give it text." in out
    assert "kept in its last good version: d" in out


def test_a_report_of_nothing_says_so() -> None:
    report = ReloadReport(
        added=(), changed=(), removed=(), unchanged=(), kept=(), unreadable=(), passages_embedded=0, seconds=0.0
    )
    assert "nothing to do; 0 passages embedded" in shown(terminal.report(report))


def test_an_error_says_what_happened_and_what_to_do() -> None:
    out = shown(terminal.error(StoreLockedError("The index is in use [by x].", remedy="Wait.")))
    assert out == "error: The index is in use [by x].\nWait.\n"


def test_only_what_is_meant_to_is_coloured() -> None:
    """A style given to the first part of a text is that of all of it."""
    cyan, red = "36m", "31m"
    sources = shown(terminal.outcome(answer_of("Iran denied it.")), colour=True).split("Sources")[1]
    assert [cyan in line for line in sources.splitlines() if "stated" in line or "characters" in line] == [False, False]
    error = shown(terminal.error(StoreLockedError("The index is in use.", remedy="Wait.")), colour=True)
    assert [red in line for line in error.splitlines()] == [True, False]
