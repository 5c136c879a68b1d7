"""Names in a sentence, and whether a source has them: as they are, as the people of a country, or by an abbreviation
that a document states itself.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.documents.body import layout_of
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.cache import KEPT_CHARS, once_a_document, remembered
from retrieval.text.calendar import MONTHS, WEEKDAYS
from retrieval.text.words import UNSPACED, fold, is_stop_word, stem, tokens

_FIXED = (("United States", "US"), ("United Kingdom", "UK"), ("United Nations", "UN"), ("European Union", "EU"))
"""Abbreviations that no document spells out."""
CALENDAR = frozenset(MONTHS + WEEKDAYS)
"""The words of the calendar, which are no names: `retrieval.writing.grounding.figures` looks at dates."""
_TITLES = frozenset("mr mrs ms miss dr sir".split())
_BEGINNINGS = frozenset(
    """according additionally allegedly apparently earlier following furthermore however later meanwhile moreover
    reportedly therefore""".split()
)
"""The first words of sentences about sources, whether the sources have the word or not."""
_PEOPLES = frozenset("n an ian ean i ese ish s ns ans ians eans is".split())
"""The endings by which a country's name becomes its people's: Iran, Iranian, Iranians."""
_LEAST_COUNTRY_CHARS = 4
_IN_PARENTHESES = re.compile(r"\((?:the |or |“|\")?([^\W\d_]{2,9})\W?\)")
_NAME_WORD = re.compile(r"[^\W\d_][\w'’]*")
_MOST_NAME_WORDS = 12
_MOST_NAME_CHARS = 200
"""The most characters of a name that are looked at before its abbreviation."""
_BEFORE_A_CAPITAL = re.compile(r"(?<![\w’'-])([\w’'-]++) (?=([A-Z][\w-]++))")
_CAPITAL = re.compile(r"\b[A-Z](?=[\w’'-])")
_SENTENCE_END = '.!?:"“”'
_OPENING_MARKS = " \"'“‘("


@dataclass(frozen=True, slots=True)
class Alias:
    """A name and its abbreviation, which a document states side by side."""

    name: str
    short: str


@once_a_document
def aliases_of(document: Document) -> tuple[Alias, ...]:
    """Return the abbreviations that a document states, as in "Islamic Revolutionary Guard Corps (IRGC)", where the
    initials agree.
    """
    text = document.text
    found = (_alias(_words_before(text, match.start()), match[1]) for match in _IN_PARENTHESES.finditer(text))
    return tuple(dict.fromkeys(alias for alias in found if alias))


@once_a_document
def common_words_of(document: Document) -> frozenset[str]:
    """Return the words that a document writes with a small letter."""
    return frozenset(token for token in tokens(document.text) if token[0].islower())


@once_a_document
def names_of(document: Document) -> frozenset[str]:
    """Return the words that a document's body text writes with a capital letter inside two sentences or more. Inside
    one alone it may be a heading, or an order, that is run into the sentence.
    """
    blocks = (block for block in layout_of(document) if block.kind is PassageKind.BODY)
    sentences = (document.text[start:end] for block in blocks for start, end in block.sentences)
    within = Counter(
        word for sentence in sentences for word in {word for word, begins in _capitalised(sentence) if not begins}
    )
    return frozenset(word for word, count in within.items() if count > 1)


@once_a_document
def full_names_of(document: Document) -> frozenset[tuple[str, str]]:
    """Return the pairs of words with a capital letter that stand side by side in a document, as in a first and a last
    name.
    """
    return frozenset(
        (match[1][begins.start() :], match[2])
        for match in _BEFORE_A_CAPITAL.finditer(document.text)
        if (begins := _CAPITAL.search(match[1]))
    )


def _words_before(text: str, place: int) -> list[str]:
    """Return the last words of the run of words that ends at `place`, each with a space or a hyphen behind it."""
    start, parted = place, False
    for character in reversed(text[max(0, place - _MOST_NAME_CHARS) : place]):
        parts = character in " -"
        first_is_no_word = start == place and not parts
        if first_is_no_word or (parts and parted) or not (parts or character in "'’_" or character.isalnum()):
            break
        start, parted = start - 1, parts
    return _NAME_WORD.findall(text[start:place])[-_MOST_NAME_WORDS:]


def _alias(words: Sequence[str], short: str) -> Alias | None:
    for size in range(2, len(words) + 1):
        initials = "".join(word[0] for word in words[-size:] if word[0].isupper() or not is_stop_word(word))
        if words[-size][0].isupper() and initials.casefold() == short.casefold():
            return Alias(" ".join(words[-size:]), short)
    return None


def names_in(sentence: str, common: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the capitalised words of a sentence, without titles, function words and dates. A word that begins a
    sentence is a name unless it is among the `common` words.
    """
    names: list[str] = []
    for found, begins in _capitalised(sentence):
        folded = fold(found)
        if is_stop_word(found) or folded in _TITLES or folded in CALENDAR:
            continue
        if not (begins and (folded in _BEGINNINGS or folded in common)):
            names.append(found)
    return tuple(names)


