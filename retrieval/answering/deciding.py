"""Answer or refuse: whether a question is read, and how likely its readings answer it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TypeVar

from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Calibration, Reading
from retrieval.ports import LexicalIndex
from retrieval.settings import Strictness
from retrieval.text.words import UNSPACED, content_stems, looks_english, stem, stems

MAX_LOG_ODDS = 8.0
SPEAKS_OF_RATIO = 0.6
"""The share of the content words of a statement that a passage has which speaks of it."""
T = TypeVar("T")


def shares_words(words: Sequence[str], found: Sequence[FoundPassage], lexical: LexicalIndex) -> bool:
    """Return whether the corpus has one of the words that a question asks about: where it has none, that is another
    subject, or another language, and a reader that is trained on English finds an answer to it anywhere.

    Words that are not set apart are looked for in the passages that were `found`, two characters at a time.
    """
    runs = [run for word in words for run in UNSPACED.findall(word)]
    pairs = {run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1))}
    if any(pair in search_text_of(near.passage) for near in found for pair in pairs):
        return True
    return not words or any(lexical.document_frequencies({stem(word) for word in words}).values())


def speaks_of(statement: str, found: Sequence[FoundPassage]) -> bool:
    """Return whether a passage that was found has most of the words of a statement: then that it does not say so says
    something. Nobody denies what nobody speaks of.
    """
    words = set(content_stems(statement))
    return any(has_most_of(words, stems(search_text_of(near.passage))) for near in found)


def has_most_of(words: set[str], said: Iterable[str]) -> bool:
    """Return whether most of the words of a statement are among those that are said; both are stems."""
    return len(words.intersection(said)) >= len(words) * SPEAKS_OF_RATIO


def weight_of(sentence: str, counts: Mapping[str, int], passages: int) -> float:
    """Return how much a sentence has in common with a corpus of so many `passages`: the sum of its words' rarity, by
    the `counts` of the passages that hold each stem, over the root of how many words it has.
    """
    words = content_stems(sentence)
    shared = [math.log((passages + 1) / counts[word]) for word in words if counts.get(word)]
    return sum(shared) / math.sqrt(len(words)) if words else 0.0


def probability_of_answer(readings: Sequence[Reading], calibration: Calibration) -> float:
    """Return the probability, in [0, 1], that the readings answer. Two passages that agree count for more than one."""
    by_passage = _likeliest(readings)
    if not by_passage:
        return 0.0
    odds = sorted(map(log_odds, by_passage.values()), reverse=True)
    second = odds[1] if len(odds) > 1 else -MAX_LOG_ODDS
    return sigmoid(calibration.intercept + calibration.best * odds[0] + calibration.second * second)


def sigmoid(logit: float) -> float:
    """Return the probability that a logit stands for."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def log_odds(probability: float) -> float:
    """Return the logarithm of the odds, bounded: nothing is sure."""
    least = sigmoid(-MAX_LOG_ODDS)
    kept = min(max(probability, least), 1.0 - least)
    return math.log(kept / (1.0 - kept))


def threshold_for(readings: Sequence[Reading], calibration: Calibration, strictness: Strictness) -> float:
    """Return from which probability to answer: the strict one where the likeliest passage does not look English:
    readers are trained on English, and what they say of other languages is worth less.
    """
    best = max(readings, key=lambda reading: reading.answer_probability, default=None)
    foreign = best is not None and not looks_english(best.passage.text)
    return calibration.thresholds[Strictness.STRICT if foreign else strictness]


def likelier_of(readings: Sequence[Reading], others: Sequence[Reading]) -> list[Reading]:
    """Return the readings, but those of the others of each passage that these find likelier to answer."""
    best, best_of_others = _likeliest(readings), _likeliest(others)
    likelier = {passage for passage, likely in best_of_others.items() if likely > best.get(passage, -1.0)}
    return [
        *(reading for reading in readings if reading.passage.id not in likelier),
        *(reading for reading in others if reading.passage.id in likelier),
    ]


def _likeliest(readings: Sequence[Reading]) -> dict[str, float]:
    """Return the probability of the likeliest reading by passage."""
    by_passage: dict[str, float] = {}
    for reading in readings:
        by_passage[reading.passage.id] = max(by_passage.get(reading.passage.id, 0.0), reading.answer_probability)
    return by_passage


def in_turn(parts: Sequence[Sequence[T]]) -> list[T]:
    """Return what the parts of a question have, each the best first: the best of each part before the second of any."""
    return [item for place in zip_longest(*parts) for item in place if item is not None]
