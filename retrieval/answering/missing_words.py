"""Which words of a question no passage has: identifiers and compounds as they are written, and nothing of who asks."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from retrieval.answering.question import SAY_LITTLE, words_asked
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import Passage
from retrieval.ports import LexicalIndex
from retrieval.text.calendar import WEEKDAYS
from retrieval.text.grammar import ANYWHERE, OF_NO_PHRASE
from retrieval.text.identifiers import Identifier, identifiers_in, is_label, stands_in
from retrieval.text.phrases import phrases_of
from retrieval.text.words import STOP_WORDS, is_english, stem, tokens

MOST_LOOKED_THROUGH = 50
"""The passages that are looked through for an identifier whose pieces they have: one that is in more is taken to stand
in them."""
_TELLS_US_TO = frozenset(
    """answer compare define describe elaborate explain find give help hello hey hi list mean mention name outline
    please recommend say show stand suggest summarise summarize tell thank thanks write""".split()
)
"""Words by which a question says what is to be done with the answer: no document is expected to speak of them."""
_OF_TALK = frozenset(
    """actually alright anyway appreciated asap basically btw cheers dude dumb dunno eh fine folks fyi guys haha
    hiya hmm idk imo just keep keeps kinda like literally lol lmao maybe nah noob nope oh ok okay pls plz quick
    quickly ready really seem seems somehow sorry sure tbh tho thx tia tysm ugh um wanna gonna gotta well wondering
    yeah yep yes yo""".split()
)
_OF_WHO_ASKS = re.compile(r"(?:i|you|we|they|he|she|it|that|there|who|what)['’]?(?:m|ve|re|ll|d|s)", re.IGNORECASE)
"""A pronoun with its verb, as "I'm" and "ive"; "ill" and "well" are words, too, which say no more of a subject."""
_WITHOUT_APOSTROPHE = frozenset(word.replace("'", "") for word in STOP_WORDS if "'" in word)
_IN_LETTERS = {
    str(number): stem(word)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
"""The stems of small numbers as they are written in letters."""
_HOW_OLD_I_AM = re.compile(r"\b(?:i['’]?m|i am|we['’]re|we are)\s+(\d+)\b", re.IGNORECASE)
_COMPOUND = re.compile(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+)+(?![\w-])")


def frequencies_of(
    question: str, lexical: LexicalIndex, passages: Callable[[Collection[str]], Iterable[Passage]]
) -> dict[str, int]:
    """Return in how many passages each word asked about stands; an identifier is one word, and stands in no more than
    the rarest of its pieces: of "clause 1.3" than its number, which a document has without the label. So is a compound,
    such as "self-service". `passages` gives those of an index by their ids. Days of the week are left out, "Monday to
    Friday" has each of five, and how old who asks is; "2 players" may be "two players".
    """
    own = set(_HOW_OLD_I_AM.findall(question))
    asked = [word for word in words_asked(question) if word.casefold().removesuffix("s") not in WEEKDAYS]
    words = {word: stem(word) for word in asked if word not in own}
    in_letters = {word: _IN_LETTERS[word] for word in words if word in _IN_LETTERS}
    counts = lexical.document_frequencies({*words.values(), *in_letters.values()})
    frequencies = {word: max(counts[key], counts[in_letters.get(word, key)]) for word, key in words.items()}
    for identifier in identifiers_in(question):
        pieces = [word for word in tokens(identifier.written) if word in words]
        telling = [piece for piece in pieces if piece[0].isdigit() or not is_label(piece)]
        if telling:
            frequencies = _without(frequencies, pieces)
            rarest = min(telling, key=lambda piece: counts[words[piece]])
            count = counts[words[rarest]]
            # Of "3 and 5 June" the first is no day that can be told.
            may_lack = identifier.kind != "day" and 0 < count <= MOST_LOOKED_THROUGH
            lacks = may_lack and not _is_in_one(identifier, words[rarest], lexical, passages)
            frequencies[identifier.written] = 0 if lacks else count
    return _with_compounds(question, frequencies, lexical)


def says_a_subject(word: str) -> bool:
    """Return whether a word may be what a question is about, and nothing of who asks, nor of what is to be done."""
    lowered = word.casefold()
    if lowered in _TELLS_US_TO | _OF_TALK | _WITHOUT_APOSTROPHE or _OF_WHO_ASKS.fullmatch(lowered):
        return False
    return stem(word) not in SAY_LITTLE


def worth_naming(question: str, missing: Sequence[str]) -> tuple[str, ...]:
    """Return those of the words that no passage has which tell what the corpus lacks: names, then nouns; what is done
    only where neither is missing, and words that go with anything never. Of other languages all but these are told.

    An auxiliary at the beginning is one in capitals too: "May I swim?"
    """
    first = next(iter(tokens(question)), "")
    nouns = {token for phrase in phrases_of(question) for token in [*tokens(phrase.text), *phrase.text.split()]}
    in_english = is_english(question)
    by_rank: list[list[str]] = [[], [], []]
    for word in missing:
        is_name = word[0].isupper() and word != first
        if not is_name and (word.casefold() in OF_NO_PHRASE or stem(word) in ANYWHERE):
            continue
        is_noun = word in nouns or not word.isalpha() or not in_english
        by_rank[0 if is_name else 1 if is_noun else 2].append(word)
    names, others, rest = by_rank
    return tuple([*names, *others] or rest)


def _is_in_one(
    identifier: Identifier,
    rarest: str,
    lexical: LexicalIndex,
    passages: Callable[[Collection[str]], Iterable[Passage]],
) -> bool:
    """Return whether one of the passages that have its rarest piece has the identifier."""
    having = [passage_id for passage_id, _ in lexical.search([rarest], MOST_LOOKED_THROUGH)]
    return any(stands_in(identifier, search_text_of(passage)) for passage in passages(having))


def _with_compounds(question: str, frequencies: dict[str, int], lexical: LexicalIndex) -> dict[str, int]:
    """Return the same with each compound of which no passage has a piece in the place of its pieces: "self" is no
    subject. It may be written as one word.
    """
    for compound in _COMPOUND.findall(question):
        pieces = [word for word in tokens(compound) if word in frequencies]
        if pieces and not all(frequencies[piece] for piece in pieces):
            joined = stem(compound.replace("-", ""))
            frequencies = _without(frequencies, pieces)
            frequencies[compound] = lexical.document_frequencies({joined})[joined]
    return frequencies


def _without(frequencies: Mapping[str, int], words: Collection[str]) -> dict[str, int]:
    return {word: count for word, count in frequencies.items() if word not in words}
