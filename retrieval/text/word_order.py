"""A yes/no question in the order of words of a statement, as far as it can be told where its subject ends."""

import re
from collections.abc import Sequence

from retrieval.text.grammar import (
    ADVERBS,
    ALL_AUXILIARIES,
    ALL_DETERMINERS,
    ALL_PREPOSITIONS,
    ALL_PRONOUNS,
    ALONGSIDE,
    BE,
    CONJUNCTIONS,
    HAVE,
    QUESTION_WORDS,
    VERBS_ASKED_WITH,
)
from retrieval.text.nouns import words_of
from retrieval.text.phrases import phrases_of
from retrieval.text.words import is_irregular_form, stem

_STAND_ALONE = ALL_PRONOUNS - {"me", "mine", "one", "us", "yours", "its", "their", "his", "her", "them", "him"}
"""The pronouns that are a subject by themselves."""
_BEFORE_A_NOUN = ALL_DETERMINERS | ALL_PREPOSITIONS | ADVERBS
_NEGATED = re.compile(r"n['’]?t$")
_WHOLE = {"wo": "will", "ca": "can", "sha": "shall"}
"""What stands before "n't" in place of the auxiliary."""
_CLOSING = frozenset("\"”’')]*`_")
FEWEST_STATED = 2
"""A subject and what is said of it."""
_PLAIN_VERBS = frozenset("be have get not".split())
_OPENS_A_CLAUSE = frozenset("that which who whose whom".split())
_OPENS_NO_PREDICATE = ALL_PREPOSITIONS | ADVERBS | CONJUNCTIONS | QUESTION_WORDS


def as_stated(auxiliary: str, rest: str) -> str:
    """Return what a question asks whether it is so: of "are" and "dogs allowed in the yard", "dogs are allowed in the
    yard". `rest` as it is where the end of its subject cannot be told.
    """
    helper = _without_not(auxiliary.casefold())
    question = f"{helper} {rest}"
    start = len(helper) + 1
    end = _end_of_subject(question, start)
    if end is None:
        return rest
    while question[end : end + 1] in _CLOSING:
        end += 1
    # Before a comma or a full stop it is no subject, or an abbreviation that was cut in two.
    return f"{question[start:end]} {helper}{question[end:]}" if question[end : end + 1].isspace() else rest


def _without_not(auxiliary: str) -> str:
    bare = _NEGATED.sub("", auxiliary)
    return auxiliary if bare == auxiliary else _WHOLE.get(bare, bare)


def _end_of_subject(text: str, start: int) -> int | None:
    """Return where the subject ends that begins at `start` of a question; None where that cannot be told, or nothing
    is said of it.
    """
    words = [match for match in words_of(text) if match.start() >= start]
    if len(words) < FEWEST_STATED:
        return None
    lowered = [match[0].casefold() for match in words]
    end = _end_of_first_noun(text, start, words)
    helper = text[: start - 1]
    is_perfect = helper in HAVE
    if end is not None and is_perfect:
        # "Has the council approved the plan": what was done is no noun after "has".
        done = [place for place, word in enumerate(lowered) if place and _is_participle(word)]
        end = min([end, *(words[place - 1].end() for place in done)])
    if end is None:
        return None
    if end >= words[-1].end():
        return None if helper in ALONGSIDE else words[_place_of_predicate(lowered) - 1].end()
    end = _with_its_place(text, end)
    if helper in ALONGSIDE:
        return _before_its_verb([match for match in words if match.start() < end], words)
    following = lowered[next(place for place, match in enumerate(words) if match.start() >= end)]
    if following in _OPENS_A_CLAUSE or (is_perfect and following not in ADVERBS and not _is_participle(following)):
        return None
    return end


def _end_of_first_noun(text: str, start: int, words: Sequence[re.Match[str]]) -> int | None:
    """Return where the pronoun, the noun or what is done ends that stands first; None where none does."""
    first, second = (match[0].casefold() for match in words[:2])
    if first in _STAND_ALONE:
        return words[second == "else"].end()
    return _end_of_phrase(text, start) or (words[0].end() if _is_gerund(first) else None)


def _before_its_verb(subject: Sequence[re.Match[str]], words: Sequence[re.Match[str]]) -> int | None:
    """Return where a subject ends that a verb in its plain form follows; None where the last of its nouns may be the
    verb and what follows its object: "does the club reimburse travel".
    """
    end = subject[-1].end()
    following = words[len(subject)][0].casefold()
    closed = [place for place, match in enumerate(subject) if match[0].casefold() in _BEFORE_A_NOUN | CONJUNCTIONS]
    nouns = subject[closed[-1] + 1 if closed else 0 :]
    if following in _OPENS_A_CLAUSE:
        return None
    if len(nouns) <= 1 or following in _PLAIN_VERBS | ADVERBS:
        return end
    if stem(following) in VERBS_ASKED_WITH:
        return end if len(words) > len(subject) + 1 else None
    names = next((place for place, match in enumerate(nouns) if match[0].islower()), len(nouns))
    return nouns[names - 1].end() if names else None


def _place_of_predicate(words: Sequence[str]) -> int:
    """Return which word the predicate begins with where all look like one noun: the last, with a figure before it."""
    place = len(words) - 1
    while place > 1 and words[place - 1][0].isdigit():
        place -= 1
    return place


def _end_of_phrase(text: str, start: int) -> int | None:
    """Return where the noun phrase ends that begins there, with those that "and" and "or" join to it."""
    end = None
    for phrase in phrases_of(text):
        before = _lowered(text[start if end is None else end : phrase.start])
        if end is None:
            if not _lead_to_a_noun(before):
                return None
        elif before[:1] not in (["and"], ["or"]) or not _lead_to_a_noun(before[1:]):
            break
        end = phrase.end
    return end


def _lead_to_a_noun(words: list[str]) -> bool:
    return all(word in _BEFORE_A_NOUN for word in words[1:]) and (
        not words or words[0] in _BEFORE_A_NOUN or _is_gerund(words[0])
    )


def _with_its_place(text: str, end: int) -> int:
    """Return where a subject ends with what says where or of what it is: "dogs in the yard", in "are dogs in the yard
    allowed". Where nothing is said after that, it is what is asked.
    """
    reached = end
    for phrase in phrases_of(text):
        if phrase.start < reached:
            continue
        before = _lowered(text[reached : phrase.start])
        if not before or before[0] not in ALL_PREPOSITIONS or any(word not in _BEFORE_A_NOUN for word in before):
            break
        reached = phrase.end
    following = _lowered(text[reached:])
    return reached if following and following[0] not in _OPENS_NO_PREDICATE | BE | ALL_AUXILIARIES else end


def _is_participle(word: str) -> bool:
    return word.endswith("ed") or is_irregular_form(word)


def _is_gerund(word: str) -> bool:
    return word.endswith("ing") and len(word) > len("thing")


def _lowered(text: str) -> list[str]:
    return [match[0].casefold() for match in words_of(text)]
