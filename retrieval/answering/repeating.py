"""Sentences that say what another says already, and those that say its opposite in nearly the same words."""

import re
from dataclasses import dataclass

from retrieval.answering.values import Value
from retrieval.domain.readings import Relation
from retrieval.text.words import content_stems

DUPLICATE_RATIO = 0.8
"""The share of the content words of the shorter of two sentences from which on the two say the same. In the shipped
corpus the two pairs that do share 0.92 and 0.89, and the closest two that do not share 0.73."""
FEWEST_WORDS = 4
"""The fewest content words of a sentence that can be said twice: fewer ("And it is public.") are shared by chance."""
_NEGATES = re.compile(
    r"\b(?:not|never|nobody|none|nothing|neither|nor|without|cannot|no(?!\.? ?\d))\b|n['’]t\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence that was said, with the value that it gives and the side that it takes, where it has any."""

    sentence: str
    value: Value | None = None
    stance: Relation = Relation.OPEN

    def says_no_more_than(self, other: "Said") -> bool:
        """Return whether another says the same and answers the same."""
        if Relation.OPEN not in (self.stance, other.stance) and self.stance is not other.stance:
            return False
        return not differ(self.value, other.value) and say_the_same(self.sentence, other.sentence)


def differ(value: Value | None, other: Value | None) -> bool:
    """Return whether there are two values, and one is not the other."""
    return value is not None and other is not None and not value.agrees_with(other)


def negates(text: str) -> bool:
    """Return whether a text says that something is not so."""
    return _NEGATES.search(text) is not None


def say_the_same(sentence: str, other: str) -> bool:
    """Return whether the shorter of two sentences says little that the longer one does not. "It is allowed" and "it is
    not allowed" share all words that carry meaning, and are opposites.
    """
    if negates(sentence) is not negates(other):
        return False
    words = set(content_stems(sentence))
    return bool(words) and (words == set(content_stems(other)) or is_copied(sentence, other))


def is_copied(sentence: str, other: str) -> bool:
    """Return whether two sentences share so many words that it is no chance."""
    words, others = set(content_stems(sentence)), set(content_stems(other))
    shorter = min(len(words), len(others))
    return shorter >= FEWEST_WORDS and len(words & others) >= DUPLICATE_RATIO * shorter
