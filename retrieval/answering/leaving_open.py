"""Questions that leave open what they are about, and have no pronoun: "What is the first sign?", "How many died?"."""

import re

from retrieval.text.grammar import ANYWHERE, TAKE_OF, VERBS_ASKED_WITH
from retrieval.text.phrases import phrases_of
from retrieval.text.words import content_stems

_NAMES_SOMETHING = re.compile(r"(?<!^)(?<![.?!:]\s)\b[A-Z]\w|\d|[\"“«`]")
MOST_PHRASES = 2
"""The most phrases of a question that does not say what it is about: more say something together."""
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
    return bool(phrases) and not set(content_stems(question)) - ANYWHERE - TAKE_OF - VERBS_ASKED_WITH