@remembered(KEPT_CHARS)
def _capitalised(sentence: str) -> tuple[tuple[str, bool], ...]:
    """Return the words of a text that have a capital letter, and whether each begins a sentence."""
    found: list[tuple[str, bool]] = []
    reached = 0
    for token in tokens(sentence):
        if UNSPACED.match(token):
            # It has no capital letter, and overlaps the token behind it.
            continue
        place = sentence.index(token, reached)
        if token[0].isupper():
            found.append((token, _begins_sentence(sentence, place)))
        reached = place + len(token)
    return tuple(found)


def _begins_sentence(sentence: str, place: int) -> bool:
    """Return whether nothing stands before `place` but marks, or the end of another sentence."""
    before = place
    while before > 0 and sentence[before - 1] in _OPENING_MARKS:
        before -= 1
    if before == 0:
        return True
    while place > 0 and sentence[place - 1].isspace():
        place -= 1
    return place > 0 and sentence[place - 1] in _SENTENCE_END


def same_name(name: str, other: str) -> bool:
    """Return whether two words name the same, or one names the people of the other."""
    if stem(name) == stem(other):
        return True
    shorter, longer = sorted((_bare(name), _bare(other)), key=len)
    if shorter == longer:
        return True
    roots = {shorter, shorter.removesuffix("e"), shorter.removesuffix("y")}
    return len(shorter) >= _LEAST_COUNTRY_CHARS and any(
        longer.startswith(root) and longer[len(root) :] in _PEOPLES for root in roots
    )


@remembered(KEPT_CHARS)
def _bare(token: str) -> str:
    return fold(token).replace("’", "'").removesuffix("'s").removesuffix("'")


def unsupported_names(names: Iterable[str], sources: str, aliases: Iterable[Alias]) -> list[str]:
    """Return the names that the sources do not have: neither as they are, nor as the people of a country, nor
    abbreviated or spelled out.
    """
    words = tokens(sources)
    for name, short in [*_FIXED, *((alias.name, alias.short) for alias in aliases)]:
        if _has(words, tokens(short)):
            words = [*words, *tokens(name)]
        elif _has(words, tokens(name)):
            words = [*words, *tokens(short)]
    source_stems = {stem(word) for word in words}
    capitalised = {word for word in words if word[0].isupper()}
    return [
        name
        for name in dict.fromkeys(names)
        if stem(name) not in source_stems and not any(same_name(name, other) for other in capitalised)
    ]


def _has(words: list[str], run: list[str]) -> bool:
    wanted = [stem(word) for word in run]
    if len(wanted) == 1:
        return any(stem(word) == wanted[0] and word[0].isupper() for word in words)
    stemmed = [stem(word) for word in words]
    return any(stemmed[n : n + len(wanted)] == wanted for n in range(len(stemmed) - len(wanted) + 1))
