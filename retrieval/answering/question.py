"""What a question asks for, as far as its words tell: the kind of answer, the names and the numbers in it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.words import content_stems, is_stop_word, stem, tokens

MAX_QUESTION_CHARS = 1000
"""As Discord's option allows and as a question needs; the embedding model reads about its first 1,200 characters."""


class AnswerType(StrEnum):
    """What a sentence must hold to answer."""

    PERSON = "person"
    TIME = "time"
    MONEY = "money"
    NUMBER = "number"
    PLACE = "place"
    REASON = "reason"
    YES_NO = "yes_no"
    OTHER = "other"


AUXILIARY = r"(?:did|was|were|is|are|does|do|will|has|had|have|would|can|could|should|may|might)"
_TYPES = (
    (AnswerType.MONEY, r"\bhow (?:much|expensive)\b.*\b(?:costs?|pay|paid|price|worth|spen[dt]|charge|earn)"),
    (AnswerType.MONEY, r"\bthe (?:cost|price) of\b"),
    (AnswerType.NUMBER, r"\bhow (?:many|much|old|long|far|tall|high|large|big|often|fast|deep)\b"),
    (AnswerType.NUMBER, r"\b(?:what|which) (?:percentage|percent|number|proportion|fraction|share|amount)\b"),
    (AnswerType.TIME, rf"^when\b|\bwhen {AUXILIARY}\b|\bsince when\b"),
    (AnswerType.TIME, r"\b(?:what|which) (?:year|date|day|month|century|decade|time)\b"),
    (AnswerType.PERSON, r"\b(?:who|whom|whose)\b"),
    (AnswerType.PERSON, r"\b(?:what|which) (?:person|man|woman|president|minister|official|author|actor|king|queen)\b"),
    (AnswerType.PLACE, rf"^where\b|\bwhere {AUXILIARY}\b"),
    (AnswerType.PLACE, r"\b(?:what|which) (?:city|country|place|state|town|region|county|river|continent)\b"),
    (AnswerType.REASON, rf"^why\b|\bwhy {AUXILIARY}\b|\bfor what reason\b|\bhow come\b"),
    (AnswerType.YES_NO, rf"^{AUXILIARY}(?:n['’]t)?\b"),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TYPES)

_MONTHS = "january|february|march|april|(?-i:May)|june|july|august|september|october|november|december"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_TIME = re.compile(
    rf"\b(?:1\d{{3}}|20\d{{2}})s?\b|\b(?:{_MONTHS})\b|\b(?:{_DAYS})\b|\b\d+(?:st|nd|rd|th)\b|\b\d{{1,2}}:\d\d\b"
    r"|\b(?:century|decade|yesterday|today|tomorrow|ago|last (?:week|month|year)|years? later)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥₹]|\b(?:dollars?|euros?|pounds?|cents?|rubles?|rials?|usd|eur|gbp)\b", re.IGNORECASE)
_NUMBER_WORDS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fifteen twenty thirty forty fifty sixty
    seventy eighty ninety dozen dozens hundred hundreds thousand thousands million millions billion billions half
    third quarter once twice several many few""".split()
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|so that|in order to|as a result|result(?:s|ed)? in|le[ad]d? to|caused?|causes"
    r"|reason|therefore|thus|by \w+ing|to \w+|for \w+ing|for their|for the|prompted)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`stems` carry its meaning; `names` are those of its capitalised words, `numbers` its figures, as stems."""

    text: str
    stems: tuple[str, ...]
    names: frozenset[str]
    numbers: frozenset[str]
    answer_type: AnswerType


def as_text(question: str) -> str:
    """What was typed, with a mark for what is no text: a terminal or JSON may hand in halves of characters."""
    return question.encode("utf-8", errors="replace").decode("utf-8")


