"""A language model asked as often as makes sense within the time of a question, and left alone while it is down."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential, wait_random

from retrieval.errors import LanguageModelAwayError, LanguageModelError
from retrieval.faults import LanguageModelFault
from retrieval.ports import ChatModel, Message, ModelReply

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, JITTER_SECONDS = 0.5, 8.0, 0.5
"""The seconds to wait between two calls: the first wait, the longest, and the most that chance adds. The wait is
doubled each time, unless the provider says how long to wait."""
FAILURES_TO_OPEN = 5
"""The failures in a row after which nobody waits for a provider."""
REST_SECONDS = 60.0
LEAST_CALL_SECONDS = 1.0
"""The least seconds with which a call is begun. With less, nothing is written, and the want of time would be
reported in place of what went wrong before. Where a question has less than twice as much in all, half of what it
has is enough."""


class Clock(NamedTuple):
    """Tells the time, and waits, in seconds."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


MONOTONIC = Clock()


@dataclass
class CircuitBreaker:
    """Opens after failures in a row: then nothing is tried for `REST_SECONDS`, and after them one call at a time, until
    one succeeds. Its methods may be called from several threads.
    """

    now: Callable[[], float] = time.monotonic
    _failures: int = 0
    _tried_at: float = 0.0
    _changing: Lock = field(default_factory=Lock)

    def may_try(self) -> bool:
        """Return whether to try now; where it is open, whoever may is the probe, and others wait for as long again."""
        with self._changing:
            if self._failures < FAILURES_TO_OPEN:
                return True
            if self.now() - self._tried_at < REST_SECONDS:
                return False
            self._tried_at = self.now()
            return True

    def succeeded(self) -> None:
        """Close the breaker."""
        with self._changing:
            self._failures = 0

    def failed(self) -> None:
        """Count a failure."""
        with self._changing:
            self._failures += 1
            self._tried_at = self.now()


class Deadline:
    """The end of the time that a question's work with a model may take. A call has all that is left: where one took too
    long, another with less time would too.
    """

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._ends_at = clock.now() + seconds
        self._least_seconds = min(LEAST_CALL_SECONDS, seconds / 2)

    @property
    def left_seconds(self) -> float:
        """The seconds that are left until then; negative afterwards."""
        return self._ends_at - self._clock.now()

    def leaves_a_call(self, after_seconds: float = 0.0) -> bool:
        """Return whether there is time for a call, so many seconds from now."""
        return self.left_seconds - after_seconds >= self._least_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedModel:
    """A `ChatModel` with patience. Its breaker is the process's, whatever reloads meanwhile."""

    model: ChatModel
    breaker: CircuitBreaker
    clock: Clock = MONOTONIC

    def write(
        self,
        messages: Sequence[Message],
        deadline: Deadline,
        *,
        schema: Mapping[str, object] | None = None,
        on_call: Callable[[], None] = lambda: None,
        on_unread: Callable[[], None] = lambda: None,
        on_text: Callable[[str], None] | None = None,
    ) -> ModelReply:
        """Return what the model writes. Raises LanguageModelError, never later than the deadline. `on_call` is called
        before each call, and `on_unread` for each that nobody has read; a call that is made again begins its text anew.
        """
        if not self.breaker.may_try():
            raise LanguageModelAwayError(LanguageModelFault.LEFT_ALONE, model=self.model.name)
        tries = Retrying(
            retry=retry_if_exception_type(LanguageModelAwayError),
            wait=_wait,
            stop=lambda state: not deadline.leaves_a_call(state.upcoming_sleep),
            sleep=self.clock.sleep,
            reraise=True,
        )
        failed: LanguageModelAwayError | None = None

        def once() -> ModelReply:
            nonlocal failed
            if not deadline.leaves_a_call():
                raise failed or LanguageModelAwayError(LanguageModelFault.NO_TIME, model=self.model.name)
            on_call()
            try:
                return self.model.write(messages, timeout_seconds=deadline.left_seconds, schema=schema, on_text=on_text)
            except LanguageModelError as error:
                if error.unread:
                    on_unread()
                if isinstance(error, LanguageModelAwayError):
                    failed = error
                raise

        try:
            written = tries(once)
        except LanguageModelAwayError:
            self.breaker.failed()
            raise
        except LanguageModelError:
            # It answers, if not as it should.
            self.breaker.succeeded()
            raise
        self.breaker.succeeded()
        return written


_backing_off = wait_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS) + wait_random(
    0, JITTER_SECONDS
)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after_seconds if isinstance(error, LanguageModelAwayError) else None
    return _backing_off(state) if asked is None else max(asked, FIRST_WAIT_SECONDS)
