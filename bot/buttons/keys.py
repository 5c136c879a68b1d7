"""The keys of buttons: one custom id a key, read back when the button is pressed.

Each custom id is `fn1:<verb>:<key>`, of at most 100 characters. Those of messages that were sent before are
`footnote:<verb>:<key>`, and are read back to the same keys (`bot.buttons.table`).
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from bot.buttons.custom_ids import CUSTOM_ID_PREFIX, RECEIPT_ID_FORM
from bot.buttons.found_key import FoundKey
from bot.buttons.gap_keys import GapKey, GapsKey, MissingKey
from bot.buttons.meaning_key import MeaningKey
from bot.buttons.spans import SPANS_FORM, SpansOfKey, spans_in_text, text_of_spans

_TWENTY_DIGITS = "[0-9a-f]{20}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKey:
    """The key of the button that opens a source: characters `start` to `end` of the document of a passage, end
    exclusive, and `others` that the same document is cited with.

    `mark` is what the source is called in its message, a number or a letter; it tells apart two buttons of one span.
    """

    mark: str
    passage_id: str
    start: int
    end: int
    others: SpansOfKey = ()

    VERBS: ClassVar[tuple[str, ...]] = ("read", "source")
    KEY: ClassVar[str] = rf"(?P<mark>[0-9A-Za-z]{{1,9}}):(?P<passage_id>{_TWENTY_DIGITS}):(?P<spans>{SPANS_FORM})"

    @property
    def spans(self) -> SpansOfKey:
        """Return all that it opens, as it is given."""
        return ((self.start, self.end), *self.others)

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:read:{self.mark}:{self.passage_id}:{text_of_spans(self.spans)}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        (start, end), *others = spans_in_text(match["spans"])
        return cls(mark=match["mark"], passage_id=match["passage_id"], start=start, end=end, others=tuple(others))


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundKey:
    """The key of the buttons that show what stands earlier and later than a source: its passage and spans, and `steps`
    pages away from the first of them, which are before it where they are negative.
    """

    passage_id: str
    spans: SpansOfKey
    steps: int

    VERBS: ClassVar[tuple[str, ...]] = ("around",)
    KEY: ClassVar[str] = rf"(?P<passage_id>{_TWENTY_DIGITS}):(?P<spans>{SPANS_FORM}):(?P<steps>-?[0-9]{{1,6}})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:around:{self.passage_id}:{text_of_spans(self.spans)}:{self.steps}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(passage_id=match["passage_id"], spans=spans_in_text(match["spans"]), steps=int(match["steps"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareKey:
    """The key of the button that shows a source, which one person has opened, to all: its passage and spans."""

    passage_id: str
    spans: SpansOfKey

    VERBS: ClassVar[tuple[str, ...]] = ("share",)
    KEY: ClassVar[str] = rf"(?P<passage_id>{_TWENTY_DIGITS}):(?P<spans>{SPANS_FORM})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:share:{self.passage_id}:{text_of_spans(self.spans)}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(passage_id=match["passage_id"], spans=spans_in_text(match["spans"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKey:
    """The key of a page button: a page, from 0, of the document with this key, or of the list of all."""

    document_key: str
    page: int

    LIST: ClassVar[str] = "list"
    VERBS: ClassVar[tuple[str, ...]] = ("page",)
    KEY: ClassVar[str] = rf"(?P<document_key>{_TWENTY_DIGITS}|list):(?P<page>[0-9]{{1,9}})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:page:{self.document_key}:{self.page}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(document_key=match["document_key"], page=int(match["page"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsKey:
    """The key of the button that lists all documents, for whoever presses it alone."""

    VERBS: ClassVar[tuple[str, ...]] = ("contents",)
    KEY: ClassVar[str] = "all"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:contents:all"

    @classmethod
    def of_match(cls, _: re.Match[str]) -> Self:
        """Return the key."""
        return cls()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpKey:
    """The key of the button that asks further: the receipt of the answer that it stands below."""

    receipt_id: str

    VERBS: ClassVar[tuple[str, ...]] = ("follow",)
    KEY: ClassVar[str] = rf"(?P<receipt_id>{RECEIPT_ID_FORM})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:follow:{self.receipt_id}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(receipt_id=match["receipt_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteKey:
    """The key of the button that deletes an answer. Whose that is, the records and the message itself say: in messages
    that were sent before, there is the id of who asked in Discord, which is not read.
    """

    VERBS: ClassVar[tuple[str, ...]] = ("delete",)
    KEY: ClassVar[str] = "(?:answer|[0-9]{1,20})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:delete:answer"

    @classmethod
    def of_match(cls, _: re.Match[str]) -> Self:
        """Return the key."""
        return cls()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDifferentlyKey:
    """The key of the button that opens a form with a question in it, to be asked in other words: the receipt of what
    was asked.
    """

    receipt_id: str

    VERBS: ClassVar[tuple[str, ...]] = ("again",)
    KEY: ClassVar[str] = rf"(?P<receipt_id>{RECEIPT_ID_FORM})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:again:{self.receipt_id}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(receipt_id=match["receipt_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKey:
    """The key of a button of the log of changes: a page of it, from 0, the latest changes first."""

    page: int

    VERBS: ClassVar[tuple[str, ...]] = ("log",)
    KEY: ClassVar[str] = r"(?P<page>[0-9]{1,9})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:log:{self.page}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(page=int(match["page"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelKey:
    """The key of the button that stops a job: which job it was sent with."""

    job_id: str

    VERBS: ClassVar[tuple[str, ...]] = ("cancel",)
    KEY: ClassVar[str] = r"(?P<job_id>[0-9a-f]{8})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:cancel:{self.job_id}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(job_id=match["job_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalKey:
    """The key of a button that answers "remove it?": the key of the document, and its version as it was shown, the
    first digits of its record's hash.
    """

    removes: bool
    document_key: str
    version: str

    VERBS: ClassVar[tuple[str, ...]] = ("remove", "keep")
    KEY: ClassVar[str] = rf"(?P<document_key>{_TWENTY_DIGITS}):(?P<version>{_TWENTY_DIGITS})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:{'remove' if self.removes else 'keep'}:{self.document_key}:{self.version}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(removes=match["verb"] == "remove", document_key=match["document_key"], version=match["version"])


Key = (
    SourceKey
    | AroundKey
    | ShareKey
    | PageKey
    | FoundKey
    | ContentsKey
    | FollowUpKey
    | DeleteKey
    | AskDifferentlyKey
    | MeaningKey
    | MissingKey
    | GapsKey
    | GapKey
    | LogKey
    | CancelKey
    | RemovalKey
)
