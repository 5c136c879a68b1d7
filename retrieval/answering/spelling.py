"""A question as it was typed becomes one as it is written: "yo did iran deny abt the dornes" is read as "did iran deny
about the drones", and whoever asked is told.

Careful, since one letter parts Iraq from Iran: a word is mended only where it stands nowhere in the corpus, is none
that the model knows as a word, and one word of the corpus is nearest or, of those as near, the most frequent.
"""

import re

from rapidfuzz.distance import OSA

from retrieval.ports import LexicalIndex, TokenCounter
from retrieval.text.words import fold, is_stop_word, stem

FEWEST_LETTERS = 5
"""The fewest letters of a word that is mended: shorter ones have too many neighbours."""
LETTERS_FOR_TWO_SLIPS = 8

_ENDING = re.compile(r"e?s|e?d|(?:e|o)?r|l?y|e?n|al|ic")
_TYPED_WORD = re.compile(r"[^\W\d_]+")
_BLANKS = re.compile(r"\s+")
_HANGING = re.compile(r"(?<![\s,;])[\s,;]++(?:(?:or|and)[\s,;]*+)?(?=[?.!]*+$)|^\W++")
"""The marks and conjunctions that are left before the end, and at the beginning, where words were taken out."""
# Short forms that people type to each other, each of one meaning; those that only give a tone stand for nothing.
_CHAT_WORDS = dict(
    entry.split("=")
    for entry in """
        abt=about ppl=people bc=because cuz=because coz=because n=and u=you ur=your r=are y=why wat=what wut=what
        whats=what_is whos=who_is wheres=where_is hows=how_is whys=why_is didnt=did_not doesnt=does_not dont=do_not
        isnt=is_not arent=are_not wasnt=was_not werent=were_not hasnt=has_not havent=have_not wont=will_not
        cant=cannot govt=government rn=right_now atm=right_now tho=though thru=through smth=something sth=something
        wanna=want_to gonna=going_to gotta=have_to pls=please plz=please
        yo= lol= lmao= btw= imo= tbh= ngl= nah= huh= hey= umm= hmm= dude= bro=
    """.split()
)


def mended(question: str, lexical: LexicalIndex, counter: TokenCounter) -> str:
    """Return the question in whole words, each misspelt one as the corpus spells it; the same where there is none."""
    question = _in_whole_words(question, lexical)
    words = {word for word in _TYPED_WORD.findall(question) if len(word) >= FEWEST_LETTERS and not is_stop_word(word)}
    held = lexical.document_frequencies({stem(word) for word in words})
    strange = sorted(word for word in words if not held[stem(word)])
    known = dict(zip(strange, counter.count_tokens([fold(word) for word in strange]), strict=True))
    instead = {word: _nearest(fold(word), lexical) for word in strange if known[word] > 1}
    return _TYPED_WORD.sub(
        lambda match: _as_cased(instead.get(match.group()) or match.group(), match.group()), question
    )


def _in_whole_words(question: str, lexical: LexicalIndex) -> str:
    """Return the question with its chat words written out, where the corpus does not use them as words of its own."""
    typed = {word for word in _TYPED_WORD.findall(question) if word in _CHAT_WORDS}
    held = lexical.document_frequencies({stem(word) for word in typed})
    instead = {word: _CHAT_WORDS[word].replace("_", " ") for word in typed if not held[stem(word)]}
    if not instead:
        return question
    written = _TYPED_WORD.sub(lambda match: instead.get(match.group(), match.group()), question)
    written = _HANGING.sub("", _BLANKS.sub(" ", written))
    return written or question


def _nearest(word: str, lexical: LexicalIndex) -> str | None:
    """Return the word one slip away, or two for a long word, that stands in most passages; None where two do."""
    slips = 2 if len(word) >= LETTERS_FOR_TWO_SLIPS else 1
    near = sorted(
        (distance, -count, spelling)
        for spelling, count in lexical.spellings(word[0]).items()
        if len(spelling) >= FEWEST_LETTERS - 1
        and not _are_forms_of_one(word, spelling)
        and (distance := OSA.distance(word, spelling, score_cutoff=slips)) <= slips
    )
    if not near or (len(near) > 1 and near[0][:2] == near[1][:2]):
        return None
    return near[0][2]


def _are_forms_of_one(word: str, other: str) -> bool:
    """Return whether one of two words is the other with an ending: then it is written as it was meant."""
    short, long = sorted((word, other), key=len)
    return _ENDING.fullmatch(long.removeprefix(short)) is not None and not (short[-1] == long[-1] == "s")


def _as_cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() and word.islower() else word
