"""A sentence as words in clauses, and over which of them a denial, a doubt or somebody's word stands.

Rules over words, not a parser: a cue governs what follows it in its clause, and what stands before it where it is
passive. They are made to be compared, statement against source: where both are cut alike, a wrong cut costs nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from retrieval.text.cache import KEPT_CHARS, remembered
from retrieval.text.words import is_irregular_form, is_stop_word, stem, stems
from retrieval.writing.grounding.names import CALENDAR

_WORD_OR_END = re.compile(
    r"(?P<word>(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<end>[.!?;:,()\"“”—–…]|\s-\s)"
)
_INSIDE = frozenset('"“”()')
"""Marks that set words off without ending what is said of them."""
_CLAUSE_BREAKS = frozenset("but however although though while whereas because unless which who whom whose".split())
AUXILIARIES = frozenset(
    """am is are was were be been being isn't aren't wasn't weren't has have had hasn't haven't hadn't do does did don't
    doesn't didn't will would won't wouldn't shall should may might can could must can't couldn't cannot""".split()
)
_FORMS_OF_BE = frozenset("is are was were be been being isn't aren't wasn't weren't".split())
PRONOUNS = frozenset("he she it they we i you his her its their".split())

_NEGATIVE = frozenset("not no never none nobody nothing neither nor without cannot unable".split())
_NEGATIVE_STEMS = frozenset(stems("deny refuse reject fail lack dismiss refute decline untrue false falsely"))
_NOT_NEGATIVE = re.compile(r"\b(?:not only|not just|no doubt|all but)\b", re.IGNORECASE)

_POSSIBLE = frozenset("may might could can possibly perhaps probably likely reportedly allegedly apparently if".split())
_POSSIBLE_STEMS = frozenset(stems("suspect seem appear potential possible alleged"))
_WISH_STEMS = frozenset(
    stems(
        """consider fear attempt try seek threaten risk ask call urge request demand want hope propose need concern"""
    )
)
_FUTURE = frozenset("will would shall".split())
_FUTURE_STEMS = frozenset(stems("plan prepare intend expect set aim continue"))

SAYING_STEMS = frozenset(
    stems(
        """accuse acknowledge add admit affirm agree allege announce argue assert assess believe blame call cite claim
        comment complain conclude concede confirm contend declare deny describe disclose emphasise emphasize estimate
        explain express indicate inform insist maintain mention note observe point predict quote reaffirm recall
        reiterate remark remind repeat report reveal say state stress suggest tell testify think underline underscore
        warn write"""
    )
)
_ACCORDING = re.compile(r"\b(?:according to|in the words of|as per|citing)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a sentence. `clause` counts those between commas, marks and "but"; `negations` and `doubt` are the
    denials over it and how far it is from having happened: 0 said to be so, 1 to come, 2 sought or feared, 3 possible.
    """

    text: str
    stem: str
    start: int
    clause: int
    negations: int
    doubt: int
    is_content: bool = field(init=False)
    is_named: bool = field(init=False)

    def __post_init__(self) -> None:
        folded, is_stop = self.text.casefold(), is_stop_word(self.text)
        object.__setattr__(self, "is_content", not is_stop and folded not in _CUES)
        object.__setattr__(self, "is_named", self.text[0].isupper() and not is_stop and folded not in CALENDAR)

    @property
    def governs(self) -> bool:
        """Return whether the word denies or doubts what it stands over."""
        return any(is_cue(self.text) for is_cue in (_is_negative, _is_possible, _is_wish, _is_future))


_CUES = _NEGATIVE | _POSSIBLE | _FUTURE | AUXILIARIES


@remembered(KEPT_CHARS)
def words_of(sentence: str) -> tuple[Word, ...]:
    """Return the words and numbers of a sentence, in order."""
    found: list[tuple[str, int, int]] = []
    clauses: list[int] = []
    clause = scope = 0
    for token in _WORD_OR_END.finditer(sentence):
        if token["end"]:
            clause += 1
            scope += token["end"] not in _INSIDE
            continue
        text = token["word"]
        if _begins_clause(text, sentence, token.start(), found):
            clause, scope = clause + 1, scope + 1
        found.append((text, token.start(), scope))
        clauses.append(clause)
    negations = _governed(sentence, found, _is_negative)
    doubts = [_governed(sentence, found, is_cue) for is_cue in (_is_future, _is_wish, _is_possible)]
    return tuple(
        Word(
            text=text,
            stem=stem(text),
            start=start,
            clause=clauses[n],
            negations=negations[n],
            doubt=max(level * bool(over[n]) for level, over in enumerate(doubts, start=1)),
        )
        for n, (text, start, _) in enumerate(found)
    )


