"""The packaged reader: a small cross-encoder of our own, trained by `training/`, run by onnxruntime on the CPU.

One pass over (question, passage) gives where the answer stands, whether the passage answers at all, and how relevant it
is; over (statement, quote), whether the quote supports, contradicts or leaves open. `reader_model/README.md` is its
model card.

Pairs are run one at a time. The int8 scales of activations are taken over a whole run, so that in a batch one pair
would change the scores of another.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from retrieval.domain import FoundPassage, Passage
from retrieval.errors import ModelError
from retrieval.ports import Calibration, Reading, Relation
from retrieval.settings import DEFAULT_READER_MODEL, Strictness
from retrieval.spans import Logits, TokenSpans, header_of, reading_a_sentence, sigmoid

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent.parent / "reader_model"
DESCRIPTION = "reader.json"
FORMAT = "footnote-reader/1"
MAX_TOKENS = 512
"""Positions that the model has. A passage has about 200 tokens with its title; what goes beyond is cut from the longer
of the two texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(TokenSpans):
    """What one pass gives for one pair, as logits."""

    answerable: float
    relevance: float
    relation: Logits


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """`reader.json`: what the files are, and how their logits become probabilities."""

    sha256: Mapping[str, str]
    passage: Mapping[str, float]
    calibration: Calibration

    def probability(self, evidence: Evidence) -> float:
        """That the passage answers."""
        weights = self.passage
        logit = (
            weights["intercept"]
            + weights["answerable"] * evidence.answerable
            + weights["relevance"] * evidence.relevance
        )
        return sigmoid(logit)


class OnnxReader:
    """The `Reader` port, and the `SupportJudge` port, over the packaged files."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises ModelError where a file is missing, altered or made for another version."""
        self._folder = folder
        self._card = _read_card(folder)
        for name, expected in self._card.sha256.items():
            if _sha256(folder / name) != expected:
                raise ModelError(f"The reader's file {name} in {folder} is not the one expected.", remedy=_REMEDY)
        self._loading = Lock()

    @property
    def name(self) -> str:
        return DEFAULT_READER_MODEL

    @property
    def weights_sha256(self) -> str:
        return self._card.sha256["reader.onnx"]

    @property
    def calibration(self) -> Calibration:
        return self._card.calibration

    def load(self) -> None:
        with self._loading:
            _ = self._session, self._tokenizer, self._workers

    def read(self, question: str, found: Sequence[FoundPassage]) -> list[Reading]:
        """One reading a sentence: its best span."""
        pairs = [(question, header_of(one.passage), one.passage.text) for one in found]
        return [
            reading
            for one, evidence in zip(found, self.evidence(pairs), strict=True)
            for reading in self._readings(one.passage, evidence)
        ]

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[dict[Relation, float]]:
        evidences = self.evidence([(statement, "", quote) for quote, statement in pairs])
        return [dict(zip(Relation, _softmax(one.relation).tolist(), strict=True)) for one in evidences]

    def evidence(self, pairs: Sequence[tuple[str, str, str]]) -> list[Evidence]:
        """Of each (first text, header, second text)."""
        self.load()
        return list(self._workers.map(lambda pair: self._run(*pair), pairs))

    def _readings(self, passage: Passage, evidence: Evidence) -> Iterator[Reading]:
        probability, relevance = self._card.probability(evidence), sigmoid(evidence.relevance)
        return reading_a_sentence(passage, evidence, probability=probability, relevance=relevance)

    def _run(self, first: str, header: str, second: str) -> Evidence:
        shift = len(header) + 1 if header else 0
        encoding = self._tokenizer.encode(first, f"{header}\n{second}" if header else second)
        inputs = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(encoding.ids)), dtype=np.int64),
            "token_type_ids": np.array([encoding.type_ids], dtype=np.int64),
        }
        answerable, relevance, relation, start, end = cast("list[Logits]", self._session.run(_OUTPUTS, inputs))
        kinds, offsets = encoding.type_ids, encoding.offsets  # Each is made anew whenever it is asked for.
        inside = [
            n for n, (kind, (a, b)) in enumerate(zip(kinds, offsets, strict=True)) if kind == 1 and b > a >= shift
        ]
        return Evidence(
            answerable=float(answerable[0]),
            relevance=float(relevance[0]),
            relation=relation[0],
            start=start[0][inside],
            end=end[0][inside],
            offsets=[(offsets[n][0] - shift, offsets[n][1] - shift) for n in inside],
        )

    @cached_property
    def _session(self) -> "InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Pairs run beside one another, each on one thread: quicker than one pair at a time on several.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(
                str(self._folder / "reader.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=_SLOW_FUSIONS,
            )
        except Exception as error:  # the library raises a class of its own for each status
            raise ModelError(f"The reader's model cannot be loaded: {error}.", remedy=_REMEDY) from error

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # the library raises no narrower class
            raise ModelError(f"The reader's tokenizer cannot be read: {error}.", remedy=_REMEDY) from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        return tokenizer

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        """One for each core, shared by all who ask: where several do, their pairs take turns."""
        return ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1), thread_name_prefix="reader")


_EVIDENCE = ("intercept", "answerable", "relevance")
_OUTPUTS = ["answerable", "relevance", "relation", "start", "end"]
_SLOW_FUSIONS = ["SkipLayerNormFusion"]
"""By onnxruntime 1.31 an addition fused with the norm that follows takes 0.26 ms, and apart the two take 0.05: of
reading ten passages, a tenth."""
_REMEDY = "Restore retrieval/reader_model/ from the repository, or name another reader in READER_MODEL."


def _read_card(folder: Path) -> _Card:
    file = folder / DESCRIPTION
    try:
        stored: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if stored["format"] != FORMAT:
            raise ModelError(
                f"The reader in {folder} is of the format {stored['format']!r}; this program reads {FORMAT!r}.",
                remedy=_REMEDY,
            )
        decision = stored["calibration"]
        return _Card(
            sha256={name: str(stored["sha256"][name]) for name in ("reader.onnx", "tokenizer.json")},
            passage={name: float(stored["passage"][name]) for name in _EVIDENCE},
            calibration=Calibration(
                intercept=float(decision["intercept"]),
                best=float(decision["best"]),
                second=float(decision["second"]),
                thresholds={one: float(decision["thresholds"][one]) for one in Strictness},
            ),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ModelError(f"The reader's description {file} cannot be read: {error}.", remedy=_REMEDY) from error


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The reader's file {file} cannot be read: {error.strerror}.", remedy=_REMEDY) from error


def _softmax(logits: Logits) -> Logits:
    weights = np.exp(logits - logits.max())
    return cast("Logits", weights / weights.sum())
