"""The first response to an interaction: within three seconds, and once more where it may be lost."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.replying.lanes import Lanes
from bot.replying.send import (
    ALREADY_ACKNOWLEDGED,
    NOT_DELIVERED,
    UNKNOWN_INTERACTION,
    Interaction,
    code_of,
    log_text,
    may_have_arrived,
    may_pass,
)

ACKNOWLEDGE_AGAIN = timedelta(seconds=2.5)
"""The time in which one more acknowledgement is worth sending, of the three seconds that Discord waits for one."""
ACKNOWLEDGE_SECONDS = 5.0
"""The seconds that Discord may take to reply to an acknowledgement before nobody waits for it."""

_log = logging.getLogger(__name__)


class FirstResponses:
    """Sends first responses before all else. `now` is the clock's."""

    def __init__(self, lanes: Lanes, now: Callable[[], datetime]) -> None:
        self._lanes = lanes
        self._now = now

    @asynccontextmanager
    async def one_try(self) -> AsyncIterator[None]:
        """Bound the time to send one. Raises TimeoutError."""
        async with self._lanes.first(), asyncio.timeout(ACKNOWLEDGE_SECONDS):
            yield

    async def send(self, interaction: Interaction, send: Callable[[], Awaitable[object]]) -> bool:
        """Return whether Discord took it, or may have: who sees that the bot is thinking would see it for ever if it
        was taken for lost. A second try tells the two apart, so it is sent even where it is too late to be heard.
        """
        may_stand = False
        for is_last in (False, True):
            try:
                async with self.one_try():
                    await send()
                break
            except NOT_DELIVERED as error:
                # It was acknowledged by a try of ours whose answer was lost, here or in discord.py.
                if code_of(error) == ALREADY_ACKNOWLEDGED:
                    break
                may_stand = (may_stand or may_have_arrived(error)) and code_of(error) != UNKNOWN_INTERACTION
                too_late = self._now() - interaction.created_at >= ACKNOWLEDGE_AGAIN
                if is_last or not (may_stand or (may_pass(error) and not too_late)):
                    _log.warning(
                        "interaction %s %s be acknowledged: %s",
                        interaction.id,
                        "may not" if may_stand else "could not",
                        log_text(error),
                    )
                    return may_stand
        return True
