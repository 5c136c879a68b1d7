"""Names in a sentence, and whether a source has them: as they are, as the people of a country, or by an abbreviation
that a document states itself.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from retrieval.domain import Document, PassageKind
from retrieval.layout import layout_of
from retrieval.words import fold, is_stop_word, stem, tokens

_FIXED = (("United States", "US"), ("United Kingdom", "UK"), ("United Nations", "UN"), ("European Union", "EU"))
"""Abbreviations that no document spells out."""
CALENDAR = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday""".split()
)
"""Not names: `retrieval.figures` looks at dates."""
_TITLES = frozenset("mr mrs ms miss dr sir".split())
_BEGINNINGS = frozenset(
    """according additionally allegedly apparently earlier following furthermore however later meanwhile moreover
    reportedly therefore""".split()
)
"""Of sentences about sources, whether these have the word or not."""
_PEOPLES = frozenset("n an ian ean i ese ish s ns ans ians eans is".split())
"""What a country's name ends in where it is its people's: Iran, Iranian, Iranians."""
_LEAST_COUNTRY_CHARS = 4
_STATED_ALIAS = re.compile(r"((?:[^\W\d_][\w'’-]*[ -]){2,9})\((?:the |or |“|\")?([^\W\d_]{2,9})\W?\)")
_SENTENCE_END = re.compile(r"[.!?:\"“”]\s*$")


@dataclass(frozen=True, slots=True)
class Alias:
    """A name and its abbreviation, which a document states side by side."""

    name: str
    short: str


@lru_cache(maxsize=256)
def aliases_of(document: Document) -> tuple[Alias, ...]:
    """Stated as "Islamic Revolutionary Guard Corps (IRGC)", where the initials agree."""
    found = (_alias(match[1], match[2]) for match in _STATED_ALIAS.finditer(document.text))
    return tuple(dict.fromkeys(alias for alias in found if alias))


@lru_cache(maxsize=256)
def common_words_of(document: Document) -> frozenset[str]:
    """Its words that it writes with a small letter."""
    return frozenset(token for token in tokens(document.text) if token[0].islower())


@lru_cache(maxsize=256)
def names_of(document: Document) -> frozenset[str]:
    """The words that its body text writes with a capital letter inside two sentences or more: in one alone it may be a
    heading, or an order, that is run into the sentence.
    """
    blocks = (block for block in layout_of(document) if block.kind is PassageKind.BODY)
    sentences = (document.text[a:b] for block in blocks for a, b in block.sentences)
    within = Counter(
        word for sentence in sentences for word in {word for word, begins in _capitalised(sentence) if not begins}
    )
    return frozenset(word for word, count in within.items() if count > 1)


@lru_cache(maxsize=256)
def full_names_of(document: Document) -> frozenset[tuple[str, str]]:
    """Words with a capital letter that stand side by side in it, as in a first and a last name."""
    return frozenset(
        (match[1], match[2]) for match in re.finditer(r"\b([A-Z][\w’'-]+)(?= ([A-Z][\w-]+))", document.text)
    )


def _alias(before: str, short: str) -> Alias | None:
    words = re.findall(r"[^\W\d_][\w'’]*", before)
    for size in range(2, len(words) + 1):
        initials = "".join(word[0] for word in words[-size:] if word[0].isupper() or not is_stop_word(word))
        if words[-size][0].isupper() and initials.casefold() == short.casefold():
            return Alias(" ".join(words[-size:]), short)
    return None


@lru_cache(maxsize=4096)
def names_in(sentence: str, common: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Capitalised words, but for those that a title or a function word is. A word that begins a sentence is one unless
    it is among the `common` words.
    """
    names: list[str] = []
    for found, begins in _capitalised(sentence):
        folded = fold(found)
        if is_stop_word(found) or folded in _TITLES | CALENDAR or (begins and folded in common | _BEGINNINGS):
            continue
        names.append(found)
    return tuple(names)


def _capitalised(sentence: str) -> Iterator[tuple[str, bool]]:
    reached = 0
    for token in tokens(sentence):
        place = sentence.index(token, reached)
        begins = not sentence[:place].strip(" \"'“‘(") or bool(_SENTENCE_END.search(sentence, 0, place))
        if token[0].isupper():
            yield token, begins
        reached = place + len(token)


@lru_cache(maxsize=16384)
def same_name(one: str, other: str) -> bool:
    """Whether two words name the same, or one the people of the other."""
    if stem(one) == stem(other):
        return True
    shorter, longer = sorted((_bare(one), _bare(other)), key=len)
    if shorter == longer:
        return True
    roots = {shorter, shorter.removesuffix("e"), shorter.removesuffix("y")}
    return len(shorter) >= _LEAST_COUNTRY_CHARS and any(
        longer.startswith(root) and longer[len(root) :] in _PEOPLES for root in roots
    )


def _bare(token: str) -> str:
    return fold(token).replace("’", "'").removesuffix("'s").removesuffix("'")


def unsupported_names(names: Iterable[str], sources: str, aliases: Iterable[Alias]) -> list[str]:
    """Those that the sources do not have in any of these ways."""
    words = tokens(sources)
    for name, short in [*_FIXED, *((alias.name, alias.short) for alias in aliases)]:
        if _has(words, tokens(short)):
            words = [*words, *tokens(name)]
        elif _has(words, tokens(name)):
            words = [*words, *tokens(short)]
    there = {stem(word) for word in words}
    capitalised = {word for word in words if word[0].isupper()}
    return [
        name
        for name in dict.fromkeys(names)
        if stem(name) not in there and not any(same_name(name, other) for other in capitalised)
    ]


def _has(words: list[str], run: list[str]) -> bool:
    wanted = [stem(word) for word in run]
    if len(wanted) == 1:
        return any(stem(word) == wanted[0] and word[0].isupper() for word in words)
    stemmed = [stem(word) for word in words]
    return any(stemmed[n : n + len(wanted)] == wanted for n in range(len(stemmed) - len(wanted) + 1))
