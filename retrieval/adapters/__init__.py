"""Adapters that fulfil the ports by Chroma, SQLite, databases, models and LangChain."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.adapters.indexed_corpus import of_its_corpus as of_its_corpus
    from retrieval.adapters.models.onnx_embedder import OnnxEmbedder as OnnxEmbedder
    from retrieval.adapters.models.onnx_reader import OnnxReader as OnnxReader
    from retrieval.adapters.models.sentence_transformer_embedder import (
        SentenceTransformerEmbedder as SentenceTransformerEmbedder,
    )
    from retrieval.adapters.sql.records import SqlRecords as SqlRecords
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.adapters.indexed_corpus": ("of_its_corpus",),
            "retrieval.adapters.models.onnx_embedder": ("OnnxEmbedder",),
            "retrieval.adapters.models.onnx_reader": ("OnnxReader",),
            "retrieval.adapters.models.sentence_transformer_embedder": ("SentenceTransformerEmbedder",),
            "retrieval.adapters.sql.records": ("SqlRecords",),
        },
    )
