"""What stands around a sentence in its section: to say how, why or whether something is so takes more than a sentence.
A list of steps is told as a whole, the rest of a paragraph always, and another paragraph where something ties it.
"""

from collections.abc import Collection, Sequence
from enum import Enum, auto

from retrieval.documents.blocks import LEADS_ON, Form
from retrieval.documents.context import Body
from retrieval.documents.listed import (
    ItemList,
    ListMark,
    are_steps,
    begins_with_a_label,
    is_item_by_itself,
    list_around,
    list_beginning,
)
from retrieval.documents.ties import begins_another, heading_is_about, is_clause, is_tied, opens_a_topic, signs
from retrieval.text.orders import asks, orders, orders_whoever_answers
from retrieval.text.words import content_stems

MAX_EXPLANATION_CHARS = 600
"""The longest that a sentence with the rest of its section may be: some fourteen lines on a phone."""
MAX_FURTHER_CHARS = 300
"""The longest that it may be where something longer is shown before it."""
LONGER_AS_A_LIST = 1.5
"""How much longer it may be as a list: half a list tells less than a short one does. 900 characters are what a sentence
with its context may have, too."""


class Explains(Enum):
    """What an explanation is to tell: whether something is so, what it is, or how it is done or comes about."""

    WHETHER = auto()
    WHAT = auto()
    HOW = auto()


def with_its_section(
    body: Body, first: int, place: int, last: int, asked: Collection[str], *, wanted: Explains, most: int
) -> tuple[int, int]:
    """Return the first and the last of the sentences that explain the one at `place`, which is understood by those from
    first to last: the list that it is a step of, and what follows in its section, in all at most so many characters,
    and half as many more of a list. What follows an item explains it only where it is asked how, and else what belongs
    to it: the next rule is another. Of a table, rows that have as many of the stems `asked` about follow a row.

    An order explains only an order or, as a step, what it shares a word with.
    """
    if body.blocks[place].form is Form.ROW:
        return first, _last_of_its_rows(body, first, place, asked, most)
    said = {*asked, *content_stems(" ".join(body.text_of(shown) for shown in range(first, last + 1)))}
    listed = list_around(body, place)
    if listed is not None and _is_told_together(body, listed, asked, wanted):
        first, last = _with_its_list(body, first, place, last, listed, said, most)
    last = _without_part_of_a_list(body, first, place, last, said, most)
    may_order = any(orders(body.text_of(shown)) for shown in range(first, last + 1))
    leading = said if wanted is Explains.HOW else ()
    following = last + 1
    while following < len(body.sentences) and _may_follow(body, first, place, following, asked, said, wanted):
        ahead = None if body.is_together(following - 1, following) else list_beginning(body, following)
        if ahead is not None:
            end = _end_of_what_fits(body, first, place, ahead, said, most, part=wanted is Explains.HOW)
            if end == following:
                break
            last = end - 1
            following = last
        elif not _are_together(body, first, place, following, most) or _is_out_of_place(
            body.text_of(following), leading, may_order=may_order
        ):
            break
        # What leads to something is not shown without it.
        elif not LEADS_ON.search(body.text_of(following)):
            last = following
        following += 1
    return first, last


def _is_out_of_place(sentence: str, said: Collection[str], *, may_order: bool) -> bool:
    """Return whether a sentence explains nothing: a question, what orders whoever answers, or an order that nothing
    before it leads to.
    """
    is_stray = not may_order and orders(sentence) and set(said).isdisjoint(content_stems(sentence))
    return is_stray or asks(sentence) or orders_whoever_answers(sentence)


def _may_follow(
    body: Body, first: int, place: int, following: int, asked: Collection[str], said: Collection[str], wanted: Explains
) -> bool:
    """Return whether a sentence may go on with what those before it from `first` on tell."""
    block, own = body.blocks[following], body.blocks[place]
    if signs(body, following) or begins_another(body, following) or _is_another_way(body, first, place, following):
        return False
    begin = body.sentences[first][0]
    if any(begin <= lead[0] for lead in block.leads):
        return True
    if body.is_together(following - 1, following):
        return wanted is Explains.HOW or not opens_a_topic(body, place) or is_tied(body, following, said)
    if wanted is not Explains.HOW and is_clause(body, following):
        return False
    # The next rule, the next entry, the next clause: none goes on with this one.
    if own.form is Form.ITEM and wanted is not Explains.HOW:
        return False
    own_begin = body.place_of(own.start)
    if begins_with_a_label(body, own_begin) and begins_with_a_label(body, following):
        return False
    if is_item_by_itself(body, following):
        return False
    is_of_section = heading_is_about(block.section, asked) or (wanted is Explains.HOW and bool(block.section))
    return is_of_section or is_tied(body, following, said)


