"""Sentences that take back what the one before them says, as "It was not" and "I no longer believe it" do."""

import re

_CONTRADICTS = re.compile(
    r"(?:however|but|yet|nevertheless|on the other hand|in contrast|by contrast)\b", re.IGNORECASE
)
_WHAT_WAS_SAID = (
    r"(?:(?:this|that|these|those|the|his|her|their|its|my|our)\s+[\w-]+(?:\s+[\w-]+)?"
    r"|it|this|that|these|those|they|he|she|i|we|both|neither)"
)
_IS = r"(?:is|are|was|were|has|have|had|did|does|do|could|can|would|will)"
_NOT = rf"(?:{_IS}\s+not|cannot|{_IS}n['’]t|can['’]t|won['’]t)"
_WRONG = (
    r"(?:wrong|false|untrue|incorrect|mistaken|inaccurate|unfounded|outdated|obsolete|out\s+of\s+date|superseded|withdrawn"
    r"|retracted|refuted|disproved|disproven|debunked|overturned|reversed|repealed|revoked|rescinded|corrected|fake"
    r"|an?\s+(?:error|mistake|hoax|forgery|rumou?r))"
)
# Nothing else is said to be wrong, as in "wrong to leave" and "an error of the pump".
_SAYS_NO_MORE = r"(?=\s*(?:[.!;:,—–)]|$|(?:and|but|by|in|on|since|as|because|when|after|later|again)\b))"
_IS_WITHDRAWN = re.compile(
    rf"(?:(?:but|and|later|since\s+then|by\s+now|in\s+the\s+end|sadly|in\s+fact)\b,?\s+)?"
    rf"(?:{_WHAT_WAS_SAID}\s+(?:"
    rf"{_NOT}(?:\s+(?:so|true|right|correct|the\s+case|any\s*more|hold|happen|work))?\s*(?:[.!;:,—–]|$)"
    rf"|(?:{_IS}\s+)?no\s+longer\b"
    rf"|(?:\w+\s+){{1,3}}?(?:to\s+(?:be|have\s+been)\s+)?{_WRONG}{_SAYS_NO_MORE})"
    rf"|(?:not\s+(?:so|true|any\s*more)|no\s+longer|wrong|false)\s*[.!;:,])",
    re.IGNORECASE,
)
_BARE = re.compile(r"\W*(?:[\w'’-]+\W+){0,7}[\w'’-]+\W*")
"""A sentence of few words that takes back says nothing of how it is instead."""
_IN_PARENTHESES = re.compile(r"\([^()]+\)[.!]?\Z")


def takes_back(sentence: str) -> bool:
    """Return whether a sentence says that what is said right before it is not so, or not so any more."""
    return _IS_WITHDRAWN.match(sentence) is not None


def contradicts(sentence: str) -> bool:
    """Return whether a sentence takes back what is said before it, or sets something against it."""
    return _CONTRADICTS.match(sentence) is not None or takes_back(sentence)


def leaves_open_what_is_so(sentence: str) -> bool:
    """Return whether a sentence takes back what is said before it, and does not say itself how it is instead."""
    return takes_back(sentence) and _BARE.fullmatch(sentence) is not None


def is_note(sentence: str) -> bool:
    """Return whether a sentence stands in parentheses, as "(Withdrawn in 1.2.)" does: it is a note on the one before
    it.
    """
    return _IN_PARENTHESES.match(sentence) is not None
