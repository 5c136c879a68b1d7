"""Signals that a sentence answers a question, from words and vectors alone: what the first reader decides by.

Similarity alone cannot tell "answers it" from "is about it"; what a sentence fails to cover says more.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from retrieval.answering.question import AnswerType, QuestionWords, holds_type
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import FoundPassage
from retrieval.text.words import stems


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The signals of one sentence, each about 0 to 1. The order of the fields is the order of a decision's weights.

    Cover is the share of the question's content words that is found, each weighed by its rarity in the corpus: in the
    sentence, in it and its neighbours, in the passage; `told_cover` is that of the words that are no names, in the
    sentence and its neighbours: the right people and another fact do not answer.
    """

    passage_cosine: float
    sentence_cosine: float
    sentence_cover: float
    passage_cover: float
    told_cover: float
    names_in_passage: float
    numbers_missing: float
    pairs_in_sentence: float
    type_found: float
    type_missing: float

    def vector(self) -> tuple[float, ...]:
        """Return the signals in the order of a decision's weights."""
        return astuple(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rarity:
    """The weight of a word of the question: 1 for a word that no passage holds, near 0 for a word in every passage."""

    weights: Mapping[str, float]

    @classmethod
    def of(cls, frequencies: Mapping[str, int], passages: int) -> "Rarity":
        """Return the rarity of words by in how many of so many passages each stands."""
        whole = math.log(passages + 1.0) or 1.0
        return cls(weights={word: math.log((passages + 1) / (n + 0.5)) / whole for word, n in frequencies.items()})

    def cover(self, words: Sequence[str], found: frozenset[str]) -> float:
        """Return the share of the words that is found, each weighed by its rarity."""
        total = sum(self._weight(word) for word in words)
        return sum(self._weight(word) for word in words if word in found) / total if total else 1.0

    def _weight(self, word: str) -> float:
        return min(1.0, max(0.02, self.weights.get(word, 1.0)))


def signals_of(
    question: QuestionWords, found: FoundPassage, sentences: Sequence[str], cosines: Sequence[float], rarity: Rarity
) -> list[Signals]:
    """Return the signals of each sentence of a passage, in order; `cosines` are those of the sentences with the
    question.
    """
    passage = frozenset(stems(search_text_of(found.passage)))
    in_order = [stems(sentence) for sentence in sentences]
    no_names = [word for word in question.stems if word not in question.names]
    asks_for_type = question.answer_type not in (AnswerType.YES_NO, AnswerType.OTHER)
    signals = []
    for place, (sentence, words, cosine) in enumerate(zip(sentences, in_order, cosines, strict=True)):
        inside = frozenset(words)
        window = inside.union(*in_order[max(0, place - 1) : place + 2])
        has_type = asks_for_type and holds_type(question.answer_type, sentence, question)
        signals.append(
            Signals(
                passage_cosine=found.dense,
                sentence_cosine=cosine,
                sentence_cover=rarity.cover(question.stems, inside),
                passage_cover=rarity.cover(question.stems, passage),
                told_cover=rarity.cover(no_names, window),
                names_in_passage=_share(question.names, passage),
                numbers_missing=1.0 - _share(question.numbers, passage),
                pairs_in_sentence=_pairs(question, words),
                type_found=float(has_type),
                type_missing=float(asks_for_type and not has_type),
            )
        )
    return signals


def _share(wanted: frozenset[str], found: frozenset[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 1.0


def _pairs(question: QuestionWords, in_order: Sequence[str]) -> float:
    """Return the share of the question's neighbouring content words that stand within three words of each other."""
    pairs = list(zip(question.stems, question.stems[1:], strict=False))
    if not pairs:
        return 0.0
    places: dict[str, list[int]] = {}
    for place, word in enumerate(in_order):
        places.setdefault(word, []).append(place)
    near = sum(
        any(abs(a - b) <= 3 for a in places.get(first, ()) for b in places.get(second, ())) for first, second in pairs
    )
    return near / len(pairs)
