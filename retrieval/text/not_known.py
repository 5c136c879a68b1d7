"""Whether a text says that something is not known: "it is not clear who …", "what it does not say", "cannot prove"."""

import re

_KNOWING = r"(?:know|say|tell|confirm|prove|verify|establish|determine|be\s+(?:sure|certain)|rule\s+out)"
_CONFIRMED = r"(?:known|shown|told|confirmed|proven|proved|verified|established|determined|demonstrated|substantiated)"
_NOT_KNOWN = re.compile(
    r"\b(?:unknown|unclear|uncertain|undecided|unproven|unconfirmed|unverified|an?\s+open\s+question|remains?\s+open"
    rf"|(?:cannot|can\s?not|can['’]t|could\s+not|couldn['’]t|(?:un|not\s+)able\s+to)\s+(?:yet\s+|itself\s+)?{_KNOWING}"
    rf"|(?:cannot|can\s?not|can['’]t|could\s+not|couldn['’]t)\s+be\s+{_CONFIRMED}"
    r"|(?:do|does|did)(?:\s+not|n['’]t)\s+(?:yet\s+)?(?:know|say|tell)"
    r"|(?:is|are|was|were|been)(?:\s+not|n['’]t)\s+(?:yet\s+)?(?:known|clear|said|told|stated|established|decided|proven"
    r"|confirmed|certain|sure|recorded|determined)"
    r"|(?:nobody|no\s+one)\s+(?:knows?|knew|can\s+say|could\s+say))\b",
    re.IGNORECASE,
)


def says_it_is_not_known(text: str) -> bool:
    """Return whether a clause says that what it speaks of is not known, or cannot be said."""
    return _NOT_KNOWN.search(text) is not None
