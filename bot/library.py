"""The corpus as the cogs share it: Footnote, and its documents by title."""

from collections.abc import Callable

from bot.errors import NotReadyError
from bot.text import words
from bot.text.discord_limits import CHOICE_CHARS
from bot.text.markdown import label
from retrieval import DocumentSummary, Footnote, UnknownDocumentError
from retrieval.domain import ChangeKind
from retrieval.faults import CorpusFault
from retrieval.index import Progress, ReloadReport, Titles


class Library:
    """The Footnote that the bot asks, with the titles of its documents. Its methods block; `titles` and `suggestible`
    do not. A reload replaces the titles, whichever process it ran in.

    Until it is opened, `footnote` and `titles` raise NotReadyError with `not_ready`, which says how far it is: "reading
    the documents: 3 of 5".
    """

    def __init__(self, footnote: Footnote | None = None) -> None:
        self.not_ready = words.ABOUT_TO_READ
        self.suggestible = Titles()
        """The titles that are suggested; empty until the library is opened."""
        self._footnote: Footnote | None = None
        if footnote is not None:
            self.open(footnote)

    def open(self, footnote: Footnote) -> None:
        """Answer from now on."""

        def update() -> None:
            self.suggestible = footnote.titles()

        footnote.when_others_reload(update)
        update()
        self._footnote = footnote

    @property
    def footnote(self) -> Footnote:
        """Raises NotReadyError."""
        if self._footnote is None:
            raise NotReadyError(self.not_ready)
        return self._footnote

    @property
    def titles(self) -> Titles:
        """Raises NotReadyError."""
        if self._footnote is None:
            raise NotReadyError(self.not_ready)
        return self.suggestible

    def document(self, named: str) -> DocumentSummary:
        """Return the document that `named` names. Raises UnknownDocumentError."""
        found = self.titles.find(named)
        if found is None:
            raise UnknownDocumentError(CorpusFault.UNKNOWN_DOCUMENT, id=label(named, CHOICE_CHARS))
        return found

    def reload(
        self,
        on_progress: Callable[[Progress], None],
        *,
        who: str,
        discord_id: int | None = None,
        log_unchanged: bool = True,
        what: ChangeKind = ChangeKind.RELOAD,
    ) -> ReloadReport:
        """Reload the corpus. Raises FootnoteError and what `on_progress` raises; the old one then goes on serving."""
        report = self.footnote.reload(
            on_progress, who=who, discord_id=discord_id, log_unchanged=log_unchanged, what=what
        )
        self.suggestible = self.footnote.titles()
        return report
