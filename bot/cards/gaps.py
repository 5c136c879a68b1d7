"""The cards of what people miss: what becomes of saying so, the list, and one thing on it."""

from collections.abc import Sequence

from bot.buttons.gap_keys import GapAct, GapKey, GapsKey, MissingKey
from bot.cards.colours import NEUTRAL_COLOUR
from bot.cards.message import Button, ButtonRow, OutgoingMessage, Text, line_message
from bot.cards.paging import Entry, lines_of, single, small
from bot.text import gap_words, words
from bot.text.markdown import cut, escaped
from retrieval.domain import Gap, Noting

LISTED_GAPS = 5
"""The gaps on a page of the list."""
LISTED_QUESTION_CHARS, OPENED_QUESTION_CHARS = 110, 1500
"""The longest question that is shown whole: on the list, three lines of a phone beside a button; and by itself."""


def noting_message(
    noting: Noting, receipt_id: str, *, days: int, most: int, is_in_server: bool, curators_see: bool
) -> OutgoingMessage:
    """Return what became of saying that something is missing: with what is kept of it, for how long, and who sees it,
    where something is. A person may miss `most` things.
    """
    match noting:
        case Noting.IS_NO_GAP:
            return line_message(gap_words.IS_NO_GAP)
        case Noting.TOO_MANY:
            return line_message(gap_words.TOO_MANY_NOTED.format(count=most))
        case Noting.FULL:
            return line_message(gap_words.NO_ROOM_FOR_MORE)
    noted = gap_words.NOTED if noting is Noting.NOTED else gap_words.NOTED_ALREADY
    seen_by = gap_words.SEEN_BY_CURATORS if curators_see else gap_words.SEEN_BY_OPERATOR
    kept = gap_words.WHAT_IS_KEPT if is_in_server else gap_words.WHAT_IS_KEPT_DIRECT
    take_back = Button(label=gap_words.TAKE_BACK, does=MissingKey(receipt_id=receipt_id, takes_back=True))
    lines = [f"{noted} {seen_by}", *small(kept.format(days=days))]
    return OutgoingMessage(blocks=(Text("\n".join(lines)), ButtonRow((take_back,))), colour=NEUTRAL_COLOUR)


def taken_back(*, was_noted: bool) -> OutgoingMessage:
    """Return that it is noted no more."""
    return line_message(gap_words.TAKEN_BACK if was_noted else gap_words.NOT_NOTED_ANY_MORE)


def gap_list(gaps: Sequence[Gap], page: int, above: str = "") -> OutgoingMessage:
    """Return a page, from 0, below a line of markdown. `gaps` are those from its first one on, what most people miss
    first: one more than it shows where there is a next page.
    """
    nothing = gap_words.NOTHING_MISSING if page == 0 else gap_words.NO_MORE_MISSING
    head = [Entry(lines=small(above))] if above else []
    return single(
        [*head, *(_listed(gap, page) for gap in gaps[:LISTED_GAPS])] if gaps else [*head, Entry(lines=[nothing])],
        title=gap_words.WHAT_IS_MISSING,
        colour=NEUTRAL_COLOUR,
        footer=words.PAGE_NUMBER.format(page=page + 1) if page or len(gaps) > LISTED_GAPS else "",
        buttons=_page_buttons(page, has_next=len(gaps) > LISTED_GAPS),
    )


def no_gaps_here(program: str) -> OutgoingMessage:
    """Return that there is a list for each server, and none outside of one. `program` is the command line."""
    return line_message(gap_words.NONE_IN_DIRECT_MESSAGES.format(program=program))


def gap_card(gap: Gap, page: int, *, is_answered: bool | None = None) -> OutgoingMessage:
    """Return one thing that is missing, from a page of the list; where it was asked anew, whether it is answered."""
    told = "" if is_answered is None else gap_words.ANSWERED_NOW if is_answered else gap_words.NOT_ANSWERED_NOW
    return single(
        [
            Entry(lines=lines_of(cut(escaped(gap.question), OPENED_QUESTION_CHARS))),
            Entry(lines=small(_counted(gap, is_long=True)), joins=True),
            *([Entry(lines=[told])] if told else []),
        ],
        title=gap_words.WHAT_IS_MISSING,
        colour=NEUTRAL_COLOUR,
        footer=gap_words.WHAT_SETTLING_DOES,
        buttons=(
            Button(label=gap_words.ALL_GAPS, does=GapsKey(page=page)),
            Button(label=gap_words.ASK_NOW, does=_key(GapAct.ASK, gap, page), stands_out=True),
            Button(label=gap_words.SETTLED, does=_key(GapAct.SETTLE, gap, page)),
        ),
    )


def off_the_list(gap: Gap | None) -> str:
    """Return as markdown which was taken off the list; where it was gone already, that."""
    if gap is None:
        return gap_words.GAP_GONE
    return gap_words.OFF_THE_LIST.format(question=cut(escaped(gap.question), LISTED_QUESTION_CHARS))


def _listed(gap: Gap, page: int) -> Entry:
    return Entry(
        lines=[cut(escaped(gap.question), LISTED_QUESTION_CHARS), *small(_counted(gap))],
        button=Button(label=gap_words.OPEN_GAP, does=_key(GapAct.OPEN, gap, page)),
    )


def _counted(gap: Gap, *, is_long: bool = False) -> str:
    """Return how many miss it, and the last day; where it `is_long`, the first, too, if that is another."""
    form = gap_words.SINCE if is_long and gap.first_at.date() != gap.last_at.date() else gap_words.COUNTED_PEOPLE
    return form.format(people=gap_words.people(gap.people), first=gap.first_at, last=gap.last_at)


def _key(act: GapAct, gap: Gap, page: int) -> GapKey:
    return GapKey(act=act, gap_id=gap.id, page=page)


def _page_buttons(page: int, *, has_next: bool) -> tuple[Button, ...]:
    if page == 0 and not has_next:
        return ()
    return (
        Button(label=gap_words.LESS_MISSED, does=GapsKey(page=max(page - 1, 0)), disabled=page == 0),
        Button(label=gap_words.MORE_MISSED, does=GapsKey(page=page + 1), disabled=not has_next),
    )
