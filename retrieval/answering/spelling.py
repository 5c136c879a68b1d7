"""A question as it was typed becomes one as it is written: "yo did iran deny abt the dornes" is read as "did iran deny
about the drones", and whoever asked is told.

Careful, since one letter parts Iraq from Iran: a word is mended only where it stands nowhere in the corpus, is none
that the model knows as a word, and one word of the corpus is nearest or, of those as near, the most frequent.
"""

import re

from rapidfuzz.distance import OSA

from retrieval.ports import LexicalIndex, TokenCounter
from retrieval.text.grammar import OF_NO_PHRASE, VERBS_ASKED_WITH
from retrieval.text.words import fold, is_stop_word, stem

FEWEST_LETTERS = 5
"""The fewest letters of a word that is mended: shorter ones have too many neighbours."""
LETTERS_FOR_TWO_SLIPS = 8
_OF_GRAMMAR = tuple(sorted(word for word in OF_NO_PHRASE if len(word) >= FEWEST_LETTERS and word.isalpha()))

_ENDING = re.compile(r"e?s|e?d|(?:e|o)?r|l?y|e?n|al|ic")
_TYPED_WORD = re.compile(r"[^\W\d_]+")
_WITH_PARTICLE = re.compile(r"\b([^\W\d_]{3,})(?:in|out|off|up|down|back)\b")
_VERBS_WITH_PARTICLES = VERBS_ASKED_WITH | {stem(word) for word in "back boot call drop lock log opt roll shut".split()}
_BLANKS = re.compile(r"\s+")
_BLANKS_BEFORE_A_MARK = re.compile(r"(?<!\s)\s++(?=[.?!])")
_HANGING = re.compile(r"(?<![\s,;])[\s,;]++(?:(?:or|and)[\s,;]*+)?(?=[?.!]*+$)|^\W++")
"""The marks and conjunctions that are left before the end, and at the beginning, where words were taken out."""
# Short forms that people type to each other, each of one meaning; those that only give a tone stand for nothing.
_CHAT_WORDS = dict(
    entry.split("=")
    for entry in """
        abt=about ppl=people bc=because cuz=because coz=because n=and u=you ur=your r=are y=why wat=what wut=what
        govt=government rn=right_now atm=right_now tho=though thru=through smth=something sth=something
        wanna=want_to gonna=going_to gotta=have_to pls=please plz=please
        msg=message msgs=messages pic=picture pics=pictures vid=video vids=videos acct=account pw=password pwd=password
        mins=minutes hrs=hours tmrw=tomorrow wknd=weekend
        yo= lol= lmao= btw= imo= tbh= ngl= nah= huh= hey= umm= hmm= dude= bro=
    """.split()
)


def mended(question: str, lexical: LexicalIndex, counter: TokenCounter) -> str:
    """Return the question in whole words, each misspelt one as the corpus spells it; the same where there is none."""
    question = _in_two_words(_in_whole_words(question, lexical), lexical)
    words = {word for word in _TYPED_WORD.findall(question) if len(word) >= FEWEST_LETTERS and not is_stop_word(word)}
    held = lexical.document_frequencies({stem(word) for word in words})
    strange = sorted(word for word in words if not held[stem(word)])
    known = dict(zip(strange, counter.count_tokens([fold(word) for word in strange]), strict=True))
    instead = {word: _nearest(word, lexical) for word in strange if known[word] > 1}
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
    written = _HANGING.sub("", _BLANKS.sub(" ", _BLANKS_BEFORE_A_MARK.sub("", written)))
    return written or question


def _in_two_words(question: str, lexical: LexicalIndex) -> str:
    """Return the question with "login" as "log in": apart where the corpus lacks what is typed and has the verb."""
    found = _WITH_PARTICLE.finditer(question)
    joined = {match[0]: match[1] for match in found if stem(match[1]) in _VERBS_WITH_PARTICLES}
    held = lexical.document_frequencies({stem(word) for pair in joined.items() for word in pair})
    apart = {
        word: f"{verb} {word[len(verb) :]}"
        for word, verb in joined.items()
        if held[stem(verb)] and not held[stem(word)]
    }
    return _TYPED_WORD.sub(lambda match: apart.get(match[0], match[0]), question)


def _nearest(typed: str, lexical: LexicalIndex) -> str | None:
    """Return the word one slip away, or two for a long word, that stands in most passages; None where two do. A word of
    grammar, such as "someone", needs to stand in none; a name is not read as one, nor is what is two slips away.
    """
    word = fold(typed)
    slips = 2 if len(word) >= LETTERS_FOR_TWO_SLIPS else 1
    of_grammar = dict.fromkeys(_OF_GRAMMAR, 0) if typed.islower() else {}
    near = sorted(
        (distance, -count, spelling)
        for spelling, count in (of_grammar | lexical.spellings(word[0])).items()
        if len(spelling) >= FEWEST_LETTERS - 1
        and not _are_forms_of_one(word, spelling)
        and (distance := OSA.distance(word, spelling, score_cutoff=slips)) <= (slips if count else 1)
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
