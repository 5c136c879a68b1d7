"""Whether a statement has the words of its sources in their order: the same words in another say something else.

"Iran's sale of drones to Russia" holds all the words of "Russia's sale of drones to Iran". Who says so and when may
stand anywhere; what a passive turns round is left to `retrieval.turning` and `retrieval.doers`.
"""

from collections.abc import Sequence
from itertools import pairwise

from retrieval.clauses import SAYING_STEMS, Word, is_done_to, is_passive, is_verb, words_of
from retrieval.naming import CALENDAR, same_name
from retrieval.same_meaning import is_light, is_said_by

_WHEN = frozenset("since until upon".split())
_LEAST_WORDS = 3
"""Of a source that a statement has; fewer have no order to speak of."""


def reorders(sentence: str, quoted: Sequence[str]) -> bool:
    """Whether the words that it shares with a quoted sentence stand there in another order."""
    mine = words_of(sentence)
    told = _told(mine)
    sources = [words_of(one) for one in quoted]
    for theirs in sources:
        others = [word for words in sources if words is not theirs for word in words]
        shared = [word for word in told if _is_in(word, theirs) and not _is_in(word, others)]
        if len(shared) < _LEAST_WORDS or _has_other_voice(mine, theirs):
            continue
        places = _follow(shared, theirs)
        if places is None and not _is_given_in_turn(mine, shared, theirs):
            return True
        if places is not None and _skips_a_verb(mine, theirs, places):
            return True
    return False


def _is_in(word: Word, words: Sequence[Word]) -> bool:
    return any(_is_same(word, one) for one in words)


def _is_given_in_turn(mine: Sequence[Word], shared: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether all that moved is to whom something is given: "sent Russia drones", "sent drones to Russia"."""
    return any(
        word.is_named
        and _follow([*shared[:n], *shared[n + 1 :]], theirs) is not None
        and _is_to_whom(mine, mine.index(word))
        and any(_is_same(word, one) and _is_to_whom(theirs, m) for m, one in enumerate(theirs))
        for n, word in enumerate(shared)
    )


def _is_to_whom(words: Sequence[Word], place: int) -> bool:
    before = [n for n in range(max(0, place - 2), place) if words[n].text.casefold() not in {"the", "a", "an"}]
    return bool(before) and (words[before[-1]].text.casefold() == "to" or is_verb(words, before[-1]))


def _told(words: Sequence[Word]) -> list[Word]:
    """The words of what is said, without who says it and when."""
    said_by = {
        n
        for place, verb in enumerate(words)
        if verb.stem in SAYING_STEMS and not verb.is_named
        for n in range(place + 1)
        if words[n].clause == verb.clause and not any(is_verb(words, m) for m in range(n, place))
    }
    for place, word in enumerate(words):
        if word.text.casefold() == "according":
            said_by |= {n for n in range(place, len(words)) if words[n].clause == word.clause}
    return [
        word
        for n, word in enumerate(words)
        if n not in said_by
        and word.is_content
        and not word.text[0].isdigit()
        and word.text.casefold() not in CALENDAR | _WHEN
        and not is_light(word.stem)
        and not word.text.endswith("ly")
    ]


def _follow(shared: Sequence[Word], theirs: Sequence[Word]) -> list[int] | None:
    """Where each stands there, after the one before it; None where one does not."""
    places: list[int] = []
    for word in shared:
        first = places[-1] + 1 if places else 0
        found = next((n for n in range(first, len(theirs)) if _is_same(word, theirs[n])), None)
        if found is None:
            return None
        places.append(found)
    # Of those that stand there twice, the ones nearest to what follows.
    for n in range(len(places) - 2, -1, -1):
        places[n] = next(m for m in range(places[n + 1] - 1, -1, -1) if _is_same(shared[n], theirs[m]))
    return places


def _skips_a_verb(mine: Sequence[Word], theirs: Sequence[Word], places: Sequence[int]) -> bool:
    """Whether a verb was left out between two words, so that what stands before it is told of what stands after it.
    What stands between two marks may be left out.
    """
    said = {word.stem for word in mine}
    return any(
        is_verb(theirs, n) and theirs[n].stem not in said | SAYING_STEMS and not _is_aside(theirs, one, n, other)
        for one, other in pairwise(places)
        for n in range(one + 1, other)
    )


def _is_aside(words: Sequence[Word], before: int, place: int, after: int) -> bool:
    return words[before].clause != words[place].clause and words[place].clause != words[after].clause


def _is_same(one: Word, other: Word) -> bool:
    if one.stem == other.stem:
        return True
    if one.is_named or other.is_named:
        return one.is_named and other.is_named and same_name(one.text, other.text)
    return other.is_content and not is_light(other.stem) and is_said_by(one.stem, {other.stem})


def _has_other_voice(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether a verb of both is passive in one alone."""
    passive, other = _passives(mine), _passives(theirs)
    return bool((passive ^ other) & {word.stem for word in mine} & {word.stem for word in theirs})


def _passives(words: Sequence[Word]) -> set[str]:
    return {
        word.stem
        for n, word in enumerate(words)
        if is_verb(words, n) and (is_passive(words, n) or is_done_to(words, n))
    }
