"""Whatever is quoted, the terminal shows it as text; emphasis changes how it looks and none of its characters."""

import io
import re
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from hypothesis import assume, example, given
from hypothesis import strategies as st
from rich.console import Console

from retrieval.domain.answers import Answer, Citation, Outcome, Refusal, RefusalReason, Statement
from retrieval.domain.documents import Reference
from retrieval.terminal import answer_view
from retrieval.text.display import one_line
from tests.building import facts_of, passage_of

TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("[]/24bold \n\t\x1b\u202e\u200b\u0301")), min_size=1)
STYLE = re.compile(r"\x1b\[[\d;]*m")


def shown(outcome: Outcome, *, colour: bool) -> str:
    out = io.StringIO()
    system: Literal["truecolor"] | None = "truecolor" if colour else None
    console = Console(file=out, width=4000, force_terminal=colour, highlight=False, color_system=system)
    console.print(answer_view.render_outcome(outcome))
    return out.getvalue()


def answer(citation: Citation) -> Answer:
    return Answer(question="?", statements=(Statement(text=citation.quote, citations=(citation,)),))


@given(text=TEXTS, edges=st.sets(st.integers(0, 40), max_size=6), every=st.sampled_from([1, 2]))
@example(text="planned.[24]", edges={9, 11}, every=1)
def test_emphasis_changes_no_character(text: str, edges: set[int], every: int) -> None:
    assume(text.strip())
    passage = passage_of(text)
    reference = Reference(document=passage.document, marker="24", start=0, end=len(text))
    spans = tuple(pairwise(sorted(edge for edge in edges if edge <= len(text))))[::every]
    plainly = Citation(passage=passage, start=0, end=len(text), leans_on=(reference,))
    emphasised = replace(plainly, emphasis=spans)
    without_colour = shown(answer(emphasised), colour=False)
    assert without_colour == shown(answer(plainly), colour=False)
    assert STYLE.sub("", shown(answer(emphasised), colour=True)) == without_colour
    assert "\x1b" not in without_colour


@given(text=TEXTS)
def test_parts_the_question_as_read_and_why_not_are_a_line_each(text: str) -> None:
    assume(text.strip())
    quoted = passage_of("Iran denied it.")
    given_answer = answer(Citation(passage=quoted, start=0, end=4))
    refusal = Refusal(question="?", reason=RefusalReason.PREMISE_NOT_FOUND, facts=facts_of(text), read_as=text)
    for outcome, times in ((replace(given_answer, unanswered=(text,), read_as=text), 2), (refusal, 2)):
        lines = shown(outcome, colour=False).splitlines()
        assert len(lines) == len(shown(replace(outcome, read_as="x"), colour=False).splitlines())
        assert sum(one_line(text) in line for line in lines) >= times
        assert "\x1b" not in "".join(lines)
