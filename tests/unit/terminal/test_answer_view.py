import io
import re
from dataclasses import replace
from typing import Literal

import pytest
from rich.console import Console, RenderableType

from retrieval.answering.ask import Response
from retrieval.answering.standing import Standing, Today
from retrieval.documents.citing import cite
from retrieval.documents.links import SourceLinks
from retrieval.domain.answers import Answer, Citation, Outcome, Refusal, RefusalReason, Statement
from retrieval.domain.documents import Document, Passage, PassageKind, Reference
from retrieval.domain.records import Floor, Trace
from retrieval.domain.verdicts import Fate, FateKind, Flaw, QuoteClass
from retrieval.errors import DocumentError, StoreLockedError
from retrieval.index.reloading import Preview, ReloadReport
from retrieval.terminal import answer_view, corpus_view, documents_view, wording
from retrieval.text.display import one_line
from tests.building import (
    CONDITIONS,
    answer_of,
    disputed,
    document_of,
    emphasised,
    facts_of,
    found,
    passage_at,
    passage_of,
    receipt_of,
)
from tests.faults import FAULT

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
        nearest=tuple(found(passage) for passage in passages),
    )


def test_an_answer_shows_statements_and_their_sources() -> None:
    out = shown(answer_view.render_outcome(answer_of("Iran denied it.", "Kyiv did not believe it.")))
    assert "Iran denied it. [1]" in out
    assert "Kyiv did not believe it. [2]" in out
    assert out.index("[2]") < out.index("Sources")


def test_every_number_in_the_text_has_a_source_and_every_source_a_number() -> None:
    document = Document(id="a-document", title="A", text="One.\nTwo.\nThree.", first_line=4)
    passage = Passage(document=document, start=0, end=16)
    first, second, third = (cite(passage, *span) for span in ((0, 4), (5, 9), (10, 16)))
    answer = Answer(
        question="Who?",
        statements=(
            Statement(text="Two and one.", citations=(second, first)),
            Statement(text="One and three.", citations=(first, third)),
        ),
    )
    text, sources = shown(answer_view.render_outcome(answer)).split("Sources")
    assert "Two and one. [1] [2]" in text
    assert "One and three. [2] [3]" in text
    assert re.findall(r"\[(\d+)\]", sources) == ["1", "2", "3"]
    assert re.findall(r"a-document, (line \d)", sources) == ["line 5", "line 4", "line 6"]


def test_a_source_and_a_passage_say_on_which_pages_they_stand() -> None:
    document = replace(passage_of("Iran denied it. Kyiv did not.").document, pages=(0, 0, 16))
    passage = Passage(document=document, start=0, end=29)
    citation = cite(passage, 16, 29)
    answer = Answer(question="Who?", statements=(Statement(text="Kyiv did not.", citations=(citation,)),))
    assert "a-document, page 3\n" in shown(answer_view.render_outcome(answer))
    assert "a-document, pages 2–3 " in shown(answer_view.render_passage(found(passage)))


def test_a_source_says_what_its_document_states_and_nothing_of_what_it_does_not() -> None:
    document = Document(id="a", title="A", text="Iran denied it.", publisher="CNN")
    passage = Passage(document=document, start=0, end=15, section="Background")
    statement = Statement(text="Iran denied it.", citations=(cite(passage, 0, 15),))
    out = shown(answer_view.render_outcome(Answer(question="?", statements=(statement,))))
    assert re.sub(r" +\n", "\n", out).endswith("[1] A\n    CNN\n    section “Background”, a\n\n")
    assert "stated" not in out


