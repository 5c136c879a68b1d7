"""Waiting for something to become true, without sleeping for a fixed time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

WAIT_SECONDS = 120.0
"""The patience of every wait: generous, since it is only spent when a test fails."""

LOOK_AGAIN_SECONDS = 0.05
"""Of what the fake is not told: that the bot has read its answer, a file that is gone, a line that was logged."""

Found = TypeVar("Found")


class Changes:
    """Wakes those who wait each time that the fake's state has changed, and now and then for what is none of it."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        """Let every waiting probe look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, probe: Callable[[], Found | None], what: str, timeout_seconds: float = WAIT_SECONDS) -> Found:
        """Return what the probe finds as soon as it is not None, or raise TimeoutError that names `what`."""
        try:
            async with asyncio.timeout(timeout_seconds):
                while (found := probe()) is None:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                            await self._changed.wait()
                return found
        except TimeoutError:
            raise TimeoutError(f"waited {timeout_seconds:g} s for {what}") from None
