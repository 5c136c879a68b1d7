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
└── StoreError               what is stored, index or records, cannot be used
    ├── IndexMissingError    nothing has been indexed yet
    ├── IndexMismatchError   it was built by another model, chunker or schema
    ├── StoreLockedError     another process holds it
    ├── StoreUnwritableError the data folder is read-only, full or not a folder
    ├── StoreUnreachableError the Chroma server does not answer, or does not let us in: that may pass
    └── RecordsError         receipts and what is kept with them cannot be read or written
        ├── RecordsMismatchError  another version of Footnote, or something else, wrote what is there
        └── RecordsUnreachableError  the database is away, busy, read-only, full or closed to us: that may pass

Each error carries its kind (`fault`) and its facts, which each face words as it likes; in plain English, for logs and
importers, it says what happened (`what`) and what to do about it (`remedy`). A refusal to answer is no error: see
`retrieval.domain.answers.Refusal`.
"""

from collections.abc import Mapping
from typing import TypeVar

from retrieval.faults import DraftFault, Fact, Fault

_Found = TypeVar("_Found")
_Kind = TypeVar("_Kind", bound=BaseException)


class FootnoteError(Exception):
    """Base of every error that a person is meant to read.

    `what` is one sentence on what happened, `remedy` one on the way out: of its fault, with its facts in their places.
    """

    def __init__(self, fault: Fault, **facts: Fact) -> None:
        self.fault = fault
        self.facts: Mapping[str, Fact] = facts
        self.what = fault.what.format_map(facts)
        self.remedy = fault.remedy.format_map(facts)
        super().__init__(f"{self.what} {self.remedy}")


def is_interrupt(error: BaseException) -> bool:
    """Return whether an error is Ctrl-C, or came of it: a library that is interrupted while it is imported raises an
    ImportError in its place.
    """
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return cause is not None


class SettingsError(FootnoteError):
    """A setting cannot be used as it stands."""


class CorpusError(FootnoteError):
    """The corpus folder as a whole cannot be used."""


class EmptyCorpusError(CorpusError):
    """The corpus folder holds no document that can be read."""


class DocumentError(FootnoteError):
    """A document cannot be read. `path` is relative to the corpus folder; a row of a `.jsonl` file is `file:line`.

    The fact `name` is the same, unless another is given.
    """

    def __init__(self, path: str, fault: Fault, **facts: Fact) -> None:
        super().__init__(fault, **{"name": path, **facts})
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

    def __init__(self, fault: Fault, *, retry_after_seconds: float | None = None, **facts: Fact) -> None:
        super().__init__(fault, **facts)
        self.retry_after_seconds = retry_after_seconds


class LanguageModelDeclinedError(LanguageModelError):
    """It would not write what it was asked for, or its provider would not hand it on."""


class LanguageModelSpentError(LanguageModelError):
    """A guild has used up the tokens that it may have read and written in a day."""


class ReloadUnderWayError(FootnoteError):
    """Another reload of the same index has begun and is not done."""


class DraftError(FootnoteError):
    """A reply of a language model cannot be read as a draft. Both sentences are meant for the model, and for no
    person.
    """

    def __init__(self, what: str, *, remedy: str) -> None:
        super().__init__(DraftFault.UNFIT, problem=what, request=remedy)


class StoreError(FootnoteError):
    """The index or the records, which are stored, cannot be used."""


class IndexMissingError(StoreError):
    """The data folder holds no index yet."""


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


def found_in(table: Mapping[type[_Kind], _Found], error: BaseException) -> _Found | None:
    """Return what a table has for an error: by its type, or else by the nearest that it derives from."""
    return next((table[kind] for kind in type(error).__mro__ if kind in table), None)
