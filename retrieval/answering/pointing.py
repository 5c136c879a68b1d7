"""The words of a question that point out of it, to what was said before: pronouns, "these two", "which of them"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from retrieval.answering.question import AUXILIARY
from retrieval.answering.referents import Mention, Mentions, Wanted
from retrieval.text.grammar import (
    ALL_AUXILIARIES,
    ALL_PREPOSITIONS,
    ANYWHERE,
    CONJUNCTIONS,
    INDEFINITE_PEOPLE,
    MANY_THINGS,
    MEN,
    QUESTION_WORDS,
    SINGULAR_THINGS,
    SUBJECTS,
    WOMEN,
)
from retrieval.text.nouns import words_of
from retrieval.text.phrases import NounPhrase, phrases_of
from retrieval.text.words import content_stems, stem

_IT_OF_NOTHING = re.compile(
    r"\b(?:it(?:['’]s)?\s+(?:(?:is|was|be|being)\s+)?|(?:is|was)\s+it\s+)(?:(?:not|still|ever|even|really|always|so|too|more"
    r"|very)\s+)*(?!(?:related|similar|due|equal|close|connected|native|unique|limited|able|used|supposed|going|good|bad)\b)"
    r"\w+\s+(?:to|that)\b"
    r"|\bit\s+(?:takes?|took|rains?|snows?|mean|costs?|seems?|matters?|help)\b(?=\s+(?:to|that|for|if|when|in)\b)"
    r"|\b(?:can|does|did|will)\s+it\s+(?:rain|snow|matter)\b"
    r"|\b(?:is|was)\s+it\s+(?:that|who|like|(?:possible|safe|legal|normal|common|true|worth|okay|ok)\s+(?:for|if|when|\w+ing))\b"
    r"|\bmake\s+it\s+to\b",
    re.IGNORECASE,
)
_OF_NOW = re.compile(
    r"\b(?:this|these|that)\s+(?:year|month|week|morning|evening|afternoon|summer|winter|spring|autumn|fall|century"
    r"|decade|days|country|world|server|channel|project|documentation)\b",
    re.IGNORECASE,
)
_DOES_SO = re.compile(
    r"(?<=\w\s)\b(?:do|doing|done)\s+(?:it|that|this|so)\b(?=\W*$|\s+(?:again|alone|after|at|before|by|each|every|for|from"
    r"|if|in|more|myself|on|once|or|to|twice|when|while|with|without)\b)",
    re.IGNORECASE,
)
_TWO = re.compile(
    r"^\W*which(?:\s+one)?(?=\s+(?:is|was|are|were|has|had|do|does|did|would)\b(?:\s+\w+){1,3}\W*$)"
    r"|\b(?:the|these|those)\s+two(?=\W*$|\s+of\s+them\b|\s+(?:compare|differ|related|similar|different)\b)|\bboth\W*$",
    re.IGNORECASE,
)
_WITHOUT_A_NOUN = re.compile(
    r"\b(?:(?:any|the|some)\s+others|(?:any|some)\s+other(?=\W*$)|another(?:\s+one)?(?=\W*$))\b", re.IGNORECASE
)
_HOW_MANY_ARE = re.compile(
    rf"\bhow many(?=\s+{AUXILIARY}\b(?!\s+(?:\w+\s+)?(?:arrested|hurt|injured|killed|wounded)\b))", re.IGNORECASE
)
"""What asks how many of something; those who are hurt are people."""
_ONE_OF_THEM = re.compile(r"\bones?(?=\W*$)", re.IGNORECASE)
_BEGINS_A_CLAUSE = re.compile(
    r"[,:;.]|--|[–—]|\b(?:when|if|because|while|before|after|that|who|which|and|but|so|until|unless)\b", re.IGNORECASE
)
_SAID_BY = re.compile(r"\baccording\s+to\s+\Z", re.IGNORECASE)
MOST_OF_ONE = 2
"""The most words of meaning of a question that ends in "one" and leans by it: others say what one it is."""


class Pointing(StrEnum):
    """What is pointed to: a thing, what somebody does, all that was said, a thing beside which something stands, or
    things that are counted.
    """

    THING = "thing"
    ACT = "act"
    EVENT = "event"
    OTHERS = "others"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Words of a question, `start` to `end`, that point out of it, and what they may stand for. `named` is what they
    name themselves, as "this river" does; one that `is_one` says "one", for a thing of the kind.
    """

    start: int
    end: int
    wanted: Wanted = Wanted.THING
    kind: Pointing = Pointing.THING
    is_possessive: bool = False
    is_one: bool = False
    named: Mention | None = None


