"""A name in a question that stands nowhere in the corpus, where a passage has another in its place: what is said of the
brigade of Oberfeld answers nothing of that of Mittelfeld, however near the rest of the words is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading
from retrieval.ports import LexicalIndex
from retrieval.text.calendar import MONTHS, WEEKDAYS
from retrieval.text.nouns import words_of
from retrieval.text.words import is_stop_word, stem

_MARKS_BESIDE = '.,;:!?()[]"“”*_'
_PLACED_BY = frozenset({"at", "for", "from", "in", "near", "of", "to"})
_OF_A_KIND = frozenset(
    "captain count countess duke dr fort king lake lord mount mr mrs ms prince princess queen".split()
)
"""What stands before a name with a capital and says of what kind it is."""
LETTERS_OF_A_NAME = 3
"""The fewest letters of a name."""
MOST_LETTERS_OF_AN_ENDING = 2
_ANOTHER = ""
"""Stands for the name among the words beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A name that no passage has, and what stands beside it: the words after it, or before it, by which a passage names
    another of its kind. `kind` is the word that says what kind that is.
    """

    kind: str
    others: tuple[str, ...]


def of_no_stranger(question: str, readings: Sequence[Reading], lexical: LexicalIndex) -> tuple[Reading, ...]:
    """Return the readings, those with the probability 0 whose passage names another in the place of a name that stands
    nowhere in the corpus.
    """
    strangers = list(_strangers_in(question, lexical)) if readings else []
    if not strangers:
        return tuple(readings)
    asked = {match[0].casefold() for match in words_of(question)}
    speaks_of_others = {
        passage.id: any(_names_another(passage, stranger, asked) for stranger in strangers)
        for passage in {reading.passage.id: reading.passage for reading in readings}.values()
    }
    return tuple(
        replace(reading, answer_probability=0.0) if speaks_of_others[reading.passage.id] else reading
        for reading in readings
    )


def _names_another(passage: Passage, stranger: Stranger, asked: set[str]) -> bool:
    of_document = {word.strip(_MARKS_BESIDE) for word in passage.document.text.split()}
    is_known = stranger.kind[0].isdigit() or stranger.kind in _OF_A_KIND
    if not is_known and not any(_is_form_of(stranger.kind, word) for word in of_document):
        return False
    text = f"{passage.document.title}\n{passage.section}\n{search_text_of(passage)}"
    return any(
        # What a text has in small letters too is no name: it opened a sentence.
        name[0].isupper() and not is_stop_word(name) and name.casefold() not in asked | of_document
        for name in _in_place_of(stranger.others, [match[0] for match in words_of(text)])
    )


def _in_place_of(others: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """Yield the words that stand in the place of the name where the others stand beside them."""
    words = [word for word in words if word.casefold() != "the"]
    for start in range(len(words) - len(others) + 1):
        here = words[start : start + len(others)]
        if all(not other or _is_form_of(other, word.casefold()) for other, word in zip(others, here, strict=True)):
            yield here[others.index(_ANOTHER)]


def _is_form_of(noun: str, word: str) -> bool:
    """Return whether a word is a noun, or that with an ending."""
    ending = len(word) - len(noun)
    return word == noun or (noun.isalpha() and word.startswith(noun) and 0 < ending <= MOST_LETTERS_OF_AN_ENDING)


def _strangers_in(question: str, lexical: LexicalIndex) -> Iterator[Stranger]:
    words = words_of(question)
    written = [match[0] for match in words]
    if not any(word.islower() for word in written):
        return
    named = [place for place, match in enumerate(words) if place and _may_be_a_name(match[0])]
    counts = lexical.document_frequencies({stem(written[place]) for place in named})
    unknown = {place for place in named if not counts[stem(written[place])]}
    for place in sorted(unknown):
        if place - 1 in unknown:
            continue
        last = place
        while last + 1 in unknown and _touch(question, words, last):
            last += 1
        yield from _beside(question, words, place, last)


def _may_be_a_name(word: str) -> bool:
    is_cased = word[0].isupper() and any(map(str.islower, word))
    is_long = len(word) >= LETTERS_OF_A_NAME
    return (
        is_cased
        and is_long
        and word.isalpha()
        and word.casefold() not in {*MONTHS, *WEEKDAYS}
        and not is_stop_word(word)
    )


def _beside(question: str, words: Sequence[re.Match[str]], first: int, last: int) -> Iterator[Stranger]:
    """Yield the ways in which a passage would name another in the place of the name that is these words."""
    written = [match[0] for match in words]
    after = last
    while after + 1 < len(words) and _is_named(written[after + 1]) and _touch(question, words, after):
        after += 1
    before = first - 1
    stands_first = not (before > 0 and _is_named(written[before]) and _touch(question, words, before))
    if stands_first and after > last:
        rest = written[last + 1 : after + 1]
        yield Stranger(kind=_kind(rest[-1]), others=(_ANOTHER, *map(str.casefold, rest)))
    elif not stands_first and after == last:
        kind = written[before]
        yield Stranger(kind=kind.casefold(), others=(kind.casefold(), _ANOTHER))
    elif stands_first and last + 1 < len(words) and _touch(question, words, last) and _is_plain(written[last + 1]):
        yield from _of_kind(written[last + 1])
    if stands_first and after == last and before > 0:
        at = before - 1 if written[before] in {"the", "our", "your"} else before
        if at > 0 and written[at] in _PLACED_BY and _is_plain(written[at - 1]):
            yield from _of_kind(written[at - 1], written[at])


def _of_kind(noun: str, placed_by: str = "of") -> Iterator[Stranger]:
    kind = _kind(noun)
    yield Stranger(kind=kind, others=(kind, placed_by, _ANOTHER))
    yield Stranger(kind=kind, others=(_ANOTHER, kind))


def _kind(word: str) -> str:
    return word.casefold().removesuffix("s")


def _is_named(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


def _is_plain(word: str) -> bool:
    return word.islower() and word.isalpha() and len(word) >= LETTERS_OF_A_NAME and not is_stop_word(word)


def _touch(question: str, words: Sequence[re.Match[str]], place: int) -> bool:
    """Return whether nothing but a space stands between a word and the next."""
    return question[words[place].end() : words[place + 1].start()].isspace()
