"""Opposite words of English, of which one holds of a thing where the other does not: "left" and "right"."""

import re

from retrieval.text.words import content_stems, is_stop_word, tokens

Poles = frozenset[tuple[int, int]]
"""The opposites that words hold, each by its pair and by which of the two it is."""

_PAIRS = """
    north northern northeast northwest northeastern northwestern northward northwards
        | south southern southeast southwest southeastern southwestern southward southwards
    east eastern northeast southeast northeastern southeastern eastward eastwards
        | west western northwest southwest northwestern southwestern westward westwards
    left | right
    above over overhead | below beneath under underneath
    top | bottom
    up upper uphill upstairs upward upwards | down downhill downstairs downward downwards lower
    inside indoor indoors | outside outdoor outdoors
    before earlier | after later
    front | back behind rear
    upstream | downstream
    inbound | outbound
    clockwise | anticlockwise counterclockwise
    horizontal horizontally | vertical vertically
    early | late
    first | last
    even | odd
"""
_SIDES = [side.split() for side in re.split(r"\||\n(?! *\|)", _PAIRS) if side.strip()]
_OF_WORD: dict[str, Poles] = {
    word: frozenset((number // 2, number % 2) for number, words in enumerate(_SIDES) if word in words)
    for side in _SIDES
    for word in side
}
_MOST_LITTLE_WORDS = 3
"""The most words without meaning between an opposite and what it is said of: "left of the", "outside, in the"."""
_FROM_SOMETHING = re.compile(
    r"\b(?:(?:north|south|east|west|(?:north|south)[- ]?(?:east|west)|left|right|front|back|top|bottom)(?:wards)? of"
    r"|(?:inside|outside|upstream|downstream|rear)(?: of)?|above|below|beneath|underneath|under|over|before|after"
    r"|behind|beside|next to|opposite|adjacent to)\s+(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_WORD_OF_LETTERS = re.compile(r"[^\W\d_]+")


def poles_of(text: str) -> Poles:
    """Return the opposites in a text; none of a pair of which it holds both."""
    found = frozenset(pole for word in tokens(text) for pole in _OF_WORD.get(word.casefold(), ()))
    return frozenset((pair, side) for pair, side in found if (pair, 1 - side) not in found)


def are_opposed(poles: Poles, others: Poles) -> bool:
    """Return whether one holds the opposite of what the other holds."""
    return any((pair, 1 - side) in others for pair, side in poles)


def is_an_opposite(word: str) -> bool:
    return word.casefold() in _OF_WORD


def from_its_opposite(text: str, start: int) -> int:
    """Return where the opposite begins that stands right before a place in a text, or before little words there; the
    place itself where none does.
    """
    before = list(_WORD_OF_LETTERS.finditer(text[max(0, start - 60) : start]))
    for word in before[::-1][: _MOST_LITTLE_WORDS + 1]:
        if is_an_opposite(word[0]):
            return max(0, start - 60) + word.start()
        if not is_stop_word(word[0]):
            break
    return start


def related_to(text: str) -> frozenset[str]:
    """Return the stems of what a text tells a place or a time by: of "north of the village", that of "village". None
    where it tells none so, or by a figure.
    """
    found = _FROM_SOMETHING.search(text)
    if found is None or any(map(str.isdigit, text)):
        return frozenset()
    return frozenset(content_stems(found[1]))