def test_a_footnote_of_the_document_does_not_look_like_our_citation() -> None:
    text = "It was planned.[1] It was denied.[24]\n\nReferences\n- ^ Lederer, Edith M.\n"
    passage = passage_of(text)
    statement = Statement(text=text[:37], citations=(cite(passage, 0, 37),))
    out = shown(answer_view.render_outcome(Answer(question="?", statements=(statement,))))
    assert "It was planned.⁽¹⁾" in out
    assert "leans on ⁽¹⁾ Lederer, Edith M." in out
    assert "It was denied.[24] [1]" in out  # Without an entry it is shown as it stands.


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize(
    "outcome",
    [
        answer_of(HOSTILE),
        refusal_near(passage_of(HOSTILE)),
        Refusal(question=HOSTILE, reason=RefusalReason.PREMISE_NOT_FOUND, facts=facts_of(HOSTILE)),
        replace(answer_of("It is."), unanswered=(HOSTILE,)),
        replace(answer_of("It is."), read_as=HOSTILE),
        replace(refusal_near(), read_as=HOSTILE),
    ],
    ids=[
        "a statement",
        "a nearest passage",
        "an explanation",
        "a part",
        "an answered question as read",
        "a refused question as read",
    ],
)
def test_what_a_document_or_a_person_wrote_is_text_and_no_markup(outcome: Outcome, colour: bool) -> None:
    assert AS_IT_STANDS in shown(answer_view.render_outcome(outcome), colour=colour)


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
        (documents_view.render_document(document), 8),
        (documents_view.render_documents([document.summary], SourceLinks()), 4),
        (answer_view.render_passage(found(passage)), 6),
        (answer_view.render_outcome(answer), 6),
    ):
        out = shown(renderable, width=1000, colour=colour)
        assert out.count(AS_IT_STANDS) == times
        assert "\u202e" not in out


def quoting(*citations: Citation) -> Answer:
    """One statement that is its quotes."""
    text = " … ".join(citation.quote for citation in citations)
    return Answer(question="?", statements=(Statement(text=text, citations=citations),))


def test_without_colour_there_is_no_escape_character_at_all() -> None:
    answer = replace(quoting(emphasised(HOSTILE, "not bold")), unanswered=(HOSTILE,), read_as=HOSTILE)
    assert "\x1b" not in shown(answer_view.render_outcome(answer))
    assert shown(answer_view.render_outcome(answer)).count(AS_IT_STANDS) == 3


BOLD = re.compile(r"\x1b\[1m(.*?)\x1b\[0m")
STYLE = re.compile(r"\x1b\[[\d;]*m")


@pytest.mark.parametrize(
    ("citation", "bold"),
    [
        (emphasised("Iran denied it.", "Iran"), ["Iran"]),
        (emphasised("Iran denied it.", "denied it."), ["denied it."]),
        (emphasised("Iran denied it.", "Iran denied it."), ["Iran denied it."]),
        (emphasised("Iran denied it.", "Iran", "it"), ["Iran", "it"]),
        (emphasised("Iran denied it.", "Iran ", "denied "), ["Iran denied"]),
        (emphasised("Iran\n denied  it.", "\n denied  "), ["denied"]),
        (emphasised("Iran\u200b denied", "\u200b "), []),
        (emphasised("[bold]Iran[/bold] denied", "[bold]Iran", "denied"), ["[bold]Iran", "denied"]),
        (emphasised("It was a \x1b[31mred\x1b[0m drone.", "\x1b[31mred"), ["[31mred"]),
        (emphasised("Iran", "Ira"), ["Ira"]),
        (emphasised("words " * 300, "words " * 300), [("words " * 300).strip()]),
    ],
)
def test_what_answers_in_a_quote_is_bold_and_no_character_changes(citation: Citation, bold: list[str]) -> None:
    out = shown(answer_view.render_outcome(quoting(citation)), width=4000, colour=True).split("Sources")[0]
    assert BOLD.findall(out) == bold
    without = replace(citation, emphasis=())
    plainly = shown(answer_view.render_outcome(quoting(without)), width=4000).split("Sources")[0]
    assert STYLE.sub("", out) == plainly
    assert shown(answer_view.render_outcome(quoting(citation)), width=4000).split("Sources")[0] == plainly


@pytest.mark.parametrize("answer", ["[2", "4]", "4", "planned.[24]", "[24]"])
def test_a_footnote_of_the_document_does_not_look_like_our_citation_where_an_answer_begins_in_it(answer: str) -> None:
    text = "It was planned.[24]\n\nReferences\n24. ^ Lederer, Edith M.\n"
    passage = passage_of(text)
    start = text.index(answer)
    citation = cite(passage, 0, 19, [(start, start + len(answer))])
    references = (Reference(document=passage.document, marker="24", start=33, end=len(text)),)
    assert "It was planned.⁽²⁴⁾ [1]" in shown(
        answer_view.render_outcome(quoting(replace(citation, leans_on=references)))
    )


