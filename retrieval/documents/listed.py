"""The lists that sentences of a document stand in: which items are of one list, and what is told by such items. A list
is numbered, has bullets, or is made of entries, each a paragraph or line that begins with the name of what it tells of.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from retrieval.documents.blocks import LEADS_ON, Block, Form
from retrieval.documents.context import MAX_EXCERPT_CHARS, Body
from retrieval.documents.lines import BEGINS_WITH_A_LABEL
from retrieval.text.grammar import ALL_AUXILIARIES, ALL_DETERMINERS, ALL_PREPOSITIONS, ALL_PRONOUNS
from retrieval.text.orders import asks, orders
from retrieval.text.words import tokens

_COUNTED_BEFORE = re.compile(r"(?:^|\s)(\d{1,3})[.)][ \t]+(?:\[[ xX]\][ \t]+)?\Z")
_BULLET_BEFORE = re.compile(r"(?:^|\s)[-*+•‣◦▪–][ \t]+(?:\[[ xX]\][ \t]+)?\Z")
_NUMBERED_STEP = re.compile(r"(?:\*\*|__)?step (\d{1,3})\b", re.IGNORECASE)
_EMPHASISED_LABEL = re.compile(r"(?P<mark>\*\*|__|\*|_)[^*_\n]{1,60}(?:[.:!](?P=mark)|(?P=mark)(?:[.:]|\s[–—-]\s))\s*")
_UP_TO_A_STOP = re.compile(r"[^.,;:!?]*+")
_MARK_BEFORE_CHARS = 16
"""How far before an item its mark is looked for."""
_FEWEST_WORDS_OF_A_STEP = 3
_NO_PLAIN_VERB = re.compile(r"\w{3,}ing|\w{2,}[^\We]ed|\w+[^\Ws]s")
"""A word that orders nothing, by its ending: "Supporting frozen classes", "Refunds take ten days". "Bring" does."""
_LONGEST_LABEL_WORDS = 5


class ListMark(Enum):
    """What tells that a block is one of a list."""

    NUMBER = auto()
    BULLET = auto()
    LABEL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list: where the first sentence of each item stands, the end of the last one, and the mark of all."""

    begins: tuple[int, ...]
    end: int
    mark: ListMark

    def item_of(self, place: int) -> range:
        """Return the places of the sentences of the item that holds the one at `place`."""
        return next(item for item in self.items() if place in item)

    def items(self) -> Iterator[range]:
        for begin, following in pairwise((*self.begins, self.end)):
            yield range(begin, following)


def list_around(body: Body, place: int) -> ItemList | None:
    """Return the list that the sentence at `place` stands in, the outermost where it stands in several; None where it
    stands in none, or in one of a single item. Of a long list, no more than is too long to be shown.
    """
    own = _outermost_item(body, place)
    mark = mark_of(body, own)
    if mark is None:
        return None
    begins = [*reversed(list(_siblings(body, own, mark, -1))), own, *_siblings(body, own, mark, 1)]
    end = max(_end_of_item(body, begins[-1]), place + 1)
    return ItemList(begins=tuple(begins), end=end, mark=mark) if len(begins) > 1 else None


def list_beginning(body: Body, place: int) -> ItemList | None:
    """Return the list that begins with the sentence at `place`; None where none does."""
    mark = mark_of(body, place) if _outermost_item(body, place) == place else None
    if mark is None or next(_siblings(body, place, mark, -1), None) is not None:
        return None
    return list_around(body, place)


def is_item_by_itself(body: Body, place: int) -> bool:
    """Return whether the block at `place` has a number and no other item beside it: it names what is below."""
    if mark_of(body, place) is not ListMark.NUMBER:
        return False
    return all(next(_siblings(body, place, ListMark.NUMBER, way), None) is None for way in (-1, 1))


def _outermost_item(body: Body, place: int) -> int:
    """Return the place of the item that the sentence at `place` stands in, the outermost; else of its block."""
    own = _first_of_block(body, place)
    for start, _ in body.blocks[own].leads:
        above = _first_of_block(body, body.place_of(start))
        is_item = body.blocks[above].form is Form.ITEM and above < own
        if is_item and mark_of(body, above) in {ListMark.NUMBER, ListMark.BULLET}:
            return above
    return own


def mark_of(body: Body, place: int) -> ListMark | None:
    """Return what tells that the block whose first sentence is at `place` is one of a list; None where nothing does."""
    if _number_of(body, place) is not None:
        return ListMark.NUMBER
    if _BULLET_BEFORE.search(_before(body, place)):
        return ListMark.BULLET
    return ListMark.LABEL if begins_with_a_label(body, place) else None


