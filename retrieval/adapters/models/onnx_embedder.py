"""The packaged embedding model, run by onnxruntime on the CPU. `embedding_model/README.md` is its model card.

Texts are run one at a time, each on one thread and as many beside one another as there are cores: quicker than batches,
which are padded. The int8 scales of activations are taken over a whole run: in a batch one text would change the vector
of another.

The tokens of a text are those of its words, one after the other: the tokenizer cuts at white space before all else. So
each word is encoded once, and a text that is counted to be cut into passages costs next to nothing to be embedded.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

import numpy as np

from retrieval.adapters.models.embedder_card import EMBEDDER_FOLDER, EMBEDDER_NETWORK, read_embedder_card
from retrieval.errors import ModelError
from retrieval.faults import ModelFault
from retrieval.ports import Vectors
from retrieval.settings import DEFAULT_EMBEDDING_MODEL

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FIRST_TOKEN, LAST_TOKEN = "[CLS]", "[SEP]"
"""What a text begins and ends with, as the network was trained."""
KEPT_WORDS = 16_384
"""The words whose tokens are remembered, some 5 MB: of English text, all but one in fifty."""
LONGEST_KEPT_WORD_CHARS = 50
_ENCODED_WORD = re.compile(r"[^ \n\r\t]+")
"""White space as the tokenizer has it, but for what it takes for white space and Python does not or the other way
round: that is left to it, within a word."""


class OnnxEmbedder:
    """The `Embedder` port over the packaged files."""

    def __init__(self, folder: Path = EMBEDDER_FOLDER) -> None:
        """Open the files of a folder. Raises ModelError where one is missing, altered or made for another version."""
        self._card = read_embedder_card(folder)
        self._loading = Lock()

    @property
    def model_name(self) -> str:
        return DEFAULT_EMBEDDING_MODEL

    @property
    def weights_sha256(self) -> str:
        return self._card.weights_sha256

    def load(self) -> None:
        with self._loading:
            _ = self._session, self._tokens_of_kept_word, self._ends, self._workers

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.load()
        vectors = np.empty((len(texts), self._card.dimensions), dtype=np.float32)
        # One text, as a question is, waits for none of another's.
        ran = map(self._run, texts) if len(texts) == 1 else self._workers.map(self._run, texts)
        try:
            for row, vector in enumerate(ran):
                vectors[row] = vector
        # Where memory fails, onnxruntime raises a class of its own for each status.
        except Exception as error:
            reason = str(error).rstrip(".")
            raise ModelError(ModelFault.EMBEDDER_FAILED, model=self.model_name, reason=reason) from error
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        self.load()
        return [sum(map(len, self._tokens(text))) for text in texts]

    def _run(self, text: str) -> Vectors:
        """Return the vector of `text`, of which what goes beyond the tokens that the model reads is left out."""
        first, last = self._ends
        ids = [first, *islice(chain.from_iterable(self._tokens(text)), self._card.max_tokens - 2), last]
        return cast("Vectors", self._session.run(["vector"], {"input_ids": np.array([ids], dtype=np.int64)})[0][0])

    def _tokens(self, text: str) -> Iterator[tuple[int, ...]]:
        """Return the tokens of each word of a text."""
        return map(self._tokens_of_word, _ENCODED_WORD.findall(text))

    def _tokens_of_word(self, word: str) -> tuple[int, ...]:
        return self._tokens_of_kept_word(word) if len(word) <= LONGEST_KEPT_WORD_CHARS else self._encoded(word)

    def _encoded(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _tokens_of_kept_word(self) -> Callable[[str], tuple[int, ...]]:
        return lru_cache(maxsize=KEPT_WORDS)(self._encoded)

    @cached_property
    def _ends(self) -> tuple[int, int]:
        return self._encoded(FIRST_TOKEN)[0], self._encoded(LAST_TOKEN)[0]

    @cached_property
    def _session(self) -> "InferenceSession":
        return self._card.files.session(EMBEDDER_NETWORK)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return self._card.files.tokenizer()

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        """The threads that embed several texts: one for each core, shared by all who embed. Where several do, their
        texts take turns.
        """
        return ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="embedder")