def test_a_statement_in_other_words_has_nothing_in_bold() -> None:
    statement = Statement(text="The sources disagree.", citations=(emphasised("Drones came.", "Drones"),))
    out = shown(answer_view.render_outcome(Answer(question="?", statements=(statement,))), colour=True).split(
        "Sources"
    )[0]
    assert "disagree" in out
    assert BOLD.findall(out) == []


def test_parts_that_are_not_answered_and_the_question_as_read() -> None:
    answer = replace(answer_of("Drones came."), unanswered=("Who sent them?", "And\n[2] why?"), read_as="What\ncame?")
    assert shown(answer_view.render_outcome(answer)).splitlines()[:6] == [
        "Read as: What came?",
        "",
        "Drones came. [1]",
        "",
        "No answer was found to this part: Who sent them?",
        "No answer was found to this part: And [2] why?",
    ]


@pytest.mark.parametrize("reason", RefusalReason)
def test_a_refusal_is_one_whatever_its_reason(reason: RefusalReason) -> None:
    refusal = Refusal(question="Who?", reason=reason, facts=facts_of("nobody.\n\nSources\n[1] Forged"), read_as="Whom?")
    assert shown(answer_view.render_outcome(refusal)).splitlines() == [
        "Read as: Whom?",
        "",
        "This was not looked up." if reason.is_before_search else "No answer was found in the corpus.",
        one_line(wording.explanation(refusal)),
    ]


def test_a_line_break_in_a_title_cannot_forge_a_line() -> None:
    document = Document(id="a", title="A\n[2] Another source", text="It is.")
    passage = Passage(document=document, start=0, end=6)
    answer = Answer(question="?", statements=(Statement(text="It is.", citations=(cite(passage, 0, 6),)),))
    assert "\n[2]" not in shown(answer_view.render_outcome(answer))


def test_a_refusal_says_so_first_and_labels_what_is_near() -> None:
    out = shown(answer_view.render_outcome(refusal_near(passage_of("Iran denied it.", title="Denials"))))
    assert out.startswith("No answer was found in the corpus.\nNo passage was found to answer this.")
    label = "The closest passages; it is not sure that they answer:"
    assert out.index(label) < out.index("Denials") < out.index("Iran denied it.")


def test_a_refusal_with_nothing_near_has_no_label() -> None:
    assert "Nearest" not in shown(answer_view.render_outcome(refusal_near()))


def test_a_long_passage_is_cut_after_a_word_where_it_does_not_answer() -> None:
    long = passage_of("drones " * 200)
    assert re.search(r"drones drones … *\n", shown(answer_view.render_outcome(refusal_near(long))))
    assert "…" not in shown(answer_view.render_passage(found(long)), width=2000)


def test_a_document_is_shown_to_the_letter() -> None:
    text = "It was.[24]\n\n  [bold]Indented[/bold]  \n- item"
    out = shown(documents_view.render_document(Document(id="a", title="A", text=text)))
    assert "\n".join(line.rstrip() for line in text.splitlines()) in "\n".join(
        line.rstrip() for line in out.splitlines()
    )
    assert "id: a\n" in out
    assert "publisher" not in out


def test_a_list_of_documents_has_columns_for_what_some_state_and_links_for_those_that_have_one() -> None:
    documents = [
        Document(id="a", title="Pumps", text="x", path="pumps.md"),
        Document(id="b", title="Boats", text="x", path="rows.jsonl:1", date="2024"),
    ]
    listed = documents_view.render_documents(
        [document.summary for document in documents], SourceLinks("https://docs.example.org/{page}")
    )
    assert [line.split() for line in shown(listed).splitlines()] == [
        ["Document", "Title", "Date"],
        ["a", "Pumps"],
        ["b", "Boats", "2024"],
    ]
    in_colour = shown(listed, colour=True)
    assert ";https://docs.example.org/pumps\x1b\\Pumps" in in_colour
    assert in_colour.count("https://") == 1