def _is_told_together(body: Body, listed: ItemList, asked: Collection[str], wanted: Explains) -> bool:
    """Return whether one item of a list is told with all others: as a step, or as one of the things asked for."""
    if wanted is Explains.WHETHER or listed.mark is ListMark.LABEL:
        return False
    if wanted is Explains.HOW and listed.mark is ListMark.NUMBER:
        return True
    if 2 * sum(begins_with_a_label(body, begin) for begin in listed.begins) > len(listed.begins):
        return False
    block = body.blocks[listed.begins[0]]
    leads = " ".join(body.document.text[slice(*lead)] for lead in block.leads)
    is_about = heading_is_about(block.section, asked) or not set(asked).isdisjoint(content_stems(leads))
    return is_about or (wanted is Explains.HOW and are_steps(body, listed))


def _with_its_list(
    body: Body, first: int, place: int, last: int, listed: ItemList, said: Collection[str], most: int
) -> tuple[int, int]:
    """Return the first and last of the sentences with the items before and after that of `place`: all, or as many as
    there is room for, from the first on where that reaches it.
    """
    items, own = list(listed.items()), listed.item_of(place)
    may_order = are_steps(body, listed)
    number = items.index(own)
    low = high = number
    while low and not _holds_a_stray(body, items[low - 1], said, may_order=may_order):
        low -= 1
    while high + 1 < len(items) and not _holds_a_stray(body, items[high + 1], said, may_order=may_order):
        high += 1
    for begin in dict.fromkeys((low, number)):
        for end in range(high, number - 1, -1):
            longer = min(first, items[begin][0]), max(last, items[end][-1])
            if _fit_as_a_list(body, *longer, most):
                return longer
    return first, last


def _holds_a_stray(body: Body, item: Sequence[int], said: Collection[str], *, may_order: bool) -> bool:
    return any(_is_out_of_place(body.text_of(place), said, may_order=may_order) for place in item)


def _without_part_of_a_list(body: Body, first: int, place: int, last: int, said: Collection[str], most: int) -> int:
    """Return the last sentence where entries were brought that those up to `place` lead to: all of them or none."""
    ahead = list_around(body, last) if last > place else None
    if ahead is None or ahead.mark is not ListMark.LABEL or not place < ahead.begins[0]:
        return last
    return _end_of_what_fits(body, first, place, ahead, said, most, part=False) - 1


def _end_of_what_fits(
    body: Body, first: int, place: int, listed: ItemList, said: Collection[str], most: int, *, part: bool
) -> int:
    """Return the place behind the list, where all of it can be shown after the sentences from `first` on; else behind
    the last item that can where a `part` is enough, and else where the list begins.
    """
    may_order = are_steps(body, listed)
    end = listed.begins[0]
    for item in listed.items():
        if _holds_a_stray(body, item, said, may_order=may_order):
            return end
        if not _fit_as_a_list(body, first, item[-1], most) or _is_another_way(body, first, place, item[0]):
            return end if part and listed.mark is not ListMark.LABEL else listed.begins[0]
        end = item[-1] + 1
    return end


def _fit_as_a_list(body: Body, first: int, last: int, most: int) -> bool:
    chars = body.sentences[last][1] - body.sentences[first][0]
    is_one_section = body.blocks[first].section == body.blocks[last].section
    return is_one_section and chars <= LONGER_AS_A_LIST * most and body.are_meant(first, last)


def _last_of_its_rows(body: Body, first: int, place: int, asked: Collection[str], most: int) -> int:
    """Return the last of the rows from `place` on that are as much about what is asked: one that is more about it than
    the others is told by itself.
    """
    last, shared = place, _shared(body, place, asked)
    for following in range(place + 1, len(body.sentences)):
        is_of_it = body.blocks[following].form is Form.ROW and body.blocks[following].head == body.blocks[place].head
        if not is_of_it or not _are_together(body, first, place, following, most):
            break
        if _shared(body, following, asked) != shared:
            return place
        last = following
    return last


def _shared(body: Body, place: int, asked: Collection[str]) -> int:
    return len(set(asked) & set(content_stems(body.text_of(place))))


def _is_another_way(body: Body, first: int, place: int, following: int) -> bool:
    """Return whether a sentence stands under a title of its own, as in the next of several tabs."""
    begin, end = body.sentences[first][0], body.sentences[following - 1][1]
    return any(
        lead not in body.blocks[place].leads and not (begin <= lead[0] and lead[1] <= end)
        for lead in body.blocks[following].leads
    )


def _are_together(body: Body, first: int, place: int, last: int, most: int) -> bool:
    """Return whether the sentences from first to last stand in one section, are not too long, and are of whom they seem
    to be.
    """
    return (
        body.blocks[first].section == body.blocks[last].section
        and body.sentences[last][1] - body.sentences[first][0] <= most
        and body.are_meant(first, last)
    )
