"""Fakes, where the real part is too slow. Each runs the contract test of the real adapter, and says what it is not."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Calibration, Reading, Relation
from retrieval.ports import Message, ModelReply, Vectors
from retrieval.settings import Strictness
from retrieval.text.words import stems


class PowerCutError(Exception):
    """What a `WordHashEmbedder` raises when it is told to stop: stands for a process that ends in mid-reload."""


class WordHashEmbedder:
    """The `Embedder` port without a model: a hashed bag of folded, stemmed words, as a unit vector.

    Texts that share words are near each other, and synonyms are not: it knows no meaning. Runs
    `tests/integration/test_embedder_contract.py` beside the real one.

    `embedded` holds every text that was embedded, in order. `stops_after` texts it raises PowerCutError.
    """

    DIMENSIONS = 96
    TOKEN_CHARS = 8
    """A longer word counts as several tokens, as it does for a tokenizer with a vocabulary."""

    def __init__(self, *, name: str = "word-hash", weights: bytes = b"", stops_after: int | None = None) -> None:
        self._name = name
        self._weights = weights
        self._stops_after = stops_after
        self.embedded: list[str] = []

    @property
    def model_name(self) -> str:
        return self._name

    @property
    def weights_sha256(self) -> str:
        return hashlib.sha256(self._weights).hexdigest()

    def load(self) -> None:
        """Nothing to load."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self._stops_after is not None and len(self.embedded) + len(texts) > self._stops_after:
            raise PowerCutError
        self.embedded += texts
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([self._vector(text) for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(rf"\w{{1,{self.TOKEN_CHARS}}}|[^\w\s]", text)) for text in texts]

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.DIMENSIONS, dtype=np.float32)
        vector[0] = 0.1  # A text without words has a direction too.
        for stem in stems(text):
            digest = hashlib.blake2b(stem.encode("utf-8", errors="surrogatepass"), digest_size=4).digest()
            place, sign = int.from_bytes(digest[:2]), digest[2] % 2
            vector[1 + place % (self.DIMENSIONS - 1)] += 1.0 if sign else -1.0
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


class FixedReader:
    """The `Reader` port without reading: every passage as a whole answers as likely as it was told.

    Runs `tests/integration/test_reader_contract.py` beside the real ones.
    """

    name = "fixed"
    calibration = Calibration(thresholds={Strictness.LENIENT: 0.3, Strictness.BALANCED: 0.5, Strictness.STRICT: 0.7})

    def __init__(self, probability: float) -> None:
        self._probability = probability

    @property
    def weights_sha256(self) -> str:
        return hashlib.sha256(b"").hexdigest()

    def load(self) -> None:
        """Nothing to load."""

    def read(self, question: str, found: Sequence[FoundPassage]) -> list[Reading]:
        return [
            Reading(
                passage=result.passage,
                start=result.passage.start,
                end=result.passage.end,
                answer_probability=self._probability,
                relevance=self._probability,
            )
            for result in found
        ]


class JudgingReader(FixedReader):
    """A `FixedReader` that is a `SupportJudge` too: a quote supports what it has all words of, contradicts what it has
    most of, and leaves open the rest.
    """

    MOST = 0.7

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        return [self._relation(set(stems(quote)), set(stems(statement))) for quote, statement in pairs]

    def _relation(self, quoted: set[str], stated: set[str]) -> Mapping[Relation, float]:
        share = len(quoted & stated) / max(1, len(stated))
        sure = Relation.SUPPORTS if share == 1 else Relation.CONTRADICTS if share >= self.MOST else Relation.OPEN
        return {relation: 0.98 if relation is sure else 0.01 for relation in Relation}


Reply = str | Exception | Callable[[Sequence[Message]], str]


class ScriptedModel:
    """The `ChatModel` port without a model: it gives its replies one after another, and the last one from then on; one
    that is an error is raised. `prompts` are what it was told, `timeouts` the seconds that it was given, `tells` the
    tokens that it tells.

    Runs `tests/integration/test_chat_model_contract.py` beside the real one. It takes no time.
    """

    name = "scripted:model"
    TOKENS_IN, TOKENS_OUT = 120, 30
    PIECE_CHARS = 7

    def __init__(self, *replies: Reply) -> None:
        self._replies = replies
        self.prompts: list[Sequence[Message]] = []
        self.timeouts: list[float] = []
        self.schemas: list[Mapping[str, object] | None] = []
        self.listened: list[bool] = []
        self.tells: tuple[int | None, int | None] = (self.TOKENS_IN, self.TOKENS_OUT)

    def write(
        self,
        messages: Sequence[Message],
        *,
        timeout_seconds: float,
        schema: Mapping[str, object] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> ModelReply:
        self.prompts.append(messages)
        self.timeouts.append(timeout_seconds)
        self.schemas.append(schema)
        self.listened.append(on_text is not None)
        reply = self._replies[min(len(self.prompts), len(self._replies)) - 1]
        if isinstance(reply, Exception):
            raise reply
        text = reply if isinstance(reply, str) else reply(messages)
        if on_text is not None:
            for end in range(self.PIECE_CHARS, len(text) + self.PIECE_CHARS, self.PIECE_CHARS):
                on_text(text[:end])
        return ModelReply(text=text, tokens_in=self.tells[0], tokens_out=self.tells[1])

    def close(self) -> None:
        """Nothing is kept open."""
