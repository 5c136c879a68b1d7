"""The type of what an index holds, for whoever asks how it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The contents of an index, and what it was built with; the folders are whole paths. `generation` names the
    versions of its documents; `chroma_url` is the server that holds it, where it is not in the data folder.
    """

    corpus_dir: str
    data_dir: str
    chroma_url: str | None
    documents: int
    passages: int
    generation: str
    embedding_model: str
    embedding_weights_sha256: str
    chunker: str
    reader: str
