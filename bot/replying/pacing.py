"""A lock that makes one request of an interaction's token wait for another where Discord says that it takes no more
for now.

discord.py lets a request of a token begin once the one before is over, by a lock. Where that was the last that Discord
takes for some seconds, discord.py keeps it waiting for so long, though it was taken, and gives the lock back only if
nobody gives the request up meanwhile: what comes next then waits for ever.
"""

import asyncio
from types import TracebackType

import discord
from discord.webhook.async_ import AsyncDeferredLock


class TokenLock(AsyncDeferredLock):
    """A lock in the place of discord.py's. A request that was taken is over at once. The next request of its token
    waits, however the one before has ended.
    """

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.delta:
            asyncio.get_running_loop().call_later(self.delta, self.lock.release)
        else:
            self.lock.release()


def keep_the_next_waiting() -> None:
    """Has every client of this process send by `TokenLock`."""
    discord.webhook.async_.AsyncDeferredLock = TokenLock  # type: ignore[misc]
