"""The work of a bot before it can answer: the first index where there is none, the records, the models."""

import logging
from collections.abc import Callable

from bot.errors import LeavingError
from bot.library import Library
from bot.text import words
from retrieval import Footnote, ReloadUnderWayError
from retrieval.index import Progress

_log = logging.getLogger(__name__)


class Opening:
    """Runs in a thread, while the bot is in Discord and says how far it is."""

    def __init__(self, library: Library, footnote: Footnote, is_leaving: Callable[[], bool]) -> None:
        self._library = library
        self._footnote = footnote
        self._is_leaving = is_leaving

    def run(self) -> None:
        """Open the library. Raises FootnoteError, and LeavingError where the bot is told to stop meanwhile."""
        self._library.not_ready = words.READING_DOCUMENTS
        if not self._footnote.status().documents:
            _log.info("nothing is indexed yet: reading the corpus folder")
            try:
                self._footnote.reload(self._note, who=words.BY_STARTING)
            except ReloadUnderWayError as error:
                # Where a store is shared, what the other process indexes is served here once it is there.
                _log.info("%s", error.what)
        self._note(Progress(stage=words.LOADING), words.LOADING)
        self._footnote.open_records()
        self._footnote.load()
        self._library.open(self._footnote)
        _log.info("the corpus holds %d documents", len(self._library.titles.documents))

    def _note(self, progress: Progress, stage: str = words.READING_DOCUMENTS) -> None:
        if self._is_leaving():
            raise LeavingError
        counted = words.STAGE_COUNTED.format(stage=stage, done=progress.done, total=progress.total)
        self._library.not_ready = counted if progress.total else stage
