"""The corpus as the cogs share it: Footnote, and its documents by title."""

from collections.abc import Callable

from bot.errors import NotReadyError
from bot.seeing import Seeing
from bot.text import words
from bot.text.discord_limits import CHOICE_CHARS
from bot.text.markdown import label
from bot.vantage import Vantage
from retrieval import DocumentSummary, Footnote, SeenCorpus, UnknownDocumentError
from retrieval.domain import ChangeKind
from retrieval.faults import CorpusFault
from retrieval.index import Progress, ReloadReport, Titles
from retrieval.terminal import PROGRAM


class Library:
    """The Footnote that the bot asks, with the titles of its documents. Its methods block; `titles` and `suggestible`
    do not. A reload replaces the titles, whichever process it ran in.

    Until it is opened, `footnote` and `titles` raise NotReadyError with `not_ready`, which says how far it is: "reading
    the documents: 3 of 5". `program` is the command line that texts name, as it was called where the bot was started.
    """

    def __init__(self, footnote: Footnote | None = None, seeing: Seeing | None = None, program: str = PROGRAM) -> None:
        self.seeing = seeing
        self.program = program
        self.not_ready = words.ABOUT_TO_READ
        self.suggestible = Titles()
        """The titles that are suggested to those who look after the corpus; empty until the library is opened."""
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
        self.check_ready()
        assert self._footnote is not None
        return self._footnote

    def check_ready(self) -> None:
        """Raise NotReadyError where nothing can be asked yet."""
        if self._footnote is None:
            raise NotReadyError(self.not_ready)

    def seen_from(self, vantage: Vantage) -> SeenCorpus:
        """Return the corpus as it is seen from a place: what everybody but those who look after it is shown. Raises
        NotReadyError, RecordsError.
        """
        footnote = self.footnote
        assert self.seeing is not None
        return footnote.seen_by(self.seeing.viewer(vantage))

    def seen_id(self, named: str, vantage: Vantage) -> str:
        """Return the id of a document that is seen from a place. Raises UnknownDocumentError, and as `seen_from`."""
        return document_named(named, self.seen_from(vantage).titles()).id

    @property
    def titles(self) -> Titles:
        """The titles of all documents, for those who look after the corpus. Raises NotReadyError."""
        self.check_ready()
        return self.suggestible

    def document(self, named: str) -> DocumentSummary:
        """Return the document that `named` names. Raises UnknownDocumentError."""
        return document_named(named, self.titles)

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


def document_named(named: str, titles: Titles) -> DocumentSummary:
    """Return the document that `named` names among these. Raises UnknownDocumentError."""
    found = titles.find(named)
    if found is None:
        raise UnknownDocumentError(CorpusFault.UNKNOWN_DOCUMENT, id=label(named, CHOICE_CHARS))
    return found