MAX_PARTS = 4
_BEGINS_A_QUESTION = r"(?:who|whom|whose|what|which|when|where|why|how)\b"
_BETWEEN_PARTS = re.compile(
    rf"\?\s+(?=\w)|\s*[,;]\s*(?:and|but|or)?\s+(?={_BEGINS_A_QUESTION})|\s+(?:and|but)\s+(?={_BEGINS_A_QUESTION})"
    rf"|\s*[,;]\s*(?:and|but|or)\s+(?={AUXILIARY}\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"^\W*(?:(?:and|but|so|or)\s+)?(?:{_BEGINS_A_QUESTION}|{AUXILIARY}\b)", re.IGNORECASE)
_SELF_CONTAINED_STEMS = 2
"""Content words from which a part says by itself what it is about; another is read with the first part."""
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|she|him|his|her|hers|this|that|these|those|there|then|so)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a question that can be answered alone: as it was asked, as it is searched for, and as it is read.

    What leans on the first part is searched for together with it. It is not read so: a reader that is given both
    answers the first once more. docs/decisions/0016-parts.md has what was measured.
    """

    asked: str
    found_by: str
    read_as: str


def parts_of(question: str) -> tuple[Part, ...]:
    """The question in parts, at most `MAX_PARTS`: one that asks several things in several sentences, or in one by "and
    who", "and when", "or why". Where a piece is no question of its own, the question is one part.
    """
    whole = (Part(asked=question, found_by=question, read_as=question),)
    pieces = [piece.strip(" \t\n,;") for piece in _BETWEEN_PARTS.split(question.strip())]
    pieces = [piece for piece in pieces if piece]
    if not 2 <= len(pieces) <= MAX_PARTS or not all(_ASKS.match(piece) for piece in pieces):
        return whole
    parts: list[Part] = []
    for piece in pieces:
        asked = piece if piece.endswith("?") else f"{piece}?"
        says = len(content_stems(piece))
        leans = parts and (_POINTS_BACK.search(piece) or says < _SELF_CONTAINED_STEMS)
        together = f"{parts[0].asked} {asked}" if leans else asked
        read_as = asked if says else _completed(piece, parts[0].asked) if parts else together
        parts.append(Part(asked=asked, found_by=together, read_as=read_as))
    return tuple(parts)


_FROM_ITS_VERB = re.compile(rf"\b({AUXILIARY}\s+\S.*?)\W*$", re.IGNORECASE | re.DOTALL)
_AFTER_ITS_FIRST_WORD = re.compile(r"^\W*\w+\s+(\S.*?)\W*$", re.DOTALL)


def _completed(piece: str, first: str) -> str:
    """A part without a word of its own, with those of the first part: "when" after "How many drones did Iran sell?" is
    "when did Iran sell?", and after "Who founded it?" is "when founded it?", which a reader takes as it is meant.
    """
    bare = piece.rstrip(" ?")
    if " " not in bare:
        if verb := _FROM_ITS_VERB.search(first):
            return f"{bare} {verb[1][0].lower()}{verb[1][1:]}?"
        if rest := _AFTER_ITS_FIRST_WORD.search(first):
            return f"{bare} {rest[1]}?"
    return f"{first} {piece}"


_TAKES_FOR_GRANTED = re.compile(
    r"^\W*(?:why|when|where|since when|until when|for what reason|in what way|how(?: come| often| long| far| quickly)?)"
    rf"\s+({AUXILIARY})\s+(\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_FEWEST_PRESUPPOSED_STEMS = 2
"""Content words of what is taken for granted: "Where is Iran?" takes for granted that there is an Iran, and no more."""


def presupposed(question: str) -> str | None:
    """What a question takes for granted, as a yes/no question: "Why did Israel sell drones?" has "Did Israel sell
    drones?". None where it takes nothing of the kind.
    """
    match = _TAKES_FOR_GRANTED.match(question.strip())
    if match is None or len(content_stems(match[2])) < _FEWEST_PRESUPPOSED_STEMS:
        return None
    return f"{match[1].capitalize()} {match[2].rstrip(' ?.!')}?"


def analyse(text: str) -> Question:
    """Names are capitalised words that do not open the question, unless every word is capitalised."""
    words = tokens(text)
    capitalised = [place > 0 and word[0].isupper() and not is_stop_word(word) for place, word in enumerate(words)]
    shouted = len(words) > 1 and all(word[0].isupper() for word in words if word[0].isalpha())
    names = frozenset() if shouted else frozenset(stem(w) for w, named in zip(words, capitalised, strict=True) if named)
    kind = next((kind for kind, pattern in _COMPILED if pattern.search(text.strip())), AnswerType.OTHER)
    return Question(
        text=text,
        stems=tuple(content_stems(text)),
        names=names,
        numbers=frozenset(stem(word) for word in words if word[0].isdigit()),
        answer_type=kind,
    )


def holds_type(kind: AnswerType, sentence: str, question: Question) -> bool:
    """Whether a sentence holds something of that kind that the question does not name itself."""
    match kind:
        case AnswerType.TIME:
            return any(stem(found.group()) not in question.stems for found in _TIME.finditer(sentence))
        case AnswerType.MONEY:
            return bool(_MONEY.search(sentence))
        case AnswerType.NUMBER:
            return any(
                (word[0].isdigit() or word.casefold() in _NUMBER_WORDS) and stem(word) not in question.stems
                for word in tokens(sentence)
            )
        case AnswerType.PERSON | AnswerType.PLACE:
            return any(
                word[0].isupper() and not is_stop_word(word) and stem(word) not in question.stems
                for word in tokens(sentence)[1:]
            )
        case AnswerType.REASON:
            return bool(_REASON.search(sentence))
        case AnswerType.YES_NO | AnswerType.OTHER:
            return True
