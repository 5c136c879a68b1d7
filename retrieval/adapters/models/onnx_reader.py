"""The packaged reader: a small cross-encoder of our own, trained by `training/`, run by onnxruntime on the CPU.

One pass over (question, passage) gives where the answer stands, whether the passage answers at all, and how relevant it
is. Whether a quote supports a statement, contradicts it or leaves it open is judged by a network of its own beside it,
over (statement, quote). `reader_model/README.md` is the model card of both.

Pairs are run one at a time. The int8 scales of activations are taken over a whole run, so that in a batch one pair
would change the scores of another.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from retrieval.adapters.models.reader_card import JUDGE_NETWORK, READER_FOLDER, READER_NETWORK, read_reader_card
from retrieval.answering.answer_spans import Logits, TokenSpans, header_of, reading_a_sentence
from retrieval.answering.deciding import sigmoid
from retrieval.documents.inline import RunText
from retrieval.documents.reading_text import reading_text_of
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.domain.readings import Calibration, Reading, Relation
from retrieval.settings import DEFAULT_EMBEDDING_MODEL, DEFAULT_READER_MODEL

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

READER_OUTPUTS = ("answerable", "relevance", "relation", "start", "end")
_READ_OUTPUTS = ("answerable", "relevance", "start", "end")
READER_POSITIONS = 512
"""The positions that the model has. A passage has about 200 tokens with its title; what goes beyond is cut from the
longer of the two texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(TokenSpans):
    """The logits that one pass gives for one pair."""

    answerable: float
    relevance: float


class OnnxReader:
    """The `Reader` port, and the `SupportJudge` port, over the packaged files."""

    def __init__(self, folder: Path = READER_FOLDER, *, embedding_model: str = DEFAULT_EMBEDDING_MODEL) -> None:
        """Open the files of a folder, to read what is found by an embedding model. Raises ModelError where one is
        missing, altered or made for another version.
        """
        self._card = read_reader_card(folder)
        self._embedding_model = embedding_model
        self._loading = Lock()

    @property
    def name(self) -> str:
        return DEFAULT_READER_MODEL

    @property
    def weights_sha256(self) -> str:
        """The SHA-256 of the network; where a judge is beside it, of the SHA-256 of both."""
        networks = [self._card.sha256[name] for name in (READER_NETWORK, JUDGE_NETWORK) if name in self._card.sha256]
        return networks[0] if len(networks) == 1 else sha256("".join(networks).encode()).hexdigest()

    @property
    def calibration(self) -> Calibration:
        """The calibration by the clues of a search, where it was fitted to cosines of the embedding model; else by what
        is read alone.
        """
        fitted = self._card.with_search
        return fitted if fitted and self._embedding_model in self._card.embedding_models else self._card.calibration

    def load(self) -> None:
        with self._loading:
            _ = self._session, self._tokenizer, self._workers

    def _load_judge(self) -> None:
        """Load what judges: few questions need it."""
        with self._loading:
            _ = self._judge, self._tokenizer, self._workers

    def read(self, question: str, found: Sequence[FoundPassage]) -> list[Reading]:
        """Return one reading for each sentence: its best span."""
        passages = [found_passage.passage for found_passage in found]
        texts = list(map(reading_text_of, passages))
        pairs = [(question, header_of(passage), text.text) for passage, text in zip(passages, texts, strict=True)]
        return [
            reading
            for passage, text, evidence in zip(passages, texts, self.evidence(pairs), strict=True)
            for reading in self._readings(passage, text, evidence)
        ]

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[dict[Relation, float]]:
        if not pairs:
            return []
        self._load_judge()
        return list(self._workers.map(lambda pair: self._relation(*pair), pairs))

    def evidence(self, pairs: Sequence[tuple[str, str, str]]) -> list[Evidence]:
        """Return the evidence for each pair, given as (first text, header, second text)."""
        self.load()
        return list(self._workers.map(lambda pair: self._run(*pair), pairs))

    def probability(self, evidence: Evidence) -> float:
        """Return the probability that the passage answers."""
        weights = self._card.passage
        logit = (
            weights["intercept"]
            + weights["answerable"] * evidence.answerable
            + weights["relevance"] * evidence.relevance
        )
        return sigmoid(logit)

    def _readings(self, passage: Passage, text: RunText, evidence: Evidence) -> Iterator[Reading]:
        probability, relevance = self.probability(evidence), sigmoid(evidence.relevance)
        return reading_a_sentence(passage, text, evidence, probability=probability, relevance=relevance)

    def _run(self, first: str, header: str, second: str) -> Evidence:
        shift = len(header) + 1 if header else 0
        encoding = self._tokenizer.encode(first, f"{header}\n{second}" if header else second)
        answerable, relevance, start, end = cast(
            "list[Logits]", self._session.run(list(_READ_OUTPUTS), inputs_of_pair(encoding))
        )
        kinds, offsets = encoding.type_ids, encoding.offsets  # Each is made anew whenever it is asked for.
        inside = [
            n for n, (kind, (a, b)) in enumerate(zip(kinds, offsets, strict=True)) if kind == 1 and b > a >= shift
        ]
        return Evidence(
            answerable=float(answerable[0]),
            relevance=float(relevance[0]),
            start=start[0][inside],
            end=end[0][inside],
            offsets=[(offsets[n][0] - shift, offsets[n][1] - shift) for n in inside],
        )

    def _relation(self, quote: str, statement: str) -> dict[Relation, float]:
        (logits,) = cast(
            "list[Logits]", self._judge.run(["relation"], inputs_of_pair(self._tokenizer.encode(statement, quote)))
        )
        return dict(zip(Relation, _softmax(logits[0] / self._card.temperature).tolist(), strict=True))

    @cached_property
    def _session(self) -> "InferenceSession":
        return self._card.files.session(READER_NETWORK)

    @cached_property
    def _judge(self) -> "InferenceSession":
        return self._card.files.session(JUDGE_NETWORK) if JUDGE_NETWORK in self._card.sha256 else self._session

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        tokenizer = self._card.files.tokenizer()
        tokenizer.enable_truncation(READER_POSITIONS, strategy="longest_first")
        return tokenizer

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        """The threads that read: one for each core, shared by all who ask. Where several do, their pairs take turns."""
        return ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1), thread_name_prefix="reader")


def inputs_of_pair(encoding: "Encoding") -> dict[str, NDArray[np.int64]]:
    """Return what a network over pairs is given for one: by name, each of shape (1, tokens)."""
    return {
        "input_ids": np.array([encoding.ids], dtype=np.int64),
        "attention_mask": np.ones((1, len(encoding.ids)), dtype=np.int64),
        "token_type_ids": np.array([encoding.type_ids], dtype=np.int64),
    }


def _softmax(logits: Logits) -> Logits:
    weights = np.exp(logits - logits.max())
    return cast("Logits", weights / weights.sum())
