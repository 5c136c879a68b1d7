"""The kind of quantity that a question asks for: "how heavy" is answered by a weight and by no length."""

import re
from dataclasses import dataclass

from retrieval.text.grammar import ALL_AUXILIARIES, ALL_PREPOSITIONS, PEOPLE
from retrieval.text.nouns import nouns_of, words_of
from retrieval.text.quantities import MOST_WORDS_COUNTED, Amount, dimension_of, kinds_of_unit
from retrieval.text.units import Quantity
from retrieval.text.words import stem

_Q = Quantity
_EVERY_KIND = frozenset(Quantity)
_IN_TIME = frozenset({_Q.DURATION, _Q.AGE, _Q.DATE, _Q.TIME_OF_DAY})
_OF_MONEY = frozenset({_Q.MONEY})
_OF_AGE = frozenset({_Q.AGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityAsked:
    """What a question asks for: an amount of one of the `kinds`, or one that answers as well (`others`). `nouns` are
    the stems of what is counted, `dimension` that of a length; none where the question does not say.
    """

    kinds: frozenset[Quantity]
    others: frozenset[Quantity] = frozenset()
    nouns: frozenset[str] = frozenset()
    dimension: str | None = None

    def is_met_by(self, amount: Amount, sentence: str) -> bool:
        """Return whether an amount of a sentence may answer."""
        if self.dimension and amount.dimension and amount.dimension != self.dimension:
            return False
        if self.kinds == _OF_MONEY:
            if _IS_FREE.search(sentence):
                return True
            if amount.nouns and not _OF_COSTS.search(sentence):
                return False
        if self.kinds == _OF_AGE and _Q.DATE in amount.kinds and not _TELLS_AN_AGE.search(sentence):
            return False
        is_bare = _Q.COUNT in amount.kinds and not amount.nouns
        return is_bare or not amount.kinds.isdisjoint(self.kinds | self.others)

    def is_asked_by(self, amount: Amount) -> bool:
        """Return whether an amount that may answer is of the kind that is asked for, and of what is counted."""
        return not amount.kinds.isdisjoint(self.kinds) and (not self.nouns or not self.nouns.isdisjoint(amount.nouns))

    def counts_another(self, amount: Amount) -> bool:
        """Return whether an amount is a number of something else than what is counted."""
        if not self.nouns or not amount.nouns or not self.nouns.isdisjoint(amount.nouns):
            return False
        return not (_is_of_people(self.nouns) and _is_of_people(amount.nouns))


_OF_COSTS = re.compile(
    r"\b(?:cost\w*|pay\w*|paid|pric\w+|charg\w+|fees?|worth|spen[dt]\w*|buy\w*|bought|sell|sold|earn\w*)\b",
    re.IGNORECASE,
)
"""What is said of a price: with it, a number of things may be one, as in "A road costs 2 bricks"."""
_IS_FREE = re.compile(r"\b(?:free|nothing|no\s+(?:charge|fee|cost)|included)\b", re.IGNORECASE)
_TELLS_AN_AGE = re.compile(
    r"\b(?:born|buil[dt]\w*|found\w*|establish\w*|beg[aiu]n\w*|start\w*|open\w*|creat\w+|construct\w+|complet\w+"
    r"|finish\w+|introduc\w+|launch\w+|releas\w+|inaugurat\w+|erect\w+|print\w*|publish\w+|made|wr[io]t\w+"
    r"|dat(?:es?|ed|ing)|origin\w*|first|since|came\s+out|ages?|aged|old|form(?:ed|ation)|incorporat\w+|invent\w+|laid"
    r"|dug|plant\w+)\b",
    re.IGNORECASE,
)
"""What is said of the day that something's age is counted from, or of an age."""
_STEMS_OF_PEOPLE = frozenset(
    map(
        stem,
        PEOPLE.union(
            """adult apprentice attendee child colleague customer employee engineer guest individual inhabitant kid
            learner men official participant passenger people person player pupil reader resident rider soldier staff
            subscriber tourist troops user viewer visitor voter walker women worker""".split()
        ),
    )
)


def _is_of_people(nouns: frozenset[str]) -> bool:
    return not nouns.isdisjoint(_STEMS_OF_PEOPLE)


KINDS_OF_NOUN = {
    noun: frozenset(kinds)
    for kinds, nouns in (
        ({_Q.WEIGHT}, "weight mass"),
        ({_Q.LENGTH}, "distance height width depth diameter thickness"),
        ({_Q.LENGTH, _Q.TEXT_LENGTH, *_IN_TIME}, "length"),
        (_OF_MONEY, "price cost costs fee rent"),
        (_IN_TIME, "duration"),
        (_OF_AGE, "age"),
        ({_Q.TEMPERATURE}, "temperature"),
        ({_Q.SPEED}, "speed"),
        ({_Q.SHARE}, "percentage"),
    )
    for noun in nouns.split()
}
"""What a noun asks for, and what stands under it in a table."""
_FIRST_ASKED = re.compile(r"\b(?:how|what|which|who|whom|whose|when|where|why)\b", re.IGNORECASE)
_WHAT_IS_THE = re.compile(
    rf"what(?:['’]s|\s++is|\s++are|\s++was|\s++were)\s++(?:the|its|their|your)\s++(?:\w+\s++){{0,2}}?({'|'.join(KINDS_OF_NOUN)})"
    r"(?=\s*(?:\?|$)|\s++(?:of|for|in|at|to|per|limit|from|between)\b)",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(r"how\s++long\b(?P<rest>[^?]*)", re.IGNORECASE)
_MAY_BE_EITHER = re.compile(
    r"\b(?:be|become|get|grow|lasts?|measure|reach|stretch|extend|runs?)(?=\W*$|\s++(?:after|at|before|if|in|when)\b)",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"how\s++many\s++(?=\w)", re.IGNORECASE)
_HOW_MUCH = re.compile(r"how\s++much\s++(?:of\s++the\s++)?(\w+)", re.IGNORECASE)
_MUCH = {
    "time": _IN_TIME,
    "money": frozenset({_Q.MONEY}),
    **dict.fromkeys("memory storage ram disk data traffic".split(), frozenset({_Q.DATA})),
    **dict.fromkeys("power energy electricity".split(), frozenset({_Q.ELECTRIC})),
}
_BEFORE_A_CLAUSE = "|".join(sorted(ALL_AUXILIARIES | {"i", "we", "you", "they", "it", "the", "to", "more", "money"}))
_IN_COMPARISON = frozenset({_Q.SHARE, _Q.TIMES})
"""What tells of most quantities how much of another they are."""
_OF_LENGTH = frozenset({_Q.LENGTH})
_MEASURES = _IN_COMPARISON | {_Q.COUNT}
_KINDS_ASKED = tuple(
    (re.compile(pattern, re.IGNORECASE), kinds, others, dimension)
    for pattern, kinds, others, dimension in (
        (
            (
                r"how\s++(?:far\s++(?:in\s++advance|into|ahead|[^?]{0,80}?\bback)|long\s++(?:before|after|ago|in\s++advance)|soon"
                r"|quickly)\b"
            ),
            _IN_TIME,
            _EVERY_KIND,
            None,
        ),
        (
            r"how\s++(?:often|frequently|many\s++times)\b",
            frozenset({_Q.TIMES}),
            _EVERY_KIND - {_Q.LENGTH, _Q.WEIGHT, _Q.MONEY},
            None,
        ),
        (
            r"how\s++heavy\b|(?:how\s++much|what)\b[^?]{0,80}?\bweighs?\b",
            frozenset({_Q.WEIGHT}),
            _IN_COMPARISON,
            None,
        ),
        (
            (
                r"how\s++(?:expensive|cheap)\b"
                # Of "how much leave" it is leave that is asked for, and no money in "per pay period".
                rf"|how\s++much\s++(?:{_BEFORE_A_CLAUSE})\b"
                r"[^?]{0,80}?\b(?:costs?|(?<!per )pay|paid(?!\s+(?:time|leave))|price|worth|spen[dt]|charged?|earn)\b"
            ),
            _OF_MONEY,
            _MEASURES,
            None,
        ),
        (r"how\s++old\b", _OF_AGE, frozenset({_Q.DATE}), None),
        (r"how\s++fast\b", frozenset({_Q.SPEED}), _MEASURES | {_Q.DURATION, _Q.ELECTRIC}, None),
        (r"how\s++(?:hot|warm|cold|cool)\b", frozenset({_Q.TEMPERATURE}), _IN_COMPARISON, None),
        (r"how\s++tall\b", _OF_LENGTH, _MEASURES, "high"),
        (r"how\s++(?:wide|broad)\b", _OF_LENGTH, _MEASURES, "wide"),
        (r"how\s++deep\b", _OF_LENGTH, _MEASURES, "deep"),
        (r"how\s++thick\b", _OF_LENGTH, _MEASURES, "thick"),
        (r"how\s++high\b", _OF_LENGTH, _EVERY_KIND - _IN_TIME, "high"),
        (r"how\s++far\b", _OF_LENGTH, _MEASURES | {_Q.TEXT_LENGTH}, None),
        (
            r"how\s++(?:big|large)\b",
            frozenset({_Q.AREA, _Q.LENGTH, _Q.VOLUME, _Q.DATA}),
            _EVERY_KIND - _IN_TIME - {_Q.TEMPERATURE, _Q.SPEED},
            None,
        ),
        (
            r"(?:what|which)\s++(?:percentage|percent|per\s++cent|share|proportion|fraction)\b",
            frozenset({_Q.SHARE}),
            frozenset({_Q.COUNT}),
            None,
        ),
    )
)


def quantity_asked(question: str) -> QuantityAsked | None:
    """Return the quantity that a question asks for; None where it asks for none, or any would do."""
    first = _FIRST_ASKED.search(question)
    if first is None:
        return None
    # "In what year was it said how many there are?"
    question = question[first.start() :]
    if (found := _HOW_MUCH.match(question)) and (kinds := _MUCH.get(found[1].casefold())):
        return QuantityAsked(kinds=kinds, others=_MEASURES | {_Q.SPEED})
    for pattern, kinds, others, dimension in _KINDS_ASKED:
        if pattern.match(question):
            return QuantityAsked(kinds=kinds, others=others, dimension=dimension)
    if found := _HOW_LONG.match(question):
        if _may_be_a_length(found["rest"]):
            return QuantityAsked(kinds=_IN_TIME | {_Q.LENGTH, _Q.TEXT_LENGTH}, others=_MEASURES, dimension="long")
        return QuantityAsked(kinds=_IN_TIME, others=_MEASURES)
    if found := _HOW_MANY.match(question):
        return _count_asked(question[found.end() :])
    if found := _WHAT_IS_THE.match(question):
        name = found[1].casefold()
        return QuantityAsked(kinds=KINDS_OF_NOUN[name], others=_MEASURES, dimension=dimension_of(name))
    return None


def _may_be_a_length(rest: str) -> bool:
    """Return whether "how long" may ask for a length, by the words after it: "is the path?" does, "does it take?" and
    "is the pool open?" do not.
    """
    if _MAY_BE_EITHER.search(rest):
        return True
    words = words_of(rest)
    if not words or words[0][0].casefold() not in {"is", "are", "was", "were"}:
        return False
    # "Is the pool open?"
    return nouns_of(rest, words)[-1] or words[-1][0].casefold() in ALL_PREPOSITIONS | {"together"}


def _count_asked(rest: str) -> QuantityAsked:
    """Return the count that "how many" asks for, by the words after it; of a unit, what is measured in that."""
    words = words_of(rest)
    counted: list[str] = []
    for word, is_noun in zip(words, nouns_of(rest, words), strict=True):
        if not is_noun or len(counted) == MOST_WORDS_COUNTED:
            break
        counted.append(word[0])
    kinds = kinds_of_unit(rest).union(*map(kinds_of_unit, counted)) - {_Q.TEXT_LENGTH}
    if kinds:
        return QuantityAsked(
            kinds=kinds | (_IN_TIME if _Q.DURATION in kinds else frozenset()), others=_MEASURES | {_Q.SPEED}
        )
    nouns = frozenset(map(stem, counted))
    return QuantityAsked(kinds=frozenset({_Q.COUNT, _Q.TEXT_LENGTH}), others=_IN_COMPARISON, nouns=nouns)
