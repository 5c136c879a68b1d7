"""How a sentence holds what it speaks of: it may say so itself, deny it, leave it open or lay it to somebody."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from retrieval.answering.repeating import negates
from retrieval.documents.taking_back import takes_back
from retrieval.text.words import content_stems


class Factuality(StrEnum):
    """How a sentence holds a clause that it does not assert: it denies it, leaves it open, or lays it to somebody."""

    DENIED = "denied"
    OPEN = "open"
    CLAIMED = "claimed"


_CLAIM_ALONE = (
    r"(?:allegations?|accusations?|rumou?rs?|suggestions?|statements?|assertions?|theor(?:y|ies)"
    r"|notions?|ideas?|beliefs?|assumptions?|suspicions?|insinuations?|hearsay)"
)
"""What somebody says or believes, by nouns that are no verbs: "the baker claims that"."""
_CLAIM = rf"(?:claims?|reports?|{_CLAIM_ALONE})"
_ANNULLED = (
    r"(?:quashe[sd]|quash|overturn(?:s|ed)?|set(?:s|ting)?\s+aside|annul(?:s|led)?|revoke[sd]?|repeal(?:s|ed)?"
    r"|rescind(?:s|ed)?|reverse[sd]|str(?:ikes?|uck)\s+down|void(?:s|ed)|veto(?:es|ed)|vote[sd]\s+down"
    r"|reject(?:s|ed)?|dismiss(?:es|ed)?|with(?:draws?|drew|drawn)|retract(?:s|ed)?|abandon(?:s|ed)?)"
)
_REFUTED_VERBS = (
    r"(?:refute[sd]?|disprove[sdn]?|debunk(?:s|ed)?|den(?:y|ies|ied|ying)|contradict(?:s|ed)?|dispute[sd]?"
    r"|reject(?:s|ed)?|dismiss(?:es|ed)?)"
)
_BEGINS_IT: tuple[tuple[Factuality, re.Pattern[str]], ...] = (
    (
        Factuality.DENIED,
        re.compile(
            r"\bno\s+(?:\w+\s+)?(?:evidence|proof|signs?|indications?|traces?|truth|basis)\b"
            r"|\b(?:not|n['’]t)\s+(?:true|so|correct|accurate|the\s+case)\s+that\b"
            r"|\b(?:untrue|false|wrong|incorrect|mistaken|fiction|nonsense"
            r"|(?:an?|the)\s+(?:\w+\s+)?(?:myth|misconception|mistake|error|hoax|lie))\s+(?:to\s+\w+\s+)?that\b"
            rf"|\bden(?:y|ies|ied|ying)\b|\b{_REFUTED_VERBS}\s+(?:the\s+|this\s+|that\s+|all\s+|any\s+)?{_CLAIM}\b",
            re.IGNORECASE,
        ),
    ),
    (
        Factuality.OPEN,
        re.compile(
            r"\b(?:whether|if|unless|in\s+case|suppose|supposing|assuming)\b"
            r"|\b(?:is|are|was|were|be|been|being|stands?|stood|currently|also)\s+"
            r"(?:accused|suspected|indicted|charged|tried|acquitted|cleared|investigated|prosecuted)\b"
            r"|\b(?:charged\s+with|on\s+(?:the|a)\s+charge|on\s+charges|suspected\s+of|acquitted\s+of|cleared\s+of)\b"
            r"|\b(?:acquits|acquitted|the\s+acquittal)\b"
            r"|\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+|often\s+|sometimes\s+)?"
            r"(?:alleged|suggested|claimed|argued|believed|assumed|thought|said|supposed|reported|reputed)\s+(?:that|to)\b"
            rf"|\b(?:the|an?|this|that|any|every|common|popular|\w+['’]s)\s+(?:{_CLAIM}|\w+\s+{_CLAIM_ALONE})\s+"
            r"(?:\w+\s+){0,4}?(?:that|of\s+having|to\s+have)\b"
            r"|\b(?:allegedly|reportedly|supposedly)\b|\brumou?r(?:s|ed)?\b"
            r"|\b(?:proposals?|motions?|requests?|bids?|applications?|petitions?|appeals?)\s+(?:to|for|that)\b"
            rf"|\b{_ANNULLED}\s+(?:the|an?|his|her|its|their|this|that|all|part|\w+['’]s?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Factuality.CLAIMED,
        re.compile(
            r"\b(?:claim(?:s|ed|ing)?|argue[sd]?|alleg(?:es?|ed|ing)|insinuate[sd]?|suggest(?:s|ed)?|suspect(?:s|ed)?"
            r"|believe[sd]?|assume[sd]?|think|thought|suppose[sd]?|wonder(?:s|ed)?)\s+(?:that\b|to\s+have\b)"
            r"|\baccus(?:e|es|ed|ing)\b",
            re.IGNORECASE,
        ),
    ),
)
_ENDS_IT = re.compile(
    rf"\b(?:is|are|was|were|be|been|being|got)\s+(?:\w+ly\s+|later\s+|since\s+)?"
    rf"(?:(?P<refuted>{_REFUTED_VERBS}|false|untrue|baseless|unfounded)|(?P<annulled>{_ANNULLED}))\b",
    re.IGNORECASE,
)
"""What is said of what stands before it: "the ruling that … was annulled"."""
_TELLS_A_CLAIM = re.compile(rf"\b{_CLAIM}\s+(?:\w+\s+){{0,4}}?(?:that|of\s+having|to\s+have)\b", re.IGNORECASE)
_LEAVES_IT_OPEN_WITHIN = re.compile(r"\b(?:whether|if)\b", re.IGNORECASE)
_CONDITION = re.compile(r"(?:if|unless|in\s+case|suppose|supposing|assuming)$", re.IGNORECASE)
_PARTS_CLAUSES = re.compile(
    r"[;:]\s|\s[–—]\s|,\s(?:and|so)\s|,?\s(?:but|whereas|however|although|though)\s", re.IGNORECASE
)
_MADE_BY_NOBODY = re.compile(
    r"(?:\b(?:not|never|nobody|no\s+one|none|cannot|nor|neither|who|whoever|anyone|anybody)|n['’]t)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
"""What takes a claim or a denial from whoever makes it: nobody makes it, or whoever does."""
_DENIES_WHAT_WAS_SAID = re.compile(
    r"(?:(?:and|but|yet)\s+)?(?:(?:there\s+(?:is|was)|(?:\w{1,20}\s+){1,3}?f(?:i|ou)nds?|(?:has|have|had)\s+found)\s+)?"
    r"no\s+(?:\w+\s+)?(?:evidence|proof|signs?|indications?|traces?|truth|basis)\s+(?:of|for|in)\s+(?:it|this|that|these|them)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _EmbeddedClause:
    start: int
    scope: str
    factuality: Factuality
    is_condition: bool = False

    def covers(self, there: Collection[str]) -> bool:
        """Return whether at least half of the stems that are there stand in it: whoever it is about stands before. All
        do in a condition: what follows from it is said.
        """
        within = set(content_stems(self.scope)).intersection(there)
        return bool(within) and (len(within) == len(there) if self.is_condition else 2 * len(within) >= len(there))


def factuality_of(sentence: str, about: Collection[str]) -> Factuality | None:
    """Return how a sentence holds what the stems are `about`: None where it says so, or says nothing of it. A word that
    is itself asked about, as in "Was he accused?", holds nothing.
    """
    asked, there = set(about), set(content_stems(sentence)).intersection(about)
    for first, last in _spans_of_clauses(sentence):
        clause = sentence[first:last]
        if _denies_what_was_said(clause) and there.intersection(content_stems(sentence[:first])):
            return Factuality.DENIED
    for first, last in _spans_of_clauses(sentence):
        covering = [held for held in _held_in(sentence[first:last], asked) if held.covers(there)]
        if covering:
            return _outermost(covering)
    return None


def clause_that_denies(sentence: str) -> str:
    """Return the clause of a sentence that denies what those before it tell; the sentence where none does. Who speaks
    in what is denied denies nothing.
    """
    for first, last in _spans_of_clauses(sentence):
        if first and _denies_what_was_said(sentence[first:last]):
            return sentence[first:last]
    return sentence


def _denies_what_was_said(clause: str) -> bool:
    return _DENIES_WHAT_WAS_SAID.match(clause) is not None or takes_back(clause)


def _spans_of_clauses(sentence: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _PARTS_CLAUSES.finditer(sentence):
        yield start, mark.start()
        start = mark.end()
    yield start, len(sentence)


def _held_in(clause: str, asked: Collection[str]) -> Iterator[_EmbeddedClause]:
    """Yield what a clause holds, by the words that hold it, what is said of the whole first."""
    for found in _ENDS_IT.finditer(clause):
        if not _is_asked_about(found[0], asked):
            is_denied = bool(found["refuted"]) and _TELLS_A_CLAIM.search(clause, 0, found.start())
            yield _EmbeddedClause(-1, clause[: found.start()], Factuality.DENIED if is_denied else Factuality.OPEN)
    for factuality, words in _BEGINS_IT:
        for found in words.finditer(clause):
            if _is_asked_about(found[0], asked):
                continue
            is_negated = _MADE_BY_NOBODY.search(clause, max(0, found.start() - 30), found.start()) is not None
            is_condition = _CONDITION.match(found[0]) is not None
            scope = clause[found.end() :].split(",", maxsplit=1)[0] if is_condition else clause[found.end() :]
            held = Factuality.OPEN if is_negated else factuality
            yield _EmbeddedClause(found.start(), scope, held, is_condition=is_condition)


def _is_asked_about(words: str, asked: Collection[str]) -> bool:
    return not set(content_stems(words)).isdisjoint(asked)


def _outermost(covering: Sequence[_EmbeddedClause]) -> Factuality:
    """Return what holds all the rest. Who denies to know whether something is so does not deny it, nor does who denies
    that it is not so.
    """
    outer = min(covering, key=lambda held: held.start)
    is_left_open = _LEAVES_IT_OPEN_WITHIN.search(outer.scope) is not None or negates(outer.scope)
    return Factuality.OPEN if outer.factuality is Factuality.DENIED and is_left_open else outer.factuality