def test_a_report_names_what_was_not_read_and_what_was_kept() -> None:
    report = ReloadReport(
        added=("a", "b"),
        changed=(),
        renamed=(("e", "f"),),
        removed=("c",),
        unchanged=1200,
        kept=("d",),
        unreadable=(DocumentError("d.md", FAULT, what="d.md is [empty].", remedy="Give it text."),),
        passages_embedded=7,
        passages_reused=3,
        before="0" * 12,
        after="1" * 12,
        seconds=0.25,
        characters={PassageKind.BODY: 9_600, PassageKind.BOILERPLATE: 100, PassageKind.REFERENCE: 300},
        same_text=(("a", "[b]"), *(("a", f"copy {n}") for n in range(30))),
    )
    out = shown(corpus_view.render_report(report))
    assert (
        "2 added, 1 renamed, 1 removed, 1 kept, 1,200 unchanged; 7 passages embedded, 3 were there already, in 0.2 s"
        in out
    )
    assert (
        "As usual, some of this text is not searched but can still be opened: reference lists 3.0%, page menus and"
        " footers 1.0%"
    ) in " ".join(out.split())
    assert "not read: d.md is [empty]. Give it text." in out
    assert "kept in its last good version: d" in out
    assert "a and [b] have the same text; both are kept" in out
    assert out.count("have the same text") == 20
    assert "and 11 more have the text of another" in out


NOTHING_DONE = ReloadReport(
    added=(),
    changed=(),
    renamed=(),
    removed=(),
    unchanged=0,
    kept=(),
    unreadable=(),
    passages_embedded=0,
    passages_reused=0,
    before="0" * 12,
    after="0" * 12,
    seconds=0.0,
)


def test_a_report_of_nothing_says_so() -> None:
    assert "nothing to do; 0 passages embedded, in 0.0 s" in shown(corpus_view.render_report(NOTHING_DONE))


def test_a_report_repeats_nothing_of_the_one_before() -> None:
    def error(name: str) -> DocumentError:
        # Each reload makes its errors anew.
        return DocumentError(name, FAULT, what=f"{name} is empty.", remedy="Give it text.")

    before = replace(NOTHING_DONE, kept=("a",), unreadable=(error("a.md"), error("b.md")), same_text=(("c", "d"),))
    now = replace(
        before, kept=("a", "e"), unreadable=(error("b.md"), error("e.md")), same_text=(("c", "d"), ("c", "f"))
    )
    assert shown(corpus_view.render_report(now, before)).splitlines()[1:] == [
        "not read: e.md is empty. Give it text.",
        "kept in its last good version: e",
        "c and f have the same text; both are kept",
    ]
    assert "not read: a.md" in shown(corpus_view.render_report(before, now))


def test_a_preview_names_each_document_and_what_would_become_of_it() -> None:
    preview = Preview(
        added=("a",),
        changed=("b",),
        removed=("c",),
        renamed=(("e", "f"), ("g.md", "h/g.md")),
        kept=("d",),
        unchanged=1200,
        passages_to_embed=7,
        unreadable=(DocumentError("d.md", FAULT, what="d.md is [empty].", remedy="Give it text."),),
    )
    counts = "1 to add, 1 to change, 1 to remove, 2 to rename, 1 to keep, 1,200 unchanged"
    assert shown(corpus_view.render_preview(preview)).splitlines() == [
        "would add a",
        "would change b",
        "would remove c",
        "would rename e to f",
        "would rename g.md to h/g.md",
        "not read: d.md is [empty]. Give it text.",
        "kept in its last good version: d",
        f"{counts}; 7 passages to embed. Nothing was changed.",
    ]


def test_an_error_says_what_happened_and_what_to_do() -> None:
    out = shown(answer_view.render_error(StoreLockedError(FAULT, what="The index is in use [by x].", remedy="Wait.")))
    assert out == "error: The index is in use [by x].\nWait.\n"


def test_only_what_is_meant_to_is_coloured() -> None:
    """A style given to the first part of a text is that of all of it."""
    cyan, red = "36m", "31m"
    sources = shown(answer_view.render_outcome(answer_of("Iran denied it.")), colour=True).split("Sources")[1]
    assert [cyan in line for line in sources.splitlines() if "a-document" in line] == [False]
    error = shown(
        answer_view.render_error(StoreLockedError(FAULT, what="The index is in use.", remedy="Wait.")), colour=True
    )
    assert [red in line for line in error.splitlines()] == [True, False]


