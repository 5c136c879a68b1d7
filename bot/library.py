"""The corpus as the cogs share it: Footnote, and its documents by name."""

from collections.abc import Callable

from bot.escaping import label
from bot.limits import CHOICE_CHARS
from bot.shelf import Shelf, ShelfEntry
from retrieval.errors import UnknownDocumentError
from retrieval.footnote import Footnote
from retrieval.indexing import Progress
from retrieval.records import ChangeKind
from retrieval.reloading import ReloadReport


class Library:
    """Its methods block; `shelf` does not. A reload puts another shelf there, whichever process it was."""

    def __init__(self, footnote: Footnote) -> None:
        self.footnote = footnote
        self._restock()
        footnote.when_others_reload(self._restock)

    def entry(self, named: str) -> ShelfEntry:
        """Raises UnknownDocumentError."""
        entry = self.shelf.find(named)
        if entry is None:
            what = f"There is no document “{label(named, CHOICE_CHARS)}” in the corpus."
            raise UnknownDocumentError(what, remedy="`source list` shows all documents.")
        return entry

    def reload(
        self,
        on_progress: Callable[[Progress], None],
        *,
        who: str,
        discord_id: int | None = None,
        log_unchanged: bool = True,
        what: ChangeKind = ChangeKind.RELOAD,
    ) -> ReloadReport:
        """Raises FootnoteError, and whatever `on_progress` raises; the old corpus then goes on serving."""
        report = self.footnote.reload(
            on_progress, who=who, discord_id=discord_id, log_unchanged=log_unchanged, what=what
        )
        self._restock()
        return report

    def _restock(self) -> None:
        self.shelf = Shelf.of(self.footnote.each_document())
