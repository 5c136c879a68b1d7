"""What the emphasised words of two sentences say: the same, or one another's opposite, or neither can be told."""

import re
from dataclasses import dataclass

from retrieval.text.opposites import Poles, are_opposed, is_an_opposite, poles_of, related_to
from retrieval.text.words import is_stop_word, stem, tokens

MOST_WORDS_OF_A_VALUE = 6
"""The most words of meaning of what can be held against another as a value. A clause can be said in many ways."""
_FIGURE_OF_WORD = {
    word: str(number)
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen twenty""".split()
    )
}
_SAYS_LITTLE = frozenset(
    stem(word)
    for word in """about almost approximately around circa estimated exactly nearly over roughly some total year
    years""".split()
)
_BEGINS_WITH_A_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Value:
    """A short answer: the stems of its words, those that are figures, and the opposites in it. "25 euros" and "about
    25" agree.
    """

    text: str
    stems: frozenset[str]
    figures: frozenset[str]
    poles: Poles = frozenset()

    def agrees_with(self, other: "Value") -> bool:
        """Return whether both may say the same: where one only says more than the other, they do."""
        if self.figures and other.figures and not (self.figures <= other.figures or other.figures <= self.figures):
            return False
        if are_opposed(self.poles, other.poles):
            return False
        return self.stems <= other.stems or other.stems <= self.stems

    def is_of_the_kind_of(self, other: "Value") -> bool:
        """Return whether both are figures, or neither is."""
        return bool(self.figures) is bool(other.figures)

    def is_told_by_the_same_as(self, other: "Value") -> bool:
        """Return whether both tell a place or a time by one thing, if each tells it by any: what is north of the
        village may be south of the island.
        """
        mine, others = related_to(self.text), related_to(other.text)
        return mine <= others or others <= mine


def value_of(words: str) -> Value | None:
    """Return the value that words state; None where they are too many, or say nothing, to be held against others."""
    stated = [_FIGURE_OF_WORD.get(word.casefold(), word) for word in tokens(words)]
    stems = frozenset(stem(word) for word in stated if not is_stop_word(word)) - _SAYS_LITTLE
    if not stems and all(map(is_an_opposite, stated)):
        stems = frozenset(map(stem, stated))
    if not stems or len(stems) > MOST_WORDS_OF_A_VALUE:
        return None
    figures = frozenset(each for each in stems if _BEGINS_WITH_A_DIGIT.match(each))
    return Value(text=words, stems=stems, figures=figures, poles=poles_of(words))