@pytest.mark.parametrize("outcome", [answer_of("Iran denied it."), refusal_near(passage_of("One.")), refusal_near()])
def test_the_receipt_stands_below_the_outcome_after_one_empty_line(outcome: Outcome) -> None:
    out = shown(answer_view.render_response(Response(outcome=outcome, timings_ms={}, receipt_id="0123456789")))
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[-2:] == ["", "Receipt 0123456789"]
    assert lines[-3]
    without = shown(answer_view.render_response(Response(outcome=outcome, timings_ms={})))
    assert without.rstrip().endswith("No receipt was kept.")
    assert out.startswith(shown(answer_view.render_outcome(outcome)).rstrip())


def test_what_is_said_in_other_words_has_its_quotes_below_it() -> None:
    document = document_of("Iran denied sending arms for use in the war. Kyiv did not believe it.")
    quoted = cite(passage_at(document, document.text), 0, 44, [(5, 24)])
    sentence = "Iran denied that it sent arms for use in the war."
    answer = Answer(question="Did it?", statements=(Statement(text=sentence, citations=(quoted,)),))
    above, below = shown(answer_view.render_outcome(answer)).split("Sources")
    assert sentence in above
    assert quoted.quote in below
    assert quoted.quote not in shown(answer_view.render_outcome(answer_of(quoted.quote))).split("Sources")[1]


FATES = (Fate(kind=FateKind.KEPT, quotes=(QuoteClass.VERIFIED,)), Fate(kind=FateKind.DROPPED, flaws=(Flaw.NAME,)))
WROTE = Trace(model="a:b", floor=None, calls=1, tokens_in=1234, tokens_out=56, fates=FATES)


@pytest.mark.parametrize("floor", [None, *Floor])
def test_a_line_above_the_receipt_says_who_wrote_an_answer(floor: Floor | None) -> None:
    trace = replace(WROTE, floor=floor)
    asked = Response(outcome=answer_of("Iran denied it."), timings_ms={}, trace=trace, receipt_id="0123456789")
    lines = [line.rstrip() for line in shown(answer_view.render_response(asked)).splitlines()]
    assert lines[-3:] == ["", trace.in_words, "Receipt 0123456789"]
    assert ("sources" in trace.in_words) == (floor is not None)


def test_a_refusal_is_nobodys_words() -> None:
    asked = Response(outcome=refusal_near(), timings_ms={}, trace=replace(WROTE, floor=Floor.ABSTAINED))
    assert "language model" not in shown(answer_view.render_response(asked))


def test_a_receipt_says_what_a_language_model_had_to_do_with_it() -> None:
    out = " ".join(shown(answer_view.render_receipt(receipt_of(trace=WROTE), TODAY)).split())
    assert "language model a:b written by the language model drafts 2 points drafted: 1 kept" in out
    assert "point 1 shown as drafted (quotes: verified)" in out
    assert "point 2 dropped: its sources do not have a name in it (quotes: none)" in out
    assert "tokens 1,234 read, 56 written, in 1 call " in out
    chosen = replace(WROTE, fates=(Fate(kind=FateKind.QUOTED, quotes=(QuoteClass.VERIFIED,)),))
    out = " ".join(shown(answer_view.render_receipt(receipt_of(trace=chosen), TODAY)).split())
    assert "written by the sources chosen by the language model drafts 1 point drafted: 1 quoted" in out
    assert "point 1 its quotes are shown (quotes: verified)" in out
    spent = replace(WROTE, floor=Floor.DAY_SPENT, cause="It has no tokens left.")
    floor = shown(answer_view.render_receipt(receipt_of(trace=spent), TODAY))
    assert "written by the sources because day spent: It has no tokens left." in " ".join(floor.split())
    assert "written by" not in shown(answer_view.render_receipt(receipt_of(), TODAY))


