"""What stands around a sentence in its section: to say how, why or whether something is so takes more than a sentence,
and a section is what its author meant to be read together.
"""

from retrieval.documents.blocks import LEADS_ON, Form
from retrieval.documents.context import Body
from retrieval.text.orders import asks, orders, orders_whoever_answers

MAX_EXPLANATION_CHARS = 600
"""The longest that a sentence with the rest of its section may be: some fourteen lines on a phone."""
MAX_FURTHER_CHARS = 300
"""The longest that it may be where something longer is shown before it."""


def with_its_section(body: Body, first: int, place: int, last: int, *, most: int) -> int:
    """Return the last of the sentences that explain the one at `place`, which is understood by those from first to
    last: what follows in its section, in all at most so many characters. A row of a table is explained by its head.
    """
    if body.blocks[place].form is Form.ROW:
        return last
    may_order = any(orders(body.text_of(shown)) for shown in range(first, last + 1))
    for following in range(last + 1, len(body.sentences)):
        sentence = body.text_of(following)
        if asks(sentence) or orders_whoever_answers(sentence) or (orders(sentence) and not may_order):
            break
        if not _are_together(body, first, place, following, most) or _is_another_way(body, first, place, following):
            break
        # What leads to something is not shown without it.
        if not LEADS_ON.search(sentence):
            last = following
    return last


def _is_another_way(body: Body, first: int, place: int, following: int) -> bool:
    """Return whether a sentence stands under a title of its own, as in the next of several tabs."""
    above = (*body.blocks[place].leads, *body.sentences[first:following])
    return any(lead not in above for lead in body.blocks[following].leads)


def _are_together(body: Body, first: int, place: int, last: int, most: int) -> bool:
    """Return whether the sentences from first to last stand in one section, are not too long, and are of whom they seem
    to be.
    """
    return (
        body.blocks[first].section == body.blocks[last].section
        and body.sentences[last][1] - body.sentences[first][0] <= most
        and body.in_their_own_words(first, place, last) == (first, last)
    )
