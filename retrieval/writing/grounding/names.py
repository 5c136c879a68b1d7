"""Names, commands and codes in a sentence, and whether its sources have them: to the letter, as the people of a
country, or by their initials.
"""

import re
from collections.abc import Iterator

from retrieval.text.words import fold, is_stop_word, stem

_WRITTEN_AS_ONE = re.compile(r"[^\W_]\w*+(?:['’.-]\w++)*+|--?[A-Za-z][\w-]*+|[._]{1,3}\w[\w.]*+")
"""A word, with what is written in one with it: `U.S.`, `H1N1`, `__init__.py`, `--env-file`."""
_OF_CODE = re.compile(r"\w_\w|^[-._]|[a-z][A-Z]|\w\.[a-z]{2}|[A-Za-z]\d|\d[A-Za-z]{2}")
"""What a command, a file or an identifier has, and no other word: an underscore or a capital letter within, a dot
before an ending, letters and figures in one."""
_ORDINAL_OR_PLURAL = re.compile(r"\d+(?:st|nd|rd|th|s)", re.IGNORECASE)
_ENDS = '.!?:;"“”‘('
_TITLES = frozenset("mr mrs ms miss dr sir".split())
_PEOPLES = frozenset("n an ian ean i ese ish s ns ans ians eans is".split())
"""The endings by which a country's name becomes its people's: Iran, Iranian, Iranians."""
_LEAST_COUNTRY_CHARS = 4
_MOST_SPACES = 8
"""Before a word: behind more of them another sentence begins."""
_CAPITALISED_RUN = re.compile(r"[A-Z][\w'’-]*+(?:(?: of| and| the| for| de| von){0,3} [A-Z][\w'’-]*+)*+")
"""A run of words with capital letters, with the small words in it."""


def names_in(text: str) -> tuple[str, ...]:
    """Return what a text names: words with a capital letter that no sentence begins with, commands, files and
    identifiers.
    """
    return tuple(word for word, begins in _words_of(text) if _is_code(word) or (word[0].isupper() and not begins))


def unsupported_names(statement: str, sources: str) -> list[str]:
    """Return what a statement names and its sources do not: neither so written, nor as the people of a country, nor
    abbreviated or spelled out.
    """
    written = fold(sources)
    names = [name for name in dict.fromkeys(names_in(statement)) if fold(name) not in written]
    if not names:
        return []
    others = {word for word, _ in _words_of(sources)}
    stems = {stem(word) for word in others}
    capitalised = {word for word in others if word[0].isupper()}
    short = {letters for run in _CAPITALISED_RUN.findall(sources) for letters in _initials(run)}
    spelled_out = {
        word
        for run in _CAPITALISED_RUN.findall(statement)
        if any(letters in capitalised for letters in _initials(run))
        for word in run.split()
    }
    return [
        name
        for name in names
        if (_is_code(name) or stem(name) not in stems)
        and not any(letters.endswith(name.replace(".", "")) for letters in short)
        and name not in spelled_out
        and not any(same_name(name, other) for other in capitalised)
    ]


def same_name(name: str, other: str) -> bool:
    """Return whether two words name the same, or one names the people of the other."""
    shorter, longer = sorted((_bare(name), _bare(other)), key=len)
    if shorter == longer:
        return True
    roots = {shorter, shorter.removesuffix("e"), shorter.removesuffix("y")}
    return len(shorter) >= _LEAST_COUNTRY_CHARS and any(
        longer.startswith(root) and longer[len(root) :] in _PEOPLES for root in roots
    )


def _words_of(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of a text that may be names, and whether each begins a sentence."""
    for found in _WRITTEN_AS_ONE.finditer(text):
        word = found.group().removesuffix("'s").removesuffix("’s")
        if not is_stop_word(word) and fold(word) not in _TITLES:
            before = text[max(0, found.start() - _MOST_SPACES) : found.start()].rstrip()[-1:]
            yield word, not before or before in _ENDS


def _is_code(word: str) -> bool:
    return bool(_OF_CODE.search(word)) and not _ORDINAL_OR_PLURAL.fullmatch(word)


def _initials(run: str) -> Iterator[str]:
    """Yield the initials of a run of words with capital letters, with and without those of its small words."""
    words = run.split()
    if len(words) > 1:
        yield "".join(word[0] for word in words if word[0].isupper())
        yield "".join(word[0].upper() for word in words)


def _bare(word: str) -> str:
    return fold(word).replace("’", "'").removesuffix("'")
