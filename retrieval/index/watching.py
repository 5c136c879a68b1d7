"""Watches the corpus folder, and has it reloaded once it has been quiet for a moment.

What could not be reloaded is tried again, so that no change is lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path, PurePath

from watchfiles import Change, awatch

QUIET_SECONDS = 2.0
"""The seconds that the folder must be without a change before a reload begins. A folder is copied file by file, and an
editor saves in several steps."""
BUSY_SECONDS = 60.0
"""The seconds that changes may go on without a quiet moment. After this, a reload begins all the same."""
AGAIN_SECONDS = 30.0
"""The seconds until a reload is tried again that failed, or whose folder was missing."""

_TEMPORARY = ("~", "#", ".tmp", ".part", ".swp", "___")
"""The endings that editors and downloads give to files that are not there to stay."""
_LOCKS = (".", "~$")
"""The beginnings of the names of editors' lock files and of hidden files, which are not read."""

_log = logging.getLogger(__name__)


def is_of_the_corpus(path: PurePath) -> bool:
    """Return whether a reload may make something of a change of this path, which is relative to the corpus folder."""
    return not (any(part.startswith(_LOCKS) for part in path.parts) or path.name.endswith(_TEMPORARY))


class FolderWatch:
    """Watches on the event loop, from `run` until `leave`. `reload` returns whether the corpus was reloaded; `warn` is
    given a sentence once, for as long as it stays true.
    """

    def __init__(
        self,
        folder: Path,
        reload: Callable[[], Awaitable[bool]],
        warn: Callable[[str], None],
        *,
        quiet_seconds: float = QUIET_SECONDS,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._folder = folder
        self._reload = reload
        self._warn = warn
        self._quiet_ms = int(quiet_seconds * 1000)
        self._again_seconds = again_seconds
        self._left = asyncio.Event()
        self._warning = ""

    def leave(self) -> None:
        """Begin no reload any more, and have `run` return."""
        self._left.set()

    def warn(self, warning: str) -> None:
        """Pass a warning on, unless it is the last one again and nothing was reloaded since."""
        if warning != self._warning:
            self._warn(warning)
        self._warning = warning

    async def run(self) -> None:
        """Watch until `leave`. The corpus is reloaded at first too: it may have changed while nobody watched."""
        while not self._left.is_set():
            try:
                await self._watch(self._folder.resolve())
            except OSError as error:
                self.warn(f"The corpus folder {self._folder} cannot be watched: {error}. It is tried again.")
            # Nobody looks after this task: where it ended, nothing would be watched any more.
            except Exception:  # noqa: BLE001
                _log.exception("the corpus folder cannot be watched")
            await self._pause()

    async def _watch(self, folder: Path) -> None:
        """Raise OSError where there is no such folder, or it is another by now."""
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
                is_pending = not await self._is_reloaded()
                not_before = loop.time() + self._again_seconds if is_pending else not_before

    async def _is_reloaded(self) -> bool:
        try:
            is_reloaded = await self._reload()
        # Whatever it was, the folder is watched on: it may be better the next time.
        except Exception:  # noqa: BLE001
            _log.exception("the corpus folder was not reloaded")
            return False
        if is_reloaded:
            self._warning = ""
        return is_reloaded

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._again_seconds):
                await self._left.wait()
        except TimeoutError:
            return


def _identity(folder: Path) -> tuple[int, int]:
    """Return what tells a folder from another of its name. Raises OSError."""
    stated = folder.stat()
    return stated.st_dev, stated.st_ino
