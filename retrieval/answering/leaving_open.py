"""Questions that leave open what they are about, and have no pronoun: "What is the first sign?", "How many died?"."""

import re

from retrieval.text.grammar import ANYWHERE, INDEFINITE_PEOPLE, TAKE_OF, VERBS_ASKED_WITH
from retrieval.text.nouns import words_of
from retrieval.text.phrases import phrases_of
from retrieval.text.words import content_stems, stem

_NAMES_SOMETHING = re.compile(r"(?<!^)(?<![.?!:]\s)\b[A-Z]\w|\d|[\"“«`]")
MOST_PHRASES = 2
"""The most phrases of a question that does not say what it is about: more say something together."""
MOST_DONE = 2
"""The most words of meaning of a question without a noun that leaves open what it is about."""
_MADE_OF_A_VERB = re.compile(r"\w{2,}(?:[eo]rs?|ings?)", re.IGNORECASE)
_SAYS_OF_WHAT = frozenset({"of", "for", "in", "on", "to", "between", "from", "with", "behind", "about", "that", "at"})
_NO_SUBJECT_ASKED = re.compile(r"\b(?:you|your|me|yourself)\b", re.IGNORECASE)


def of_what_is_not_said(question: str) -> int | None:
    """Return where a question ends to say of what it asks: "What is the first sign" is of something. None where it says
    so, or asks of no such thing.
    """
    phrases = phrases_of(question)
    if not phrases or _NAMES_SOMETHING.search(question):
        return None
    *others, phrase = phrases
    following = question[phrase.end :].split()[:1]
    if not phrase.is_of_something or phrase.whole is not None or (following and following[0] in _SAYS_OF_WHAT):
        return None
    if any(set(content_stems(other.text)) - ANYWHERE for other in others):
        return None
    return phrase.end if not set(content_stems(question)) - set(content_stems(phrase.text)) - ANYWHERE else None


def leaves_open(question: str) -> bool:
    """Return whether the words of a question go with any subject, so that it does not say what it is about."""
    if _NAMES_SOMETHING.search(question) or _NO_SUBJECT_ASKED.search(question):
        return False
    phrases = phrases_of(question)
    if any(phrase.whole is not None for phrase in phrases) or len(phrases) > MOST_PHRASES:
        return False
    if not phrases:
        return _asks_of_somebody(question)
    # "Manager" and "setting" are nouns of their own, as "cause" and "cost" are not.
    words = [word for phrase in phrases for word in phrase.text.split()]
    own = {stem(word) for word in words if _MADE_OF_A_VERB.fullmatch(word)}
    return not (own | set(content_stems(question)) - VERBS_ASKED_WITH) - ANYWHERE - TAKE_OF


def _asks_of_somebody(question: str) -> bool:
    """Return whether a question without a noun asks what anybody does: "Does anyone disagree?"."""
    words = [match[0].casefold() for match in words_of(question)]
    return bool(INDEFINITE_PEOPLE & set(words)) and len(content_stems(question)) <= MOST_DONE
