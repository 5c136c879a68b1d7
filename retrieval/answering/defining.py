"""Whether a sentence says what a term means, or what the letters of an abbreviation stand for."""

import re

from retrieval.text.words import tokens

LETTERS_OF_AN_ACRONYM = re.compile(r"[A-Z]{3,8}")
_SMALL = frozenset("of the and for in on to".split())
_TERM = "\x00"
"""Stands in a sentence for the term whose definition is looked for."""
_MARKS = r"[\"”’'*_`]{0,3}"
_DEFINITIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\w \([\"“‘'*_`]{{0,3}}{_TERM}{_MARKS}\)",
        rf"{_TERM}{_MARKS} \((?!\d)[^()]{{6,80}}\)",
        rf"{_TERM}{_MARKS},? (?:\([^()]{{1,80}}\) )?(?:stands? for|means?|refers? to|denotes?|is defined as)\b",
        rf"{_TERM}{_MARKS},? (?:is|are) (?:short|an? (?:abbreviation|acronym)) (?:for|of)\b",
        rf"(?:known|abbreviated|referred to|called|termed|defined) (?:as |to )?(?:an? |the )?[\"“‘'*_`]{{0,3}}{_TERM}",
        rf"{_TERM}{_MARKS},? (?:is|are|was|were) (?:an? |the )",
    )
)


def defines(sentence: str, term: str) -> int | None:
    """Return how surely a sentence defines a term, 0 the surest; None where it does not. An abbreviation keeps its
    capitals.
    """
    is_acronym = bool(LETTERS_OF_AN_ACRONYM.fullmatch(term))
    if is_acronym and _spells_out(sentence, term):
        return 0
    text, wanted = (sentence, term) if term.isupper() else (sentence.casefold(), term.casefold())
    marked = text.replace(wanted, _TERM)
    return next((n for n, pattern in enumerate(_DEFINITIONS, start=1) if pattern.search(marked)), None)


def _spells_out(sentence: str, acronym: str) -> bool:
    """Return whether words in a row begin with the letters of an acronym: all but the small ones among them."""
    words = tokens(sentence)
    letters = acronym.casefold()
    for place, word in enumerate(words):
        if word[0] != acronym[0] or word == acronym:
            continue
        reached = 0
        for following in words[place : place + 2 * len(letters)]:
            if following[0].casefold() == letters[reached]:
                reached += 1
            elif following.casefold() not in _SMALL:
                break
            if reached == len(letters):
                return True
    return False
