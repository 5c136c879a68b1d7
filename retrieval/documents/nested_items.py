"""Items of a list that have short items of their own, as a table has rows: "Oak hall", with "seats forty" and "has a
kitchen" below it.
"""

from retrieval.documents.blocks import Form
from retrieval.documents.context import Body
from retrieval.text.orders import orders
from retrieval.text.words import tokens

MOST_WORDS_OF_AN_ITEM = 12
"""Of longer items each tells something by itself."""


def row_of_items(body: Body, place: int) -> range:
    """Return the places of an item and of all items below it, outermost first, of which one is at `place`; none where
    one of them is a step to take or longer than a cell of a table, or where there is no item below another.
    """
    if not _is_cell(body, place):
        return range(0)
    first = place
    for start, end in body.blocks[place].leads:
        above = body.place_of(start)
        if body.blocks[above].form is Form.ITEM and body.sentences[above] == (start, end):
            first = above
            break
    last = first
    while last + 1 < len(body.blocks) and body.sentences[first] in body.blocks[last + 1].leads:
        last += 1
    items = range(first, last + 1)
    return items if len(items) > 1 and all(_is_cell(body, item) for item in items) else range(0)


def _is_cell(body: Body, place: int) -> bool:
    block, text = body.blocks[place], body.text_of(place)
    is_short = len(block.sentences) == 1 and len(tokens(text)) <= MOST_WORDS_OF_AN_ITEM
    return block.form is Form.ITEM and is_short and not orders(text)
