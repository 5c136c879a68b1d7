"""Answer or refuse: which readings carry an answer, and in what words a refusal says why."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeVar

from babel import Locale, UnknownLocaleError

from retrieval.context import body_of
from retrieval.domain import FoundPassage, Refusal, RefusalReason
from retrieval.ports import Calibration, Reading, Relation
from retrieval.question import MAX_QUESTION_CHARS, AnswerType, analyse
from retrieval.settings import Strictness
from retrieval.words import looks_english, tokens

SECOND_BEST_RATIO = 0.4
"""A further statement must be at least this likely, against the best: what is much weaker only dilutes the answer, and
what is not may be another source's telling. Chosen by reading the answers over the shipped corpus."""
MAX_LOG_ODDS = 8.0
NEAREST = 3
"""Passages shown with a refusal."""
T = TypeVar("T")


def probability_of_answer(readings: Sequence[Reading], calibration: Calibration) -> float:
    """That the readings hold an answer to the question, in [0, 1]. Two passages that agree count for more than one."""
    by_passage: dict[str, float] = {}
    for reading in readings:
        by_passage[reading.passage.id] = max(by_passage.get(reading.passage.id, 0.0), reading.answer_probability)
    if not by_passage:
        return 0.0
    odds = sorted((log_odds(one) for one in by_passage.values()), reverse=True)
    second = odds[1] if len(odds) > 1 else -MAX_LOG_ODDS
    return 1.0 / (1.0 + math.exp(-(calibration.intercept + calibration.best * odds[0] + calibration.second * second)))


def log_odds(probability: float) -> float:
    """Bounded: nothing is sure."""
    least = 1.0 / (1.0 + math.exp(MAX_LOG_ODDS))
    kept = min(max(probability, least), 1.0 - least)
    return math.log(kept / (1.0 - kept))


def threshold_for(readings: Sequence[Reading], calibration: Calibration, strictness: Strictness) -> float:
    """From which probability to answer. Strict where the likeliest passage does not look English: readers are trained
    on English, and what they say of other languages is worth less.
    """
    best = max(readings, key=lambda one: one.answer_probability, default=None)
    foreign = best is not None and not looks_english(best.passage.text)
    return calibration.thresholds[Strictness.STRICT if foreign else strictness]


def answering(question: str, readings: Sequence[Reading]) -> list[Reading]:
    """Of the readings of a question that is answered, those that are to be shown, the likeliest first."""
    best = max((reading.answer_probability for reading in readings), default=0.0)
    likely = [reading for reading in readings if reading.answer_probability >= best * SECOND_BEST_RATIO]
    if analyse(question).answer_type is AnswerType.YES_NO:
        # Which words of a sentence say yes is not for the reader to tell: the sentence does.
        likely = [_whole_sentence(reading) for reading in likely]
    return sorted(likely, key=lambda one: (-one.answer_probability, one.passage.document.id, one.start))


def _whole_sentence(reading: Reading) -> Reading:
    body = body_of(reading.passage.document)
    start, end = body.sentences[body.place_of(reading.start)]
    return replace(reading, start=max(start, reading.passage.start), end=min(end, reading.passage.end))


def in_turn(parts: Sequence[Sequence[T]]) -> list[T]:
    """What a question's parts have, each the best first: the best of each part before the second of any."""
    return [one for places in zip_longest(*parts) for one in places if one is not None]


def refusal_before_search(question: str, documents: Collection[str] | None, known: Collection[str]) -> Refusal | None:
    """What cannot be looked up is refused before it costs anything."""
    if not question.strip():
        return Refusal(
            question=question,
            reason=RefusalReason.EMPTY_QUESTION,
            explanation="The question is empty. Ask in a sentence, for example: Did Iran deny supplying drones?",
        )
    if len(question) > MAX_QUESTION_CHARS:
        return Refusal(
            question=question,
            reason=RefusalReason.QUESTION_TOO_LONG,
            explanation=f"The question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} can be read."
            " Ask for one thing at a time.",
        )
    if not tokens(question):
        return Refusal(
            question=question,
            reason=RefusalReason.NO_WORDS,
            explanation="The question holds no words to look for. Ask in a sentence.",
        )
    if documents is not None and (unknown := sorted(set(documents) - set(known))):
        named = ", ".join(unknown)
        return Refusal(
            question=question,
            reason=RefusalReason.UNKNOWN_DOCUMENT,
            explanation=f"No such document in the corpus: {named}. `source list` shows the ids.",
        )
    return None


def _language_named(stated: str) -> str:
    """By its English name, where a code is stated ("en", "pt-BR"); else as it is stated."""
    try:
        return Locale.parse(stated, sep="-" if "-" in stated else "_").get_display_name("en") or stated
    except (ValueError, UnknownLocaleError):
        return stated


def refusal_after_reading(
    question: str,
    found: Sequence[FoundPassage],
    frequencies: Mapping[str, int],
    languages: Collection[str],
    *,
    premise: tuple[str, Relation] | None = None,
    several: bool = False,
) -> Refusal:
    """`frequencies` says in how many passages each content word of the question stands; `premise` is a yes/no question
    whose yes the question, or its likeliest part where it has `several`, takes for granted, and what the passages found
    say to it.
    """
    nearest = tuple(found[:NEAREST])
    missing = [word for word, count in frequencies.items() if not count]
    # Most of the words unknown: another language, more often than another subject.
    foreign = len(missing) > len(frequencies) / 2 and languages
    spoken = f" Its documents are in {', '.join(sorted(map(_language_named, languages)))}." if foreign else ""
    if frequencies and len(missing) == len(frequencies):
        return Refusal(
            question=question,
            reason=RefusalReason.NO_SHARED_WORDS,
            explanation=f"None of the words asked about stands anywhere in the corpus.{spoken}",
            nearest=nearest,
        )
    if nearest and not looks_english(nearest[0].passage.text):
        spoken += " The nearest passages do not look English, and the reader was trained on that: read them yourself."
    untold = f" Nothing in it speaks of: {', '.join(missing)}." if missing else ""
    if premise is not None and premise[1] is not Relation.SUPPORTS:
        said = (
            "A passage that was found seems to say no"
            if premise[1] is Relation.CONTRADICTS
            else "No passage was found to say yes"
        )
        rest = " Nor is the rest of it answered." if several else ""
        return Refusal(
            question=question,
            reason=RefusalReason.PREMISE_NOT_FOUND,
            explanation=f"{said} to what the question takes for granted: “{premise[0]}”{rest}{untold}{spoken}",
            nearest=nearest,
        )
    asked = "any part of this" if several else "this"
    return Refusal(
        question=question,
        reason=RefusalReason.NOT_ANSWERED,
        explanation=f"No passage of the corpus was found to answer {asked}.{untold}{spoken}",
        nearest=nearest,
    )
