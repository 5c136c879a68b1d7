"""What a value is claimed as: what was planned, estimated or allowed, or what came; with a discount or without.

A budget and a cost, a plan and what came of it, a limit and a use are two things said of one, and exclude nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.text.grammar import ALL_AUXILIARIES
from retrieval.text.words import is_irregular_form, tokens


class _As(StrEnum):
    PLANNED = "planned"
    ESTIMATED = "estimated"
    AT_MOST = "at most"
    AT_LEAST = "at least"
    REDUCED = "reduced"
    TAXED = "taxed"
    UNTAXED = "untaxed"


_TAX = r"(?:(?:sales |value[- ]added )?tax(?:es)?|vat|gst|fees)\b"
_WORDS_OF_CLAIMS = {
    claim: re.compile(rf"\b(?:{words})", re.IGNORECASE)
    for claim, words in (
        (
            _As.PLANNED,
            (
                r"(?:planned|scheduled|expected|anticipated|proposed|envisaged|intended|promised|hoped)\b"
                r"|(?:set|meant|designed|supposed|going|aim(?:s|ed)?|plans|wants|hopes|expects|intends) to\b"
                r"|due (?:on|in|at|by|for)\b|(?:is|are|was|were) (?:due )?to\b|will\b|would (?:be|have)\b|originally\b"
            ),
        ),
        (
            _As.ESTIMATED,
            (
                r"(?:re|over|under)?estimat(?:e|es|ed|ing|ion|ions)\b|forecasts?\b|forecasted\b|project(?:ed|ions?)\b"
                r"|predict(?:ed|s|ions?)\b|budget(?:ed|s)?\b|targets?\b|allocated\b|earmarked\b|guess(?:ed|es)?\b"
            ),
        ),
        (
            _As.AT_MOST,
            (
                r"at most\b|up to (?=\W*\d)|no(?:t)? more than\b|max(?:imum|imal|imally)?\b|limit(?:s|ed)?\b"
                r"|capped\b|not exceed\b|ceiling\b|quotas?\b|upper bound\b"
            ),
        ),
        (_As.AT_LEAST, r"at least\b|no(?:t)? (?:less|fewer) than\b|min(?:imum|imal|imally)?\b|lower bound\b"),
        (
            _As.REDUCED,
            (
                r"(?<!before )(?<!before the )(?<!without )(?<!without a )(?<!no )discount(?:s|ed)?\b|early[- ]bird\b"
                r"|(?:reduced|concession(?:ary)?|promotional|sale|special) (?:price|rate|fee|fare|offer)s?\b"
                r"|(?:with|after) (?:a |the |this |that )?(?:reduction|rebate)\b|half[- ]price\b|marked down\b"
                r"|\d+ ?% off\b"
            ),
        ),
        (_As.TAXED, rf"(?:with|incl(?:\.|uding|usive of|udes)?|after|gross of) {_TAX}|gross\b"),
        (_As.UNTAXED, rf"(?:without|excl(?:\.|uding|usive of|udes)?|before|net of|plus|not including) {_TAX}|net\b"),
    )
}
_WITHOUT_WHAT_CAME = frozenset({_As.PLANNED, _As.AT_MOST, _As.AT_LEAST})
"""What is held against what came, and not against what is said of the same in other words: "The bus is to leave at 9"
and "The bus leaves at 10" exclude one another, and so do two rules."""
_CAME = re.compile(
    r"\b(?:actual(?:ly)?|measured|recorded|counted|on average|average[sd]?|typical(?:ly)?|usual(?:ly)?|currently|in use"
    r"|in practice|uses?|using|so far|in the end)\b",
    re.IGNORECASE,
)
_ENDS_A_CLAUSE = re.compile(
    r"[;()]|\s[–—]\s|,?\s(?:but|while|whereas|although|though|however|instead of|rather than|yet)\s", re.IGNORECASE
)
_AND = re.compile(r",?\sand\s(?=(\w+))", re.IGNORECASE)
_SAID_ASIDE = re.compile(r",\s(?:which|who|whom|whose|where)\b[^,;]*(?:,|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What a value is claimed as in its clause; `came` is whether that is told as what happened or is measured."""

    claims: frozenset[_As]
    came: bool

    def may_exclude(self, other: "Claimed") -> bool:
        """Return whether another value claimed so would be another of the same thing."""
        differing = self.claims ^ other.claims
        if not differing <= _WITHOUT_WHAT_CAME:
            return False
        return not (_came_of(self, other) or _came_of(other, self))


def _came_of(one: Claimed, other: Claimed) -> bool:
    """Return whether another value may be what came of a plan or within a limit. What was planned is past."""
    own = one.claims - other.claims
    return bool(own) and (other.came or (_As.PLANNED in own and one.came))


def claimed_as(sentence: str, start: int, end: int, question: str) -> Claimed:
    """Return what the value from `start` to `end` of a sentence is claimed as. What is asked for in the question is
    what each answer is, whether it says so or not.
    """
    clause = _clause_of(sentence, start, end)
    claims = frozenset(
        claim for claim, words in _WORDS_OF_CLAIMS.items() if words.search(clause) and not words.search(question)
    )
    return Claimed(claims=claims, came=bool(_CAME.search(clause)) or _is_of_the_past(clause))


def _clause_of(sentence: str, start: int, end: int) -> str:
    """Return the clause that holds a place of a sentence, as far as marks and conjunctions tell."""
    bounds = [(found.start(), found.end()) for found in _ENDS_A_CLAUSE.finditer(sentence)]
    bounds += [(found.start(), found.end()) for found in _AND.finditer(sentence) if _begins_a_predicate(found[1])]
    first = max((after for _, after in bounds if after <= start), default=0)
    last = min((before for before, _ in bounds if before >= end), default=len(sentence))
    clause = sentence[first:last]
    return _SAID_ASIDE.sub(lambda found: found[0] if found.start() <= start - first < found.end() else " ", clause)


def _begins_a_predicate(word: str) -> bool:
    word = word.casefold()
    return word in ALL_AUXILIARIES or word.endswith("ed") or (is_irregular_form(word) and not word.endswith("s"))


def _is_of_the_past(clause: str) -> bool:
    """Return whether a clause tells what happened: its verb stands in the past, and no auxiliary of the present stands
    before a participle.
    """
    before = ""
    for word in map(str.casefold, tokens(clause)):
        if word in {"was", "were", "had", "did"}:
            return True
        is_past = word.endswith("ed") or (is_irregular_form(word) and not word.endswith(("s", "ing")))
        if is_past and before not in ALL_AUXILIARIES | {"to"}:
            return True
        before = word
    return False
