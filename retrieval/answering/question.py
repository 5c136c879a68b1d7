"""What a question asks for, as far as its words tell: the kind of answer, the names and the numbers in it, and what it
states or takes for granted.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.text.calendar import MONTHS, WEEKDAYS
from retrieval.text.grammar import SUBJECTS, TAKE_A_VERB
from retrieval.text.nouns import words_of
from retrieval.text.phrases import phrases_of
from retrieval.text.quantities import NUMBER_WORDS
from retrieval.text.word_order import as_stated
from retrieval.text.words import content_stems, is_english, is_irregular_form, is_stop_word, stem, tokens

MAX_QUESTION_CHARS = 20_000
"""The most characters of a question with what is pasted beside it: some 200 lines of a log."""


class AnswerType(StrEnum):
    """A kind of thing that a sentence must hold to answer."""

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

_MONTH_NAME = "|".join("(?-i:May)" if month == "may" else month for month in MONTHS)
_TIME = re.compile(
    rf"\b(?:1\d{{3}}|20\d{{2}})s?\b|\b(?:{_MONTH_NAME})\b|\b(?:{'|'.join(WEEKDAYS)})\b|\b\d+(?:st|nd|rd|th)\b|\b\d{{1,2}}:\d\d\b"
    r"|\b(?:century|decade|yesterday|today|tomorrow|ago|last (?:week|month|year)|years? later)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥₹]|\b(?:dollars?|euros?|pounds?|cents?|rubles?|rials?|usd|eur|gbp)\b", re.IGNORECASE)
_COUNTED_WITHOUT_A_NUMBER = frozenset(
    """no none nobody nothing all both couple single pair unlimited every each any various only most minority majority
    first second""".split()
)
_COUNTS = re.compile(r"\bhow many\b", re.IGNORECASE)
_FIGURE_ALONE = re.compile(rf"\W*+(?:(?:in|on|by|since)\s++)?(?:(?:{_MONTH_NAME})\b)?[\d\W]*+", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|so that|in order to|as a result|result(?:s|ed)? in|le[ad]d? to|caused?|causes"
    r"|reason|therefore|thus|by \w+ing|to \w+|for \w+ing|for their|for the|prompted)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWords:
    """The words of a question, by what they tell. `stems` carry its meaning; `names` are the stems of its capitalised
    words, `numbers` those of its figures.
    """

    text: str
    stems: tuple[str, ...]
    names: frozenset[str]
    numbers: frozenset[str]
    answer_type: AnswerType


def words_asked(question: str) -> list[str]:
    """Return the words of a question that say what it is about, in order. A figure is one where the question is
    English; in another language, "2022" says nothing, unless it says nothing else.
    """
    words = [word for word in tokens(question) if not is_stop_word(word)]
    return words if is_english(question) else [word for word in words if not word[0].isdigit()] or words


def answer_type_of(question: str) -> AnswerType:
    """Return what a sentence must hold to answer a question."""
    return next((kind for kind, pattern in _COMPILED if pattern.search(question.strip())), AnswerType.OTHER)


_OPENING_AUXILIARY = re.compile(rf"\W*({AUXILIARY}(?:n['’]t)?)\s+", re.IGNORECASE)


def statement_of(question: str) -> str | None:
    """Return what a yes/no question asks whether it is so: of "Did Iran deny it?", "Iran did deny it". None of others.
    It has no full stop: a judge of support is less sure of it with one.
    """
    asked = question.strip()
    opening = _OPENING_AUXILIARY.match(asked)
    if opening is None or answer_type_of(asked) is not AnswerType.YES_NO:
        return None
    rest = asked[opening.end() :].rstrip(" ?.!")
    return as_stated(opening[1], rest) if rest else None


_POINTS = frozenset("it its they them this that these those one ones other others another he him she her".split())
SAY_LITTLE = frozenset(
    stem(word)
    for word in """ask cost do explain find fix free get give go good happen help know long look make mean need one ones
    possible say see stop take tell thing think true try turn use want way work worth""".split()
)


def says_not_what_about(question: str) -> bool:
    """Return whether nothing in a question says what it is about: "How do I use it?" points to something that was said
    elsewhere, and has no word of its own but such as go with anything.
    """
    words = tokens(question)
    points = any(word.casefold() in _POINTS for word in words if word not in ("US", "IT"))
    return points and all(is_stop_word(word) or stem(word) in SAY_LITTLE for word in words)


_TAKES_FOR_GRANTED = re.compile(
    r"^\W*(?P<asks>why|for what reason|how come|when|where|since when|until when|how(?: often| long| far| quickly)?"
    r"|in what way)"
    r"\s+(?P<verb>(?P<was>was|were|is|are)|(?P<did>did|has|had|have)|do|does)"
    r"\s+(?!(?:I|we|you|one|somebody|someone)\b)(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""What is asked of why, when, where and how something is or was. What can, should or will be takes nothing for granted,
nor does what whoever asks is to do."""
_OF_REASONS = frozenset({"why", "for what reason", "how come"})
_OF_WAYS = frozenset({"how", "in what way"})
_NOT_SAID_OF_IT = frozenset("no not never none nobody nothing my mine our ours me us".split())
"""Words of what no passage bears out or denies: that something does not happen, which is the trouble asked about and
not what a passage tells, and what is so with whoever asks.
"""
_OF_ANOTHER_CLAUSE = re.compile(
    rf"[,;:]|\b(?:{AUXILIARY}|that|who|which|whether|because|although|while)\b", re.IGNORECASE
)
"""What begins a clause, or stands in one: what a question asks of has its auxiliary before it. "Why did Kirby say that
they were not there?" takes for granted that he said so."""
_FEWEST_PRESUPPOSED_STEMS = 2
"""The fewest content words of what is taken for granted: "Where is Iran?" takes for granted that there is an Iran, and
no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """The premise of a question: what it takes for granted, as a yes/no question and as what that asks."""

    question: str
    statement: str


def premise_of(question: str) -> Premise | None:
    """Return what a question takes for granted: "Why did Israel sell drones?" has "Did Israel sell drones?". None where
    it takes nothing of the kind: "How does it work?" wants to be told how, "Where is the office?" says no more of it
    than that there is one, and "How long do links last?" than that they do. Nor where something is not so, or is so
    with whoever asks: "Why does my card not work?" is asked of what the passages say about cards.
    """
    match = _TAKES_FOR_GRANTED.match(question.strip())
    if match is None or len(content_stems(match["rest"])) < _FEWEST_PRESUPPOSED_STEMS:
        return None
    # "US" is a country.
    of_main_clause = tokens(_OF_ANOTHER_CLAUSE.split(match["rest"], maxsplit=1)[0])
    if any(word != "US" and word.casefold() in _NOT_SAID_OF_IT for word in of_main_clause):
        return None
    asks = " ".join(match["asks"].casefold().split())
    is_done_to_it = bool(match["was"]) and match["verb"].casefold() not in {"is", "are"}
    if asks not in _OF_REASONS and not is_done_to_it and _states_a_verb_alone(match["verb"], match["rest"]):
        return None
    states = bool(match["did"]) or (
        any(map(_is_participle, tokens(match["rest"]))) if match["was"] else asks not in _OF_WAYS
    )
    if not states and asks not in _OF_REASONS:
        return None
    granted = f"{match['verb'].capitalize()} {match['rest'].rstrip(' ?.!')}?"
    statement = statement_of(granted)
    return None if statement is None else Premise(question=granted, statement=statement)


def _states_a_verb_alone(auxiliary: str, rest: str) -> bool:
    """Return whether a question says of its subject only that it does something: "Do links last?", "Did the crates
    go?", "Does it take to load a crate?". Of that, how long or where is what the documents are to tell.
    """
    words = words_of(f"{auxiliary} {rest}")
    subject = next((phrase.end for phrase in phrases_of(f"{auxiliary} {rest}")), 0)
    if len(words) > 1 and words[1][0].casefold() in SUBJECTS | {"it"}:
        subject = words[1].end()
    said = [match[0].casefold() for match in words if match.start() >= subject]
    return bool(subject) and (len(said) <= 1 or (said[0] in TAKE_A_VERB | {"take"} and said[1:2] == ["to"]))


def _is_participle(word: str) -> bool:
    return word.casefold().endswith("ed") or is_irregular_form(word)


def analyse(text: str) -> QuestionWords:
    """Return what the words of a question tell. Names are capitalised words that do not open it, unless all are."""
    words = tokens(text)
    capitalised = [place > 0 and word[0].isupper() and not is_stop_word(word) for place, word in enumerate(words)]
    shouted = len(words) > 1 and all(word[0].isupper() for word in words if word[0].isalpha())
    names = frozenset() if shouted else frozenset(stem(w) for w, named in zip(words, capitalised, strict=True) if named)
    return QuestionWords(
        text=text,
        stems=tuple(content_stems(text)),
        names=names,
        numbers=frozenset(stem(word) for word in words if word[0].isdigit()),
        answer_type=answer_type_of(text),
    )


def holds_type(kind: AnswerType, sentence: str, question: QuestionWords) -> bool:
    """Return whether a sentence holds something of that kind that the question does not name itself."""
    match kind:
        case AnswerType.TIME:
            return any(stem(found.group()) not in question.stems for found in _TIME.finditer(sentence))
        case AnswerType.MONEY:
            return bool(_MONEY.search(sentence))
        case AnswerType.NUMBER:
            return any(
                (word[0].isdigit() or word.casefold() in NUMBER_WORDS) and stem(word) not in question.stems
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


def counts(question: str) -> bool:
    """Return whether a question asks how many there are."""
    return bool(_COUNTS.search(question))


def holds_a_count(sentence: str) -> bool:
    """Return whether a sentence says how many there are. Of 957 sentences that answer such a question 12 do not, as far
    as their words tell.
    """
    words = {word.casefold() for word in tokens(sentence)}
    return any(word[0].isdigit() for word in words) or not words.isdisjoint(NUMBER_WORDS | _COUNTED_WITHOUT_A_NUMBER)


def is_a_figure(answer: str) -> bool:
    """Return whether an answer is a number or a date, and nothing else: of 2,546 answers to "who" 3 are."""
    return bool(_FIGURE_ALONE.fullmatch(answer))
