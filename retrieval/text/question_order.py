"""The order of words of a question: what helps its verb stands before its subject, as in "where can I park"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.text.grammar import (
    ADVERBS,
    ALL_AUXILIARIES,
    ALL_DETERMINERS,
    ALL_PREPOSITIONS,
    ALL_PRONOUNS,
    CONJUNCTIONS,
    HAVE,
    QUESTION_WORDS,
    SUBJECTS,
    VERBS_ASKED_WITH,
)
from retrieval.text.nouns import words_of
from retrieval.text.verb_forms import plain_form
from retrieval.text.words import is_irregular_form, stem

_IS_SHORT = re.compile(r"\b(it|that|there|he|she)['’]s\b", re.IGNORECASE)
_WITH_QUESTION_WORD = re.compile(
    r"(?:(?:in|at|on|by|for|since|until|from|with|to)\s+)?"
    r"(?P<word>how(?:\s+(?:much|many|long|often|far|old|big|high|tall|large|expensive|fast|deep|late|early|soon))?"
    r"|who|whom|whose|what|which|when|where|why)\s+(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_TAKES_A_NOUN = frozenset({"how many", "whose", "which"})
_MAY_TAKE_A_NOUN = frozenset({"how much", "what"})
_MAY_BE_THE_SUBJECT = frozenset({"who", "whom", "what", "which"})
_BEGINS_A_SUBJECT = SUBJECTS | {"a", "an", "the", "my", "our", "your", "this", "these", "it", "there"}
_ENDS_WHAT = frozenset({"mean", "means", "cost", "costs"})
FEWEST_OF_A_CLAUSE = 2
MOST_WORDS_ASKED_OF = 2
"""The most words of "which coin", "how many members" before the subject: in more stands a verb that is not known."""
_NO_SUBJECT = (
    (ADVERBS - {"here"}) | ALL_PREPOSITIONS | CONJUNCTIONS | QUESTION_WORDS | {"come", "else", "first", "last", "next"}
)
_JOINS_CLAUSES = QUESTION_WORDS | CONJUNCTIONS
_WITHOUT_IT = re.compile(
    r"\W*(?:(?:how|when|where|why)\s+)?(?:is|was)\s+"
    r"(?=(?:allowed|forbidden|necessary|needed|permitted|possible|required)\s+to\b)",
    re.IGNORECASE,
)
_DO = frozenset({"do", "does", "did"})
_OF_MANY = frozenset({"are", "were"})
Words = Sequence[re.Match[str]]


def put_in_order(question: str) -> str | None:
    """Return a question whose subject stands before its auxiliary, or has none, in the order of questions: "where I can
    park", "when the pool opens", "when opens the pool", "dogs are allowed". None where it is in order, or cannot be
    told.
    """
    if "," in question:
        return None
    if without_it := _WITHOUT_IT.match(question):
        return f"{question[: without_it.end()]}it {question[without_it.end() :]}"
    asking = _WITH_QUESTION_WORD.fullmatch(question)
    if asking is None:
        words = words_of(question)
        if not words or not _is_subject(words, 0) or _asks_inside(words):
            return None
        is_pronoun = words[0][0].casefold() in SUBJECTS | {"it"}
        return _with_subject_second(question, needs_helper=not is_pronoun)
    asks = question[: asking.start("rest")].rstrip()
    ordered = in_order(asks, asking["rest"], surely=False)
    return None if ordered == f"{asks} {asking['rest']}" else ordered


def in_order(asks: str, rest: str, *, surely: bool = True) -> str:
    """Return the question that a clause asks: of "where" and "I can park", "where can I park"; without a question word,
    of "dogs are allowed", "are dogs allowed". `surely` says that it is a clause, and no question as it stands.
    """
    if surely:
        rest = _IS_SHORT.sub(r"\1 is", rest)
    if not asks:
        return _with_subject_second(rest) or rest
    asking = _WITH_QUESTION_WORD.fullmatch(f"{asks} {rest}")
    if asking is None:
        return f"{asks} {rest}"
    whole = asking.string
    word = " ".join(asking["word"].casefold().split())
    start = _start_of_subject(word, asking["rest"], surely=surely)
    if start is None:
        return _with_verb_last(word, whole, asking.start("rest")) or whole
    begins = asking.start("rest") + start
    ordered = _with_subject_second(whole[begins:])
    return whole if ordered is None else f"{whole[:begins]}{ordered}"


def _start_of_subject(word: str, rest: str, *, surely: bool) -> int | None:
    """Return where in the rest of a question its subject begins; None where what is asked for is the subject, or the
    auxiliary stands before it.
    """
    words = words_of(rest)
    lowered = [match[0].casefold() for match in words]
    if not words or lowered[0] in ALL_AUXILIARIES | _NO_SUBJECT | {"to"} or (not surely and _asks_inside(words)):
        return None
    if word not in _TAKES_A_NOUN | _MAY_TAKE_A_NOUN:
        may_be_any = surely and word not in _MAY_BE_THE_SUBJECT
        is_name = words[0][0][0].isupper() and not _is_finite(words, 1) if word in _MAY_BE_THE_SUBJECT else False
        return words[0].start() if may_be_any or is_name or _is_subject(words, 0) else None
    for place, current in enumerate(lowered[: MOST_WORDS_ASKED_OF + 1]):
        is_asked_of = not place or not _may_be_verb(words, place - 1, is_plural=word == "how many")
        # "How many times a year".
        if current in ALL_AUXILIARIES | ALL_PREPOSITIONS | {"a", "an"} or not is_asked_of:
            break
        if current in _BEGINS_A_SUBJECT:
            return words[place].start()
    if word not in _MAY_TAKE_A_NOUN or len(words) < FEWEST_OF_A_CLAUSE or _is_finite(words, 0):
        return None
    is_what = lowered[-1] in _ENDS_WHAT and ALL_AUXILIARIES.isdisjoint(lowered)
    return words[0].start() if is_what or (surely and lowered[-1] in ALL_AUXILIARIES) else None


def _is_subject(words: Words, place: int) -> bool:
    """Return whether a subject surely begins with a word: an article, a pronoun, a name, several things that are."""
    match = words[place]
    following = [other[0] for other in words[place + 1 : place + 3]]
    if match[0].casefold() in _BEGINS_A_SUBJECT:
        return True
    if place and match[0][0].isupper():
        return True
    return any(
        other in _OF_MANY and before.endswith("s") and not before.endswith("ss")
        for before, other in pairwise([match[0], *following])
    )


def _may_be_verb(words: Words, place: int, *, is_plural: bool) -> bool:
    """Return whether a word after "which" may be its verb; the first is a noun, unless it ends as verbs do."""
    if not place:
        return not is_plural and words[place][0].endswith(("s", "ed"))
    return _is_verb(words, place) or words[place][0].endswith(("s", "ed"))


def _with_subject_second(clause: str, *, needs_helper: bool = False) -> str | None:
    """Return a clause with its auxiliary, or one for its verb, before its subject; None where it has neither. Where it
    `needs_helper`, a verb alone is not enough.
    """
    words = words_of(clause)
    for place, match in enumerate(words[1:], start=1):
        word = match[0].casefold()
        if word in _JOINS_CLAUSES:
            return None
        following = words[place + 1][0] if place + 1 < len(words) else ""
        if word in ALL_AUXILIARIES and match[0].islower():
            is_whole = (word in HAVE and not _is_participle(following)) or (
                word in {"do", "does", "did"} and not following
            )
            if is_whole:
                return _with_do(clause, match)
            if place == len(words) - 1 and needs_helper:
                return None
            subject = _lowered_first(clause[: match.start()], is_plural=place == 1 and word in _OF_MANY)
            return f"{match[0]} {subject}{clause[match.end() :].lstrip()}".rstrip()
    if needs_helper:
        return None
    verb = _verb_of(words)
    return None if verb is None else _with_do(clause, verb)


def _with_do(clause: str, verb: re.Match[str]) -> str:
    helper, plain = plain_form(verb[0])
    return f"{helper} {_lowered_first(clause[: verb.start()])}{plain}{clause[verb.end() :]}"


def _with_verb_last(word: str, question: str, start: int) -> str | None:
    """Return a question whose verb stands before its subject, "how much costs a ticket for adults", with the verb where
    it belongs; None where it is none.
    """
    words = [match for match in words_of(question) if match.start() >= start]
    if (
        len(words) < FEWEST_OF_A_CLAUSE
        or words[1][0] in ALL_AUXILIARIES
        or (word in _MAY_BE_THE_SUBJECT and words[0][0].casefold() != "means")
    ):
        return None
    verb, first = words[0], words[1][0]
    is_noun = first.casefold() in ALL_DETERMINERS or first[0].isupper() or words[0][0].casefold() in {"means", "costs"}
    if not (verb[0].endswith("s") and _is_finite(words, 0) and is_noun):
        return None
    helper, plain = plain_form(verb[0])
    ends = [match for match in words[2:] if match[0].casefold() in ALL_PREPOSITIONS - {"of"}]
    end = ends[0].start() if ends else len(question)
    subject = question[words[1].start() : end].rstrip()
    return f"{question[:start]}{helper} {subject} {plain} {question[end:]}".rstrip()


def _verb_of(words: Words) -> re.Match[str] | None:
    """Return the verb of a clause without an auxiliary: what ends as verbs do before what may be a noun as well."""
    verbs = [place for place in range(1, len(words)) if _is_verb(words, place)]
    after_pronoun = [place for place in verbs if words[place - 1][0].casefold() in SUBJECTS | {"it"}]
    finite = [place for place in verbs if _is_finite(words, place)]
    place = next(iter([*after_pronoun, *finite, *verbs, *_third_after_a_noun(words)]), None)
    return None if place is None else words[place]


def _third_after_a_noun(words: Words) -> list[int]:
    """Return which words may be verbs that are not known: "the club rents kayaks"."""
    places = range(1, len(words) - 1)
    return [n for n in places if words[n][0].islower() and words[n][0].endswith("s") and _is_one_noun(words[n - 1][0])]


def _is_one_noun(word: str) -> bool:
    return not word.endswith("s") and word.casefold() not in ALL_DETERMINERS | ALL_PREPOSITIONS | ADVERBS


def _is_verb(words: Words, place: int) -> bool:
    word, before = words[place][0], words[place - 1][0].casefold() if place else ""
    if not word.islower() or word in ALL_AUXILIARIES - HAVE or before in ALL_DETERMINERS | ALL_PREPOSITIONS | {"to"}:
        return False
    if before in SUBJECTS:
        return word not in ADVERBS
    return stem(word) in VERBS_ASKED_WITH or is_irregular_form(word)


def _is_finite(words: Words, place: int) -> bool:
    """Return whether a word is a verb that ends as one does after its subject."""
    word = words[place][0]
    return _is_verb(words, place) and (word.endswith(("s", "ed")) or is_irregular_form(word))


def _is_participle(word: str) -> bool:
    return word.endswith("ed") or is_irregular_form(word) or word == "been"


def _asks_inside(words: Words) -> bool:
    return any(match[0].casefold() in QUESTION_WORDS for match in words)


def _lowered_first(text: str, *, is_plural: bool = False) -> str:
    """Return a text that began a sentence as it stands within one: names, and "I", keep their capital."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    is_plain = is_plural or (first.casefold() in ALL_DETERMINERS | ALL_PRONOUNS and first != "I")
    return f"{text[0].lower()}{text[1:]}" if is_plain else text
