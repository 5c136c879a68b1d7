"""Footnote answers questions from a corpus of documents, with cited passages and never without a source.

What programs need is offered here, and is imported when it is first named: `import retrieval` by itself costs nothing.
"""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.answering.ask import Response as Response
    from retrieval.answering.explaining import explain_refusal as explain_refusal
    from retrieval.bootstrap import open_footnote as open_footnote
    from retrieval.domain.answers import Answer as Answer
    from retrieval.domain.answers import Citation as Citation
    from retrieval.domain.answers import Outcome as Outcome
    from retrieval.domain.answers import Refusal as Refusal
    from retrieval.domain.answers import RefusalFacts as RefusalFacts
    from retrieval.domain.answers import RefusalReason as RefusalReason
    from retrieval.domain.answers import Statement as Statement
    from retrieval.domain.documents import Document as Document
    from retrieval.domain.documents import DocumentSummary as DocumentSummary
    from retrieval.domain.documents import FoundPassage as FoundPassage
    from retrieval.domain.documents import Passage as Passage
    from retrieval.domain.documents import Reference as Reference
    from retrieval.domain.inquiry import Inquiry as Inquiry
    from retrieval.domain.inquiry import Listener as Listener
    from retrieval.domain.inquiry import Stage as Stage
    from retrieval.domain.inquiry import Turn as Turn
    from retrieval.domain.records import Receipt as Receipt
    from retrieval.domain.scope import EVERYTHING as EVERYTHING
    from retrieval.domain.scope import Scope as Scope
    from retrieval.domain.scope import Viewer as Viewer
    from retrieval.domain.status import Status as Status
    from retrieval.errors import CorpusError as CorpusError
    from retrieval.errors import DocumentError as DocumentError
    from retrieval.errors import DraftError as DraftError
    from retrieval.errors import EmptyCorpusError as EmptyCorpusError
    from retrieval.errors import FootnoteError as FootnoteError
    from retrieval.errors import IndexMismatchError as IndexMismatchError
    from retrieval.errors import IndexMissingError as IndexMissingError
    from retrieval.errors import LanguageModelAwayError as LanguageModelAwayError
    from retrieval.errors import LanguageModelDeclinedError as LanguageModelDeclinedError
    from retrieval.errors import LanguageModelError as LanguageModelError
    from retrieval.errors import LanguageModelSpentError as LanguageModelSpentError
    from retrieval.errors import ModelError as ModelError
    from retrieval.errors import PromptError as PromptError
    from retrieval.errors import RecordsError as RecordsError
    from retrieval.errors import RecordsMismatchError as RecordsMismatchError
    from retrieval.errors import RecordsUnreachableError as RecordsUnreachableError
    from retrieval.errors import ReloadUnderWayError as ReloadUnderWayError
    from retrieval.errors import SettingsError as SettingsError
    from retrieval.errors import StoreError as StoreError
    from retrieval.errors import StoreLockedError as StoreLockedError
    from retrieval.errors import StoreUnreachableError as StoreUnreachableError
    from retrieval.errors import StoreUnwritableError as StoreUnwritableError
    from retrieval.errors import UnknownDocumentError as UnknownDocumentError
    from retrieval.errors import UnknownReceiptError as UnknownReceiptError
    from retrieval.footnote import Footnote as Footnote
    from retrieval.seen_corpus import SeenCorpus as SeenCorpus
    from retrieval.settings import RetrievalSettings as RetrievalSettings
    from retrieval.settings import load_retrieval_settings as load_retrieval_settings
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.answering.ask": ("Response",),
            "retrieval.answering.explaining": ("explain_refusal",),
            "retrieval.bootstrap": ("open_footnote",),
            "retrieval.domain.answers": (
                "Answer",
                "Citation",
                "Outcome",
                "Refusal",
                "RefusalFacts",
                "RefusalReason",
                "Statement",
            ),
            "retrieval.domain.documents": (
                "Document",
                "DocumentSummary",
                "FoundPassage",
                "Passage",
                "Reference",
            ),
            "retrieval.domain.inquiry": (
                "Inquiry",
                "Listener",
                "Stage",
                "Turn",
            ),
            "retrieval.domain.records": ("Receipt",),
            "retrieval.domain.scope": (
                "EVERYTHING",
                "Scope",
                "Viewer",
            ),
            "retrieval.domain.status": ("Status",),
            "retrieval.errors": (
                "CorpusError",
                "DocumentError",
                "DraftError",
                "EmptyCorpusError",
                "FootnoteError",
                "IndexMismatchError",
                "IndexMissingError",
                "LanguageModelAwayError",
                "LanguageModelDeclinedError",
                "LanguageModelError",
                "LanguageModelSpentError",
                "ModelError",
                "PromptError",
                "RecordsError",
                "RecordsMismatchError",
                "RecordsUnreachableError",
                "ReloadUnderWayError",
                "SettingsError",
                "StoreError",
                "StoreLockedError",
                "StoreUnreachableError",
                "StoreUnwritableError",
                "UnknownDocumentError",
                "UnknownReceiptError",
            ),
            "retrieval.footnote": ("Footnote",),
            "retrieval.seen_corpus": ("SeenCorpus",),
            "retrieval.settings": (
                "RetrievalSettings",
                "load_retrieval_settings",
            ),
        },
    )

__version__ = "0.1.0"
