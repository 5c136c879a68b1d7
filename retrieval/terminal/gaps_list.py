"""`python -m retrieval gaps`: what people miss, in all servers; asked anew, and taken off the list."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from retrieval import bootstrap
from retrieval.answering.gaps import SeenGaps
from retrieval.domain.answers import Answer
from retrieval.domain.gaps import Gap
from retrieval.domain.inquiry import as_text
from retrieval.domain.servers import DIRECT
from retrieval.errors import FootnoteError
from retrieval.terminal.answer_view import hanging
from retrieval.terminal.invocation import ERR, Invocation
from retrieval.terminal.progress import progress_bar
from retrieval.terminal.wording import NamingFault
from retrieval.text.display import one_line

SHOWN_QUESTION_CHARS = 400
"""The longest question that is shown whole; `--json` has all of it."""


class UnknownGapError(FootnoteError):
    """A question that people are said to miss an answer to is none, or not any more."""


def show(invocation: Invocation, *, limit: int, ask_now: bool, done: str | None) -> None:
    """Show what most people miss; with `ask_now` whether it is answered now; or take the one with the id `done` off."""
    settings = invocation.settings_of_corpus()
    with invocation.showing_errors(), bootstrap.open_records(settings) as records:
        gaps = SeenGaps(records.receipts, records.gaps, viewer=None)
        settled = None if done is None else _settled(gaps, as_text(done).strip())
        found = gaps.most_missed(limit) if settled is None else ()
    if settled is not None:
        invocation.show(Text(f"Off the list: {_shown(settled)}"), {"id": settled.id, "done": True})
        return
    answered = _asked_anew(invocation, found) if ask_now and found else {}
    invocation.show(render_gaps(found, answered), gaps_as_json(found, answered))


def _settled(gaps: SeenGaps, gap_id: str) -> Gap:
    settled = gaps.settle(gap_id)
    if settled is None:
        raise UnknownGapError(NamingFault.NO_GAP, typed=gap_id)
    return settled


def _asked_anew(invocation: Invocation, gaps: Sequence[Gap]) -> dict[str, bool]:
    """Return by their ids which are answered now."""
    answered = {}
    with invocation.opened() as footnote, progress_bar(ERR) as on_progress:
        for number, gap in enumerate(gaps):
            on_progress("asking", number, len(gaps))
            answered[gap.id] = isinstance(footnote.answer(gap.question).outcome, Answer)
    return answered


def render_gaps(gaps: Sequence[Gap], answered: Mapping[str, bool]) -> RenderableType:
    """Return a paragraph on each; `answered` says by their ids of which it is known whether they are answered now."""
    if not gaps:
        return Text("Nobody has said that something is missing.")
    return Group(*(hanging(_rendered(gap, answered.get(gap.id))) for gap in gaps))


def gaps_as_json(gaps: Sequence[Gap], answered: Mapping[str, bool]) -> list[dict[str, Any]]:
    """Return an object on each. `server` is null for a direct message, and `answered_now` where it was not asked."""
    return [
        {
            "id": gap.id,
            "question": gap.question,
            "people": gap.people,
            "server": None if gap.guild_id == DIRECT else str(gap.guild_id),
            "first_at": gap.first_at.isoformat(),
            "last_at": gap.last_at.isoformat(),
            "answered_now": answered.get(gap.id),
        }
        for gap in gaps
    ]


def _rendered(gap: Gap, is_answered: bool | None) -> Text:
    people = "1 person" if gap.people == 1 else f"{gap.people:,} people"
    where = "direct messages" if gap.guild_id == DIRECT else f"server {gap.guild_id}"
    now = {None: "", True: "; answered now", False: "; still not answered"}[is_answered]
    lines = [Text(_shown(gap), style="bold"), Text(f"{people}, last on {gap.last_at:%Y-%m-%d}, in {where}{now}")]
    return Text("\n").join([*lines, Text(gap.id, style="dim")])


def _shown(gap: Gap) -> str:
    question = one_line(gap.question)
    return question if len(question) <= SHOWN_QUESTION_CHARS else f"{question[:SHOWN_QUESTION_CHARS].rstrip()} …"
