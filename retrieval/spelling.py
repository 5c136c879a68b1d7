"""Slips of the keyboard in a question: "Irnaian dornes" is read as "Iranian drones", and whoever asked is told.

Careful, since one letter parts Iraq from Iran: a word is mended only where it stands nowhere in the corpus, is none
that the model knows as a word, and one word of the corpus is nearest or, of those as near, the most frequent.
"""

import re

from rapidfuzz.distance import OSA

from retrieval.ports import LexicalIndex, TokenCounter
from retrieval.words import fold, is_stop_word, stem

FEWEST_LETTERS = 5
"""Of a word that is mended: shorter ones have too many neighbours."""
LETTERS_FOR_TWO_SLIPS = 8

_WORD = re.compile(r"[^\W\d_]+")


def mended(question: str, lexical: LexicalIndex, counter: TokenCounter) -> str:
    """The question, each misspelt word as the corpus spells it; the same text where there is none."""
    words = {word for word in _WORD.findall(question) if len(word) >= FEWEST_LETTERS and not is_stop_word(word)}
    held = lexical.document_frequencies({stem(word) for word in words})
    strange = sorted(word for word in words if not held[stem(word)])
    known = dict(zip(strange, counter.count_tokens([fold(word) for word in strange]), strict=True))
    instead = {word: _nearest(fold(word), lexical) for word in strange if known[word] > 1}
    return _WORD.sub(lambda match: _as_cased(instead.get(match.group()) or match.group(), match.group()), question)


def _nearest(word: str, lexical: LexicalIndex) -> str | None:
    """Of the words one slip away, or two for a long word, the one that stands in most passages; None where two do."""
    slips = 2 if len(word) >= LETTERS_FOR_TWO_SLIPS else 1
    near = sorted(
        (distance, -count, spelling)
        for spelling, count in lexical.spellings(word[0]).items()
        if len(spelling) >= FEWEST_LETTERS - 1
        and (distance := OSA.distance(word, spelling, score_cutoff=slips)) <= slips
    )
    if not near or (len(near) > 1 and near[0][:2] == near[1][:2]):
        return None
    return near[0][2]


def _as_cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() and word.islower() else word
