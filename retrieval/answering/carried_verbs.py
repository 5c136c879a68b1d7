"""Parts of a question that leave out the verb of the first: "when is paper collected, and when glass?"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.answering.question import AUXILIARY
from retrieval.text.grammar import ALL_AUXILIARIES, ALL_DETERMINERS, ALL_PREPOSITIONS, ALL_PRONOUNS
from retrieval.text.nouns import words_of
from retrieval.text.phrases import NounPhrase, phrases_of

_ASKING = re.compile(
    r"\W*(?:(?:and|but|or)\s+)?(who|what|when|where|why"
    r"|how(?:\s+(?:much|many|long|often|far|old|late|early|big|high|tall|soon|fast|deep|large|expensive))?)\b",
    re.IGNORECASE,
)
_ASKS_WHAT = re.compile(r"\W*+what\b", re.IGNORECASE)
_ITS_AUXILIARY = re.compile(rf"\b{AUXILIARY}\b", re.IGNORECASE)


def with_verb_of(piece: str, first: str) -> str:
    """Return a part without a verb with that of the first: "when glass" after "when is paper collected" is "when is
    glass collected". As it is where it has a verb, or more than one thing is asked about first.
    """
    asks, auxiliary = _ASKING.match(piece), _ITS_AUXILIARY.search(first)
    if asks is None or auxiliary is None:
        return piece
    if asks[1].casefold() == "what" and not _ASKS_WHAT.match(first):
        # "And what price" asks which of them.
        return piece
    added = piece[asks.end() :].strip(" ?.!")
    old = _asked_about(first, auxiliary.end())
    if old is None or not _is_a_noun_alone(piece, added):
        return piece
    start, end = old
    before = first[auxiliary.start() : start]
    return f"{asks[1]} {before[0].lower()}{before[1:]}{added}{first[end:].rstrip(' ?.!')}"


def _is_a_noun_alone(piece: str, added: str) -> bool:
    """Return whether all that a part adds is a noun, with what says where or of what it is."""
    words = {match[0].casefold() for match in words_of(added)}
    phrases = phrases_of(piece)
    if not phrases or words & (ALL_AUXILIARIES | ALL_PRONOUNS):
        return False
    start, end = _span(phrases[:1])
    between = [piece[before.end : after.start].split() for before, after in pairwise(phrases)]
    goes_on = all(words and words[0].casefold() in ALL_PREPOSITIONS | {"and", "or"} for words in between)
    return goes_on and piece[start : phrases[-1].end] == added and end <= phrases[-1].end


def _asked_about(first: str, start: int) -> tuple[int, int] | None:
    """Return where the one noun stands that is asked about, or those that "and" joins, behind the auxiliary; None where
    there are several.
    """
    phrases = [phrase for phrase in phrases_of(first) if phrase.start >= start]
    asked_about = [phrase for phrase in phrases if phrase.after not in ALL_PREPOSITIONS]
    joined = all(
        first[before.end : after.start].split()[:1] in (["and"], ["or"]) for before, after in pairwise(asked_about)
    )
    return _span(asked_about) if asked_about and joined else None


def _span(phrases: Sequence[NounPhrase]) -> tuple[int, int]:
    """Return where phrases begin, with the word that determines the first, and where they end."""
    first = phrases[0]
    has_determiner = first.determiner.casefold() in ALL_DETERMINERS
    return first.start - (len(first.determiner) + 1 if has_determiner else 0), phrases[-1].end
