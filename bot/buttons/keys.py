"""The keys of buttons: one custom id a key, read back when the button is pressed."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKey:
    """The key of a source's button: characters `start` to `end` of the document of a passage, end exclusive.

    `mark` is what the source is called in its message, a number or a letter; it tells apart two buttons of one span.
    """

    mark: str
    passage_id: str
    start: int
    end: int

    TEMPLATE: ClassVar[str] = (
        r"footnote:source:(?P<mark>[0-9A-Za-z]{1,9}):(?P<passage_id>[0-9a-f]{20})"
        r":(?P<start>[0-9]{1,12})-(?P<end>[0-9]{1,12})"
    )

    @property
    def custom_id(self) -> str:
        return f"footnote:source:{self.mark}:{self.passage_id}:{self.start}-{self.end}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of `TEMPLATE` holds."""
        start, end = int(match["start"]), int(match["end"])
        return cls(mark=match["mark"], passage_id=match["passage_id"], start=start, end=end)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKey:
    """The key of a page button: a page, from 0, of the document with this key, or of the list of all."""

    document_key: str
    page: int

    LIST: ClassVar[str] = "list"
    TEMPLATE: ClassVar[str] = r"footnote:page:(?P<document_key>[0-9a-f]{20}|list):(?P<page>[0-9]{1,9})"

    @property
    def custom_id(self) -> str:
        return f"footnote:page:{self.document_key}:{self.page}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of `TEMPLATE` holds."""
        return cls(document_key=match["document_key"], page=int(match["page"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKey:
    """The key of a button of the log of changes: a page of it, from 0, the latest changes first."""

    page: int

    TEMPLATE: ClassVar[str] = r"footnote:log:(?P<page>[0-9]{1,9})"

    @property
    def custom_id(self) -> str:
        return f"footnote:log:{self.page}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of `TEMPLATE` holds."""
        return cls(page=int(match["page"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelKey:
    """The key of the button that stops a job: which job it was sent with."""

    job_id: str

    TEMPLATE: ClassVar[str] = r"footnote:cancel:(?P<job_id>[0-9a-f]{8})"

    @property
    def custom_id(self) -> str:
        return f"footnote:cancel:{self.job_id}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of `TEMPLATE` holds."""
        return cls(job_id=match["job_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalKey:
    """The key of a button that answers "remove it?": the key of the document, and its version as it was shown, the
    first digits of its record's hash.
    """

    removes: bool
    document_key: str
    version: str

    TEMPLATE: ClassVar[str] = (
        r"footnote:(?P<answer>remove|keep):(?P<document_key>[0-9a-f]{20}):(?P<version>[0-9a-f]{20})"
    )

    @property
    def custom_id(self) -> str:
        return f"footnote:{'remove' if self.removes else 'keep'}:{self.document_key}:{self.version}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of `TEMPLATE` holds."""
        return cls(removes=match["answer"] == "remove", document_key=match["document_key"], version=match["version"])


Key = SourceKey | PageKey | LogKey | CancelKey | RemovalKey
