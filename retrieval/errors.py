"""Everything that can go wrong, as one tree.

FootnoteError
├── SettingsError            a setting cannot be used
├── CorpusError              the corpus folder as a whole cannot be used
│   └── EmptyCorpusError     it holds no readable document
├── DocumentError            one document cannot be read (reported by name; the others go on)
├── UnknownDocumentError     a document that was asked for by id is not in the index
├── UnknownReceiptError      a receipt that was asked for by id is not kept
├── ModelError               a model cannot be loaded, or is not the one expected
├── PromptError              a prompt cannot be read, or has other placeholders than are filled
├── LanguageModelError       a language model has not written what can be used: the sources answer
│   ├── LanguageModelAwayError   it is busy, down, slow or out of reach: that may pass
│   ├── LanguageModelDeclinedError  it would not write, or its provider would not have it written
│   └── LanguageModelSpentError  the tokens of a guild's day are used up
├── ReloadUnderWayError      another reload has begun and is not done
├── DraftError               what a language model wrote cannot be read as a draft
├── EvaluationDataError      what is to be measured on is missing, or is not what it should be
└── StoreError               what is stored, index or records, cannot be used
    ├── IndexMissingError    nothing has been indexed yet
    ├── IndexMismatchError   it was built by another model, chunker or schema
    ├── StoreLockedError     another process holds it
    ├── StoreUnwritableError the data folder is read-only, full or not a folder
    ├── StoreUnreachableError the Chroma server does not answer, or does not let us in: that may pass
    └── RecordsError         receipts and what is kept with them cannot be read or written
        ├── RecordsMismatchError  another version of Footnote, or something else, wrote what is there
        └── RecordsUnreachableError  the database is away, busy, read-only, full or closed to us: that may pass

Each error says what happened (`what`) and what to do about it (`remedy`). A refusal to answer is no
error: see `retrieval.domain.Refusal`.
"""

INDEX_COMMAND = "python -m retrieval index"
"""As remedies name it; the terminal puts in the folders that it was given."""


class FootnoteError(Exception):
    """Base of every error that a person is meant to read.

    `what` is one sentence on what happened, `remedy` one on the way out.
    """

    def __init__(self, what: str, *, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy


class SettingsError(FootnoteError):
    """A setting cannot be used as it stands."""


class CorpusError(FootnoteError):
    """The corpus folder as a whole cannot be used."""


class EmptyCorpusError(CorpusError):
    """The corpus folder holds no document that can be read."""


class DocumentError(FootnoteError):
    """One document cannot be read. `path` is relative to the corpus folder; a row of a `.jsonl` file is `file:line`."""

    def __init__(self, path: str, what: str, *, remedy: str) -> None:
        super().__init__(what, remedy=remedy)
        self.path = path


class UnknownDocumentError(FootnoteError):
    """A document that was asked for by its id is not in the index."""


class UnknownReceiptError(FootnoteError):
    """A receipt that was asked for by its id is not kept, or the id is none."""


class ModelError(FootnoteError):
    """A model cannot be loaded, or its weights are not the ones expected."""


class PromptError(FootnoteError):
    """A prompt cannot be read, or its placeholders are not the ones that are filled."""


class LanguageModelError(FootnoteError):
    """A language model has not written what can be used. Tells nothing of what its provider said. `unread` says that it
    cannot have read what it was asked either; where that cannot be told, it is false.
    """

    unread = False


class LanguageModelAwayError(LanguageModelError):
    """It is busy, down, slow or out of reach. `retry_after_seconds` is what it asks for, where it says."""

    def __init__(self, what: str, *, remedy: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(what, remedy=remedy)
        self.retry_after_seconds = retry_after_seconds


class LanguageModelDeclinedError(LanguageModelError):
    """It would not write what it was asked for, or its provider would not hand it on."""


class LanguageModelSpentError(LanguageModelError):
    """What a guild may have read and written in a day is used up."""


class ReloadUnderWayError(FootnoteError):
    """Another reload of the same index has begun and is not done."""


class DraftError(FootnoteError):
    """What a language model wrote cannot be read as a draft. Both sentences are fit to be sent back to it."""


class EvaluationDataError(FootnoteError):
    """The data to measure on is missing, is not in the form expected, or does not fit what is measured."""


class StoreError(FootnoteError):
    """What is stored, the index or the records, cannot be used."""


class IndexMissingError(StoreError):
    """Nothing has been indexed in this data folder yet."""


class IndexMismatchError(StoreError):
    """The index was built by another embedding model, chunker or schema than the ones running."""


class StoreLockedError(StoreError):
    """Another process holds the index."""


class StoreUnwritableError(StoreError):
    """The data folder cannot be written: read-only, full, or not a folder."""


class StoreUnreachableError(StoreError):
    """The Chroma server does not answer, or answers as something else would. It may be back the next time."""


class RecordsError(StoreError):
    """The receipts, and what is kept with them, cannot be read or written."""


class RecordsMismatchError(RecordsError):
    """Another version of Footnote, or something else, wrote what the database holds."""


class RecordsUnreachableError(RecordsError):
    """The database is away, busy, read-only or full. It may be back the next time."""