def pointers_of(question: str, mentions: Mentions) -> list[Pointer]:
    """Return what points out of a question, in order, each thing once."""
    if act := next((act for act in _DOES_SO.finditer(question) if _is_main_verb(question, act.start())), None):
        return [Pointer(start=act.start(), end=act.end(), kind=Pointing.ACT)]
    spared = [match.span() for pattern in (_IT_OF_NOTHING, _OF_NOW) for match in pattern.finditer(question)]
    words = words_of(question)
    phrases = phrases_of(question)
    found: list[Pointer] = []
    for place, match in enumerate(words):
        if any(start <= match.start() < end for start, end in spared):
            continue
        following = words[place + 1][0].casefold() if place + 1 < len(words) else ""
        before = words[place - 1][0].casefold() if place else ""
        earlier = _Earlier.of(question, match.start(), phrases)
        end = match.end()
        takes_noun = any(0 < phrase.start - end <= 1 for phrase in phrases)
        pointer = _pointer(match, before, following, earlier, takes_noun=takes_noun)
        # "When did she win her prize": the second is whoever the first is.
        if pointer is not None and pointer.wanted not in {other.wanted for other in found}:
            found.append(pointer)
    return found or _definite(question, phrases, mentions)


def _is_main_verb(question: str, place: int) -> bool:
    """Return whether the "do" at a place is what somebody does: no question word stands before it."""
    return question[:place].rsplit(maxsplit=1)[-1].casefold() not in QUESTION_WORDS


def _says_something(phrase: NounPhrase) -> bool:
    return bool(set(content_stems(phrase.text)) - ANYWHERE)


def _subjects_of(question: str) -> list[int]:
    """Return where clauses begin with a pronoun: "What did Ada say she wants?"."""
    words = words_of(question)
    pairs = [("", words[0]), *((left[0].casefold(), right) for left, right in pairwise(words))] if words else []
    return [at.start() for before, at in pairs if at[0].casefold() in SUBJECTS and before not in ALL_AUXILIARIES]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Earlier:
    """What stands before a pronoun in its own question, and may be what it stands for: of its own clause only for what
    somebody has. `is_cased` is whether the question tells names by their capitals.
    """

    phrases: Sequence[NounPhrase]
    of_other_clauses: Sequence[NounPhrase]
    has_indefinite: bool
    is_cased: bool

    @classmethod
    def of(cls, question: str, place: int, phrases: Sequence[NounPhrase]) -> "_Earlier":
        earlier = [phrase for phrase in phrases if phrase.end < place and _says_something(phrase)]
        begins = max((match.end() for match in _BEGINS_A_CLAUSE.finditer(question, 1, place)), default=0)
        begins = max([begins, *(at for at in _subjects_of(question) if at < place)])
        words_before = {match[0].casefold() for match in words_of(question[:place])}
        return cls(
            phrases=earlier,
            of_other_clauses=[phrase for phrase in earlier if phrase.end <= begins],
            has_indefinite=not words_before.isdisjoint(INDEFINITE_PEOPLE | {"one"}),
            is_cased=any(character.isupper() for character in question[1:]),
        )

    def has_it(self, word: str) -> bool:
        return bool(self.of_other_clauses) or (
            word in {"its", "itself"} and any(not phrase.is_plural for phrase in self.phrases)
        )

    def has_them(self, word: str) -> bool:
        if self.has_indefinite or (word in {"their", "theirs", "themselves"} and self.phrases):
            return True
        among = self.of_other_clauses if word == "them" else self.phrases
        return any(phrase.is_plural for phrase in among)

    def has_somebody(self, *, of_own_clause: bool) -> bool:
        """Return whether "he" or "his" may be somebody before it. `of_own_clause` says that this may be of the same
        clause, as with "his"; "What does Ada owe him?" is of two.
        """
        # "What class is he?": that is asked of him.
        among = [
            phrase
            for phrase in (self.phrases if of_own_clause else self.of_other_clauses)
            if phrase.is_somebody or phrase.after not in {"which", "what", "many", "much"}
        ]
        return self.has_indefinite or any(phrase.may_be_a_person or not self.is_cased for phrase in among)