TODAY = (
    Today(standing=Standing.STANDS, found_at=(0, 15)),
    Today(standing=Standing.CHANGED, found_at=(1007, 1031), place="line 12"),
)


def test_a_receipt_shows_what_was_given_on_what() -> None:
    out = shown(answer_view.render_receipt(receipt_of(), TODAY))
    assert out.startswith("Receipt 0000000001")
    cells = {line[:17].strip(): line[17:].strip() for line in out.split("\n\n")[0].splitlines()[1:]}
    assert cells == {
        "asked": "2026-05-03 12:00:00 UTC",
        "corpus version": "0123456789ab",
        "within": "a, b",
        "probability": "0.75",
        "threshold": "0.50 (strict)",
        "reader": "a-reader (aaaaaaaaaaaa)",
        "embedding model": "a-model (bbbbbbbbbbbb)",
        "prompt answer": "cccccccccccc",
        "footnote": "0.1.0",
    }
    assert "Question: What is it?" in out
    assert "Iran denied it. [1]" in out


def test_each_source_of_a_receipt_says_how_it_stands() -> None:
    first, second = shown(answer_view.render_receipt(receipt_of(), TODAY)).split("[1] A title")[1].split("[2] A title")
    assert "Stands: its document is as it was." in first
    assert "Changed since: the same words stand in its document on line 12." in second
    gone = (Today(standing=Standing.WITHDRAWN, found_at=None), Today(standing=Standing.CHANGED, found_at=None))
    near = refusal_near(passage_of("One."), passage_of("Two."))
    refused = shown(answer_view.render_receipt(receipt_of(outcome=near), gone))
    assert refused.index("One.") < refused.index("Withdrawn since: its document is no longer in the corpus.")
    assert refused.index("Two.") < refused.index("Changed since: its document no longer holds these words.")


def test_what_was_refused_unread_has_no_figures() -> None:
    receipt = receipt_of(outcome=refusal_near(), documents=(), probability=None, threshold=None)
    out = shown(answer_view.render_receipt(receipt, ()))
    assert "probability" not in out
    assert "threshold" not in out
    assert "no documents" in out
    assert "within" not in shown(answer_view.render_receipt(replace(receipt, documents=None), ()))


def test_why_it_cannot_be_told_how_sources_stand_is_told_instead() -> None:
    untold = StoreLockedError(FAULT, what="Another process holds it.", remedy="Wait.")
    out = shown(answer_view.render_receipt(receipt_of(), None, untold))
    assert "How its sources stand today cannot be told. Another process holds it. Wait." in out
    assert "Stands:" not in out


@pytest.mark.parametrize("colour", [False, True])
def test_nothing_that_a_receipt_holds_does_anything(colour: bool) -> None:
    conditions = replace(CONDITIONS, generation=HOSTILE, reader=HOSTILE, version=HOSTILE, prompts={HOSTILE: HOSTILE})
    receipt = receipt_of(outcome=answer_of(HOSTILE, question=HOSTILE), documents=(HOSTILE,), conditions=conditions)
    out = shown(answer_view.render_receipt(receipt, TODAY[:1]), colour=colour, width=1000)
    assert out.count(AS_IT_STANDS) >= 7
    assert "\u202e" not in out
    assert "\x1b[31m" not in out


def test_sides_are_told_above_what_is_quoted_and_the_newer_date_is_said() -> None:
    out = shown(answer_view.render_outcome(disputed()))
    assert [line for line in out.splitlines() if line][:3] == [
        "The sources do not agree",
        (
            "· 25 euros: Ada Brook in List 1 (The shop, 2023) [1]; List 2 (The shop, 2023) [3];"
            " List 3 (The shop, 2022) [4] (all go back to 2 sources)"
        ),
        "· 30 euros: List 4 (The shop, 2025) [2] (the newest date)",
    ]
    statements, sources = out.split("Sources\n")
    assert statements.count("The Pro plan costs 25 euros.") == 1
    assert sources.count("The Pro plan costs 25 euros.") == 2, "what no statement quotes is quoted with its source"


def test_where_nobody_disagrees_there_are_no_sides() -> None:
    assert "agree" not in shown(answer_view.render_outcome(answer_of("Iran denied it.", "Kyiv did not believe it.")))
