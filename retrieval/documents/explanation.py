"""What stands around a sentence in its section: to say how, why or whether something is so takes more than a sentence,
and a section is what its author meant to be read together.
"""

from retrieval.documents.blocks import LEADS_ON, Form
from retrieval.documents.context import Body
from retrieval.text.orders import asks, orders

MAX_EXPLANATION_CHARS = 600
"""The longest that a sentence with the rest of its section may be: some fourteen lines on a phone."""
MAX_FURTHER_CHARS = 300
"""The longest that it may be where something longer is shown before it."""


def with_its_section(body: Body, first: int, place: int, last: int, *, most: int) -> tuple[int, int]:
    """Return the first and the last of the sentences that explain the one at `place`, which is understood by those from
    first to last: what follows in its section and, where there is room left, what stands before, in all at most so many
    characters. A row of a table is explained by its head.
    """
    if body.blocks[place].form is Form.ROW:
        return first, last
    may_order = any(orders(body.text_of(shown)) for shown in range(first, last + 1))

    def may_be_shown(added: int, begin: int, end: int) -> bool:
        return _explains(body, added, may_order=may_order) and _are_together(body, begin, place, end, most)

    begin, end = first, last
    while may_be_shown(end + 1, first, end + 1):
        end += 1
        # What leads to something is not shown without it.
        if not LEADS_ON.search(body.text_of(end)):
            last = end
    while may_be_shown(begin - 1, begin - 1, last):
        begin -= 1
        # Nothing begins with what leans on a sentence that is not shown.
        if body.understandable(begin)[0] == begin:
            first = begin
    return first, last


def _explains(body: Body, place: int, *, may_order: bool) -> bool:
    """Return whether a sentence may explain another: it asks nothing, and orders something only where that does."""
    if not 0 <= place < len(body.sentences):
        return False
    sentence = body.text_of(place)
    return not asks(sentence) and (may_order or not orders(sentence))


def _are_together(body: Body, first: int, place: int, last: int, most: int) -> bool:
    """Return whether the sentences from first to last stand in one section, are not too long, and are of whom they seem
    to be.
    """
    return (
        body.blocks[first].section == body.blocks[last].section
        and body.sentences[last][1] - body.sentences[first][0] <= most
        and body.in_their_own_words(first, place, last) == (first, last)
    )