def _begins_clause(text: str, sentence: str, start: int, before: Sequence[tuple[str, int, int]]) -> bool:
    folded = text.casefold()
    if folded in _CLAUSE_BREAKS:
        return not _NOT_NEGATIVE.match(sentence, max(0, start - 4))
    # "…and had imposed", "…and he did": another predicate, over which what governs this one does not stand.
    return bool(before) and before[-1][0].casefold() == "and" and (folded in AUXILIARIES or folded in PRONOUNS)


def _governed(sentence: str, words: Sequence[tuple[str, int, int]], is_cue: "_Cue") -> list[int]:
    """Return how many cues stand over each word."""
    over = [0] * len(words)
    for place, (text, start, scope) in enumerate(words):
        if not is_cue(text) or _NOT_NEGATIVE.match(sentence, start) or _NOT_NEGATIVE.match(sentence, max(0, start - 4)):
            continue
        passive = any(words[n][0].casefold() in _FORMS_OF_BE for n in range(max(0, place - 2), place))
        passive = passive and text.casefold().endswith("ed")
        for n, (_, _, other) in enumerate(words):
            if other == scope and (n > place or (passive and n < place)):
                over[n] += 1
    return over


class _Cue:
    """Words that govern: some as they are, others by their stem."""

    def __init__(self, words: frozenset[str], word_stems: frozenset[str]) -> None:
        self._words, self._stems = words, word_stems

    def __call__(self, text: str) -> bool:
        return text.casefold().replace("’", "'") in self._words or stem(text) in self._stems


class _NegativeCue(_Cue):
    def __call__(self, text: str) -> bool:
        return text.casefold().replace("’", "'").endswith("n't") or super().__call__(text)


_is_negative = _NegativeCue(_NEGATIVE, _NEGATIVE_STEMS)
_is_possible = _Cue(_POSSIBLE, _POSSIBLE_STEMS)
_is_wish = _Cue(frozenset(), _WISH_STEMS)
_is_future = _Cue(_FUTURE, _FUTURE_STEMS)


def is_verb(words: Sequence[Word], place: int) -> bool:
    """Return whether the word at `place` looks like the verb of a predicate."""
    word = words[place]
    if not word.is_content or word.is_named:
        return False
    governed = place > 0 and words[place - 1].text.casefold() in _CUES | {"to"}
    return governed or word.text.endswith(("ed", "ing")) or is_irregular_form(word.text)


def is_passive(words: Sequence[Word], place: int) -> bool:
    """Return whether a verb at `place` is done to what stands before it, by what follows "by"."""
    before = {word.text.casefold() for word in words[max(0, place - 3) : place]}
    after = {word.text.casefold() for word in words[place + 1 : place + 5]}
    return "by" in after and (bool(before & _FORMS_OF_BE) or words[place].text.endswith("ed"))


def is_done_to(words: Sequence[Word], place: int) -> bool:
    """Return whether a verb at `place` is done to what stands before it, with or without "by"."""
    before = {word.text.casefold() for word in words[max(0, place - 2) : place]}
    return bool(before & _FORMS_OF_BE) and not words[place].text.endswith("ing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A clause in which somebody says something: the stem of the verb ("according to" has none) and the words that
    name who, none where it is a pronoun or nobody.
    """

    verb: str
    speaker: frozenset[str]


@remembered(KEPT_CHARS)
def sayings_in(sentence: str) -> tuple[Saying, ...]:
    """Return who says something in a sentence, in order; those introduced by "according to" come last."""
    words = words_of(sentence)
    sayings: list[Saying] = []
    for place, word in enumerate(words):
        if word.stem not in SAYING_STEMS or not _says(words, place):
            continue
        clause = [n for n, other in enumerate(words) if other.clause == word.clause]
        speaker = _names(words[n] for n in clause if n < place)
        if not speaker and all(words[n].text.casefold() not in PRONOUNS for n in clause if n < place):
            if word.text.endswith("ing"):
                speaker = sayings[-1].speaker if sayings else speaker
            elif not any(words[n].is_content for n in clause if n < place):
                speaker = _names(words[n] for n in clause if n > place)
        sayings.append(Saying(verb=word.stem, speaker=speaker))
    for found in _ACCORDING.finditer(sentence):
        after = [other for other in words if other.start >= found.end()]
        speaker = _names(other for other in after if other.clause == after[0].clause) if after else frozenset()
        sayings.append(Saying(verb="", speaker=speaker))
    return tuple(sayings)


def _says(words: Sequence[Word], place: int) -> bool:
    """Return whether a word with the stem of a verb of saying is that verb and introduces what is said."""
    word = words[place]
    following = words[place + 1].text.casefold() if place + 1 < len(words) else ""
    if word.is_named and place > 0:
        return False
    if word.stem in _NEEDS_OBJECT and following in {"for", "on", "to"}:
        return False
    return is_verb(words, place) or (word.text.endswith("s") and not word.text.endswith("ss"))


_NEEDS_OBJECT = frozenset(stems("call"))


def _names(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(word.text for word in words if word.is_named)
