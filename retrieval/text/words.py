"""The words of a text, folded and stemmed the same way wherever words are compared: in the lexical index, in the
signals and in the search for near-duplicates.
"""

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

from retrieval.text.irregular import PASTS, singular_of

WORDS_VERSION = 6
"""The version of what `tokens` and `stem` give: a change of their results changes this, and lexical indexes are built
anew."""

_ZERO_WIDTH_JOINERS = "\u200c\u200d"
_MARKS_OF_AN_INDIC_SCRIPT = "\u0900-\u0903\u093a-\u093c\u093e-\u094d\u0951-\u0957\u0962\u0963"
_INDIC_BLOCKS = range(0, 0x480, 0x80)
_LETTER_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
) + "".join(
    mark if mark == "-" else chr(ord(mark) + block) for block in _INDIC_BLOCKS for mark in _MARKS_OF_AN_INDIC_SCRIPT
)
"""Marks that stand upon or beside a letter and are letters to no program: accents, vowels of Hebrew and Arabic, and of
the scripts of India, each of which has them in the same places of its block."""
_STRETCHING = f"{_ZERO_WIDTH_JOINERS}\u0640"
"""Joiners, and the line that stretches an Arabic word: written or not, it is the same word."""
_LETTERS = rf"[^\W\d_]+(?:[{_LETTER_MARKS}{_ZERO_WIDTH_JOINERS}]+[^\W\d_]*)*"
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)*|{_LETTERS}(?:['’]{_LETTERS})*")
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Runs of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese."""


class _Stemmers(threading.local):
    """A stemmer for each thread: one works on the word within itself, and gives two threads each other's endings."""

    def __init__(self) -> None:
        self.english = Stemmer.Stemmer("english", 0)  # It needs no cache of its own: `_kept_stem` is one.


_STEMMERS = _Stemmers()
LONGEST_WORD_CHARS = 50
"""The stems of longer tokens are not remembered: no word is so long, and a document may be one token."""

# English function words, and the words that make a sentence a question: they say nothing of what is asked about.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been before being below
    between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few
    for from further had hadn't has hasn't have haven't having he her here hers herself him himself his how i if in
    into is isn't it it's its itself just let many me more most much my myself no nor not of off on once only or
    other ought our ours ourselves out over own please same shall she should shouldn't so some such tell than that
    that's the their theirs them themselves then there there's these they this those through to too under until up
    upon us very was wasn't we were weren't what what's when when's where where's which while who who's whom whose
    why why's will with won't would wouldn't you your yours yourself yourselves""".split()
)

# One country has several spellings; the capitals tell "US" from "us".
_SPELLINGS = {"US": "usa", "U.S.": "usa", "USA": "usa", "U.S.A.": "usa"}

_DOUBLE_END = re.compile(r"\w{3}([bdfgmnprt])\1s?\Z")
"""The end of a word with a letter that the stemmer takes off before -ed and -ing; of shorter ones ("Webb", "Matt") two
words would become one."""


def fold(text: str) -> str:
    """Return the text without case, accents, compatibility forms, joiners and what only stretches a word: `Kottasová`
    and `KOTTASOVA` fold alike.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(
        character for character in decomposed if not (unicodedata.combining(character) or character in _STRETCHING)
    )


def stem(token: str) -> str:
    """Return the English stem of the folded token, without a possessive ending. A number loses its
    thousands' commas.
    """
    return _kept_stem(token) if len(token) <= LONGEST_WORD_CHARS else _stem(token)


def _stem(token: str) -> str:
    if token in _SPELLINGS:
        return _SPELLINGS[token]
    folded = fold(token).replace("’", "'").replace(".", "" if not token[0].isdigit() else ".")
    if folded[:1].isdigit():
        return folded.replace(",", "")
    word = folded.removesuffix("'s")
    found = str(_STEMMERS.english.stemWord(PASTS.get(word) or singular_of(word)))
    # Of "boycotted" and "staffing" the stemmer leaves one letter of two, and of "boycott" and "staff" both.
    return found[:-1] if _DOUBLE_END.search(word) else found


_kept_stem = lru_cache(maxsize=65536)(_stem)
"""The stems of the last used words, at most some 10 MB. Two threads may both make a stem that neither finds: it is the
same."""


def tokens(text: str) -> list[str]:
    """Return the words and numbers as written, in order: `Shahed-136` is two, `U.S.` and `1,000` one each. Of scripts
    that set no words apart, each two characters that stand together are one: 末班车 is 末班 and 班车.
    """
    if text.isascii() or not UNSPACED.search(text):
        return _TOKEN.findall(text)
    found: list[str] = []
    place = 0
    for run in UNSPACED.finditer(text):
        found += _TOKEN.findall(text, place, run.start())
        found += [run[0][at : at + 2] for at in range(max(1, len(run[0]) - 1))]
        place = run.end()
    return found + _TOKEN.findall(text, place)


def stems(text: str) -> list[str]:
    """Return the stem of every word, stop words too, in order."""
    return [stem(token) for token in tokens(text)]


def is_stop_word(token: str) -> bool:
    """Return whether a token is a function word of English: `us` is one, `US` is a country."""
    return token not in _SPELLINGS and token.casefold().replace("’", "'") in STOP_WORDS


def is_irregular_form(token: str) -> bool:
    """Return whether a token is a form of a verb that no stemmer finds, such as `said`."""
    return token.casefold() in PASTS


def irregular_verb(token: str) -> str | None:
    """Return the plain form of the verb that a token is such a form of; None where it is none."""
    return PASTS.get(token.casefold())


def content_stems(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order of first use, each once."""
    return list(dict.fromkeys(stem(token) for token in tokens(text) if not is_stop_word(token)))


# Words of Danish, Dutch, French, German, Italian, Polish, Portuguese, Spanish or Turkish too: "Was will er in Wien?"
_NOT_ENGLISH_ALONE = frozenset(
    """a all also am an as at do for has have he her i in is me most no of on or over so to under us was we
    will""".split()
)
_ENGLISH_ALONE = STOP_WORDS - _NOT_ENGLISH_ALONE
"""Function words that are English and none of the languages above."""
_FOREIGN = frozenset(
    """der die das und ist nicht ein eine mit auf für von dem den zu sich wird auch het een van niet en op te dat voor
    maar och att det som på är inte og ikke på det er le la les des du et est une dans pour que qui sur par pas il elle
    de el los las del y en un una por con se su lo como para não da do em os uma che di è per sono della non nel ve bir
    bu da için ile değil się na jest nie że yang dan di untuk dengan ini tidak""".split()
) - frozenset({"com", "de", "die", "do", "en", "ini", "no", "op", "per", "pour", "se", "son", "van"})
"""Frequent function words of other languages, without those that are common in English texts or in code."""
FEWEST_FOREIGN_WORDS = 2
"""Of a short text without an English function word."""
_LAST_LATIN = "\u024f"
MOST_OTHER_LETTERS = 0.3
"""The share of the letters of an English text that may be of another script, in names and quotes."""
MOST_ACCENTED = 0.02
"""The share of the letters of a text without function words from which on it is in a language that has accents."""
FEWEST_TOKENS_TO_TELL = 20
LEAST_ENGLISH_RATIO = 0.04
"""The least share of the tokens of an English text that are function words which English alone has. In the shipped
corpus no body passage has less than 0.15, and of 2,401 contexts of the training data two in a thousand have less than
0.042. Sentences of the languages above have none, but for a name such as The Washington Post."""


def is_english(text: str) -> bool:
    """Return whether a text has a function word that English alone has. A text without one may
    be English all the same.
    """
    return any(token.casefold().replace("’", "'") in _ENGLISH_ALONE for token in tokens(text))


def looks_english(text: str) -> bool:
    """Return whether a text may be English: where its letters are Latin, and it has English function words, or none of
    other languages either, as code, tables and lists of names have none.
    """
    letters = [character for character in text if character.isalpha()]
    if sum(character > _LAST_LATIN for character in letters) > len(letters) * MOST_OTHER_LETTERS:
        return False
    found = [token.casefold().replace("’", "'") for token in tokens(text)]
    english = sum(token in _ENGLISH_ALONE for token in found)
    foreign = sum(token in _FOREIGN for token in found)
    if len(found) < FEWEST_TOKENS_TO_TELL:
        return english > 0 or foreign < FEWEST_FOREIGN_WORDS
    if english >= LEAST_ENGLISH_RATIO * len(found):
        return True
    accented = sum(character > "\x7f" for character in letters)
    return foreign < LEAST_ENGLISH_RATIO * len(found) and accented < MOST_ACCENTED * len(letters)


def words_in_a_row(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    """Return all runs of so many words that follow one another."""
    return [tuple(words[at : at + length]) for at in range(len(words) - length + 1)]
