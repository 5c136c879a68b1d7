"""A question that leaves out what the one before it said: "and in May?", "what about Russia?", "since when?"."""

import re
from collections.abc import Sequence

from retrieval.answering.parts import completed
from retrieval.answering.question import AUXILIARY
from retrieval.answering.said_by import asked_of
from retrieval.text.grammar import ALL_AUXILIARIES, ALL_PREPOSITIONS, ENGLISH_ARTICLES, QUESTION_WORDS, SUBJECTS
from retrieval.text.nouns import words_of
from retrieval.text.phrases import NounPhrase, phrases_of
from retrieval.text.words import content_stems

_FROM_ITS_AUXILIARY = re.compile(rf"\b{AUXILIARY}\s+\S.*", re.IGNORECASE | re.DOTALL)
_BARE_QUESTION = re.compile(
    r"(?:(?:by|for|since|until|till|from|with|to|in|at|on)\s+)?"
    r"(?:who|whom|when|where|why|how(?:\s+(?:long|much|many|often|far|so|come))?|what|which)(?:\s+\w+)?",
    re.IGNORECASE,
)
_ASKS_WHICH = re.compile(
    rf"\W*(?:how\s+(?:many|much)|which|what)\s+(?!{AUXILIARY}\b)(?:\S+\s+){{1,6}}?(?P<auxiliary>{AUXILIARY})(?=\s)",
    re.IGNORECASE,
)
_NEXT_WORD = re.compile(r"\s+(\w+)")
_COUNTING = frozenset({"which", "what", "many", "much"})
_ASK_FOR_A_THING = frozenset({"what", "which", "who", "whom", "many", "much"})
MOST_WORDS_LEFT = 6
"""The most words of what a question without a verb adds to the one before, articles aside."""


def continued(rest: str, before: str, *, goes_on: bool) -> str | None:
    """Return the question before with what `rest` puts into it; None where `rest` is a question of its own.
    `goes_on` says that it began with "and" or "what about".
    """
    rest = rest.strip().rstrip("?!. ")
    words = [match[0] for match in words_of(rest)]
    lowered = [word if place and word[0].isupper() else word.casefold() for place, word in enumerate(words)]
    if not words or sum(word not in ENGLISH_ARTICLES for word in lowered) > MOST_WORDS_LEFT:
        return None
    if (
        not content_stems(rest)
        and lowered[0] in QUESTION_WORDS | ALL_PREPOSITIONS
        and not set(lowered) & (ALL_AUXILIARIES - {"how"})
    ):
        return _asked_of(rest, before)
    if _BARE_QUESTION.fullmatch(rest) and lowered[0] in ALL_PREPOSITIONS:
        return _asked_of(rest, before)
    has_verb = bool(set(lowered) & ALL_AUXILIARIES) or lowered[0] in QUESTION_WORDS
    if has_verb or set(lowered) & {"it", "they", "them", "that", "this", "he", "she"}:
        return None
    if lowered[0] in ALL_PREPOSITIONS:
        return _with_place(rest, before)
    return _in_place_of_its_like(rest, before) if goes_on or _is_another_person(rest, before) else None


def _is_another_person(rest: str, before: str) -> bool:
    """Return whether `rest` is the full name of somebody and nothing else, after what was asked of somebody else."""
    added = phrases_of(rest)
    is_full_name = len(added) == 1 and added[0].text == rest and " " in rest and added[0].may_be_a_person
    return is_full_name and rest.casefold() not in before.casefold() and asked_of(before) is not None


def _asked_of(question_words: str, before: str) -> str:
    """Return a question word by itself with what was asked before: "When?" after "How many drones has Iran sold since
    August?" is "When has Iran sold drones?".
    """
    asked = question_words.casefold().split()
    if "when" in asked:
        before = _without_times(before)
    if not set(asked) & _ASK_FOR_A_THING:
        before = _with_object_in_place(before)
    if " " not in question_words:
        subject = next((phrase for phrase in phrases_of(before)[:1] if phrase.after in _COUNTING), None)
        if subject is not None and not (_FROM_ITS_AUXILIARY.search(before) or set(asked) & _ASK_FOR_A_THING):
            return f"{question_words} is it that {subject.with_article}{before[subject.end :].rstrip(' ?.!')}?"
        return completed(question_words, before)
    found = _FROM_ITS_AUXILIARY.search(before)
    rest = found[0] if found else before
    return f"{question_words} {rest[0].lower()}{rest[1:].rstrip(' ?.!')}?"


