"""What stands around a sentence in its section: to say how, why or whether something is so takes more than one sentence,
and a section is what its author meant to be read together.
"""

from retrieval.documents.blocks import LEADS_ON, Form
from retrieval.documents.context import Body
from retrieval.text.orders import asks, orders

MAX_EXPLANATION_CHARS = 600
"""The longest that a sentence with the rest of its section may be: some fourteen lines on a phone."""


def with_its_section(body: Body, first: int, place: int, last: int) -> tuple[int, int]:
    """Return the first and the last of the sentences that explain the one at `place`, which is understood by those from
    first to last: what follows in its section and, where there is room left, what stands before. A row of a table is
    explained by its head.
    """
    if body.blocks[place].form is Form.ROW:
        return first, last
    may_order = any(orders(body.text_of(shown)) for shown in range(first, last + 1))
    end, begin = last, first
    while _may_be_shown(body, end + 1, may_order=may_order) and _are_together(body, first, place, end + 1):
        end += 1
        # What leads to something is not shown without it.
        if not LEADS_ON.search(body.text_of(end)):
            last = end
    while _may_be_shown(body, begin - 1, may_order=may_order) and _are_together(body, begin - 1, place, last):
        begin -= 1
        # Nothing begins with what leans on a sentence that is not shown.
        if body.understandable(begin)[0] == begin:
            first = begin
    return first, last


def _may_be_shown(body: Body, place: int, *, may_order: bool) -> bool:
    """Return whether a sentence may explain another: it asks nothing, and orders something only where that does."""
    if not 0 <= place < len(body.sentences):
        return False
    sentence = body.text_of(place)
    return not asks(sentence) and (may_order or not orders(sentence))


def _are_together(body: Body, first: int, place: int, last: int) -> bool:
    """Return whether the sentences from first to last stand in one section, fit, and are of whom they seem to be."""
    return (
        body.blocks[first].section == body.blocks[last].section
        and body.sentences[last][1] - body.sentences[first][0] <= MAX_EXPLANATION_CHARS
        and body.in_their_own_words(first, place, last) == (first, last)
    )
