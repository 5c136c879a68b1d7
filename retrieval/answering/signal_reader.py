"""The first reader: signals from words and vectors, weighed by a regression. A trained reader can take its place."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np

from retrieval.answering.deciding import sigmoid
from retrieval.answering.question import analyse
from retrieval.answering.signals import Rarity, Signals, signals_of
from retrieval.documents.reading_text import blocks_within
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.domain.readings import Calibration, Reading
from retrieval.errors import ModelError
from retrieval.faults import ModelFault
from retrieval.ports import Embedder, LexicalIndex
from retrieval.settings import Strictness

WEIGHTS_FILE = Path(__file__).parent / "signal_weights.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalWeights:
    """A logistic regression over `Signals`, and the probability from which a question is answered.

    Fitted by `training/fit_signals.py`; the file itself says on what data.
    """

    intercept: float
    weights: tuple[float, ...]
    threshold: float

    @classmethod
    def load(cls, file: Path = WEIGHTS_FILE) -> "SignalWeights":
        """Return the weights of a file. Raises ModelError where the file is missing or was fitted to other signals."""
        names = [field.name for field in fields(Signals)]
        try:
            stored = json.loads(file.read_text(encoding="utf-8"))
            fitted = {name: float(weight) for name, weight in stored["weights"].items()}
            intercept, threshold = float(stored["intercept"]), float(stored["threshold"])
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise ModelError(ModelFault.SIGNALS_UNREADABLE, file=file, reason=str(error)) from error
        if fitted.keys() != set(names):
            others = ", ".join(sorted(fitted.keys() ^ set(names)))
            raise ModelError(ModelFault.OTHER_SIGNALS, file=file, names=others)
        return cls(intercept=intercept, weights=tuple(fitted[name] for name in names), threshold=threshold)

    def probability(self, signals: Signals) -> float:
        """Return the probability that a sentence with these signals answers."""
        return sigmoid(self.intercept + sum(w * s for w, s in zip(self.weights, signals.vector(), strict=True)))


@dataclass(frozen=True, kw_only=True)
class SignalReader:
    """The `Reader` port: one reading a sentence."""

    embedder: Embedder
    lexical: LexicalIndex

    @property
    def name(self) -> str:
        return "signals/1"

    @property
    def weights_sha256(self) -> str:
        return sha256(WEIGHTS_FILE.read_bytes()).hexdigest()

    @property
    def calibration(self) -> Calibration:
        """The same threshold however strict: this reader is a baseline."""
        return Calibration(thresholds=dict.fromkeys(Strictness, self._weights.threshold))

    def load(self) -> None:
        """Read the weights now, and load the embedding model."""
        self.embedder.load()
        assert self._weights

    @cached_property
    def _weights(self) -> SignalWeights:
        return SignalWeights.load()

    def read(self, question: str, found: Sequence[FoundPassage]) -> list[Reading]:
        return [
            Reading(
                passage=passage,
                start=start,
                end=end,
                answer_probability=self._weights.probability(signals),
                relevance=min(max(signals.passage_cosine, 0.0), 1.0),
            )
            for passage, start, end, signals in self.signals(question, found)
        ]

    def signals(self, question: str, found: Sequence[FoundPassage]) -> Iterator[tuple[Passage, int, int, Signals]]:
        """Yield the signals of every sentence of the passages, with its span."""
        words = analyse(question)
        rarity = Rarity.of(self.lexical.document_frequencies(words.stems), self.lexical.size())
        spans = [sentences_of(near.passage) for near in found]
        texts = [
            [near.passage.document.text[a:b] for a, b in inside] for near, inside in zip(found, spans, strict=True)
        ]
        vectors = self.embedder.embed([question, *(text for inside in texts for text in inside)])
        # Rounded: a sentence embedded in another batch differs in the seventh digit, which must not change an answer.
        cosines = iter(np.round(vectors[1:] @ vectors[0], 5).tolist())
        for near, inside, sentences in zip(found, spans, texts, strict=True):
            signals = signals_of(words, near, sentences, list(islice(cosines, len(sentences))), rarity)
            for (start, end), of_sentence in zip(inside, signals, strict=True):
                yield near.passage, start, end, of_sentence


def sentences_of(passage: Passage) -> list[tuple[int, int]]:
    """Return the spans of the sentences that lie in a passage, cut where the passage cuts them."""
    return [
        (max(start, passage.start), min(end, passage.end))
        for block, _, _ in blocks_within(passage)
        for start, end in block.sentences
        if start < passage.end and end > passage.start
    ]