def _without_times(question: str) -> str:
    """Return a question without the times that it names: they are asked for now."""
    for phrase in reversed(phrases_of(question)):
        if _kind(phrase) == "time" and phrase.after in ALL_PREPOSITIONS:
            start = question.casefold().rfind(phrase.after, 0, phrase.start)
            question = f"{question[:start].rstrip()}{question[phrase.end :]}"
    return question


def _with_object_in_place(question: str) -> str:
    """Return a question that asks which or how many there are of something with that where it would be said: of "how
    many drones has Iran sold to Russia", "has Iran sold drones to Russia", and of "how many drones were sold", "were
    drones sold".
    """
    found = _ASKS_WHICH.match(question)
    phrases = phrases_of(question)
    if found is None or not phrases or question[phrases[0].end :].split()[:1] != [found["auxiliary"]]:
        return question
    counted = phrases[0].with_article
    begins, ends = found.start("auxiliary"), found.end("auxiliary")
    subject = _end_of_subject(question, ends, phrases[1:])
    if subject is None:
        return f"{found['auxiliary']} {counted} {question[ends:].strip()}"
    verb = _NEXT_WORD.match(question, subject)
    if verb is None or verb[1].casefold() in ALL_PREPOSITIONS:
        return question
    return f"{question[begins : verb.end()]} {counted}{question[verb.end() :]}"


def _end_of_subject(question: str, start: int, phrases: Sequence[NounPhrase]) -> int | None:
    """Return where the subject ends that begins at a place; None where none does."""
    word = _NEXT_WORD.match(question, start)
    if word is not None and word[1].casefold() in SUBJECTS:
        return word.end()
    between = {"", *(phrase.determiner.casefold() for phrase in phrases[:1])}
    return phrases[0].end if phrases and question[start : phrases[0].start].strip().casefold() in between else None


def _with_place(phrase: str, before: str) -> str:
    """Return the question before with "in May" in the place of its "in April", or after it."""
    added = phrases_of(phrase)
    preposition = added[0].after if added else ""
    for old in reversed(_with_wholes(phrases_of(before))) if added else ():
        share_a_word = set(content_stems(old.text)) & set(content_stems(added[-1].text))
        if old.after == preposition and (share_a_word or _kind(old) == _kind(added[-1])):
            end = before.casefold().rfind(preposition, 0, old.start) + len(preposition)
            # "According to" is of two words.
            whole = phrase[: phrase.casefold().find(preposition)] + preposition
            start = end - len(whole if before[:end].casefold().endswith(whole.casefold()) else preposition)
            return f"{before[:start]}{phrase}{before[old.end :]}"
    return f"{before.rstrip(' ?.!')} {phrase}?"


def _in_place_of_its_like(phrase: str, before: str) -> str | None:
    """Return the question before with "Russia" in the place of its "Iran", or with "Mondays" after it; None where
    nothing in it may make room for a thing.
    """
    added = phrases_of(phrase)
    old = _like(added[-1], phrases_of(before)) if added else None
    if old is None:
        return f"{before.rstrip(' ?.!')} {phrase}?" if added and added[-1].is_time else None
    # "The committee" makes room for "Ada Obi", and "the Thames" for "Rhine".
    has_its_own = added[-1].determiner or (added[-1].is_name and not old.is_name)
    start = old.start - len(old.determiner) - 1 if old.determiner and has_its_own else old.start
    return f"{before[:start]}{phrase}{before[old.end :]}"


def _with_wholes(phrases: Sequence[NounPhrase]) -> list[NounPhrase]:
    """Return the phrases, each before what it is a part of."""
    return [part for phrase in phrases for part in (phrase, phrase.whole) if part is not None]


def _like(added: NounPhrase, phrases: Sequence[NounPhrase]) -> NounPhrase | None:
    parts = _with_wholes(phrases)
    same_word = [part for part in parts if set(content_stems(part.text)) & set(content_stems(added.text))]
    others = [part for part in parts if not part.is_of_something]
    same_kind = [part for part in others if _kind(part) == _kind(added)]
    # Who types no capitals names a name as a thing.
    alike = same_word or same_kind or [part for part in others if "time" not in {_kind(part), _kind(added)}][-1:]
    # "My phone" takes the place of "my laptop" before that of "work".
    determined = [part for part in alike if part.determiner.casefold() == added.determiner.casefold()]
    return next(reversed(determined or alike), None)


def _kind(phrase: NounPhrase) -> str:
    if phrase.is_time:
        return "time"
    return "name" if phrase.is_name or phrase.is_collective else "thing"
