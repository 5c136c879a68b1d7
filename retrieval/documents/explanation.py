"""What stands around a sentence in its section: to say how, why or whether something is so takes more than a sentence,
and a section is what its author meant to be read together.
"""

from collections.abc import Collection

from retrieval.documents.blocks import LEADS_ON, Form
from retrieval.documents.context import Body
from retrieval.text.orders import asks, orders, orders_whoever_answers
from retrieval.text.words import content_stems

MAX_EXPLANATION_CHARS = 600
"""The longest that a sentence with the rest of its section may be: some fourteen lines on a phone."""
MAX_FURTHER_CHARS = 300
"""The longest that it may be where something longer is shown before it."""


def with_its_section(
    body: Body, first: int, place: int, last: int, asked: Collection[str], *, steps: bool, most: int
) -> int:
    """Return the last of the sentences that explain the one at `place`, which is understood by those from first to
    last: what follows in its section, in all at most so many characters. What follows an item explains it where `steps`
    are asked for, and else only what belongs to it: the next rule is another. Of a table, rows that have as many of the
    stems `asked` about follow a row.

    An order explains only an order or, as a step, what it shares a word with.
    """
    if body.blocks[place].form is Form.ROW:
        return _last_of_its_rows(body, first, place, asked, most)
    may_order = any(orders(body.text_of(shown)) for shown in range(first, last + 1))
    said = (
        {*asked, *content_stems(" ".join(body.text_of(shown) for shown in range(first, last + 1)))} if steps else set()
    )
    for following in range(last + 1, len(body.sentences)):
        sentence = body.text_of(following)
        if (
            asks(sentence)
            or orders_whoever_answers(sentence)
            or (orders(sentence) and not may_order and said.isdisjoint(content_stems(sentence)))
        ):
            break
        if not (steps or _belongs_to_its_item(body, place, following)):
            break
        if not _are_together(body, first, place, following, most) or _is_another_way(body, first, place, following):
            break
        # What leads to something is not shown without it.
        if not LEADS_ON.search(sentence):
            last = following
    return last


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


def _belongs_to_its_item(body: Body, place: int, following: int) -> bool:
    """Return whether a sentence stands in the item that the one at `place` stands in, or below it. What is no item has
    all that follows.
    """
    item, block = body.blocks[place], body.blocks[following]
    return item.form is not Form.ITEM or block is item or any(item.start <= lead[0] < item.end for lead in block.leads)


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
        and body.in_their_own_words(first, place, last) == (first, last)
    )
