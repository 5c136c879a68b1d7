"""Waiting for something to become true, without sleeping for a fixed time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

WAIT_SECONDS = 30.0
"""The patience of every wait: generous, since it is only spent when a test fails."""

Found = TypeVar("Found")


class Changes:
    """Wakes those who wait each time that the fake's state has changed."""

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
                    await self._changed.wait()
                return found
        except TimeoutError:
            raise TimeoutError(f"waited {timeout_seconds:g} s for {what}") from None
