"""The packaged embedding model by its description: which files it has, and that they are those it was made of. None of
them is loaded.
"""

from dataclasses import dataclass
from pathlib import Path

from retrieval.adapters.models.onnx_files import TOKENIZER, OnnxFiles

EMBEDDER_FOLDER = Path(__file__).parent / "embedding_model"
EMBEDDER_DESCRIPTION = "embedder.json"
EMBEDDER_FORMAT = "footnote-embedder/1"
EMBEDDER_NETWORK = "embedder.onnx"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedderCard:
    """The files of the model, the most tokens that it reads of a text, the dimensions of its vectors, and the SHA-256
    of its network, in hexadecimal.
    """

    files: OnnxFiles
    max_tokens: int
    dimensions: int
    weights_sha256: str


def read_embedder_card(folder: Path = EMBEDDER_FOLDER) -> EmbedderCard:
    """Return what a folder holds. Raises ModelError where a file is missing, altered or made for another version."""
    files = OnnxFiles(folder=folder, model="embedding model", packaged=EMBEDDER_FOLDER.name, setting="EMBEDDING_MODEL")
    with files.description(EMBEDDER_DESCRIPTION, EMBEDDER_FORMAT) as stored:
        sha256 = {name: str(stored["sha256"][name]) for name in (EMBEDDER_NETWORK, TOKENIZER)}
        max_tokens, dimensions = int(stored["max_tokens"]), int(stored["dimensions"])
    files.check(sha256)
    return EmbedderCard(
        files=files, max_tokens=max_tokens, dimensions=dimensions, weights_sha256=sha256[EMBEDDER_NETWORK]
    )
