"""A question that leaves out what the one before it said: "and in May?", "what about Russia?", "since when?"."""

import re
from collections.abc import Sequence

from retrieval.answering.parts import completed
from retrieval.answering.question import AUXILIARY
from retrieval.text.calendar import MONTHS, WEEKDAYS
from retrieval.text.grammar import ALL_AUXILIARIES, ALL_PREPOSITIONS, QUESTION_WORDS
from retrieval.text.phrases import NounPhrase, phrases_of, words_of
from retrieval.text.words import content_stems

_FROM_ITS_AUXILIARY = re.compile(rf"\b{AUXILIARY}\s+\S.*", re.IGNORECASE | re.DOTALL)
_BARE_QUESTION = re.compile(
    r"(?:(?:by|for|since|until|till|from|with|to|in|at|on)\s+)?"
    r"(?:who|whom|when|where|why|how(?:\s+(?:long|much|many|often|far|so|come))?|what|which)(?:\s+\w+)?",
    re.IGNORECASE,
)
MOST_WORDS_LEFT = 6
"""The most words of what a question without a verb adds to the one before."""


def continued(rest: str, before: str, *, goes_on: bool) -> str | None:
    """Return the question before with what `rest` puts into it; None where `rest` is a question of its own.
    `goes_on` says that it began with "and" or "what about".
    """
    rest = rest.strip().rstrip("?!. ")
    words = [match[0] for match in words_of(rest)]
    lowered = [word if place and word[0].isupper() else word.casefold() for place, word in enumerate(words)]
    if not words or len(words) > MOST_WORDS_LEFT:
        return None
    if (
        not content_stems(rest)
        and lowered[0] in QUESTION_WORDS | ALL_PREPOSITIONS
        and not set(lowered) & (ALL_AUXILIARIES - {"how"})
    ):
        return _asked_of(rest, before)
    if _BARE_QUESTION.fullmatch(rest) and lowered[0] in ALL_PREPOSITIONS:
        return _asked_of(rest, before)
    has_verb = bool(set(lowered) & ALL_AUXILIARIES) or lowered[0] in QUESTION_WORDS
    if has_verb or set(lowered) & {"it", "they", "them", "that", "this", "he", "she"}:
        return None
    if lowered[0] in ALL_PREPOSITIONS:
        return _with_place(rest, before)
    return _in_place_of_its_like(rest, before) if goes_on else None


def _asked_of(question_words: str, before: str) -> str:
    """Return a question word by itself with what was asked before."""
    if " " not in question_words:
        return completed(question_words, before)
    found = _FROM_ITS_AUXILIARY.search(before)
    rest = found[0] if found else before
    return f"{question_words} {rest[0].lower()}{rest[1:].rstrip(' ?.!')}?"


def _with_place(phrase: str, before: str) -> str:
    """Return the question before with "in May" in the place of its "in April", or after it."""
    preposition = phrase.split(maxsplit=1)[0].casefold()
    added = phrases_of(phrase)
    for old in reversed(phrases_of(before)) if added else ():
        if old.after == preposition and _kind(old) == _kind(added[-1]):
            start = before.casefold().rfind(preposition, 0, old.start)
            return f"{before[:start]}{phrase}{before[old.end :]}"
    return f"{before.rstrip(' ?.!')} {phrase}?"


def _in_place_of_its_like(phrase: str, before: str) -> str:
    """Return the question before with "Russia" in the place of its "Iran"; where nothing in it is of the kind, after
    it.
    """
    added = phrases_of(phrase)
    old = _like(added[-1], phrases_of(before)) if added else None
    if old is None:
        return f"{before.rstrip(' ?.!')} {phrase}?"
    start = old.start - len(old.determiner) - 1 if old.determiner and added[-1].determiner else old.start
    return f"{before[:start]}{phrase}{before[old.end :]}"


def _like(added: NounPhrase, phrases: Sequence[NounPhrase]) -> NounPhrase | None:
    parts = [part for phrase in phrases for part in (phrase, phrase.whole) if part is not None]
    same_word = [part for part in parts if set(content_stems(part.text)) & set(content_stems(added.text))]
    same_kind = [part for part in parts if _kind(part) == _kind(added) and not part.is_of_something]
    alike = same_word or same_kind
    return alike[-1] if alike else None


def _kind(phrase: NounPhrase) -> str:
    word = phrase.head.casefold()
    if word in MONTHS or word in WEEKDAYS or phrase.head.isdigit():
        return "time"
    return "name" if phrase.is_name else "thing"