def _pointer(
    match: re.Match[str], before: str, following: str, earlier: "_Earlier", *, takes_noun: bool
) -> Pointer | None:
    word = match[0].casefold().replace("’", "'").removesuffix("'s")
    at = Pointer(start=match.start(), end=match.start() + len(word))
    if word in SINGULAR_THINGS and match[0] != "IT":
        return None if earlier.has_it(word) else replace(at, is_possessive=word == "its")
    if word in MANY_THINGS | MEN | WOMEN and _SAID_BY.search(match.string, 0, match.start()):
        return replace(at, wanted=Wanted.SOURCE)
    if word in MANY_THINGS:
        return None if earlier.has_them(word) else replace(at, wanted=Wanted.THINGS, is_possessive=word == "their")
    if word in MEN | WOMEN:
        possessive = word == "his" or (word == "her" and takes_noun)
        begins_a_clause = match.start() in _subjects_of(match.string)
        return (
            None
            if earlier.has_somebody(of_own_clause=possessive or begins_a_clause)
            else replace(at, wanted=Wanted.MAN if word in MEN else Wanted.WOMAN, is_possessive=possessive)
        )
    if word in {"this", "that"} and not takes_noun and following not in {"i", "you", "he", "she", "it", "we", "they"}:
        is_conjunction = before and before not in ALL_AUXILIARIES | ALL_PREPOSITIONS | CONJUNCTIONS and following
        return None if is_conjunction else replace(at, kind=Pointing.EVENT)
    if word in {"these", "those"} and not takes_noun and following not in {"who", "that", "which", "of", "with", "in"}:
        return replace(at, wanted=Wanted.THINGS)
    if (
        word == "there"
        and match[0].casefold() == "there"
        and before not in ALL_AUXILIARIES
        and following not in ALL_AUXILIARIES
    ):
        return replace(at, wanted=Wanted.PLACE)
    return None


def _definite(question: str, phrases: Sequence[NounPhrase], mentions: Mentions) -> list[Pointer]:
    """Return what is named by a noun alone: "this river", and "the club" after "the photography club"."""
    for phrase in phrases:
        determiner = phrase.determiner.casefold()
        if phrase.whole is not None or phrase.is_name or determiner not in {"the", "this", "that", "these", "those"}:
            continue
        if phrase.after and any(other.end == phrase.start - len(determiner) - 2 for other in phrases):
            continue
        is_bare = len(phrase.text.split()) == 1
        spoken_of = [
            mention
            for mention in mentions.all
            if stem(mention.phrase.head) == stem(phrase.head)
            and len(content_stems(mention.phrase.text)) > len(content_stems(phrase.text))
        ]
        start = phrase.start - len(determiner) - 1
        if is_bare and spoken_of:
            best = max(spoken_of, key=lambda mention: mention.score)
            return [Pointer(start=start, end=phrase.end, named=best)]
        if determiner != "the" and not any(start <= match.start() < phrase.end for match in _OF_NOW.finditer(question)):
            wanted = Wanted.THINGS if phrase.is_plural else Wanted.THING
            return [Pointer(start=start, end=phrase.end, wanted=wanted, kind=Pointing.OTHERS)]
    counted, things = _HOW_MANY_ARE.search(question), mentions.best(Wanted.THINGS)
    if counted and things and not things.phrase.is_collective:
        at = Pointer(start=counted.end(), end=counted.end(), wanted=Wanted.THINGS, kind=Pointing.COUNTED)
        return [replace(at, named=things)]
    if two := _TWO.search(question):
        return [Pointer(start=two.start(), end=two.end(), wanted=Wanted.TWO, kind=Pointing.OTHERS)]
    is_short = len(content_stems(question)) <= MOST_OF_ONE
    if others := _WITHOUT_A_NOUN.search(question) or (is_short and _ONE_OF_THEM.search(question)):
        is_one = others[0].casefold() == "one"
        at = Pointer(start=others.start(), end=others.end(), wanted=Wanted.ANY, kind=Pointing.OTHERS)
        return [replace(at, is_one=is_one)]
    return []
