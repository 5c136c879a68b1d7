"""Whether a statement has the words of its sources in their order: the same words in another say something else.

"Iran's sale of drones to Russia" holds all the words of "Russia's sale of drones to Iran". Who says so and when may
stand anywhere; what a passive turns round is left to `opposites` and `agents`.
"""

from collections.abc import Sequence
from itertools import pairwise

from retrieval.writing.grounding.english.clauses import SAYING_STEMS, Word, is_done_to, is_passive, is_verb, words_of
from retrieval.writing.grounding.english.synonyms import is_light, is_said_by
from retrieval.writing.grounding.names import CALENDAR, same_name

_WHEN = frozenset("since until upon".split())
_LEAST_WORDS = 3
"""The fewest words that a statement must share with a source. Fewer have no order to speak of."""


def reorders(sentence: str, quoted: Sequence[str]) -> bool:
    """Return whether the words that the sentence shares with a quoted sentence stand there in another order."""
    statement_words = words_of(sentence)
    content = _content_of(statement_words)
    sources = [words_of(source) for source in quoted]
    for source_words in sources:
        others = [word for words in sources if words is not source_words for word in words]
        shared = [word for word in content if _is_in(word, source_words) and not _is_in(word, others)]
        if len(shared) < _LEAST_WORDS or _has_other_voice(statement_words, source_words):
            continue
        places = _follow(shared, source_words)
        if places is None and not _is_given_in_turn(statement_words, shared, source_words):
            return True
        if places is not None and _skips_a_verb(statement_words, source_words, places):
            return True
    return False


def _is_in(word: Word, words: Sequence[Word]) -> bool:
    return any(_is_same(word, other) for other in words)


def _is_given_in_turn(statement_words: Sequence[Word], shared: Sequence[Word], source_words: Sequence[Word]) -> bool:
    """Return whether all that moved is the receiver of something: "sent Russia drones", "sent drones to Russia"."""
    return any(
        word.is_named
        and _follow([*shared[:place], *shared[place + 1 :]], source_words) is not None
        and _is_to_whom(statement_words, statement_words.index(word))
        and any(
            _is_same(word, other) and _is_to_whom(source_words, source_place)
            for source_place, other in enumerate(source_words)
        )
        for place, word in enumerate(shared)
    )


def _is_to_whom(words: Sequence[Word], place: int) -> bool:
    before = [
        before_place
        for before_place in range(max(0, place - 2), place)
        if words[before_place].text.casefold() not in {"the", "a", "an"}
    ]
    return bool(before) and (words[before[-1]].text.casefold() == "to" or is_verb(words, before[-1]))


def _content_of(words: Sequence[Word]) -> list[Word]:
    """Return the content words of what is said, without who says it and when."""
    said_by = {
        place
        for verb_place, verb in enumerate(words)
        if verb.stem in SAYING_STEMS and not verb.is_named
        for place in range(verb_place + 1)
        if words[place].clause == verb.clause and not any(is_verb(words, n) for n in range(place, verb_place))
    }
    for first, word in enumerate(words):
        if word.text.casefold() == "according":
            said_by |= {place for place in range(first, len(words)) if words[place].clause == word.clause}
    return [
        word
        for place, word in enumerate(words)
        if place not in said_by
        and word.is_content
        and not word.text[0].isdigit()
        and word.text.casefold() not in CALENDAR | _WHEN
        and not is_light(word.stem)
        and not word.text.endswith("ly")
    ]


def _follow(shared: Sequence[Word], source_words: Sequence[Word]) -> list[int] | None:
    """Return the place of each shared word in the source, each after the one before it; None where one does
    not follow.
    """
    places: list[int] = []
    for word in shared:
        first = places[-1] + 1 if places else 0
        found = next((place for place in range(first, len(source_words)) if _is_same(word, source_words[place])), None)
        if found is None:
            return None
        places.append(found)
    # Where words stand there twice, those nearest to what follows are taken.
    for place in range(len(places) - 2, -1, -1):
        places[place] = next(
            m for m in range(places[place + 1] - 1, -1, -1) if _is_same(shared[place], source_words[m])
        )
    return places


def _skips_a_verb(statement_words: Sequence[Word], source_words: Sequence[Word], places: Sequence[int]) -> bool:
    """Return whether a verb of the source was left out between two words, so that what stands before it is said of what
    stands after it. What stands between two marks may be left out.
    """
    statement_stems = {word.stem for word in statement_words}
    return any(
        is_verb(source_words, place)
        and source_words[place].stem not in statement_stems | SAYING_STEMS
        and not _is_aside(source_words, first, place, second)
        for first, second in pairwise(places)
        for place in range(first + 1, second)
    )


def _is_aside(words: Sequence[Word], before: int, place: int, after: int) -> bool:
    return words[before].clause != words[place].clause and words[place].clause != words[after].clause


def _is_same(word: Word, other: Word) -> bool:
    if word.stem == other.stem:
        return True
    if word.is_named or other.is_named:
        return word.is_named and other.is_named and same_name(word.text, other.text)
    return other.is_content and not is_light(other.stem) and is_said_by(word.stem, {other.stem})


def _has_other_voice(statement_words: Sequence[Word], source_words: Sequence[Word]) -> bool:
    """Return whether a verb of both is passive in one of them alone."""
    passive, other = _passives(statement_words), _passives(source_words)
    return bool((passive ^ other) & {word.stem for word in statement_words} & {word.stem for word in source_words})


def _passives(words: Sequence[Word]) -> set[str]:
    return {
        word.stem
        for place, word in enumerate(words)
        if is_verb(words, place) and (is_passive(words, place) or is_done_to(words, place))
    }
