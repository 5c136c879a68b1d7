"""Embeddings by sentence-transformers, of any model but the default, which `onnx_embedder` runs without its libraries.
all-MiniLM-L6-v2 comes in a package: nothing is fetched for it.

Its files are hashed when the adapter is built; the model itself is loaded when the first text is embedded, so that
commands that embed nothing do not wait for it.
"""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from retrieval.adapters.models import packaged_model
from retrieval.adapters.models.hub import check_installed, load_quietly, model_folder, weights_hash
from retrieval.errors import ModelError
from retrieval.faults import ModelFault
from retrieval.ports import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

BATCH = 32


class SentenceTransformerEmbedder:
    """The `Embedder` port over a folder of sentence-transformers weights."""

    def __init__(self, model_name: str = packaged_model.MODEL_NAME) -> None:
        """Find a model. Raises ModelError where what runs it is not installed, or its weights are
        missing, altered or out of reach.
        """
        check_installed("sentence_transformers", model_name, setting="EMBEDDING_MODEL")
        self._name = model_name
        if model_name == packaged_model.MODEL_NAME:
            self._folder = packaged_model.packaged_folder()
            self._weights_sha256 = packaged_model.check(self._folder)
        else:
            self._folder = model_folder(model_name, setting="EMBEDDING_MODEL")
            self._weights_sha256 = weights_hash(self._folder, setting="EMBEDDING_MODEL")
        self._loading = Lock()

    @property
    def model_name(self) -> str:
        return self._name

    @property
    def weights_sha256(self) -> str:
        return self._weights_sha256

    def load(self) -> None:
        with self._loading:
            _ = self._model

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        self.load()
        try:
            vectors = self._model.encode(
                list(texts),
                batch_size=BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        # torch raises these where memory or a device fails; a model that was written for other texts may raise any.
        except (RuntimeError, MemoryError, ValueError, LookupError, TypeError) as error:
            reason = str(error).rstrip(".")
            raise ModelError(ModelFault.EMBEDDER_FAILED, model=self._name, reason=reason) from error
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encoded]

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        file = self._folder / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # the library raises no narrower class
            raise ModelError(
                ModelFault.TOKENIZER, model=self._name, reason=str(error), setting="EMBEDDING_MODEL"
            ) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> "SentenceTransformer":
        load_quietly()
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(str(self._folder), local_files_only=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(
                ModelFault.UNLOADABLE, model=self._name, reason=str(error), setting="EMBEDDING_MODEL"
            ) from error
