"""Watches the corpus folder, and has it reloaded once it has been quiet for a moment.

One reload at a time, as from Discord: where one is at work, the next begins after it. What could not be reloaded is
tried again, so that no change is lost.
"""

import asyncio
import logging
from pathlib import Path, PurePath

from watchfiles import Change, awatch

from bot.library import Library
from bot.reload_job import RELOADING
from bot.reloads import Reloads
from bot.workers import LeavingError
from retrieval.errors import FootnoteError

WHO = "the corpus folder, watched"
QUIET_SECONDS = 2.0
"""Without a change, before a reload begins: a folder is copied file by file, and an editor saves in several steps."""
BUSY_SECONDS = 60.0
"""Of changes without a quiet moment, after which one begins all the same."""
AGAIN_SECONDS = 30.0
"""After a reload that failed, or where the folder is not there."""

_TEMPORARY = ("~", "#", ".tmp", ".part", ".swp", "___")
"""How editors and downloads end the names of files that are not there to stay."""
_LOCKS = (".", "~$")
"""How they begin them, and hidden files, which are not read."""

_log = logging.getLogger(__name__)


def is_of_the_corpus(path: PurePath) -> bool:
    """Whether a reload may make something of a change there. `path` is relative to the corpus folder."""
    return not (any(part.startswith(_LOCKS) for part in path.parts) or path.name.endswith(_TEMPORARY))


class Watch:
    """On the event loop, from `run` until `leave`."""

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
        self._folder = folder
        self._quiet_ms = int(quiet_seconds * 1000)
        self._again_seconds = again_seconds
        self._left = asyncio.Event()
        self._wrong = ""

    def leave(self) -> None:
        """Begins no reload any more; `run` returns."""
        self._left.set()

    async def run(self) -> None:
        """Reloads at first too: the folder may have changed while nobody watched."""
        while not self._left.is_set():
            try:
                await self._watch(self._folder.resolve())
            except OSError as error:
                self._tell(f"The corpus folder {self._folder} cannot be watched: {error}. It is tried again.")
            # Nobody looks after this task: where it ended, nothing would be watched any more.
            except Exception:  # noqa: BLE001
                _log.exception("the corpus folder cannot be watched")
            await self._pause()

    async def _watch(self, folder: Path) -> None:
        """Until told to leave. Raises OSError where there is no such folder, or it is another by now."""
        watched, is_pending, loop = _identity(folder), True, asyncio.get_running_loop()
        not_before = loop.time()

        def concerns(_: Change, path: str) -> bool:
            return is_of_the_corpus(PurePath(path).relative_to(folder))

        async for changes in awatch(
            folder,
            watch_filter=concerns,
            step=self._quiet_ms,
            debounce=int(BUSY_SECONDS * 1000),
            rust_timeout=self._quiet_ms,
            yield_on_timeout=True,
            # Reported with each reload, as a folder that cannot be read.
            ignore_permission_denied=True,
            stop_event=self._left,
        ):
            is_pending = is_pending or bool(changes)
            if _identity(self._folder.resolve()) != watched:
                raise FileNotFoundError("another has taken its place")
            if is_pending and loop.time() >= not_before:
                is_pending = not await self._reload()
                not_before = loop.time() + self._again_seconds if is_pending else not_before

    async def _reload(self) -> bool:
        """Whether it was done; waits for its turn."""
        workers = self._reloads.workers
        try:
            await workers.wait_for_place()
            with self._reloads.begun(WHO, RELOADING) as job:
                report = await workers.run(lambda: self._library.reload(job.note, who=WHO, log_unchanged=False))
        except LeavingError:
            return False
        except FootnoteError as error:
            self._tell(f"The corpus folder was not reloaded: {error} It is tried again.")
            return False
        # Whatever it was, the folder is watched on: it may be better the next time.
        except Exception:  # noqa: BLE001
            _log.exception("the corpus folder was not reloaded")
            return False
        self._wrong = ""
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

    def _tell(self, wrong: str) -> None:
        """Once, for as long as it stays so."""
        if wrong != self._wrong:
            _log.warning("%s", wrong)
        self._wrong = wrong

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._again_seconds):
                await self._left.wait()
        except TimeoutError:
            return


def _identity(folder: Path) -> tuple[int, int]:
    """Raises OSError."""
    stated = folder.stat()
    return stated.st_dev, stated.st_ino
