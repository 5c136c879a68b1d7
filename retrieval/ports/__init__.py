"""What the use cases ask of the outside: an embedding model, a store, a lexical index, a reader, a language model,
records.
"""

from retrieval.ports.embedding import UNIT_LENGTH_ERROR, Embedder, TokenCounter, Vectors
from retrieval.ports.files import FileMemory, ReadFile
from retrieval.ports.language_model import ChatModel, Message, Role, TokenLedger, Written
from retrieval.ports.lexical import Catalogue, Catalogues, LexicalIndex
from retrieval.ports.reading import (
    Calibration,
    Reader,
    Reading,
    Relation,
    SupportingReader,
    SupportJudge,
    judges_support,
)
from retrieval.ports.records import Archive, ChangeLog, ReceiptBook
from retrieval.ports.store import CorpusView, Head, IndexStamp, Manifest, ManifestEntry, PassageStore, Turnover, Version

__all__ = [
    "UNIT_LENGTH_ERROR",
    "Archive",
    "Calibration",
    "Catalogue",
    "Catalogues",
    "ChangeLog",
    "ChatModel",
    "CorpusView",
    "Embedder",
    "FileMemory",
    "Head",
    "IndexStamp",
    "LexicalIndex",
    "Manifest",
    "ManifestEntry",
    "Message",
    "PassageStore",
    "ReadFile",
    "Reader",
    "Reading",
    "ReceiptBook",
    "Relation",
    "Role",
    "SupportJudge",
    "SupportingReader",
    "TokenCounter",
    "TokenLedger",
    "Turnover",
    "Vectors",
    "Version",
    "Written",
    "judges_support",
]
