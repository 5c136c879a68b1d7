"""Lanes for what is sent to Discord: first responses before all else, and neither of both on too many connections at
once.

A person is told that the bot did not respond three seconds after they asked; whatever else is sent can wait for that.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

FIRST_AT_ONCE = 64
"""Each on a connection of its own: with 100 ms to Discord and back, 500 are sent in under a second."""
LATER_AT_ONCE = 16
GIVES_WAY_SECONDS = 1.0
"""The seconds that what is to be sent later, or begun, waits for first responses at the most. Where Discord does not
answer these, they are over by themselves.
"""


class Lanes:
    """The lanes of one client, on its event loop."""

    def __init__(self) -> None:
        self._first = asyncio.Semaphore(FIRST_AT_ONCE)
        self._later = asyncio.Semaphore(LATER_AT_ONCE)
        self._pending = 0
        self._is_clear = asyncio.Event()
        self._is_clear.set()

    @asynccontextmanager
    async def first(self) -> AsyncIterator[None]:
        """Hold a connection for a first response."""
        self._pending += 1
        self._is_clear.clear()
        try:
            async with self._first:
                yield
        finally:
            self._pending -= 1
            if not self._pending:
                self._is_clear.set()

    @asynccontextmanager
    async def later(self) -> AsyncIterator[None]:
        """Hold a connection for everything else."""
        await self.clear()
        async with self._later:
            yield

    async def clear(self) -> None:
        """Return once no first response is on its way, or after a second."""
        try:
            async with asyncio.timeout(GIVES_WAY_SECONDS):
                await self._is_clear.wait()
        except TimeoutError:
            return