def begins_with_a_label(body: Body, place: int) -> bool:
    """Return whether the block at `place` begins with the name of what it tells of, and tells something of it."""
    block = body.blocks[place]
    if block.form not in {Form.PROSE, Form.ITEM} or asks(body.text_of(place)) or LEADS_ON.search(body.text_of(place)):
        return False
    text = body.document.text[block.start : block.end]
    return 0 < _label_chars(text) < len(text)


def _label_chars(text: str) -> int:
    """Return how long the name is that a text begins with. What states something before its colon is no name."""
    if label := _EMPHASISED_LABEL.match(text):
        return label.end()
    label = BEGINS_WITH_A_LABEL.match(text)
    words = [word.casefold() for word in tokens(label[0])] if label else []
    is_name = 0 < len(words) <= _LONGEST_LABEL_WORDS and ALL_AUXILIARIES.isdisjoint(words)
    return label.end() if label and is_name else 0


def are_steps(body: Body, listed: ItemList) -> bool:
    """Return whether the items of a list tell what to do, as far as the words after their names show: most tell nothing
    of anybody. No list of verbs has all that steps begin with.
    """
    texts = (body.document.text[body.blocks[place].start : body.blocks[place].end] for place in listed.begins)
    steps = sum(_may_order(text[_label_chars(text) :]) for text in texts)
    return 2 * steps > len(listed.begins)


def _may_order(text: str) -> bool:
    if orders(text):
        return True
    words = [word.casefold() for word in tokens(_UP_TO_A_STOP.match(text)[0])]  # type: ignore[index]  # it matches all
    if len(words) < _FEWEST_WORDS_OF_A_STEP or words[0] in ALL_DETERMINERS | ALL_PRONOUNS | ALL_PREPOSITIONS:
        return False
    return _NO_PLAIN_VERB.fullmatch(words[0]) is None and ALL_AUXILIARIES.isdisjoint(words)


def _siblings(body: Body, place: int, mark: ListMark, way: int) -> Iterator[int]:
    """Yield the places of the items of one list before or after the one at `place`, the nearest first, up to one that
    is too far to be shown with it.
    """
    block, number = body.blocks[place], _number_of(body, place)
    reached = place
    while (other := _next_block(body, reached, way)) is not None:
        reached = other
        beside = body.blocks[other]
        if beside.section != block.section:
            return
        if mark_of(body, other) is mark and _are_level(beside, block):
            following = _number_of(body, other)
            # A list that begins anew is another; Markdown counts where every item is written as the first.
            if number is not None and following is not None and (following - number) * way < 0:
                return
            number = following
            yield other
        elif not _is_deeper(beside, block):
            return
        if abs(beside.start - block.start) > MAX_EXCERPT_CHARS:
            return


def _are_level(block: Block, other: Block) -> bool:
    # Of paragraphs, what leads to them stands before the first alone.
    return block.form is other.form and (block.leads == other.leads or block.form is Form.PROSE)


def _is_deeper(block: Block, item: Block) -> bool:
    """Return whether a block stands in an item that is a sibling of this one."""
    return len(block.leads) > len(item.leads) and set(item.leads) <= set(block.leads)


def _end_of_item(body: Body, begin: int) -> int:
    """Return the place behind the last sentence of the item that begins there, or behind one too far to be shown."""
    item, place = body.blocks[begin], begin
    while (following := _next_block(body, place, 1)) is not None:
        block = body.blocks[following]
        if block.section != item.section or not any(item.start <= lead[0] < item.end for lead in block.leads):
            return following
        place = following
        if block.start - item.start > MAX_EXCERPT_CHARS:
            return place + 1
    return len(body.sentences)


def _next_block(body: Body, place: int, way: int) -> int | None:
    """Return the place of the first sentence of the block before or after that of `place`."""
    block = body.blocks[place]
    other = bisect_left(body.sentences, (block.end,)) if way > 0 else _first_of_block(body, place) - 1
    return _first_of_block(body, other) if 0 <= other < len(body.blocks) else None


def _first_of_block(body: Body, place: int) -> int:
    return bisect_left(body.sentences, (body.blocks[place].start,))


def _number_of(body: Body, place: int) -> int | None:
    found = _COUNTED_BEFORE.search(_before(body, place)) or _NUMBERED_STEP.match(body.text_of(place))
    return int(found[1]) if found else None


def _before(body: Body, place: int) -> str:
    """Return what stands before a block in its line."""
    start = body.blocks[place].start
    return body.document.text[max(0, start - _MARK_BEFORE_CHARS) : start].rpartition("\n")[2]
