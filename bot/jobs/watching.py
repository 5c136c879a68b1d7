"""Has the corpus reloaded when its folder changes. Where a reload is at work, the next begins after it."""

import logging
from pathlib import Path

from bot.errors import LeavingError
from bot.jobs.running import Reloads
from bot.library import Library
from bot.text import words
from retrieval import FootnoteError
from retrieval.index import AGAIN_SECONDS, QUIET_SECONDS, FolderWatch

_log = logging.getLogger(__name__)


class Watch:
    """A watch over the corpus folder. It works on the event loop, from `run` until `leave`."""

    def __init__(
        self,
        reloads: Reloads,
        library: Library,
        folder: Path,
        *,
        quiet_seconds: float = QUIET_SECONDS,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._reloads = reloads
        self._library = library
        self._watch = FolderWatch(
            folder, self._reload, _log.warning, quiet_seconds=quiet_seconds, again_seconds=again_seconds
        )

    def leave(self) -> None:
        """Begin no reload any more, and have `run` return."""
        self._watch.leave()

    async def run(self) -> None:
        """Watch until `leave`."""
        await self._watch.run()

    async def _reload(self) -> bool:
        """Return whether it was done. It waits for its turn."""
        workers = self._reloads.workers
        try:
            await workers.wait_for_place()
            with self._reloads.started(words.BY_WATCHING, words.RELOADING) as job:
                report = await workers.run(
                    lambda: self._library.reload(job.note, who=words.BY_WATCHING, log_unchanged=False)
                )
        except LeavingError:
            return False
        except FootnoteError as error:
            self._watch.warn(f"The corpus folder was not reloaded: {error} It is tried again.")
            return False
        _log.info(
            "the corpus folder was reloaded: added=%d changed=%d renamed=%d removed=%d unchanged=%d unreadable=%d"
            " passages=%d in %.1f s",
            len(report.added),
            len(report.changed),
            len(report.renamed),
            len(report.removed),
            report.unchanged,
            len(report.unreadable),
            report.passages_embedded,
            report.seconds,
        )
        return True
