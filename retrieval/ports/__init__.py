"""What the use cases ask of the outside: an embedding model, a store, a lexical index, a reader, a language model,
records.
"""

from retrieval.domain.heads import Head, IndexStamp, Manifest, ManifestEntry
from retrieval.domain.readings import Calibration, Reading, Relation
from retrieval.ports.embedding import UNIT_LENGTH_ERROR, Embedder, TokenCounter, Vectors
from retrieval.ports.files import BreakageMemory, Differing, FileMemory, ReadFile, Settled
from retrieval.ports.generation import Generation
from retrieval.ports.language_model import ChatModel, Message, ModelReply, Role, TokenLedger
from retrieval.ports.lexical import Catalogue, CatalogueBuilder, CatalogueStore, LexicalIndex, VectorIndex
from retrieval.ports.reading import Reader, SupportingReader, SupportJudge, judges_support
from retrieval.ports.records import Archive, ChangeLog, GapBook, PostedAnswers, ReceiptBook, ServerBook
from retrieval.ports.store import DOCUMENTS_AT_ONCE, CorpusView, PassageStore, Turnover, Version

__all__ = [
    "DOCUMENTS_AT_ONCE",
    "UNIT_LENGTH_ERROR",
    "Archive",
    "BreakageMemory",
    "Calibration",
    "Catalogue",
    "CatalogueBuilder",
    "CatalogueStore",
    "ChangeLog",
    "ChatModel",
    "CorpusView",
    "Differing",
    "Embedder",
    "FileMemory",
    "GapBook",
    "Generation",
    "Head",
    "IndexStamp",
    "LexicalIndex",
    "Manifest",
    "ManifestEntry",
    "Message",
    "ModelReply",
    "PassageStore",
    "PostedAnswers",
    "ReadFile",
    "Reader",
    "Reading",
    "ReceiptBook",
    "Relation",
    "Role",
    "ServerBook",
    "Settled",
    "SupportJudge",
    "SupportingReader",
    "TokenCounter",
    "TokenLedger",
    "Turnover",
    "VectorIndex",
    "Vectors",
    "Version",
    "judges_support",
]
